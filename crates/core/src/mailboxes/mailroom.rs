//! What the administration's pages ask of the door that speaks IMAP: the doors never see each other.

use super::model::Trouble;
use crate::settings::mail_setup::{Server, TypedMailbox};
use jiff::Timestamp;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

/// A mailbox of the configuration, as pages show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    pub address: String,
    /// Names.
    pub organization: Option<String>,
    pub queue: Option<String>,
    /// Server, account and folder; `None`: it is not fetched.
    pub place: Option<String>,
    /// The word of `mail_oauth` that opens it; `None`: a password does.
    pub provider: Option<String>,
}

/// A step that was tried: what, and how it went, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub what: String,
    pub told: Result<String, String>,
}

/// Where an administrator is sent to give leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    pub url: String,
    /// Sealed; it comes back with who comes back.
    pub verifier: Vec<u8>,
}

/// What a provider gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemed {
    pub provider: String,
    /// Sealed for its account.
    pub refresh_token: Vec<u8>,
    pub ends_at: Option<Timestamp>,
}

/// What takes a while.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the configuration says: nobody types it then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Says {
    /// By which server mail goes out.
    pub outgoing: bool,
    /// Which mailboxes there are.
    pub mailboxes: bool,
    /// Mail goes out at all, whoever said so.
    pub sends: bool,
}

/// The door of mail, as far as pages need it. Languages are given by their code.
pub trait Mailroom: Debug + Send + Sync {
    fn says(&self) -> Says;
    /// Tries a server that was typed, and sends nothing.
    fn try_outgoing<'a>(&'a self, server: &'a Server, locale: &'a str) -> Later<'a, Vec<Tried>>;
    /// Tries a mailbox that was typed, and takes nothing. Empty for one that is not fetched.
    fn try_mailbox<'a>(&'a self, mailbox: &'a TypedMailbox, locale: &'a str) -> Later<'a, Vec<Tried>>;
    fn mailboxes(&self) -> Vec<Shown>;
    /// The account that sends, if it does by leave.
    fn sender(&self) -> Option<&str>;
    /// What is wrong, in a sentence.
    fn words(&self, locale: &str, trouble: &Trouble) -> String;
    /// Tries a mailbox, and takes nothing. Empty for one that is not fetched.
    fn check<'a>(&'a self, address: &'a str, locale: &'a str) -> Later<'a, Vec<Tried>>;
    /// Where to go for leave; `None` for an account that needs none.
    fn depart(&self, address: &str, state: &str, back: &str) -> Option<Departure>;
    /// What the provider gives for what came back.
    fn redeem<'a>(
        &'a self,
        address: &'a str,
        code: &'a str,
        verifier: &'a [u8],
        back: &'a str,
    ) -> Later<'a, Result<Redeemed, Trouble>>;
}

/// The door of mail as it is now: another takes its place when its settings change.
#[derive(Debug)]
pub struct CurrentMailroom(RwLock<Arc<dyn Mailroom>>);

impl CurrentMailroom {
    pub fn new(room: impl Mailroom + 'static) -> Self {
        Self(RwLock::new(Arc::new(room)))
    }

    pub fn now(&self) -> Arc<dyn Mailroom> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn replace(&self, room: impl Mailroom + 'static) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(room);
    }
}
