//! Every statement in the sources prepares on both engines.

use crate::support::{fresh_postgres, run};
use atiende_core::migrations;
use atiende_db::Options;
use atiende_db::migrate::migrate;
use atiende_testing::sqlite_plan;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::visit::{self, Visit};
use syn::{Ident, LitStr, Token};
use tempfile::TempDir;

/// One `sql!` in the sources.
struct Found {
    place: String,
    sqlite: String,
    postgres: String,
}

/// `sql!("..")` or `sql!(sqlite: "..", postgres: "..")`.
struct Texts(String, String);

impl Parse for Texts {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            let text = input.parse::<LitStr>()?.value();
            let _ = input.parse::<Option<Token![,]>>()?;
            return Ok(Self(text.clone(), text));
        }
        let mut pair = Vec::new();
        for _ in 0..2 {
            input.parse::<Ident>()?;
            input.parse::<Token![:]>()?;
            pair.push(input.parse::<LitStr>()?.value());
            let _ = input.parse::<Option<Token![,]>>()?;
        }
        let postgres = pair.pop().unwrap_or_default();
        Ok(Self(pair.pop().unwrap_or_default(), postgres))
    }
}

struct Finder<'f> {
    file: &'f Path,
    found: Vec<Found>,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        if found.path.segments.last().is_some_and(|segment| segment.ident == "sql") {
            let Texts(sqlite, postgres) = found.parse_body().unwrap();
            self.found.push(Found { place: self.file.display().to_string(), sqlite, postgres });
        }
        visit::visit_macro(self, found);
    }
}

/// Every statement of the product; the schema's own description is engine-specific and runs in `schema.rs`.
fn statements() -> Vec<Found> {
    // Tests run in their package's folder; a path that is compiled in may be another checkout's.
    let crates = Path::new("..");
    let mut files = Vec::new();
    for folder in ["core/src", "jobs/src", "mail/src", "web/src", "app/src"] {
        rust_files(&crates.join(folder), &mut files);
    }
    let mut all = Vec::new();
    for file in &files {
        let syntax = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
        let mut finder = Finder { file, found: Vec::new() };
        finder.visit_file(&syntax);
        all.append(&mut finder.found);
    }
    all
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_statement_prepares_on_sqlite() {
    run(async {
        let (_folder, connection) = empty_desk().await;
        let all = statements();
        assert!(all.len() > 120, "found only {} statements: is the finder broken?", all.len());
        for Found { place, sqlite, .. } in &all {
            if !sqlite.is_empty() {
                let text = sqlite.replace('$', "?");
                connection.prepare(&text).unwrap_or_else(|error| panic!("{place}: {error}\n{text}"));
            }
        }
    });
}

/// A desk that nobody has used yet, to ask SQLite itself about statements.
async fn empty_desk() -> (TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let options = Options::new(format!("sqlite:{}", path.display()));
    migrate(&options, migrations::STEPS, crate::support::MORNING.parse().unwrap()).await.unwrap();
    (folder, Connection::open(&path).unwrap())
}

/// What grows with the years.
const LARGE: [&str; 13] = [
    "tickets",
    "messages",
    "events",
    "outbox",
    "inbound",
    "inbound_keys",
    "attachments",
    "watchers",
    "ticket_stretches",
    "mail_links",
    "people",
    "sessions",
    "idempotency",
];

/// What may go through one nevertheless, and why.
const EXCUSED: [(&str, &str); 13] = [
    ("SELECT EXISTS (SELECT 1 FROM", "ends at the first"),
    ("SELECT at FROM events ORDER BY id DESC LIMIT 1", "ends at the first"),
    ("decided_by IS NOT NULL", "ends at the last that were decided"),
    ("SELECT state, count(*) FROM outbox GROUP BY", "for an operator's chart, which is remembered for a while"),
    ("SELECT result, count(*) FROM inbound GROUP BY", "totals that add up, of an index"),
    ("SELECT count(*) FROM tickets", "for an operator's chart, which is remembered for a while"),
    ("state = 'unconfirmed' AND updated_at <", "at night, and few people beside tickets"),
    ("DELETE FROM sessions WHERE seen_at <", "at night, and few beside tickets"),
    ("p.state = 'pending'", "an index of those alone"),
    ("SELECT count(*) FROM people WHERE state = 'pending'", "an index of those alone"),
    ("role <> 'requester'", "an index of those alone"),
    ("WHERE scan = 'pending'", "an index of those alone"),
    ("FROM tickets t WHERE is_open AND NOT EXISTS", "an index of those alone"),
];

/// The large table that a step of a plan (`SCAN t USING ..`) goes through from end to end; `t` may be its other name.
fn read_whole<'a>(step: &str, words: &[&'a str]) -> Option<&'a str> {
    let name = step.strip_prefix("SCAN ")?.split(' ').next()?;
    // A new row is looked for in nobody's references: SQLite plans that, and does it only in deferred constraints.
    let words = words.strip_prefix(&["INSERT", "INTO"]).unwrap_or(words);
    words.iter().enumerate().find_map(|(at, &table)| {
        let mut after = words.iter().skip(at + 1).filter(|word| !word.eq_ignore_ascii_case("as"));
        let is_it = table == name && at > 0 || after.next() == Some(&name);
        (LARGE.contains(&table) && is_it).then_some(table)
    })
}

