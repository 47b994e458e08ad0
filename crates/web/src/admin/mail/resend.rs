//! Trying a mail again, and sending one to see whether mails arrive.

use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Notice, SignedIn, State};
use atiende_core::id::MailId;
use atiende_core::{Denied, notify};

/// `POST /admin/correo/{id}/reintentar`
pub(crate) async fn requeue(state: State, signed_in: SignedIn, Id(id): Id<MailId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| notify::requeue(tx, actor.admin()?, id).await).await?;
    see_other_with("/admin/correo", Notice::REQUEUED)
}

/// `POST /admin/correo/prueba`: to the administrator's own address.
pub(crate) async fn test(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| Ok::<_, Denied>(notify::test(tx, actor.admin()?).await?)).await?;
    see_other_with("/admin/correo", Notice::TEST_SENT)
}
