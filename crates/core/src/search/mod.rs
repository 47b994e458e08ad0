//! Finding tickets and articles by words: accent-blind, by prefix and stem, the same on both engines.
//!
//! One document a ticket: its public text, and its internal text for staff alone. The newest
//! 2,000 matches are looked at, never the whole match set. Who may see a ticket stands in the
//! index itself (`zorg12`, `zreq34`), so a scoped search of a common word stays fast.

mod postgres;
mod rebuild;
mod sqlite;

pub use rebuild::rebuild;

use crate::id::{ArticleId, TicketId};
use crate::tickets::access::Scope;
use atiende_db::{DbError, Engine, Tx, args, sql};
use atiende_text::analyse::{self, Word};
use atiende_text::quotes::{self, Kind};
use std::borrow::Cow;

/// How many of the newest matches are looked at.
const CANDIDATES: i64 = 2000;

/// What the index holds of a ticket.
struct Document {
    public: String,
    internal: String,
    scope: String,
}

/// A word of the query and how it is looked for.
#[derive(Debug)]
struct Term<'a> {
    word: &'a Word,
    beginnings: Beginnings,
}

/// Words that count because they begin as one was typed.
#[derive(Debug, PartialEq, Eq)]
enum Beginnings {
    None,
    /// These; of each list the newest tickets are read, no more.
    Known(Vec<String>),
    /// All: the engine joins their lists, whole.
    All,
}

/// The newest tickets in scope that have every word, newest first. Unless enough have the words themselves, what was
/// typed may also be the beginning of a word.
pub(crate) async fn tickets(tx: &Tx, scope: &Scope, words: &[Word], limit: i64) -> Result<Vec<TicketId>, DbError> {
    let limit = limit.min(CANDIDATES);
    if words.is_empty() || scope.is_nothing() {
        return Ok(Vec::new());
    }
    let mut terms: Vec<Term<'_>> = words.iter().map(|word| Term { word, beginnings: Beginnings::None }).collect();
    let whole = matching(tx, scope, &terms, limit).await?;
    if is_full(&whole, limit) {
        return Ok(whole);
    }
    for term in &mut terms {
        term.beginnings = match tx.engine() {
            Engine::Sqlite => sqlite::beginnings(tx, term.word).await?,
            Engine::Postgres => Beginnings::All,
        };
    }
    let only_whole = terms.iter().all(|term| term.beginnings == Beginnings::None);
    if only_whole { Ok(whole) } else { matching(tx, scope, &terms, limit).await }
}

fn is_full(found: &[TicketId], limit: i64) -> bool {
    i64::try_from(found.len()).is_ok_and(|found| found >= limit)
}

async fn matching(tx: &Tx, scope: &Scope, terms: &[Term<'_>], limit: i64) -> Result<Vec<TicketId>, DbError> {
    match tx.engine() {
        Engine::Sqlite => sqlite::tickets(tx, &sqlite::query(scope, terms), limit).await,
        Engine::Postgres => postgres::tickets(tx, scope, &postgres::query(scope, terms), limit).await,
    }
}

/// Writes a ticket's document anew from its rows, in the transaction that changed them.
pub(crate) async fn index_ticket(tx: &mut Tx, id: TicketId) -> Result<(), DbError> {
    let document = document(tx, id).await?;
    put_ticket(tx, id, &document).await
}

async fn put_ticket(tx: &mut Tx, id: TicketId, document: &Document) -> Result<(), DbError> {
    match tx.engine() {
        Engine::Sqlite => sqlite::put_ticket(tx, id, document).await,
        Engine::Postgres => postgres::put_ticket(tx, id, document).await,
    }
}

struct Head {
    subject: String,
    asset_text: String,
    location_text: String,
    organization: i64,
    requester: i64,
    organization_name: String,
    requester_name: String,
    requester_email: String,
    assignee_name: Option<String>,
    asset_tag: Option<String>,
    asset_hostname: Option<String>,
    location_path: Option<String>,
}
atiende_db::from_row!(Head {
    subject,
    asset_text,
    location_text,
    organization,
    requester,
    organization_name,
    requester_name,
    requester_email,
    assignee_name,
    asset_tag,
    asset_hostname,
    location_path
});

async fn document(tx: &Tx, id: TicketId) -> Result<Document, DbError> {
    let head: Head = tx
        .one(
            sql!(
                "SELECT t.subject, t.asset_text, t.location_text, t.organization_id, t.requester_id, o.name, r.name,
                     r.email, a.name, d.tag, d.hostname, l.path
                 FROM tickets t JOIN organizations o ON o.id = t.organization_id JOIN people r ON r.id = t.requester_id
                 LEFT JOIN people a ON a.id = t.assignee_id LEFT JOIN assets d ON d.id = t.asset_id
                 LEFT JOIN locations l ON l.id = t.location_id WHERE t.id = $1"
            ),
            args![id],
        )
        .await?;
    let messages: Vec<(bool, String, bool)> = tx
        .all(
            sql!(
                "SELECT visibility = 'internal', body, stripped IS NOT NULL FROM messages
                 WHERE ticket_id = $1 AND visibility <> 'withdrawn' ORDER BY id LIMIT 500"
            ),
            args![id],
        )
        .await?;
    let mut public = head.public_words(id);
    let mut internal = String::new();
    for (is_internal, body, repeats) in &messages {
        let text = if *is_internal { &mut internal } else { &mut public };
        text.push(' ');
        text.push_str(&if *repeats { said(body) } else { Cow::Borrowed(body.as_str()) });
    }
    Ok(Document {
        public: analyse::index_text(&public),
        internal: analyse::index_text(&internal),
        scope: format!("{} {}", organization_word(head.organization), requester_word(head.requester)),
    })
}

/// Of a mail that repeats what was written before, or is signed: what it says and what it passes on.
fn said(body: &str) -> Cow<'_, str> {
    let parts = quotes::split(body);
    let own = parts.chunks.iter().filter(|chunk| matches!(chunk.kind, Kind::Said | Kind::Forwarded));
    Cow::Owned(own.map(|chunk| chunk.text).collect())
}

