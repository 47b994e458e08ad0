//! `atiende check`: whether everything is there that the desk needs.

mod clamd;
mod mail;
mod mailboxes;
mod providers;

use super::desk::Desk;
use super::{Code, Failure, Output};
use crate::config::{self, Config, ConfigError};
use atiende_core::accounts::sealed::Key;
use atiende_core::{audit, directories, migrations};
use atiende_db::Clock;
use atiende_mail::outgoing::{CheckError, Deliverer};
use atiende_web::SignInDirectory;
use clap::Args;
use jiff::SignedDuration;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;

/// Check that everything that the desk needs is there.
///
/// Looks at the configuration, the database and its schema, the file store (writes, reads and
/// deletes a small file), the mail server (signs in, sends nothing), the mailboxes that are fetched (signs in,
/// opens the folder, takes nothing), what the domain of outgoing mail publishes about it (SPF, DKIM, DMARC:
/// advice), the virus scanner, the clock, the providers
/// that people sign in with, also those set up in the administration (reads what they publish), and the
/// directories (signs in, looks for the base, and for the organizations that their settings name). Run it
/// after installing, after each change of the configuration, and when something is odd.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende check
  atiende check --json | jq '.[] | select(.ok | not)'

Ends with 0 when all is well, 1 when something is not.")]
pub(super) struct Check {}

#[derive(Debug, Serialize)]
struct Finding {
    name: &'static str,
    ok: bool,
    detail: String,
}

/// How far the clock may lie behind the newest record: another node's clock differs a little.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(config: Result<Config, ConfigError>, clock: Clock, output: Output) -> Result<Code, Failure> {
    let findings = match config {
        Err(error) => vec![finding("config", Err(error.to_string()))],
        Ok(config) => examine(&Desk { config, clock, output }).await,
    };
    if output.json {
        output.document(&findings);
    } else {
        for Finding { name, ok, detail } in &findings {
            output.say(&format!("{}  {name:<9} {detail}", if *ok { "ok    " } else { "NOT OK" }));
        }
    }
    Ok(if findings.iter().all(|finding| finding.ok) { Code::Ok } else { Code::NotOk })
}

async fn examine(desk: &Desk) -> Vec<Finding> {
    let mut findings = vec![
        finding("config", Ok(format!("{} at {}", desk.config.listen, desk.config.public_url))),
        finding("database", patiently(database(desk)).await),
        finding("storage", patiently(storage(desk)).await),
        finding("smtp", patiently(smtp(desk)).await),
        finding("clamd", patiently(clamd::clamd(desk)).await),
        finding("clock", patiently(clock(desk)).await),
    ];
    findings.extend(mailboxes::mailboxes(desk).await);
    findings.extend(mail::hints(desk).await);
    findings.extend(providers::providers(desk).await);
    for found in &desk.config.directories {
        let checked = asked(desk, found).await;
        let said = |words| format!("{}: {words}", found.id);
        findings.push(finding("ldap", checked.map(said).map_err(said)));
    }
    findings
}

fn finding(name: &'static str, found: Result<String, String>) -> Finding {
    let ok = found.is_ok();
    let detail = found.unwrap_or_else(|wrong| wrong);
    Finding { name, ok, detail }
}

async fn patiently(check: impl Future<Output = Result<String, String>>) -> Result<String, String> {
    timeout(PATIENCE, check).await.unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
}

async fn database(desk: &Desk) -> Result<String, String> {
    let db = desk.open().await.map_err(words)?;
    let schema = migrations::version(&db).await.map_err(words)?;
    Ok(format!("{:?}, schema {schema}", db.engine()))
}

async fn storage(desk: &Desk) -> Result<String, String> {
    desk.vault().map_err(words)?.check().await.map_err(words)?;
    let address = &desk.config.storage.address;
    Ok(format!("{} written, read and deleted", address.split('?').next().unwrap_or(address)))
}

async fn smtp(desk: &Desk) -> Result<String, String> {
    let db = desk.open().await.map_err(words)?;
    let key = Key::new(&config::secret_key(&desk.config).map_err(words)?);
    let vault = desk.vault().map_err(words)?;
    let config = desk.in_force(&db).await.map_err(words)?;
    let tokens = config.tokens(db.clone(), key.clone());
    let deliverer = Deliverer::new(db, vault, &config.for_mail(&key, &tokens)).map_err(words)?;
    match deliverer.check().await {
        Ok(()) => Ok("the server lets the desk in".into()),
        Err(CheckError::NoServer) => Ok("not set up (smtp_url): mails wait in the outbox".into()),
        Err(CheckError::Server(why)) => Err(why),
    }
}

/// A clock that was set back makes sessions and tickets live in the future.
async fn clock(desk: &Desk) -> Result<String, String> {
    let now = (desk.clock)();
    let db = desk.open().await.map_err(words)?;
    let newest = db.read(async |tx| audit::newest(tx).await).await.map_err(words)?;
    match newest {
        Some(at) if at.duration_since(now) > TOLERANCE => {
            Err(format!("it is {now:.0}, but something was recorded at {at:.0}"))
        }
        _ => Ok(format!("{now:.0}")),
    }
}

/// Whether the directory answers, and every organization that its settings name is the name of one.
async fn asked(desk: &Desk, SignInDirectory { directory, rules, .. }: &SignInDirectory) -> Result<String, String> {
    let well = directory.check().await.map_err(words)?;
    let (db, rules) = (desk.open().await.map_err(words)?, rules.clone());
    let unknown = db.read(async move |tx| directories::unknown(tx, &rules).await).await.map_err(words)?;
    if unknown.is_empty() {
        return Ok(well);
    }
    Err(format!("there is no organization in use, or more than one, called {}", unknown.join(", ")))
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
