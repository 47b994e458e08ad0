//! tsvector('simple'). Words come from the analyser: letters and digits only, so nothing needs escaping.

use super::{Beginnings, Document, Term};
use crate::id::{ArticleId, TicketId};
use crate::tickets::access::Scope;
use atiende_db::{DbError, Tx, args, sql};
use atiende_text::analyse::Word;
use std::fmt::Write as _;

/// `(impresor:* | zqimpres)`.
fn alternative(Term { word, beginnings }: &Term<'_>) -> String {
    let mut either = format!("({}{}", word.prefix, if *beginnings == Beginnings::None { "" } else { ":*" });
    for stem in &word.stems {
        let _ = write!(either, " | {stem}");
    }
    either.push(')');
    either
}

/// What `tsquery` reads.
pub(super) fn query(scope: &Scope, terms: &[Term<'_>]) -> String {
    let mut query = super::expression(terms, alternative, " & ");
    if let Some(words) = super::scope_words(scope) {
        let _ = write!(query, " & ({})", words.join(" | "));
    }
    query
}

pub(super) async fn tickets(tx: &Tx, scope: &Scope, query: &str, limit: i64) -> Result<Vec<TicketId>, DbError> {
    let statement = if scope.internal {
        sql!(
            sqlite: "",
            postgres: "SELECT ticket_id FROM search_tickets WHERE internal @@ CAST($1 AS TEXT)::tsquery
                       ORDER BY ticket_id DESC LIMIT $2"
        )
    } else {
        sql!(
            sqlite: "",
            postgres: "SELECT ticket_id FROM search_tickets WHERE public @@ CAST($1 AS TEXT)::tsquery
                       ORDER BY ticket_id DESC LIMIT $2"
        )
    };
    let rows: Vec<(TicketId,)> = tx.all(statement, args![query, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn put_ticket(tx: &mut Tx, id: TicketId, document: &Document) -> Result<(), DbError> {
    let public = format!("{} {}", document.public, document.scope);
    let internal = format!("{public} {}", document.internal);
    tx.execute(
        sql!(
            sqlite: "",
            postgres: "INSERT INTO search_tickets (ticket_id, public, internal)
                       VALUES ($1, strip(to_tsvector('simple', $2)), strip(to_tsvector('simple', $3)))
                       ON CONFLICT (ticket_id) DO UPDATE SET public = excluded.public, internal = excluded.internal"
        ),
        args![id, public, internal],
    )
    .await?;
    Ok(())
}

pub(super) async fn articles(tx: &Tx, words: &[Word]) -> Result<Vec<ArticleId>, DbError> {
    let query = super::expression(&super::beginnings(words), alternative, " | ");
    let rows: Vec<(ArticleId,)> = tx
        .all(
            sql!(
                sqlite: "",
                postgres: "SELECT article_id FROM search_articles, CAST(CAST($1 AS TEXT) AS tsquery) q
                           WHERE title @@ q OR body @@ q
                           ORDER BY 6 * ts_rank(title, q) + ts_rank(body, q) DESC, article_id LIMIT 30"
            ),
            args![query],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn put_article(tx: &mut Tx, id: ArticleId, title: &str, body: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            sqlite: "",
            postgres: "INSERT INTO search_articles (article_id, title, body)
                       VALUES ($1, to_tsvector('simple', $2), to_tsvector('simple', $3))
                       ON CONFLICT (article_id) DO UPDATE SET title = excluded.title, body = excluded.body"
        ),
        args![id, title, body],
    )
    .await?;
    Ok(())
}
