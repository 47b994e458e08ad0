//! Whose message it is: somebody's with an account, or a newcomer's.

use super::{Incoming, answer_at_most, refusal, write};
use crate::accounts::actions::sign_up;
use crate::accounts::{AccountState, NewAccount, access};
use crate::admission::Admission;
use crate::events::By;
use crate::id::{PersonId, TicketId};
use crate::inbound::model::{Outcome, Settled, Trust, Unknown, Why};
use crate::orgs::actions::members;
use crate::{Actor, Denied, Refused, accounts, tickets};
use atiende_db::{DbError, Tx};

/// Characters of a name.
const NAME_MAX: usize = 120;

/// Whose the claimed address is.
#[derive(Debug)]
pub(super) enum Sender {
    Active(Actor),
    Pending(PersonId),
    Closed(PersonId),
    /// Also somebody who signed up and never proved the address.
    Nobody,
}

impl Sender {
    pub(super) fn person(&self) -> Option<PersonId> {
        match self {
            Self::Active(actor) => Some(actor.id),
            Self::Pending(person) | Self::Closed(person) => Some(*person),
            Self::Nobody => None,
        }
    }
}

pub(super) async fn find(tx: &Tx, address: &str) -> Result<Sender, DbError> {
    let Some(person) = access::by_email(tx, address).await? else { return Ok(Sender::Nobody) };
    Ok(match person.state {
        AccountState::Active => Sender::Active(access::actor(tx, &person, "").await?),
        AccountState::Pending => Sender::Pending(person.id),
        AccountState::Rejected | AccountState::Disabled => Sender::Closed(person.id),
        AccountState::Unconfirmed => Sender::Nobody,
    })
}

/// Whether the person may write in the ticket. An address that the desk gave to somebody proves nothing of who writes to
/// it: mails are forwarded.
pub(super) async fn takes_part(tx: &Tx, actor: &Actor, ticket: TicketId) -> Result<bool, DbError> {
    match tickets::access::replyable(tx, actor, ticket).await {
        Ok(_) => Ok(true),
        Err(Denied::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// A message of somebody whom nobody knows: as the mailbox wants it.
pub(super) async fn newcomer(
    tx: &mut Tx,
    incoming: &Incoming,
    (name, address): (&str, &str),
) -> Result<Settled, Refused> {
    if incoming.rules.unknown == Unknown::Refuse {
        refusal::answer(tx, incoming, address).await?;
        return Ok(Settled::because(Outcome::Quarantined, Why::Unknown));
    }
    let new = account((name, address), &incoming.locale);
    // Anybody writes any address: without its domain's word nobody is let in by it.
    let opens = incoming.rules.unknown == Unknown::Open && incoming.trust == Trust::Pass;
    let admission = if opens { Admission::Open } else { Admission::Approval };
    let Some(person) = sign_up::proved(tx, &new, admission, "").await? else {
        return Ok(Settled::because(Outcome::Quarantined, Why::Closed));
    };
    if let (true, Some(organization)) = (opens, incoming.rules.organization) {
        members::put(tx, &By::desk(), person, organization, false).await?;
    }
    answer_at_most(tx, incoming, address, None).await?;
    match find(tx, address).await? {
        Sender::Active(actor) => write::open(tx, incoming, &actor).await,
        other => Ok(Settled::because(Outcome::Quarantined, Why::Pending).by(other.person())),
    }
}

/// The account that somebody gets who wrote a mail.
pub(in crate::inbound::actions) fn account((name, address): (&str, &str), locale: &str) -> NewAccount {
    let name = if name.trim().is_empty() { address.split('@').next().unwrap_or(address) } else { name.trim() };
    NewAccount {
        name: name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect(),
        email: address.to_owned(),
        locale: locale.to_owned(),
        via: accounts::VIA_MAIL.to_owned(),
        ..NewAccount::default()
    }
}
