//! Who is behind a session or token, and who may decide about accounts.

use super::model::{AccountState, ApiToken, Person, Role, Session, SessionLimits, TokenScope};
use super::{Secret, store, token_store};
use crate::actor::{Admin, Fresh, Impersonator};
use crate::id::{OrganizationId, PersonId, SessionId};
use crate::sessions::PROVED_FOR;
use crate::{Actor, Denied};
use atiende_db::{Columns, DbError, FromRow, Tx, args, sql};
use jiff::Timestamp;

struct SessionRow {
    id: SessionId,
    seen_at: Timestamp,
    proved_at: Timestamp,
    renew: bool,
    impersonator: Option<PersonId>,
    person: Person,
}

impl FromRow for SessionRow {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: columns.take()?,
            seen_at: columns.take()?,
            proved_at: columns.take()?,
            renew: columns.take()?,
            impersonator: columns.take()?,
            person: Person::from_row(columns)?,
        })
    }
}

/// The live session of a token and its actor; `None` when it is unknown, expired, idle for
/// too long, or its person was disabled meanwhile.
pub async fn by_session(
    tx: &Tx,
    token: &Secret,
    limits: SessionLimits,
    ip: &str,
) -> Result<Option<(Actor, Session)>, DbError> {
    let row: Option<SessionRow> = tx
        .opt(
            sql!(
                "SELECT s.id, s.seen_at, s.proved_at, s.renew, s.impersonator_id,
                     p.id, p.name, p.email, p.phone, p.role, p.state, p.locale, p.theme, p.all_organizations, p.created_at
                 FROM sessions s JOIN people p ON p.id = s.person_id
                 WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND p.state IN ('active', 'pending')"
            ),
            args![token.hash(), tx.now(), tx.now() - limits.idle],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let SessionRow { id, seen_at, proved_at, renew, impersonator, person } = row;
    let mut actor = actor(tx, &person, ip).await?;
    actor.session = Some(id);
    if let Some(administrator) = impersonator {
        // Nobody who is no administrator any longer looks on, nor at one of them.
        actor.impersonator = impersonator_of(tx, administrator).await?.filter(|_| person.role != Role::Admin);
        if actor.impersonator.is_none() {
            return Ok(None);
        }
    } else if proved_at > tx.now() - PROVED_FOR {
        actor.fresh = Some(Fresh::proved());
    }
    Ok(Some((actor, Session { person, seen_at, renew })))
}

async fn impersonator_of(tx: &Tx, id: PersonId) -> Result<Option<Impersonator>, DbError> {
    let found = store::person(tx, id).await?;
    let admin = found.filter(|person| person.role == Role::Admin && person.state == AccountState::Active);
    Ok(admin.map(|person| Impersonator { id: person.id, name: person.name }))
}

/// The actor of an API token, with what the token may do.
pub async fn by_api_token(tx: &Tx, token: &Secret, ip: &str) -> Result<Option<(Actor, TokenScope)>, DbError> {
    let found: Option<(PersonId, TokenScope)> = tx
        .opt(
            sql!(
                "SELECT person_id, scope FROM api_tokens
                 WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > $2)"
            ),
            args![token.hash(), tx.now()],
        )
        .await?;
    let Some((id, scope)) = found else { return Ok(None) };
    let Some(person) = store::person(tx, id).await? else { return Ok(None) };
    if person.state != AccountState::Active {
        return Ok(None);
    }
    let mut actor = actor(tx, &person, ip).await?;
    // Such a token was made to administer or to provision, by somebody who had proved who they are.
    actor.fresh = matches!(scope, TokenScope::Admin | TokenScope::Scim).then(Fresh::proved);
    Ok(Some((actor, scope)))
}

/// By what programs speak for this person, the newest first; for who administers, and for the command line.
pub async fn api_tokens(tx: &Tx, person: PersonId) -> Result<Vec<ApiToken>, DbError> {
    token_store::of_person(tx, person).await
}

