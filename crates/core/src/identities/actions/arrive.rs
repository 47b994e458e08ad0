//! A browser comes back from a provider with an identity that was proved.

use super::join;
use crate::accounts::actions::sign_in::{self, Begun, NewSession, SignInError, Way};
use crate::accounts::{AccountState, Person, Role, Secret, access};
use crate::id::PersonId;
use crate::identities::{Claims, Departure, store};
use crate::second_factors;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// For the page where the account is made, or for signing in as before.
const WAITS: SignedDuration = SignedDuration::from_mins(30);

/// What may be handed out: made at the door, before the transaction.
#[derive(Debug, Clone)]
pub struct Handouts {
    /// If it comes to one.
    pub session: NewSession,
    /// Holds the identity as long as it opens nothing; or is the link that confirms an address.
    pub link: Secret,
    /// Who answers for the person had to ask them nothing.
    pub silently: bool,
}

impl Handouts {
    pub(super) fn ip(&self) -> &str {
        &self.session.client.ip
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// A session was begun.
    SignedIn { person: PersonId, role: Role },
    /// The session's token holds that this was proved, until the second factor is.
    NeedsSecond,
    /// The identity now opens the account of who was signed in.
    Joined,
    /// It opens nothing yet: an account may be asked for. It waits.
    New,
    /// Its proved address has an account, whose owner must sign in as before to join the two. It waits.
    HasAccount,
    /// It opens the account of somebody else than who is signed in. Nothing was changed.
    Taken,
}

/// Decides what the identity is good for. With `joins` the administrator trusts the provider's word for an address so
/// far that it opens a requester's account at once (never one of staff). Errors: as `sign_in`, for an account that is
/// not open.
pub async fn arrive(
    tx: &mut Tx,
    departure: &Departure,
    claims: &Claims,
    joins: bool,
    handouts: &Handouts,
) -> Result<Arrived, SignInError> {
    let owner = store::owner(tx, claims).await?;
    match (owner, departure.person) {
        (Some((_, owner)), Some(person)) if owner != person => Ok(Arrived::Taken),
        (Some(_), Some(_)) => Ok(Arrived::Joined),
        (None, Some(person)) => {
            join::add(tx, person, claims, handouts.ip()).await?;
            Ok(Arrived::Joined)
        }
        (Some((identity, owner)), None) => {
            store::touch(tx, identity, claims.email.as_deref().unwrap_or_default()).await?;
            signed_in(tx, owner, claims, handouts).await
        }
        (None, None) => match holder(tx, claims).await? {
            Some(person) if may_join(tx, &person, joins).await? => {
                join::add(tx, person.id, claims, handouts.ip()).await?;
                signed_in(tx, person.id, claims, handouts).await
            }
            found => {
                wait(tx, departure, claims, &handouts.link).await?;
                Ok(if found.is_some() { Arrived::HasAccount } else { Arrived::New })
            }
        },
    }
}

async fn signed_in(
    tx: &mut Tx,
    person: PersonId,
    claims: &Claims,
    handouts: &Handouts,
) -> Result<Arrived, SignInError> {
    let way = if handouts.silently { Way::SilentProvider } else { Way::Provider };
    let session = handouts.session.clone().by(way(claims.provider.clone()));
    Ok(match sign_in::proved(tx, person, &session).await? {
        Begun::Session(role) => Arrived::SignedIn { person, role },
        Begun::NeedsSecond => Arrived::NeedsSecond,
    })
}

async fn wait(tx: &mut Tx, departure: &Departure, claims: &Claims, token: &Secret) -> Result<(), DbError> {
    let waiting = Departure { data: serde_json::json!(claims).to_string(), ..departure.clone() };
    store::insert_sign_in(tx, &token.hash(), &waiting, true, tx.now() + WAITS).await
}

/// What was proved and waits under this token, once; `None` if it is late, was used, or opens an account by now.
pub(super) async fn take(tx: &mut Tx, token: &Secret) -> Result<Option<Claims>, DbError> {
    let Some(waiting) = store::take_sign_in(tx, &token.hash(), true).await? else { return Ok(None) };
    let Ok(claims) = serde_json::from_str::<Claims>(&waiting.data) else { return Ok(None) };
    Ok(if store::owner(tx, &claims).await?.is_some() { None } else { Some(claims) })
}

/// Whether a proved address alone opens the account: with `joins`, a requester's. Who has a second factor wants no new way
/// in that was not asked for with it.
pub(super) async fn may_join(tx: &Tx, person: &Person, joins: bool) -> Result<bool, DbError> {
    Ok(joins && person.role == Role::Requester && !second_factors::has(tx, person.id).await?)
}

/// Whose address was proved. Who never confirmed theirs has no account to protect.
pub(super) async fn holder(tx: &Tx, claims: &Claims) -> Result<Option<Person>, DbError> {
    let Some(email) = claims.proved_email() else { return Ok(None) };
    let person = access::by_email(tx, email).await?;
    Ok(person.filter(|person| person.state != AccountState::Unconfirmed))
}
