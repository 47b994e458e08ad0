//! Somebody has looked at a message and said what it is: neither its looks nor its sender's standing count any more.

use super::sender::{self, Sender};
use super::thread::Named;
use super::{Incoming, write};
use crate::accounts::actions::sign_up;
use crate::accounts::{self, NewAccount};
use crate::admission::actions::approve;
use crate::events::By;
use crate::id::{OrganizationId, PersonId};
use crate::inbound::model::{Decision, Outcome, Settled, Why};
use crate::orgs::actions::members;
use crate::{Actor, Denied, Refused};
use atiende_db::Tx;
use serde_json::json;

pub(super) async fn follow(
    tx: &mut Tx,
    incoming: &Incoming,
    (decision, by): (Decision, PersonId),
) -> Result<Settled, Refused> {
    let Some((name, address)) = &incoming.from else {
        return Ok(Settled::because(Outcome::Quarantined, Why::NoSender));
    };
    match decision {
        Decision::Append { ticket } => match sender::find(tx, address).await? {
            Sender::Active(actor) if sender::takes_part(tx, &actor, ticket).await? => {
                // Who let it in answers for who wrote it.
                let named = Named { ticket, is_sure: true, given_to: Some(actor.id) };
                write::append(tx, incoming, &actor, named).await
            }
            other => write::append_strangers(tx, incoming, (by, other.person()), ticket).await,
        },
        Decision::Open { organization } => match owner(tx, incoming, (name, address), (organization, by)).await? {
            Some(actor) => write::open_in(tx, incoming, &actor, organization).await,
            None => Ok(Settled::because(Outcome::Quarantined, Why::Closed)),
        },
    }
}

/// Whose ticket it becomes: who has no account, or waits for one, is let in by who decided. Not who was closed out.
async fn owner(
    tx: &mut Tx,
    incoming: &Incoming,
    (name, address): (&str, &str),
    (organization, by): (OrganizationId, PersonId),
) -> Result<Option<Actor>, Refused> {
    let by = By::person(by, "");
    let person = match sender::find(tx, address).await? {
        Sender::Closed(_) => return Ok(None),
        Sender::Active(actor) => {
            if !actor.belongs_to(organization) && !actor.attends(organization) {
                members::put(tx, &by, actor.id, organization, false).await?;
            }
            return Ok(Some(anew(tx, actor.id).await?));
        }
        Sender::Pending(person) => person,
        Sender::Nobody => {
            let new: NewAccount = sender::account((name, address), &incoming.locale);
            let Some(person) = sign_up::quietly(tx, &new).await? else { return Ok(None) };
            person
        }
    };
    approve::admit(tx, &by, person, (organization, false), &json!({ "by": "mail" })).await?;
    Ok(Some(anew(tx, person).await?))
}

/// With what they have been given meanwhile.
async fn anew(tx: &Tx, person: PersonId) -> Result<Actor, Refused> {
    let person = accounts::access::by_id(tx, person).await?.ok_or(Denied::NotFound)?;
    Ok(accounts::access::actor(tx, &person, "").await?)
}
