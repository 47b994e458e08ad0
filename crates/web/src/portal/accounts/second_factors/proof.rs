//! That it is still the same person: asked for before anything that opens the account is added or removed.

use crate::shell::{Fields, SignedIn, State, WebError};
use atiende_core::Problem;
use atiende_core::accounts::password;
use atiende_core::limits::Kind;
use atiende_core::second_factors::actions::app;
use atiende_i18n::key;

/// What proves this person now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Password,
    /// A code of the app.
    Code,
    /// They have signed in just now.
    Fresh,
    /// They must sign in again.
    Stale,
}

impl Proof {
    pub(super) fn field_key(self) -> Option<&'static str> {
        match self {
            Self::Password => Some(key!("accounts-current-password")),
            Self::Code => Some(key!("factors-current-code")),
            Self::Fresh | Self::Stale => None,
        }
    }

    pub(super) fn is_password(self) -> bool {
        self == Self::Password
    }

    pub(super) fn is_stale(self) -> bool {
        self == Self::Stale
    }
}

/// What this person would be asked for.
pub(super) async fn wanted(state: &State, signed_in: &SignedIn) -> Result<Proof, WebError> {
    let email = signed_in.actor.email.clone();
    let has_password =
        state.db().read(async move |tx| Ok::<_, WebError>(password::credentials(tx, &email).await?.is_set())).await?;
    if has_password {
        return Ok(Proof::Password);
    }
    if super::own(state, signed_in).await?.app.is_some() {
        return Ok(Proof::Code);
    }
    let is_fresh = signed_in.actor.fresh.is_some();
    Ok(if is_fresh { Proof::Fresh } else { Proof::Stale })
}

/// Holds the field `current` against what is wanted; `None`: proved. Tries are counted as those of signing in.
pub(super) async fn fresh_proof(
    state: &State,
    signed_in: &SignedIn,
    fields: &Fields,
) -> Result<Option<Problem>, WebError> {
    signed_in.actor.oneself()?;
    let counted = state.count(Kind::Login, &signed_in.actor.email, &signed_in.visitor).await?;
    let typed = fields.value("current").to_owned();
    let problem = match wanted(state, signed_in).await? {
        Proof::Password => {
            let email = signed_in.actor.email.clone();
            let credentials = state.db().read(async move |tx| password::credentials(tx, &email).await).await?;
            let proved = credentials.verify(typed).await.is_some();
            (!proved).then_some(Problem::new("current", key!("accounts-current-password-wrong")))
        }
        Proof::Code => {
            let (actor, key) = (signed_in.actor.clone(), state.settings().key.clone());
            let proved = state.db().write(async move |tx| app::prove(tx, &actor, &key, &typed).await).await?;
            (!proved).then_some(Problem::new("current", key!("factors-code-wrong")))
        }
        Proof::Fresh => None,
        Proof::Stale => Some(Problem::new("current", key!("factors-sign-in-again"))),
    };
    if problem.is_none() {
        counted.passed(state).await?;
    }
    Ok(problem)
}
