//! Who may decide about whom, and who may invite into which organization.

use super::model::{Applicant, Conversation, Invitation, Invited, Proposal, Rules, is_public_domain};
use super::store;
use crate::accounts::{AccountState, Secret};
use crate::actor::Staff;
use crate::id::{InvitationId, OrganizationId, PersonId};
use crate::{Actor, Denied, accounts, orgs, settings};
use atiende_db::{DbError, Tx};
use atiende_text::address;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Applicants and invitations shown at once.
const SHOWN: i64 = 100;

/// Somebody who may decide about newcomers: about all of them, or about those of the own organizations.
#[derive(Debug, Clone, Copy)]
pub enum Decider<'a> {
    Staff(Staff<'a>),
    /// Where the administrator lets coordinators decide.
    Coordinator(&'a Actor),
}

/// Errors: `Forbidden` for who decides about nobody.
pub async fn decider<'a>(tx: &Tx, actor: &'a Actor) -> Result<Decider<'a>, Denied> {
    if let Ok(staff) = actor.staff() {
        return Ok(Decider::Staff(staff));
    }
    let coordinates = actor.is_active() && actor.coordinated().next().is_some();
    if coordinates && settings::get::<Rules>(tx).await?.coordinators {
        return Ok(Decider::Coordinator(actor));
    }
    Err(Denied::Forbidden)
}

impl<'a> Decider<'a> {
    pub fn actor(self) -> &'a Actor {
        match self {
            Self::Staff(staff) => staff.actor(),
            Self::Coordinator(actor) => actor,
        }
    }

    /// Whether this person lets people into the organization.
    pub fn admits_to(self, organization: OrganizationId) -> bool {
        match self {
            Self::Staff(staff) => staff.actor().attends(organization),
            Self::Coordinator(actor) => actor.coordinates(organization),
        }
    }

    /// Only staff make coordinators: who coordinates answers to the provider.
    pub fn makes_coordinators(self) -> bool {
        matches!(self, Self::Staff(_))
    }

    /// The organizations into which this person lets people, by name.
    pub async fn organizations(self, tx: &Tx) -> Result<Vec<(OrganizationId, String)>, DbError> {
        match self {
            Self::Staff(staff) => Ok(orgs::access::attended_names(tx, staff).await?.to_vec()),
            Self::Coordinator(actor) => Ok(actor
                .memberships
                .iter()
                .filter(|held| held.coordinator)
                .map(|held| (held.organization, held.name.clone()))
                .collect()),
        }
    }
}

/// An applicant about whom this person may decide.
#[derive(Debug)]
pub struct Decidable<'a> {
    pub applicant: Applicant,
    pub(super) by: Decider<'a>,
}

/// The applicant with this id, to be decided about. Errors: `NotFound` also for an applicant whose domain is another
/// organization's than a technician attends, or than a coordinator coordinates.
pub async fn decidable<'a>(tx: &Tx, actor: &'a Actor, id: PersonId) -> Result<Decidable<'a>, Denied> {
    let by = decider(tx, actor).await?;
    let applicant = store::applicant(tx, id).await?.ok_or(Denied::NotFound)?;
    if by.actor().attends_all() {
        return Ok(Decidable { applicant, by });
    }
    let mut own = proposals(tx, &applicant.email).await?;
    own.retain(|proposal| proposal.by_domain);
    let is_theirs = own.iter().any(|proposal| by.admits_to(proposal.organization));
    // Whose domain is no client's may be anybody's: staff decide, coordinators do not.
    if is_theirs || own.is_empty() && matches!(by, Decider::Staff(_)) {
        Ok(Decidable { applicant, by })
    } else {
        Err(Denied::NotFound)
    }
}

