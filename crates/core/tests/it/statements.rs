//! Every statement in the sources prepares on both engines.

use crate::support::{fresh_postgres, run};
use atiende_core::migrations;
use atiende_db::Options;
use atiende_db::migrate::migrate;
use std::path::{Path, PathBuf};
use syn::parse::{Parse, ParseStream};
use syn::visit::{self, Visit};
use syn::{Ident, LitStr, Token};

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
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let options = Options::new(format!("sqlite:{}", path.display()));
        migrate(&options, migrations::STEPS, crate::support::MORNING.parse().unwrap()).await.unwrap();
        let connection = rusqlite::Connection::open(&path).unwrap();
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
