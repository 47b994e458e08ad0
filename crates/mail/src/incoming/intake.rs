//! Taking a message: its bytes are safe before anybody is told so, and nothing of them was understood until then.

use super::address::Mailboxes;
use super::settings::IncomingSettings;
use atiende_core::files::{Vault, VaultError, hex};
use atiende_core::inbound::actions::arrive;
use atiende_core::inbound::{Arrival, Arrived, Via};
use atiende_core::mailboxes::Mark;
use atiende_core::mailboxes::actions::fetch;
use atiende_db::{Db, DbError};
use atiende_mime::{self as mime, Head};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Larger messages are kept in the file store, smaller ones in the ledger itself: one durable write instead of two.
const ROW_MAX: usize = 256 * 1024;
/// Bytes of a Message-ID that are kept; it stands in an index, and PostgreSQL takes no long ones.
const ID_MAX: usize = 900;

/// What a server says beside the message.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    /// Empty: the null sender; `None`: nobody told.
    pub from: Option<String>,
    /// `None`: nobody told, the message's own header has to.
    pub to: Option<String>,
}

/// Why a message was not taken. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error("no message: there is nothing in it")]
    Empty,
    #[error("{0} is no mailbox of this desk")]
    NoMailbox(String),
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Files(#[from] VaultError),
}

/// Keeps messages. Cheap to clone.
#[derive(Clone)]
pub struct Intake {
    db: Db,
    vault: Vault,
    mailboxes: Arc<Mailboxes>,
    max_bytes: u64,
}

impl Intake {
    pub fn new(db: Db, vault: Vault, settings: &IncomingSettings) -> Self {
        let mailboxes = Arc::new(Mailboxes::new(settings.mailboxes.clone()));
        Self { db, vault, mailboxes, max_bytes: settings.max_bytes }
    }

    /// Whether mail to this address is taken.
    pub fn takes(&self, address: &str) -> bool {
        self.mailboxes.is_own(address)
    }

    pub const fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// Keeps the message, durably: when this returns, it is in the ledger.
    pub async fn take(&self, raw: Vec<u8>, via: Via, envelope: &Envelope) -> Result<Arrived, TakeError> {
        if raw.is_empty() {
            return Err(TakeError::Empty);
        }
        if raw.len() as u64 > self.max_bytes {
            return Err(TakeError::TooLarge(self.max_bytes));
        }
        let arrival = self.kept(raw, via, envelope).await?;
        let arrival = Arc::new(arrival);
        Ok(self.db.write(async move |tx| arrive::arrive(tx, &arrival).await).await?)
    }

    /// Keeps a message that was fetched, and the mark that it was, in one transaction: it is fetched once. `fetched`: the
    /// mailboxes that are. Errors: also `DbError::NoRow` when another worker has the mailbox.
    pub(super) async fn take_fetched(
        &self,
        raw: Vec<u8>,
        fetched: &[String],
        mark: Mark,
    ) -> Result<Arrived, TakeError> {
        if raw.is_empty() {
            return Err(TakeError::Empty);
        }
        if raw.len() as u64 > self.max_bytes {
            return Err(TakeError::TooLarge(self.max_bytes));
        }
        let to = self.meant(&mime::head(&raw), &mark.holder.address, fetched);
        let envelope = Envelope { from: None, to: Some(to) };
        let arrival = Arc::new(self.kept(raw, Via::Imap, &envelope).await?);
        let taking = self.db.write(async move |tx| {
            fetch::taken(tx, &mark).await?;
            arrive::arrive(tx, &arrival).await
        });
        Ok(taking.await?)
    }

    /// Where a message of this mailbox came to: to an address of it, with what follows its plus sign; or to one of the
    /// desk's that nobody else fetches, for several names often have one mailbox.
    fn meant(&self, head: &Head, own: &str, fetched: &[String]) -> String {
        let named = || head.to.iter().filter_map(|to| Some((to, self.mailboxes.of(to)?.mailbox.address.as_str())));
        let to_own = named().find(|(_, address)| *address == own);
        let to_other = || named().find(|(_, address)| !fetched.iter().any(|other| other == address));
        to_own.or_else(to_other).map_or_else(|| own.to_owned(), |(to, _)| to.clone())
    }

    async fn kept(&self, raw: Vec<u8>, via: Via, envelope: &Envelope) -> Result<Arrival, TakeError> {
        let head = mime::head(&raw);
        let mailbox = self.mailbox(&head, envelope)?;
        let message_id = bounded(head.message_id.as_deref().unwrap_or_default());
        let digest = digest(&raw, &head);
        let size = i64::try_from(raw.len()).unwrap_or(i64::MAX);
        let (sha256, raw) = if raw.len() > ROW_MAX {
            (self.vault.keep(raw).await?.sha256, None)
        } else {
            (hex(&Sha256::digest(&raw)), Some(raw))
        };
        Ok(Arrival {
            mailbox,
            via,
            envelope_from: envelope.from.clone(),
            envelope_to: envelope.to.clone().unwrap_or_default(),
            message_id,
            digest,
            sha256,
            size,
            raw,
        })
    }

    /// By the envelope, or else by what the header says of the way that it came.
    fn mailbox(&self, head: &Head, envelope: &Envelope) -> Result<String, TakeError> {
        if let Some(to) = &envelope.to {
            let meant = self.mailboxes.of(to).ok_or_else(|| TakeError::NoMailbox(to.clone()))?;
            return Ok(meant.mailbox.address.clone());
        }
        let meant = self.mailboxes.first_of(head.to.iter().map(String::as_str));
        meant.map(|meant| meant.mailbox.address.clone()).ok_or_else(|| TakeError::NoMailbox(String::new()))
    }
}

fn bounded(id: &str) -> String {
    id.get(..id.floor_char_boundary(ID_MAX)).unwrap_or_default().to_owned()
}

/// What the same message has in common with itself whatever way it came (contract, promise 2). One without a Message-ID is
/// known by who wrote it, to whom, when, and about what.
fn digest(raw: &[u8], head: &Head) -> String {
    let mut hash = Sha256::new();
    hash.update(head.message_id.as_ref().unwrap_or(&head.identity).as_bytes());
    hash.update(b"\n\n");
    hash.update(mime::body_digest(raw));
    hex(&hash.finalize())
}