/// Those about whom this person decides, the oldest account first, with proposals for each. Staff read them page by page:
/// at most `limit` after `after`; coordinators have all of theirs before them (at most 100).
pub async fn pending<'a>(
    tx: &Tx,
    by: Decider<'a>,
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<(Decidable<'a>, Vec<Proposal>)>, DbError> {
    let waiting = match by {
        Decider::Staff(staff) => store::applicants(tx, only(staff), after.map_or(0, |id| id.0), limit).await?,
        Decider::Coordinator(actor) => {
            let mut own = store::applicants_of_coordinator(tx, actor.id, SHOWN).await?;
            own.retain(|applicant| own_domain(&applicant.email).is_some());
            own
        }
    };
    let cards = with_proposals(tx, waiting).await?;
    Ok(cards.into_iter().map(|(applicant, proposals)| (Decidable { applicant, by }, proposals)).collect())
}

/// The next of those who wait, with proposals for each; for lists that are read page by page.
pub async fn pending_after(
    tx: &Tx,
    by: Staff<'_>,
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<(Applicant, Vec<Proposal>)>, DbError> {
    let waiting = store::applicants(tx, only(by), after.map_or(0, |id| id.0), limit).await?;
    with_proposals(tx, waiting).await
}

async fn with_proposals(tx: &Tx, waiting: Vec<Applicant>) -> Result<Vec<(Applicant, Vec<Proposal>)>, DbError> {
    let mut cards = Vec::with_capacity(waiting.len());
    for applicant in waiting {
        let proposals = proposals(tx, &applicant.email).await?;
        cards.push((applicant, proposals));
    }
    Ok(cards)
}

/// A mail domain that can belong to an organization.
fn own_domain(email: &str) -> Option<&str> {
    address::email_domain(email).filter(|domain| !is_public_domain(domain))
}

pub(super) async fn proposals(tx: &Tx, email: &str) -> Result<Vec<Proposal>, DbError> {
    match own_domain(email) {
        Some(domain) => store::proposals(tx, domain).await,
        None => Ok(Vec::new()),
    }
}

/// Where this applicant probably belongs.
pub async fn proposals_for(tx: &Tx, decidable: &Decidable<'_>) -> Result<Vec<Proposal>, DbError> {
    proposals(tx, &decidable.applicant.email).await
}

/// How many wait: the number beside "Cuentas pendientes".
pub async fn pending_count(tx: &Tx, by: Staff<'_>) -> Result<i64, DbError> {
    match only(by) {
        None => store::count(tx).await,
        Some(technician) => store::count_of_technician(tx, technician).await,
    }
}

/// Who attends some clients alone: others' applicants are none of their business.
fn only(by: Staff<'_>) -> Option<PersonId> {
    Some(by.actor().id).filter(|_| !by.actor().attends_all())
}

impl Decidable<'_> {
    /// What was asked and answered so far.
    pub async fn conversation(&self, tx: &Tx) -> Result<Conversation, DbError> {
        store::conversation(tx, self.applicant.id).await
    }
}

/// Somebody's own wait to be let in.
#[derive(Debug)]
pub struct Waiting<'a> {
    pub applicant: Applicant,
    pub(super) actor: &'a Actor,
}

/// Errors: `Forbidden` for who does not wait.
pub async fn waiting<'a>(tx: &Tx, actor: &'a Actor) -> Result<Waiting<'a>, Denied> {
    if actor.state != AccountState::Pending {
        return Err(Denied::Forbidden);
    }
    let applicant = store::applicant(tx, actor.id).await?.ok_or(Denied::Forbidden)?;
    Ok(Waiting { applicant, actor })
}

impl Waiting<'_> {
    pub async fn conversation(&self, tx: &Tx) -> Result<Conversation, DbError> {
        store::conversation(tx, self.actor.id).await
    }
}

/// Decisions from which the usual wait is told, and how old they may be.
const WAITS_LOOKED_AT: i64 = 30;
const WAITS_NEEDED: usize = 3;
const WAITS_SINCE: SignedDuration = SignedDuration::from_hours(24 * 90);

