//! Writing articles, and counting what they spare.

use super::model::{Article, ArticleChange};
use super::store;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::ArticleId;
use crate::{Actor, search};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Writes a new article. `by` is staff (the caller's proof) or the desk (demo).
pub async fn add(tx: &mut Tx, by: &By, new: &ArticleChange) -> Result<ArticleId, Refused> {
    new.check()?;
    let slug = free_slug(tx, &new.slug()).await?;
    let id = store::insert(tx, new, &slug, by.person).await?;
    search::index_article(tx, id, &new.title, &new.body_html()).await?;
    events::record(tx, by, (Object::Article, id.0), "added", &json!({ "title": new.title.trim() })).await?;
    Ok(id)
}

/// Changes an article; its address stays, because it stands in mails and notes.
pub async fn change(tx: &mut Tx, by: &By, article: &Article, change: &ArticleChange) -> Result<(), Refused> {
    change.check()?;
    store::update(tx, article.id, change).await?;
    search::index_article(tx, article.id, &change.title, &change.body_html()).await?;
    let data = json!({ "title": change.title.trim(), "state": change.state, "visibility": change.visibility });
    events::record(tx, by, (Object::Article, article.id.0), "changed", &data).await?;
    Ok(())
}

async fn free_slug(tx: &Tx, slug: &str) -> Result<String, DbError> {
    let mut free = slug.to_owned();
    let mut n = 2;
    while store::by_slug(tx, &free).await?.is_some() {
        free = format!("{slug}-{n}");
        n += 1;
    }
    Ok(free)
}

/// Counts a reading.
pub async fn count_view(tx: &mut Tx, article: &Article) -> Result<(), DbError> {
    store::add_view(tx, article.id).await
}

/// "Esto lo ha resuelto": a ticket that need not be written. `typed` is what the reader had written so far.
pub async fn spare(tx: &mut Tx, actor: Option<&Actor>, article: &Article, typed: &str) -> Result<(), DbError> {
    let organization = actor.and_then(|a| a.memberships.first()).map(|m| m.organization);
    let typed: String = typed.chars().take(300).collect();
    store::insert_spared(tx, article.id, actor.map(|a| a.id), organization, &typed).await?;
    let by = actor.map_or_else(By::desk, By::from);
    events::record(tx, &by, (Object::Article, article.id.0), "spared_a_ticket", &json!({ "typed": typed })).await?;
    Ok(())
}