impl Head {
    fn public_words(&self, id: TicketId) -> String {
        let known = [&self.assignee_name, &self.asset_tag, &self.asset_hostname, &self.location_path];
        let mut words = format!(
            "{id} {} {} {} {} {} {}",
            self.subject,
            self.asset_text,
            self.location_text,
            self.organization_name,
            self.requester_name,
            self.requester_email
        );
        for text in known.into_iter().flatten() {
            words.push(' ');
            words.push_str(text);
        }
        words
    }
}

/// Joins the pieces in which the index was written, some of them: for the night, until it says that nothing is left.
/// Each opening and each reply adds a piece, and a search looks into all of them. `begin`: the first of a night's calls.
pub async fn tidy(tx: &mut Tx, begin: bool) -> Result<bool, DbError> {
    match tx.engine() {
        Engine::Sqlite => sqlite::tidy(tx, begin).await,
        // Its vacuum does that by itself.
        Engine::Postgres => Ok(false),
    }
}

/// Articles that have any of the words, the best first; at most 30.
pub(crate) async fn articles(tx: &Tx, typed: &str) -> Result<Vec<ArticleId>, DbError> {
    let words = analyse::query_words(typed);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    match tx.engine() {
        Engine::Sqlite => sqlite::articles(tx, &words).await,
        Engine::Postgres => postgres::articles(tx, &words).await,
    }
}

/// Writes an article's document anew.
pub(crate) async fn index_article(tx: &mut Tx, id: ArticleId, title: &str, body_html: &str) -> Result<(), DbError> {
    let title = analyse::index_text(title);
    let body = analyse::index_text(&atiende_text::html::to_text(body_html));
    match tx.engine() {
        Engine::Sqlite => sqlite::put_article(tx, id, &title, &body).await,
        Engine::Postgres => postgres::put_article(tx, id, &title, &body).await,
    }
}

fn organization_word(id: i64) -> String {
    format!("zorg{id}")
}

fn requester_word(id: i64) -> String {
    format!("zreq{id}")
}

/// The words of which a ticket's document must have one to be in scope; `None`: no limit.
fn scope_words(scope: &Scope) -> Option<Vec<String>> {
    let organizations = scope.organizations.iter().map(|id| organization_word(id.0));
    let requester = scope.requester.iter().map(|id| requester_word(id.0));
    (!scope.everything).then(|| organizations.chain(requester).collect())
}

/// Joins each word's alternatives and then the words, in an engine's notation.
fn expression(terms: &[Term<'_>], alternative: impl Fn(&Term<'_>) -> String, and: &str) -> String {
    terms.iter().map(alternative).collect::<Vec<_>>().join(and)
}

/// Guides are few: what is typed may be the beginning of any word.
fn beginnings(words: &[Word]) -> Vec<Term<'_>> {
    words.iter().map(|word| Term { word, beginnings: Beginnings::All }).collect()
}
