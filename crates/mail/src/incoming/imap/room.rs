//! What the pages about mailboxes are told.

use super::account::{Done, ImapAccount, ImapMailbox};
use super::check::check;
use super::words::{step_words, trouble_words};
use crate::incoming::Mailbox;
use crate::oauth::TokenSource;
use crate::outgoing::try_server;
use atiende_core::accounts::sealed::Key;
use atiende_core::mailboxes::{Departure, Later, Mailroom, Problem, Redeemed, Says, Shown, Tried, Trouble};
use atiende_core::settings::mail_setup::{Server, TypedMailbox};
use atiende_i18n::{Locale, key};
use std::sync::Arc;

/// The mailboxes of the configuration, with what can be tried of them.
#[derive(Debug)]
pub struct Room {
    mailboxes: Vec<Mailbox>,
    fetched: Vec<ImapMailbox>,
    sender: Option<String>,
    tokens: Arc<TokenSource>,
    says: Says,
    /// Opens typed passwords.
    key: Key,
    /// What the desk calls itself when it greets a server.
    domain: String,
}

impl Room {
    pub fn new(
        (mailboxes, fetched, sender): (Vec<Mailbox>, Vec<ImapMailbox>, Option<String>),
        tokens: Arc<TokenSource>,
        says: Says,
        (key, domain): (Key, String),
    ) -> Self {
        Self { mailboxes, fetched, sender, tokens, says, key, domain }
    }

    async fn told(&self, mailbox: &ImapMailbox, locale: &str) -> Vec<Tried> {
        let checked = check(mailbox, &self.tokens).await;
        let steps = step_words(language(locale), &checked).into_iter();
        steps.map(|(what, told)| Tried { what: what.to_owned(), told }).collect()
    }

    fn fetched(&self, address: &str) -> Option<&ImapMailbox> {
        self.fetched.iter().find(|mailbox| mailbox.address == address)
    }
}

impl Mailroom for Room {
    fn mailboxes(&self) -> Vec<Shown> {
        let one = |mailbox: &Mailbox| {
            let fetched = self.fetched(&mailbox.address);
            let by_token = fetched.filter(|fetched| fetched.by_token);
            Shown {
                address: mailbox.address.clone(),
                organization: mailbox.organization.clone(),
                queue: mailbox.queue.clone(),
                place: fetched.map(|fetched| fetched.account.place()),
                // The account that sends may have the same name: its leave is no matter of the mailbox.
                provider: by_token.and_then(|fetched| self.tokens.provider(&fetched.address)).map(str::to_owned),
            }
        };
        self.mailboxes.iter().map(one).collect()
    }

    fn sender(&self) -> Option<&str> {
        self.sender.as_deref()
    }

    fn words(&self, locale: &str, trouble: &Trouble) -> String {
        trouble_words(language(locale), trouble)
    }

    fn check<'a>(&'a self, address: &'a str, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move {
            let Some(mailbox) = self.fetched(address) else { return Vec::new() };
            self.told(mailbox, locale).await
        })
    }

    fn says(&self) -> Says {
        self.says
    }

    fn try_outgoing<'a>(&'a self, server: &'a Server, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move {
            let t = language(locale);
            let url = server.url(&self.key).unwrap_or_default();
            let told = match try_server(&url, &self.domain).await {
                Ok(()) => Ok(t.text(key!("mail-setup-step-smtp-well")).to_owned()),
                Err(trouble) => Err(trouble_words(t, &trouble)),
            };
            vec![Tried { what: t.text(key!("mail-setup-step-smtp")).to_owned(), told }]
        })
    }

    fn try_mailbox<'a>(&'a self, mailbox: &'a TypedMailbox, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move {
            let Ok(Some(url)) = mailbox.url(&self.key) else { return Vec::new() };
            let account = Done::parse(&mailbox.done).and_then(|done| ImapAccount::parse(&url, done));
            match account {
                Ok(account) => {
                    let fetched = ImapMailbox { address: mailbox.address.clone(), account, by_token: false };
                    self.told(&fetched, locale).await
                }
                Err(what) => {
                    let trouble = Trouble::new(Problem::Host, what);
                    let what = language(locale).text(key!("mail-step-connect")).to_owned();
                    vec![Tried { what, told: Err(trouble_words(language(locale), &trouble)) }]
                }
            }
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
