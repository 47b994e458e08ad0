//! Trying an account as the fetcher would use it, step by step, and taking nothing.

use super::account::{Done, ImapMailbox};
use super::client::Connected;
use super::wire;
use crate::oauth::TokenSource;
use atiende_core::mailboxes::{Problem, Trouble};
use std::time::Duration;
use tokio::time::timeout;

/// For all of it: a person waits.
const PATIENCE: Duration = Duration::from_secs(25);
/// Folders that are told.
const FOLDERS: usize = 20;

/// What is tried, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Connect,
    LogIn,
    Folders,
    Open,
}

/// How far it got. `trouble`: what was wrong at `step`, the last one that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub step: Step,
    pub trouble: Option<Trouble>,
    /// The folders that there are, some of them.
    pub folders: Vec<String>,
    /// Messages in the folder.
    pub messages: usize,
    pub idles: bool,
    /// Whether the server can move messages; else they are marked.
    pub moves: bool,
}

/// Tries it. Never waits longer than people do.
pub async fn check(mailbox: &ImapMailbox, tokens: &TokenSource) -> Checked {
    let mut checked =
        Checked { step: Step::Connect, trouble: None, folders: Vec::new(), messages: 0, idles: false, moves: false };
    let tried = timeout(PATIENCE, try_all((mailbox, tokens), &mut checked)).await;
    checked.trouble = tried.unwrap_or_else(|_| Err(wire::silent())).err();
    checked
}

async fn try_all((mailbox, tokens): (&ImapMailbox, &TokenSource), checked: &mut Checked) -> Result<(), Trouble> {
    let account = &mailbox.account;
    let mut client = Connected::open(mailbox, tokens).await.inspect_err(|trouble| {
        if matches!(trouble.problem, Problem::Password | Problem::Consent | Problem::Provider) {
            checked.step = Step::LogIn;
        }
    })?;
    checked.idles = client.can("IDLE");
    checked.moves = account.done != Done::Seen && (client.can("MOVE") || client.can("UIDPLUS"));
    checked.step = Step::Folders;
    let folders = client.list("*").await?;
    checked.folders = folders.into_iter().map(|listed| listed.name).take(FOLDERS).collect();
    checked.folders.sort();
    checked.step = Step::Open;
    client.select(&account.folder).await?;
    checked.messages = client.search("ALL").await?.len();
    client.close().await;
    Ok(())
}
