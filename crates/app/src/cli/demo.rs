//! `serve --demo`: an empty store filled, and the people in it introduced.

use super::Failure;
use super::desk::Desk;
use super::output::raw;
use super::seed::{self, Account, Size};
use atiende_core::{accounts, settings, tickets};
use atiende_db::Db;
use atiende_web::DemoAccount;
use serde_json::json;
use std::fmt::Write;

/// The demo's people; `None` when the store holds somebody's real data, which stays as it is.
pub(super) async fn prepare(desk: &Desk, db: &Db) -> Result<Option<Vec<DemoAccount>>, Failure> {
    let (empty, marked) = db
        .read(async |tx| -> Result<_, atiende_db::DbError> {
            let used = accounts::access::has_people(tx).await? || tickets::access::has_tickets(tx).await?;
            Ok((!used, settings::get::<seed::Mark>(tx).await?))
        })
        .await?;
    if empty {
        desk.output.say("Filling the empty store with demo data ...");
        let accounts = seed::fill(desk, Size::Small, seed::DEFAULT_RNG).await?;
        return Ok(Some(accounts.into_iter().map(shown).collect()));
    }
    if !marked.is_demo {
        tracing::warn!("the store is not empty: no demo data were added");
        return Ok(None);
    }
    Ok(Some(seed::accounts()?.into_iter().map(shown).collect()))
}

fn shown(account: Account) -> DemoAccount {
    let role = match (account.role, account.coordinator) {
        ("admin", _) => "demo-role-admin",
        ("technician", _) => "demo-role-technician",
        (_, true) => "demo-role-coordinator",
        _ => "demo-role-requester",
    };
    DemoAccount { name: account.name, email: account.email, password: account.password, role }
}

/// Prints where the desk is and who can sign in.
pub(super) fn introduce(desk: &Desk, accounts: &[DemoAccount]) {
    let url = &desk.config.public_url;
    if desk.output.json {
        let people: Vec<_> = accounts
            .iter()
            .map(|a| json!({ "name": a.name, "email": a.email, "password": a.password, "role": role(a) }))
            .collect();
        return desk.output.document(&json!({ "url": url, "accounts": people }));
    }
    let mut text = format!("\n  Atiende is ready: {url}\n\n");
    for account in accounts {
        let _ =
            writeln!(text, "  {:<12} {:<20} {:<36} {}", role(account), account.name, account.email, account.password);
    }
    text.push_str("\n  These people and tickets are invented, and no mail leaves. Stop with Ctrl+C.\n");
    raw(&text);
}

fn role(account: &DemoAccount) -> &'static str {
    account.role.strip_prefix("demo-role-").unwrap_or(account.role)
}
