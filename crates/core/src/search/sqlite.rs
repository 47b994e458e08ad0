//! FTS5. Words come from the analyser: letters and digits only, so nothing needs escaping.

use super::Document;
use crate::id::{ArticleId, TicketId};
use crate::tickets::access::Scope;
use atiende_db::{DbError, Tx, args, sql};
use atiende_text::analyse::Word;
use std::fmt::Write as _;

/// `("impresor"* OR "zqimpres")`.
fn alternative(word: &Word) -> String {
    let mut either = format!("(\"{}\"*", word.prefix);
    for stem in &word.stems {
        let _ = write!(either, " OR \"{stem}\"");
    }
    either.push(')');
    either
}

pub(super) async fn tickets(tx: &Tx, scope: &Scope, words: &[Word], limit: i64) -> Result<Vec<TicketId>, DbError> {
    let columns = if scope.internal { "{public internal}" } else { "{public}" };
    let text = super::expression(words, alternative, " AND ");
    let mut query = format!("({columns} : ({text}))");
    if let Some(words) = super::scope_words(scope) {
        let _ = write!(query, " AND ({{scope}} : ({}))", words.join(" OR "));
    }
    let rows: Vec<(TicketId,)> = tx
        .all(
            sql!(
                sqlite: "SELECT rowid FROM search_tickets WHERE search_tickets MATCH $1 ORDER BY rowid DESC LIMIT $2",
                postgres: ""
            ),
            args![query, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn put_ticket(tx: &mut Tx, id: TicketId, document: &Document) -> Result<(), DbError> {
    tx.execute(
        sql!(
            sqlite: "INSERT OR REPLACE INTO search_tickets (rowid, public, internal, scope) VALUES ($1, $2, $3, $4)",
            postgres: ""
        ),
        args![id, document.public, document.internal, document.scope],
    )
    .await?;
    Ok(())
}

pub(super) async fn articles(tx: &Tx, words: &[Word]) -> Result<Vec<ArticleId>, DbError> {
    let query = super::expression(words, alternative, " OR ");
    let rows: Vec<(ArticleId,)> = tx
        .all(
            sql!(
                sqlite: "SELECT rowid FROM search_articles WHERE search_articles MATCH $1
                         ORDER BY bm25(search_articles, 6.0, 1.0) LIMIT 30",
                postgres: ""
            ),
            args![query],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn put_article(tx: &mut Tx, id: ArticleId, title: &str, body: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            sqlite: "INSERT OR REPLACE INTO search_articles (rowid, title, body) VALUES ($1, $2, $3)",
            postgres: ""
        ),
        args![id, title, body],
    )
    .await?;
    Ok(())
}
