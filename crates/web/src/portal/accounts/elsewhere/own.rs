//! The accounts elsewhere that open one's own: added and removed on `/cuenta`.

use super::buttons;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Notice, SignedIn, State, WebError};
use atiende_core::id::IdentityId;
use atiende_core::identities::access;
use atiende_core::identities::actions::remove;
use atiende_core::{Denied, Refused};
use axum::extract::Path;

/// One of them, or a provider that could be one.
pub(crate) struct Way {
    pub(crate) mark: buttons::Mark,
    pub(crate) label: String,
    /// Where it is added.
    pub(crate) address: String,
    /// With the address that the provider told; `None`: may be added.
    pub(crate) has: Option<(IdentityId, String)>,
}

pub(crate) async fn ways(state: &State, signed_in: &SignedIn) -> Result<Vec<Way>, WebError> {
    let actor = signed_in.actor.clone();
    let own = state.db().read(async move |tx| access::own(tx, &actor).await).await?;
    let settings = state.settings();
    let mut ways = Vec::new();
    for button in buttons::of(settings, "/cuenta") {
        let held = own.iter().find(|identity| identity.provider == button.id);
        let has = held.map(|identity| (identity.id, identity.email.clone()));
        ways.push(Way { mark: button.mark, label: button.label, address: button.address, has });
    }
    // Of a provider that is set up no longer: it opens nothing, and can be removed.
    for identity in own.into_iter().filter(|identity| settings.provider(&identity.provider).is_none()) {
        let mark = buttons::mark("");
        ways.push(Way {
            mark,
            label: identity.provider,
            address: String::new(),
            has: Some((identity.id, identity.email)),
        });
    }
    Ok(ways)
}

/// `POST /cuenta/otras/{identity}/quitar`.
pub(crate) async fn remove(state: State, signed_in: SignedIn, Path(id): Path<IdentityId>) -> Answer {
    let actor = signed_in.actor.clone();
    let removed = state
        .db()
        .write(async move |tx| {
            let removable = access::removable(tx, &actor, id).await?;
            remove::remove(tx, &actor, &removable).await?;
            Ok::<_, Refused>(())
        })
        .await;
    match removed {
        Ok(()) => see_other_with("/cuenta", Notice::SAVED),
        Err(Refused::Denied(Denied::Forbidden)) => see_other_with("/cuenta", Notice::LAST_WAY_IN),
        Err(other) => Err(other.into()),
    }
}
