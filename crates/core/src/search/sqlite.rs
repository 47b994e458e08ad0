//! FTS5. Words come from the analyser: letters and digits only, so nothing needs escaping.

use super::{Beginnings, Document, Term};
use crate::id::{ArticleId, TicketId};
use crate::tickets::access::Scope;
use atiende_db::{DbError, Tx, args, sql};
use atiende_text::analyse::Word;
use std::fmt::Write as _;

/// `("impresor" OR "impresora" OR "zqimpres")`, or `("im"* OR "zqim")`.
fn alternative(Term { word, beginnings }: &Term<'_>) -> String {
    let mut either = format!("(\"{}\"{}", word.prefix, if *beginnings == Beginnings::All { "*" } else { "" });
    let known = if let Beginnings::Known(words) = beginnings { words.as_slice() } else { &[] };
    for other in known.iter().chain(&word.stems) {
        let _ = write!(either, " OR \"{other}\"");
    }
    either.push(')');
    either
}

/// More words than these that begin so are left to FTS5.
const LISTED: usize = 64;

/// The words of the index that begin as this one was typed, but for itself.
pub(super) async fn beginnings(tx: &Tx, word: &Word) -> Result<Beginnings, DbError> {
    // One step a word: all that the table says of a word is one row for each ticket that has it. `char(1)` leads to the
    // next word, the largest letter is behind all that begin so.
    let rows: Vec<(String,)> = tx
        .all(
            sql!(
                sqlite: "WITH RECURSIVE found (word) AS (
                             SELECT (SELECT term FROM search_words WHERE term >= $1 || char(1) LIMIT 1)
                             UNION ALL
                             SELECT (SELECT term FROM search_words WHERE term >= found.word || char(1) LIMIT 1)
                             FROM found WHERE found.word < $1 || char(1114111)
                         )
                         SELECT word FROM found WHERE word < $1 || char(1114111) LIMIT $2",
                postgres: ""
            ),
            args![word.prefix, i64::try_from(LISTED + 1).unwrap_or(i64::MAX)],
        )
        .await?;
    Ok(match rows.len() {
        0 => Beginnings::None,
        1..=LISTED => Beginnings::Known(rows.into_iter().map(|(word,)| word).collect()),
        _ => Beginnings::All,
    })
}

/// What FTS5 is asked for.
pub(super) fn query(scope: &Scope, terms: &[Term<'_>]) -> String {
    let columns = if scope.internal { "{public internal}" } else { "{public}" };
    let text = super::expression(terms, alternative, " AND ");
    let mut query = format!("({columns} : ({text}))");
    if let Some(words) = super::scope_words(scope) {
        let _ = write!(query, " AND ({{scope}} : ({}))", words.join(" OR "));
    }
    query
}

pub(super) async fn tickets(tx: &Tx, query: &str, limit: i64) -> Result<Vec<TicketId>, DbError> {
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

/// Pages of the index that one transaction joins: some tens of milliseconds, for which writers wait.
const PAGES: i64 = 500;

pub(super) async fn tidy(tx: &mut Tx, begin: bool) -> Result<bool, DbError> {
    let before = changes(tx).await?;
    // A negative number takes all pieces in hand, a positive one goes on with what was begun.
    tx.execute(
        sql!(sqlite: "INSERT INTO search_tickets (search_tickets, rank) VALUES ('merge', $1)", postgres: ""),
        args![if begin { -PAGES } else { PAGES }],
    )
    .await?;
    // The command is one change; what it joined are more.
    Ok(changes(tx).await? - before >= 2)
}

async fn changes(tx: &Tx) -> Result<i64, DbError> {
    let (changes,) = tx.one(sql!(sqlite: "SELECT total_changes()", postgres: ""), &[]).await?;
    Ok(changes)
}

pub(super) async fn articles(tx: &Tx, words: &[Word]) -> Result<Vec<ArticleId>, DbError> {
    let query = super::expression(&super::beginnings(words), alternative, " OR ");
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
