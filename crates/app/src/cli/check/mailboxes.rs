//! Whether the mailboxes can be read that are fetched.

use super::super::Failure;
use super::super::desk::Desk;
use super::{Finding, finding, words};
use crate::config::secret_key;
use atiende_core::accounts::sealed::Key;
use atiende_i18n::Locale;
use atiende_mail::incoming::imap::{ImapMailbox, check, step_words, trouble_words};
use atiende_mail::oauth::TokenSource;
use std::sync::Arc;

/// One finding for each. `check` has a patience of its own.
pub(super) async fn mailboxes(desk: &Desk) -> Vec<Finding> {
    let (fetched, tokens) = match fetched(desk).await {
        Ok(fetched) => fetched,
        Err(failure) => return vec![finding("imap", Err(words(failure)))],
    };
    let mut findings = Vec::new();
    for mailbox in &fetched {
        findings.push(one(mailbox, &tokens).await);
    }
    findings
}

async fn fetched(desk: &Desk) -> Result<(Vec<ImapMailbox>, Arc<TokenSource>), Failure> {
    let db = desk.open().await?;
    let config = desk.in_force(&db).await?;
    let tokens = config.tokens(db, Key::new(&secret_key(&desk.config)?));
    Ok((config.mail.fetched, tokens))
}

async fn one(mailbox: &ImapMailbox, tokens: &TokenSource) -> Finding {
    let checked = check(mailbox, tokens).await;
    let said = |words: &str| format!("{}: {words}", mailbox.address);
    let found = if let Some(trouble) = &checked.trouble {
        Err(said(&trouble_words(Locale::En, trouble)))
    } else {
        let last = step_words(Locale::En, &checked).pop().and_then(|(_, told)| told.ok()).unwrap_or_default();
        Ok(said(&format!("{} opens. {last}", mailbox.account.folder)))
    };
    finding("imap", found)
}
