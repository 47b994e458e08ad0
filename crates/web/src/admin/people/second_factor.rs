//! `POST /admin/personas/{id}/segundo-paso/quitar`: for who lost telephone, keys and codes.

use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::accounts::{Secret, access};
use atiende_core::id::PersonId;
use atiende_core::second_factors::actions::reset;

pub(crate) async fn reset(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let (actor, link) = (signed_in.actor.clone(), Secret::generate());
    state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            Ok::<_, Refused>(reset::reset(tx, &manageable, actor.sudo()?, &link).await?)
        })
        .await?;
    see_other_with(&format!("/admin/personas/{id}"), Notice::FACTORS_RESET)
}
