//! Who reads and who edits articles.

use super::model::{Article, ArticleRow, ArticleState, Visibility};
use super::store;
use crate::actor::Staff;
use crate::id::ArticleId;
use crate::{Actor, Denied, search as index};
use atiende_db::{DbError, Tx};

/// Suggestions beyond this many are noise.
const SHOWN: usize = 6;

fn may_read(actor: Option<&Actor>, visibility: Visibility) -> bool {
    match visibility {
        Visibility::Public => true,
        Visibility::Customers => actor.is_some_and(Actor::is_active),
        Visibility::Staff => actor.is_some_and(Actor::is_staff),
    }
}

/// A published article that this reader (or anybody) may read.
pub async fn readable(tx: &Tx, actor: Option<&Actor>, slug: &str) -> Result<Article, Denied> {
    let article = store::by_slug(tx, slug).await?.ok_or(Denied::NotFound)?;
    let published = article.state == ArticleState::Published || actor.is_some_and(Actor::is_staff);
    if published && may_read(actor, article.visibility) { Ok(article) } else { Err(Denied::NotFound) }
}

/// The best known articles that this reader may read.
pub async fn popular(tx: &Tx, actor: Option<&Actor>, limit: usize) -> Result<Vec<ArticleRow>, DbError> {
    let best_known = tx.shared(("popular articles", 0), async |tx| store::popular(tx, 60).await).await?;
    Ok(best_known.iter().filter(|row| may_read(actor, row.visibility)).take(limit).cloned().collect())
}

/// Articles that match what is being typed, the best first.
pub async fn search(tx: &Tx, actor: Option<&Actor>, typed: &str) -> Result<Vec<ArticleRow>, DbError> {
    let mut found = Vec::new();
    for id in index::articles(tx, typed).await? {
        if let Some(row) = store::row(tx, id).await?.filter(|row| may_read(actor, row.visibility)) {
            found.push(row);
        }
        if found.len() == SHOWN {
            break;
        }
    }
    Ok(found)
}

/// All articles, for staff to edit; asks for `limit` + 1 so that the caller sees whether there are more.
pub async fn editable_list(
    tx: &Tx,
    _by: Staff<'_>,
    after: Option<ArticleId>,
    limit: i64,
) -> Result<Vec<ArticleRow>, DbError> {
    store::all_after(tx, after.map_or(0, |id| id.0), limit + 1).await
}

/// One article, for staff to edit.
pub async fn editable(tx: &Tx, _by: Staff<'_>, id: ArticleId) -> Result<Article, Denied> {
    store::find(tx, id).await?.ok_or(Denied::NotFound)
}

/// What this reader may read, by id; staff read drafts, too. For lists that are read page by page.
pub async fn visible(tx: &Tx, actor: &Actor, after: Option<ArticleId>, limit: i64) -> Result<Vec<Article>, DbError> {
    if !actor.is_active() {
        return Ok(Vec::new());
    }
    store::visible_after(tx, actor.is_staff(), after.map_or(0, |id| id.0), limit).await
}

/// One of the articles that this reader may read.
pub async fn visible_by_id(tx: &Tx, actor: &Actor, id: ArticleId) -> Result<Article, Denied> {
    let article = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
    let published = article.state == ArticleState::Published || actor.is_staff();
    if published && may_read(Some(actor), article.visibility) { Ok(article) } else { Err(Denied::NotFound) }
}
