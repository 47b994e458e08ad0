//! From a claimed row to a mail: reads what it tells in one snapshot, then writes it outside.

use super::enclosed::{self, Enclosed};
use super::mime;
use super::settings::Letterhead;
use super::threading::Thread;
use super::view::{AccountView, TicketView, account_parts, ticket_parts};
use atiende_core::files::{Vault, VaultError};
use atiende_core::notify::{self, Composed, Letter, MailKind, Pending, Untellable};
use atiende_core::settings::{self, Appearance};
use atiende_db::{Db, DbError, Tx};

/// Why a mail cannot be composed. All but `Db` and `Files` are final.
#[derive(Debug, thiserror::Error)]
pub(super) enum ComposeError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("an internal note is for staff alone")]
    Internal,
    #[error("its ticket or message does not exist")]
    Gone,
    #[error("its link is good no more")]
    NoLink,
    #[error("no mail address: {0}")]
    Address(lettre::address::AddressError),
    #[error("no mail of the kind {0} can be told of this")]
    Kind(MailKind),
    #[error("a file has no type that can be written")]
    Type,
    #[error("template: {0}")]
    Template(#[from] askama::Error),
    /// The files cannot be read now: later.
    #[error(transparent)]
    Files(#[from] VaultError),
    #[error("message: {0}")]
    Message(#[from] lettre::error::Error),
}

impl From<Untellable> for ComposeError {
    fn from(error: Untellable) -> Self {
        match error {
            Untellable::Internal => Self::Internal,
            Untellable::Gone => Self::Gone,
            Untellable::Db(error) => Self::Db(error),
        }
    }
}

/// The words of a mail.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) subject: String,
    pub(super) html: String,
    pub(super) text: String,
}

/// What a mail is made from, beside its row.
#[derive(Debug, Default)]
pub(super) struct Material {
    pub(super) desk: Appearance,
    pub(super) letter: Option<Letter>,
}

pub(super) async fn compose(
    db: &Db,
    vault: &Vault,
    office: &Letterhead,
    mail: &Pending,
) -> Result<Composed, ComposeError> {
    let row = mail.clone();
    let material = db.read(async move |tx| Material::read(tx, &row).await).await?;
    let mut files = Vec::new();
    for enclosed in material.enclosed(office, mail) {
        let content = vault.whole(&enclosed.file.sha256).await?;
        files.push((enclosed, content.to_vec()));
    }
    material.compose(office, mail, files)
}

impl Material {
    async fn read(tx: &Tx, mail: &Pending) -> Result<Self, ComposeError> {
        let letter = match mail.ticket {
            Some(ticket) => Some(notify::letter(tx, mail, ticket).await?),
            None => None,
        };
        Ok(Self { desk: settings::get(tx).await?, letter })
    }

    /// The files that go with the mail.
    pub(super) fn enclosed(&self, office: &Letterhead, mail: &Pending) -> Vec<Enclosed> {
        let limits = (office.attach_max, office.domain.as_str());
        self.letter.as_ref().map_or_else(Vec::new, |letter| enclosed::chosen(letter, mail.kind, limits))
    }

    /// The whole mail; `files`: those of `enclosed` with their content.
    pub(super) fn compose(
        &self,
        office: &Letterhead,
        mail: &Pending,
        files: Vec<(Enclosed, Vec<u8>)>,
    ) -> Result<Composed, ComposeError> {
        let thread = Thread::of(mail, self.letter.as_ref(), &office.domain);
        let parts = self.parts(office, mail)?;
        let subject = parts.subject.clone();
        let is_kept = files.is_empty();
        let mime = mime::bytes(office, (mail, self.letter.as_ref()), &thread, (&parts, files))?;
        Ok(Composed { message_id: thread.bare_message_id(), subject, mime, is_kept })
    }

    pub(super) fn parts(&self, office: &Letterhead, mail: &Pending) -> Result<Parts, ComposeError> {
        match &self.letter {
            Some(letter) => {
                let enclosed = self.enclosed(office, mail);
                ticket_parts(mail.kind, &TicketView::new(office, mail, &self.desk, (letter, &enclosed)))
            }
            None => account_parts(mail.kind, &AccountView::new(office, mail, &self.desk)),
        }
    }
}
