//! Writing the whole index anew, where rows came without it: the two engines keep it in ways that cannot be copied.

use super::Document;
use crate::id::{ArticleId, TicketId};
use atiende_db::{Db, DbError, Tx, args, sql};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::sync::Arc;

/// Tickets of one transaction.
const AT_ONCE: i64 = 500;
/// Transactions side by side: on PostgreSQL each waits for its answers most of the time.
const SIDE_BY_SIDE: usize = 4;

/// Fills the empty index of `target` from the rows of `source`, which may be the same database; how many tickets. What the
/// index held before goes. Nobody else writes into the target meanwhile.
pub async fn rebuild(source: &Db, target: &Db) -> Result<u64, DbError> {
    target.write(async |tx| clear(tx).await).await?;
    let (first, last): (i64, i64) = source
        .read_long(async |tx| {
            // Two questions: of both at once SQLite reads all.
            tx.one(
                sql!("SELECT coalesce((SELECT min(id) FROM tickets), 1), coalesce((SELECT max(id) FROM tickets), 0)"),
                args![],
            )
            .await
        })
        .await?;
    let starts = (first..=last).step_by(usize::try_from(AT_ONCE).unwrap_or(1));
    let tickets = stream::iter(starts)
        .map(|start| tickets(source, target, start))
        .buffer_unordered(SIDE_BY_SIDE)
        .try_fold(0, async |sum, written| Ok(sum + written))
        .await?;
    articles(source, target).await?;
    Ok(tickets)
}

async fn clear(tx: &mut Tx) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM search_tickets"), args![]).await?;
    tx.execute(sql!("DELETE FROM search_articles"), args![]).await?;
    Ok(())
}

/// How many there are from this number on, of so many numbers.
async fn tickets(source: &Db, target: &Db, start: i64) -> Result<u64, DbError> {
    let documents: Vec<(TicketId, Document)> = source.read_long(async move |tx| documents(tx, start).await).await?;
    let written = documents.len() as u64;
    let documents = Arc::new(documents);
    target
        .write(async move |tx| {
            for (id, document) in documents.iter() {
                super::put_ticket(tx, *id, document).await?;
            }
            Ok::<_, DbError>(())
        })
        .await?;
    Ok(written)
}

async fn documents(tx: &Tx, start: i64) -> Result<Vec<(TicketId, Document)>, DbError> {
    let ids: Vec<(TicketId,)> = tx
        .all(sql!("SELECT id FROM tickets WHERE id >= $1 AND id < $2 ORDER BY id"), args![start, start + AT_ONCE])
        .await?;
    let mut documents = Vec::with_capacity(ids.len());
    for (id,) in ids {
        documents.push((id, super::document(tx, id).await?));
    }
    Ok(documents)
}

async fn articles(source: &Db, target: &Db) -> Result<(), DbError> {
    let mut after = 0;
    loop {
        let page: Vec<(ArticleId, String, String)> = source
            .read_long(async move |tx| {
                let text = sql!("SELECT id, title, body_html FROM articles WHERE id > $1 ORDER BY id LIMIT 100");
                tx.all(text, args![after]).await
            })
            .await?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = last.0;
        let page = Arc::new(page);
        target
            .write(async move |tx| {
                for (id, title, body_html) in page.iter() {
                    super::index_article(tx, *id, title, body_html).await?;
                }
                Ok::<_, DbError>(())
            })
            .await?;
    }
}
