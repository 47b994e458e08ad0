//! SQL of articles: one function per statement.

use super::model::{Article, ArticleChange, ArticleRow};
use crate::id::{ArticleId, OrganizationId, PersonId};
use atiende_db::{DbError, Tx, args, sql};

pub(super) async fn find(tx: &Tx, id: ArticleId) -> Result<Option<Article>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, slug, title, summary, body, body_format, body_html, visibility, state, language, category_id, views, solved,
                 updated_at FROM articles WHERE id = $1"
        ),
        args![id],
    )
    .await
}

pub(super) async fn by_slug(tx: &Tx, slug: &str) -> Result<Option<Article>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, slug, title, summary, body, body_format, body_html, visibility, state, language, category_id, views, solved,
                 updated_at FROM articles WHERE slug = $1"
        ),
        args![slug],
    )
    .await
}

/// The best known first: those that spared most tickets, then the most read.
pub(super) async fn popular(tx: &Tx, limit: i64) -> Result<Vec<ArticleRow>, DbError> {
    tx.all(
        sql!(
            "SELECT id, slug, title, summary, visibility, state, views, solved FROM articles
             WHERE state = 'published' ORDER BY solved DESC, views DESC, id LIMIT $1"
        ),
        args![limit],
    )
    .await
}

/// Drafts first, then by title, from `after` on; 0: from the beginning.
pub(super) async fn all_after(tx: &Tx, after: i64, limit: i64) -> Result<Vec<ArticleRow>, DbError> {
    tx.all(
        sql!(
            "SELECT id, slug, title, summary, visibility, state, views, solved FROM articles
             WHERE $1 = 0 OR (state, title, id) > (SELECT state, title, id FROM articles WHERE id = $1)
             ORDER BY state, title, id LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}

pub(super) async fn visible_after(tx: &Tx, staff: bool, after: i64, limit: i64) -> Result<Vec<Article>, DbError> {
    tx.all(
        sql!(
            "SELECT id, slug, title, summary, body, body_format, body_html, visibility, state, language, category_id, views, solved,
                 updated_at FROM articles
             WHERE id > $2 AND (CAST($1 AS BOOLEAN) OR state = 'published' AND visibility IN ('public', 'customers'))
             ORDER BY id LIMIT $3"
        ),
        args![staff, after, limit],
    )
    .await
}

pub(super) async fn row(tx: &Tx, id: ArticleId) -> Result<Option<ArticleRow>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, slug, title, summary, visibility, state, views, solved FROM articles
             WHERE id = $1 AND state = 'published'"
        ),
        args![id],
    )
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    new: &ArticleChange,
    slug: &str,
    author: Option<PersonId>,
) -> Result<ArticleId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO articles (title, slug, summary, body, body_format, body_html, visibility, state, language,
                     category_id, author_id, views, solved, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, $12, $12) RETURNING id"
            ),
            args![
                new.title.trim(),
                slug,
                new.summary(),
                new.body,
                new.body_format,
                new.body_html(),
                new.visibility,
                new.state,
                new.language,
                new.category,
                author,
                tx.now()
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn update(tx: &mut Tx, id: ArticleId, change: &ArticleChange) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE articles SET title = $2, summary = $3, body = $4, body_format = $5, body_html = $6, visibility = $7,
                 state = $8, language = $9, category_id = $10, updated_at = $11 WHERE id = $1"
        ),
        args![
            id,
            change.title.trim(),
            change.summary(),
            change.body,
            change.body_format,
            change.body_html(),
            change.visibility,
            change.state,
            change.language,
            change.category,
            tx.now()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn add_view(tx: &mut Tx, id: ArticleId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE articles SET views = views + 1 WHERE id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn insert_spared(
    tx: &mut Tx,
    id: ArticleId,
    person: Option<PersonId>,
    organization: Option<OrganizationId>,
    query: &str,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO spared_tickets (article_id, person_id, organization_id, query, at) VALUES ($1, $2, $3, $4, $5)"
        ),
        args![id, person, organization, query, tx.now()],
    )
    .await?;
    tx.execute(sql!("UPDATE articles SET solved = solved + 1 WHERE id = $1"), args![id]).await?;
    Ok(())
}