/// The median of what people waited lately, in working time; `None` while too few were decided about.
pub async fn usual_wait(tx: &Tx, zone: &TimeZone) -> Result<Option<SignedDuration>, DbError> {
    let hours = settings::get::<Rules>(tx).await?.hours;
    let waits = store::waits(tx, tx.now() - WAITS_SINCE, WAITS_LOOKED_AT).await?;
    let mut worked: Vec<SignedDuration> = waits.into_iter().map(|(from, to)| hours.between(from, to, zone)).collect();
    worked.sort_unstable();
    Ok(worked.get(worked.len() / 2).copied().filter(|_| worked.len() >= WAITS_NEEDED))
}

/// An invitation as its link shows it, with the proof to come by it. Errors: `NotFound` when it is unknown, used up,
/// out of date, taken back, or its maker could not make it today.
pub async fn invitation(tx: &Tx, token: &Secret) -> Result<(Invitation, Invited), Denied> {
    let found = store::invitation_of_token(tx, &token.hash()).await?;
    let found = found.filter(|invitation| invitation.is_good(tx.now())).ok_or(Denied::NotFound)?;
    if !stands(tx, &found).await? {
        return Err(Denied::NotFound);
    }
    let proof = Invited(found.id);
    Ok((found, proof))
}

/// Whether the maker of the invitation may still let people in there: who has left, or decides no longer, lets in nobody.
pub(super) async fn stands(tx: &Tx, invitation: &Invitation) -> Result<bool, DbError> {
    match maker(tx, invitation.maker).await? {
        Some(maker) => admits(tx, &maker, invitation).await,
        None => Ok(false),
    }
}

async fn maker(tx: &Tx, id: PersonId) -> Result<Option<Actor>, DbError> {
    let Some(maker) = accounts::access::by_id(tx, id).await? else { return Ok(None) };
    Ok(Some(accounts::access::actor(tx, &maker, "").await?))
}

async fn admits(tx: &Tx, maker: &Actor, invitation: &Invitation) -> Result<bool, DbError> {
    match decider(tx, maker).await {
        Ok(by) => Ok(by.admits_to(invitation.organization) && (by.makes_coordinators() || !invitation.coordinator)),
        Err(Denied::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// The newest invitations (at most 100) into the organizations of this person, each with whether somebody can still
/// come by it.
pub async fn invitations(tx: &Tx, by: Decider<'_>) -> Result<Vec<(Invitation, bool)>, DbError> {
    let mut all = match by {
        Decider::Staff(_) => store::invitations(tx, None, SHOWN).await?,
        Decider::Coordinator(actor) => {
            let mut own = Vec::new();
            for organization in actor.coordinated() {
                own.extend(store::invitations(tx, Some(organization), SHOWN).await?);
            }
            own
        }
    };
    all.retain(|invitation| by.admits_to(invitation.organization));
    all.sort_by_key(|invitation| std::cmp::Reverse(invitation.id));
    let mut makers = BTreeMap::new();
    let mut listed = Vec::with_capacity(all.len());
    for invitation in all {
        if let Entry::Vacant(unknown) = makers.entry(invitation.maker.0) {
            unknown.insert(maker(tx, invitation.maker).await?);
        }
        let is_good = match makers.get(&invitation.maker.0) {
            Some(Some(maker)) => invitation.is_good(tx.now()) && admits(tx, maker, &invitation).await?,
            _ => false,
        };
        listed.push((invitation, is_good));
    }
    Ok(listed)
}

/// An invitation that this person may take back.
#[derive(Debug)]
pub struct Revocable<'a> {
    pub(super) invitation: Invitation,
    pub(super) by: &'a Actor,
}

pub async fn revocable<'a>(tx: &Tx, actor: &'a Actor, id: InvitationId) -> Result<Revocable<'a>, Denied> {
    let by = decider(tx, actor).await?;
    let invitation = store::invitation(tx, id).await?.ok_or(Denied::NotFound)?;
    if by.admits_to(invitation.organization) { Ok(Revocable { invitation, by: actor }) } else { Err(Denied::NotFound) }
}
