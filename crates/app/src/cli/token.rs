//! `atiende token add`, `list` and `revoke`.

use super::desk::Desk;
use super::{Code, Failure, output, user};
use crate::config;
use atiende_core::accounts::actions::tokens::{self, Grant};
use atiende_core::accounts::{AccountState, ApiToken, Secret, TokenScope, access};
use atiende_core::events::By;
use atiende_core::id::ApiTokenId;
use atiende_core::{Denied, Refused, Sudo};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Make, list and revoke tokens for the API.
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    Add(Add),
    List(List),
    Revoke(Revoke),
}

/// List the tokens by which programs speak for a person; their secrets are kept nowhere.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  atiende token list --user ana@example.com

Ends with 67 when nobody has the address.")]
pub(super) struct List {
    /// Whose tokens: the person's address.
    #[arg(long, value_name = "EMAIL")]
    user: String,
}

/// End a token at once.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  atiende token revoke 3 --user ana@example.com

Ends with 67 when nobody has the address, with 65 when the person has no such token.")]
pub(super) struct Revoke {
    /// Its number, as the list tells it.
    id: ApiTokenId,
    /// Whose token: the person's address.
    #[arg(long, value_name = "EMAIL")]
    user: String,
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
    #[arg(long, default_value = "write", value_parser = ["read", "write", "admin", "scim"])]
    scope: String,
}

pub(super) async fn run(desk: &Desk, token: Token) -> Result<Code, Failure> {
    match token {
        Token::Add(arguments) => add(desk, arguments).await,
        Token::List(arguments) => list(desk, &arguments).await,
        Token::Revoke(arguments) => revoke(desk, &arguments).await,
    }
}

async fn list(desk: &Desk, arguments: &List) -> Result<Code, Failure> {
    let db = desk.open().await?;
    let person = user::known(&db, &arguments.user).await?.id;
    let tokens = db.read(async move |tx| access::api_tokens(tx, person).await).await?;
    if desk.output.json {
        let document = |token: &ApiToken| {
            let ApiToken { id, name, scope, created_at, expires_at } = token;
            json!({ "id": id, "name": name, "scope": scope, "created_at": created_at, "expires_at": expires_at })
        };
        desk.output.document(&tokens.iter().map(document).collect::<Vec<_>>());
        return Ok(Code::Ok);
    }
    for ApiToken { id, name, scope, created_at, expires_at } in tokens {
        let until = expires_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        output::raw(&format!("{id}\t{scope}\t{name}\tmade {created_at}\tends {until}"));
    }
    Ok(Code::Ok)
}

async fn revoke(desk: &Desk, arguments: &Revoke) -> Result<Code, Failure> {
    let db = desk.open().await?;
    let (person, id) = (user::known(&db, &arguments.user).await?.id, arguments.id);
    match db.write(async move |tx| tokens::revoke(tx, &By::desk(), person, id).await).await {
        Ok(()) => desk.output.result(&json!({ "id": id }), &format!("Token {id} is good no more.")),
        Err(Denied::NotFound) => {
            return Err(Failure::new(Code::BadValue, format!("{} has no token {id}", arguments.user)));
        }
        Err(other) => return Err(Refused::from(other).into()),
    }
    Ok(Code::Ok)
}

async fn add(desk: &Desk, arguments: Add) -> Result<Code, Failure> {
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
