//! The accounts elsewhere that open one's own: added and removed on `/cuenta`.

use super::{buttons, known};
use crate::portal::accounts::outcome;
use crate::portal::accounts::sign_in::Wanted;
use crate::settings::SignInProvider;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Fields, Notice, SignedIn, State, Visitor, WebError};
use atiende_core::id::IdentityId;
use atiende_core::identities::actions::remove;
use atiende_core::identities::{Claims, Identity, access};
use atiende_core::sessions::actions::prove::{self, Shown};
use atiende_core::{Denied, Refused};
use atiende_db::Tx;
use atiende_i18n::key;
use atiende_oidc::Failure;
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
    let mut own = state.db().read(async move |tx| access::own(tx, &actor).await).await?;
    let known = known::all(state).await?;
    let mut ways = Vec::new();
    for (button, known) in buttons::each(&known, Wanted::page("/cuenta")).into_iter().zip(&known) {
        // A word may be another server's now: whoever was known by the one of before is not known by this one.
        let is_its = |identity: &Identity| identity.provider == button.id && known.provider.is_of(&identity.issuer);
        let (held, others): (Vec<_>, Vec<_>) = own.into_iter().partition(is_its);
        own = others;
        let mut way = |has, address| {
            ways.push(Way { mark: button.mark, label: button.label.clone(), address, has });
        };
        if held.is_empty() {
            way(None, button.address.clone());
        }
        for identity in held {
            way(Some((identity.id, identity.email)), String::new());
        }
    }
    // A directory has no button; of a provider that is set up no longer, it opens nothing. Both can be removed.
    ways.extend(own.into_iter().map(|identity| {
        let directory = state.settings().directories.iter().find(|directory| directory.issuer() == identity.provider);
        Way {
            mark: buttons::mark(""),
            label: directory.map_or(identity.provider, |directory| directory.label.clone()),
            address: String::new(),
            has: Some((identity.id, identity.email)),
        }
    }));
    Ok(ways)
}

/// Back from a provider that was told to ask who it is: is it one's own account there?
pub(super) async fn prove(state: &State, visitor: &Visitor, claims: Claims, back_to: &str) -> Answer {
    let Some(actor) = visitor.actor.clone() else { return Ok(see_other("/acceder")) };
    let label = claims.label.clone();
    let shown = Shown::Identity(claims);
    let noted = async move |tx: &mut Tx| Ok::<_, Denied>(prove::prove(tx, actor.oneself()?, &shown).await?);
    if state.db().write(noted).await? {
        return Ok(see_other(back_to));
    }
    let t = visitor.locale;
    let text = t.with("sessions-prove-wrong-account", "provider", label.as_str());
    outcome::plain(state, visitor, t.text("sessions-prove-failed-title"), text)
}

/// The provider did not show who it is. The other tab, if there is one, still waits.
pub(super) fn unproved(state: &State, visitor: &Visitor, provider: &SignInProvider, failure: &Failure) -> Answer {
    let title = visitor.locale.text(key!("sessions-prove-failed-title"));
    outcome::plain(state, visitor, title, super::why(visitor, provider, failure))
}

/// `POST /cuenta/otras/{identity}/quitar`.
pub(crate) async fn remove(state: State, signed_in: SignedIn, Path(id): Path<IdentityId>, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    let (actor, in_use) = (signed_in.actor.clone(), known::in_use(&state).await?);
    let removed = state
        .db()
        .write(async move |tx| {
            let removable = access::removable(tx, &actor, id, &in_use).await?;
            remove::remove(tx, (&actor, actor.sudo()?), &removable).await?;
            Ok::<_, Refused>(())
        })
        .await;
    match removed {
        Ok(()) => see_other_with("/cuenta", Notice::SAVED),
        Err(Refused::Denied(Denied::Forbidden)) => see_other_with("/cuenta", Notice::LAST_WAY_IN),
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}