/// The actor that a person is; for doors that know the person already (command line, demo).
pub async fn actor(tx: &Tx, person: &Person, ip: &str) -> Result<Actor, DbError> {
    let some_clients = person.role == Role::Technician && !person.all_organizations;
    Ok(Actor {
        id: person.id,
        name: person.name.clone(),
        email: person.email.clone(),
        role: person.role,
        state: person.state,
        all_organizations: person.all_organizations,
        memberships: store::memberships(tx, person.id).await?,
        attended: if some_clients { store::attended(tx, person.id).await? } else { Vec::new() },
        ip: ip.to_owned(),
        impersonator: None,
        session: None,
        fresh: None,
    })
}

/// Somebody whom another noun's row names.
pub(crate) async fn by_id(tx: &Tx, id: PersonId) -> Result<Option<Person>, DbError> {
    store::person(tx, id).await
}

/// Somebody by address, for the command line.
pub async fn by_email(tx: &Tx, email: &str) -> Result<Option<Person>, DbError> {
    store::person_by_email(tx, email).await
}

/// Whether anybody has an account, in any state.
pub async fn has_people(tx: &Tx) -> Result<bool, DbError> {
    store::any(tx).await
}

/// Whether the first visitor becomes the administrator: nobody was ever let in. A desk in use that lost its
/// administrators gets another at the terminal, never from a visitor.
pub async fn awaits_first_run(tx: &Tx) -> Result<bool, DbError> {
    Ok(!store::any_let_in(tx).await?)
}

/// A person whom this administrator may change.
#[derive(Debug)]
pub struct Manageable<'a> {
    pub person: Person,
    pub attended: Vec<OrganizationId>,
    pub memberships: Vec<crate::Membership>,
    pub(super) by: Admin<'a>,
}

impl<'a> Manageable<'a> {
    /// Who may change the person.
    pub(crate) fn by(&self) -> Admin<'a> {
        self.by
    }
}

pub async fn manageable<'a>(tx: &Tx, actor: &'a Actor, id: PersonId) -> Result<Manageable<'a>, Denied> {
    let by = actor.admin()?;
    let person = store::person(tx, id).await?.ok_or(Denied::NotFound)?;
    let attended = store::attended(tx, id).await?;
    let memberships = store::memberships(tx, id).await?;
    Ok(Manageable { person, attended, memberships, by })
}

/// The person behind a mailed link that is still good.
#[derive(Debug)]
pub struct LinkHolder {
    pub person: Person,
    /// The link invites to choose a first password.
    pub is_invited: bool,
}

/// Who holds the link to confirm an address.
pub async fn confirming(tx: &Tx, link: &Secret) -> Result<LinkHolder, Denied> {
    holder(tx, link, super::actions::sign_up::CONFIRM).await
}

/// Who holds the link to choose a password: a new one, or the first.
pub async fn resetting(tx: &Tx, link: &Secret) -> Result<LinkHolder, Denied> {
    match holder(tx, link, super::actions::reset_password::RESET).await {
        Err(Denied::NotFound) => {
            let holder = holder(tx, link, super::actions::invite::INVITATION).await?;
            Ok(LinkHolder { is_invited: true, ..holder })
        }
        other => other,
    }
}

/// Somebody who was told of a sign-in and holds the link that says it was not them.
#[derive(Debug)]
pub struct Disowning {
    pub person: Person,
    /// When somebody signed in.
    pub(super) since: Timestamp,
    /// A password opens the account; else it is opened elsewhere alone.
    pub has_password: bool,
    /// An account elsewhere opens it too.
    pub has_identities: bool,
}

/// Who holds the link of a mail about a sign-in.
pub async fn disowning(tx: &Tx, link: &Secret) -> Result<Disowning, Denied> {
    let found = store::dated_link(tx, &link.hash(), super::actions::disown::NOT_ME).await?;
    let (id, since, has_password) = found.ok_or(Denied::NotFound)?;
    let person = store::person(tx, id).await?.ok_or(Denied::NotFound)?;
    let has_identities = crate::identities::any(tx, id).await?;
    Ok(Disowning { person, since, has_password, has_identities })
}

async fn holder(tx: &Tx, link: &Secret, purpose: &str) -> Result<LinkHolder, Denied> {
    let id = store::link(tx, &link.hash(), purpose).await?.ok_or(Denied::NotFound)?;
    let person = store::person(tx, id).await?.ok_or(Denied::NotFound)?;
    Ok(LinkHolder { person, is_invited: false })
}