#[test]
fn a_scan_is_seen_by_either_name() {
    let read = |step, text: &str| read_whole(step, &text.split([' ', ',']).collect::<Vec<_>>()).map(str::to_owned);
    assert_eq!(read("SCAN t USING INDEX x", "SELECT 1 FROM tickets t").as_deref(), Some("tickets"));
    assert_eq!(read("SCAN t", "SELECT 1 FROM tickets AS t").as_deref(), Some("tickets"));
    assert_eq!(read("SCAN outbox", "UPDATE outbox SET state = 'sent'").as_deref(), Some("outbox"));
    assert_eq!(read("SEARCH outbox USING INDEX x", "UPDATE outbox SET state = 'sent'"), None);
    assert_eq!(read("SCAN teams", "SELECT 1 FROM teams"), None);
    assert_eq!(read("SCAN tickets", "INSERT INTO tickets (id) VALUES (1)"), None);
    assert_eq!(read("SCAN tickets", "INSERT INTO teams SELECT id FROM tickets").as_deref(), Some("tickets"));
}

#[test]
fn no_statement_goes_through_a_large_table() {
    run(async {
        let (_folder, connection) = empty_desk().await;
        let mut unexcused = Vec::new();
        for Found { place, sqlite, .. } in &statements() {
            let text = sqlite.replace('$', "?").split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() || place.contains("/tests") || EXCUSED.iter().any(|(part, _)| text.contains(part)) {
                continue;
            }
            let words: Vec<&str> =
                text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
            for step in sqlite_plan(&connection, &text) {
                if let Some(table) = read_whole(&step, &words) {
                    unexcused.push(format!("{place} reads all of {table} ({step}): {text}"));
                }
            }
        }
        assert!(unexcused.is_empty(), "{}", unexcused.join("\n"));
    });
}

#[test]
fn what_is_due_is_taken_from_an_index_of_just_that() {
    run(async {
        let (_folder, connection) = empty_desk().await;
        let claims: Vec<Found> = statements()
            .into_iter()
            .filter(|found| ["UPDATE outbox", "UPDATE inbound"].iter().any(|begins| found.sqlite.starts_with(begins)))
            .filter(|found| found.sqlite.contains("LIMIT"))
            .collect();
        assert_eq!(claims.len(), 2, "both claims were found");
        for Found { place, sqlite, .. } in &claims {
            let steps = sqlite_plan(&connection, sqlite);
            assert!(
                steps.iter().any(|step| step.contains("bound_due") || step.contains("outbox_due")),
                "{place}: {steps:?}"
            );
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{place} sorts: {steps:?}");
        }
    });
}

#[test]
fn every_statement_prepares_on_postgres() {
    run(async {
        let Some(url) = fresh_postgres("every_statement_prepares_on_postgres").await else { return };
        migrate(&Options::new(&url), migrations::STEPS, crate::support::MORNING.parse().unwrap()).await.unwrap();
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        let checks = async {
            for Found { place, postgres, .. } in &statements() {
                if !postgres.is_empty() {
                    let prepared = client.prepare(postgres).await;
                    prepared.unwrap_or_else(|error| panic!("{place}: {:?}\n{postgres}", error.as_db_error()));
                }
            }
            drop(client);
        };
        let _ = tokio::join!(checks, connection);
    });
}
