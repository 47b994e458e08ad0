//! Who may read which file: who may read its message.

use super::model::{Attachment, Standing};
use super::store;
use crate::id::{AttachmentId, MessageId, PersonId};
use crate::settings;
use crate::tickets::{self, Visibility};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};

/// A file that the actor may read: of a message that they may read, or their own upload.
pub async fn downloadable(tx: &Tx, actor: &Actor, id: AttachmentId) -> Result<Attachment, Denied> {
    let file = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
    let (Some(ticket), Some(message)) = (file.ticket, file.message) else {
        return if file.uploaded_by == Some(actor.id) { Ok(file) } else { Err(Denied::NotFound) };
    };
    let ticket = tickets::access::readable(tx, actor, ticket).await?;
    let visibility = store::visibility(tx, message).await?.ok_or(Denied::NotFound)?;
    if visibility == Visibility::Public || ticket.sees_internal() { Ok(file) } else { Err(Denied::NotFound) }
}

/// A file that the actor may read, and whether its bytes may be handed out. Who may not read it does not hear of it.
pub async fn handed_out(tx: &Tx, actor: &Actor, id: AttachmentId) -> Result<(Attachment, Standing), Denied> {
    let file = downloadable(tx, actor, id).await?;
    let standing = file.standing(settings::get(tx).await?);
    Ok((file, standing))
}

/// A file that its uploader may take back because it was not sent yet.
pub async fn deletable(tx: &Tx, actor: &Actor, id: AttachmentId) -> Result<Attachment, Denied> {
    store::unattached_of(tx, actor.id, id).await?.ok_or(Denied::NotFound)
}

/// All files of a readable ticket; the caller shows only those of messages it shows.
pub async fn for_ticket(tx: &Tx, ticket: &tickets::access::Readable) -> Result<Vec<Attachment>, DbError> {
    store::of_ticket(tx, ticket.ticket().id).await
}

/// The files of one message out of `for_ticket`.
pub fn for_message(files: &[Attachment], message: MessageId) -> impl Iterator<Item = &Attachment> {
    files.iter().filter(move |file| file.message == Some(message))
}

/// Whether all these files are the person's own and not sent yet.
pub(crate) async fn own_unsent(tx: &Tx, person: PersonId, ids: &[AttachmentId]) -> Result<bool, DbError> {
    for &id in ids {
        if store::unattached_of(tx, person, id).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
