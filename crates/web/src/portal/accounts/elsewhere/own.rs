//! The accounts elsewhere that open one's own: added and removed on `/cuenta`.

use super::{buttons, known};
use crate::portal::accounts::outcome;
use crate::portal::accounts::sign_in::Wanted;
use crate::settings::SignInProvider;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Notice, SignedIn, State, Visitor, WebError};
use atiende_core::id::IdentityId;
use atiende_core::identities::Claims;
use atiende_core::identities::access;
use atiende_core::identities::actions::remove;
use atiende_core::sessions::actions::prove::{self, Shown};
use atiende_core::{Denied, Refused};
use atiende_db::Tx;
use atiende_i18n::key;
use atiende_oidc::Failure;
use axum::extract::Path;

/// One of them, or a provider that could be one.
pub(crate) struct Way {
    /// The provider's.
    id: String,
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
    let mut ways = Vec::new();
    for button in buttons::of(state, Wanted::page("/cuenta")).await? {
        let held = own.iter().find(|identity| identity.provider == button.id);
        let has = held.map(|identity| (identity.id, identity.email.clone()));
        ways.push(Way { id: button.id, mark: button.mark, label: button.label, address: button.address, has });
    }
    // A directory has no button; of a provider that is set up no longer, it opens nothing. Both can be removed.
    let is_gone = |provider: &str| !ways.iter().any(|way: &Way| way.id == provider);
    let gone: Vec<_> = own.into_iter().filter(|identity| is_gone(&identity.provider)).collect();
    for identity in gone {
        let mark = buttons::mark("");
        let directory = state.settings().directories.iter().find(|directory| directory.issuer() == identity.provider);
        ways.push(Way {
            id: identity.provider.clone(),
            mark,
            label: directory.map_or(identity.provider, |directory| directory.label.clone()),
            address: String::new(),
            has: Some((identity.id, identity.email)),
        });
    }
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
pub(crate) async fn remove(state: State, signed_in: SignedIn, Path(id): Path<IdentityId>) -> Answer {
    signed_in.actor.oneself()?;
    let (actor, in_use) = (signed_in.actor.clone(), known::in_use(&state).await?);
    let removed = state
        .db()
        .write(async move |tx| {
            let removable = access::removable(tx, &actor, id, &in_use).await?;
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
