//! What the pages about mailboxes are told.

use super::account::ImapMailbox;
use super::check::check;
use super::words::{step_words, trouble_words};
use crate::incoming::Mailbox;
use crate::oauth::TokenSource;
use atiende_core::mailboxes::{Departure, Later, Mailroom, Problem, Redeemed, Shown, Tried, Trouble};
use atiende_i18n::Locale;
use std::sync::Arc;

/// The mailboxes of the configuration, with what can be tried of them.
#[derive(Debug)]
pub struct Room {
    mailboxes: Vec<Mailbox>,
    fetched: Vec<ImapMailbox>,
    tokens: Arc<TokenSource>,
}

impl Room {
    pub fn new(mailboxes: Vec<Mailbox>, fetched: Vec<ImapMailbox>, tokens: Arc<TokenSource>) -> Self {
        Self { mailboxes, fetched, tokens }
    }

    fn fetched(&self, address: &str) -> Option<&ImapMailbox> {
        self.fetched.iter().find(|mailbox| mailbox.address == address)
    }
}

impl Mailroom for Room {
    fn mailboxes(&self) -> Vec<Shown> {
        let one = |mailbox: &Mailbox| Shown {
            address: mailbox.address.clone(),
            organization: mailbox.organization.clone(),
            queue: mailbox.queue.clone(),
            place: self.fetched(&mailbox.address).map(|fetched| fetched.account.place()),
            provider: self.tokens.provider(&mailbox.address).map(str::to_owned),
        };
        self.mailboxes.iter().map(one).collect()
    }

    fn words(&self, locale: &str, trouble: &Trouble) -> String {
        trouble_words(language(locale), trouble)
    }

    fn check<'a>(&'a self, address: &'a str, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move {
            let Some(mailbox) = self.fetched(address) else { return Vec::new() };
            let checked = check(mailbox, &self.tokens).await;
            let steps = step_words(language(locale), &checked).into_iter();
            steps.map(|(what, told)| Tried { what: what.to_owned(), told }).collect()
        })
    }

    fn depart(&self, address: &str, state: &str, back: &str) -> Option<Departure> {
        self.tokens.depart(address, state, back)
    }

    fn redeem<'a>(
        &'a self,
        address: &'a str,
        code: &'a str,
        verifier: &'a [u8],
        back: &'a str,
    ) -> Later<'a, Result<Redeemed, Trouble>> {
        Box::pin(async move {
            if code.is_empty() {
                return Err(Trouble::new(Problem::Provider, "it sent nothing back"));
            }
            self.tokens.redeem(address, code, (verifier, back)).await
        })
    }
}

fn language(code: &str) -> Locale {
    code.parse().unwrap_or_default()
}
