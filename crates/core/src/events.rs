//! The record of what happened. Histories, notifications and webhooks follow it.

use crate::Actor;
use crate::id::{EventId, PersonId};
use crate::live::{self, Change};
use atiende_db::{DbError, Tx, args, sql};
use serde_json::Value;

text_enum! {
    /// The kinds of things that have a history.
    Object {
        Ticket = "ticket",
        Person = "person",
        Organization = "organization",
        Location = "location",
        Asset = "asset",
        Article = "article",
        Category = "category",
        Team = "team",
        Rule = "rule",
        Setting = "setting",
        Provider = "provider",
        Mail = "mail",
        /// A message that came by mail.
        Inbound = "inbound",
        Token = "token",
        Invitation = "invitation",
        /// Of a directory.
        Group = "group",
    }
}

/// Who did it: a person, or the desk itself.
#[derive(Debug, Clone, Default)]
pub struct By {
    pub person: Option<PersonId>,
    pub ip: String,
    /// Who acted under the person's name.
    pub impersonator: Option<PersonId>,
}

impl By {
    /// A scheduled job, the command line, or an applicant without an account.
    pub fn desk() -> Self {
        Self::default()
    }

    pub fn person(person: PersonId, ip: &str) -> Self {
        Self { person: Some(person), ip: ip.to_owned(), impersonator: None }
    }
}

impl From<&Actor> for By {
    fn from(actor: &Actor) -> Self {
        let impersonator = actor.impersonator.as_ref().map(|impersonator| impersonator.id);
        Self { impersonator, ..Self::person(actor.id, &actor.ip) }
    }
}

/// Writes one event in the transaction of the change that it tells. `data` holds what the
/// history shows in words (`{"from":"new","to":"open"}`), never secrets or message bodies.
/// What happens to a person is announced: it may have ended what their open pages may hear.
pub async fn record(
    tx: &mut Tx,
    by: &By,
    (object, object_id): (Object, i64),
    verb: &'static str,
    data: &Value,
) -> Result<EventId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO events (at, object, object_id, verb, actor_id, ip, data, impersonator_id)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
            ),
            args![tx.now(), object, object_id, verb, by.person, by.ip, data.to_string(), by.impersonator],
        )
        .await?;
    if object == Object::Person {
        live::announce(tx, Change::Person(PersonId(object_id)));
    }
    Ok(id)
}
