//! `atiende token add`.

use super::desk::Desk;
use super::{Code, Failure, output, user};
use crate::config;
use atiende_core::accounts::actions::tokens::{self, Grant};
use atiende_core::accounts::{AccountState, Secret, TokenScope};
use atiende_core::events::By;
use atiende_core::{Refused, Sudo};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Make tokens for the API.
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    Add(Add),
}

/// Make a token with which a program speaks for a person, and print it alone, once.
///
/// A token may do what the person may, or less (--scope). Only a hash of it is kept: who loses
/// it makes another one. It stops working when the account is disabled.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  TOKEN=$(atiende token add --user ana@example.com --name 'nightly report' --scope read)
  curl -H \"Authorization: Bearer $TOKEN\" https://soporte.example.com/api/v1/me

Ends with 67 when nobody has the address.")]
pub(super) struct Add {
    /// Whose token: the person's address.
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// What it is for, as lists show it.
    #[arg(long)]
    name: String,
    /// After how long it stops working, as in 30d; without it, never.
    #[arg(long, value_name = "TIME", value_parser = config::duration)]
    expires: Option<std::time::Duration>,
    /// What it may do.
    #[arg(long, default_value = "write", value_parser = ["read", "write", "admin"])]
    scope: String,
}

pub(super) async fn run(desk: &Desk, token: Token) -> Result<Code, Failure> {
    let Token::Add(arguments) = token;
    let name = arguments.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 120 {
        return Err(Failure::new(Code::BadValue, "name must have 1 to 120 characters"));
    }
    let db = desk.open().await?;
    let person = user::known(&db, &arguments.user).await?;
    if person.state != AccountState::Active {
        return Err(Failure::new(Code::NoSuchUser, format!("the account of {} is not active", person.email)));
    }
    let scope = arguments.scope.parse().unwrap_or(TokenScope::Read);
    let expires_at = expiry((desk.clock)(), arguments.expires)?;
    let token = Secret::generate();
    let secret = token.reveal().to_owned();
    let shown = name.clone();
    let grant = Grant::of(scope, || Ok(Sudo::at_the_terminal())).map_err(Refused::from)?;
    let id = db
        .write(async move |tx| tokens::add(tx, &By::desk(), person.id, (&token, &name, grant), expires_at).await)
        .await?;
    if desk.output.json {
        desk.output
            .document(&json!({ "id": id, "name": shown, "scope": scope, "expires_at": expires_at, "token": secret }));
    } else {
        output::raw(&secret);
    }
    Ok(Code::Ok)
}

fn expiry(now: Timestamp, after: Option<std::time::Duration>) -> Result<Option<Timestamp>, Failure> {
    let wrong = |_| Failure::new(Code::BadValue, "expires is too far away");
    let Some(after) = after else { return Ok(None) };
    let after = SignedDuration::try_from(after).map_err(wrong)?;
    now.checked_add(after).map(Some).map_err(wrong)
}
