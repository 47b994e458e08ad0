//! `GET /audit`: the record of what happened, for administrators.

use super::values::{Id, Listing, Paging, Params, Time, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::audit::{self, Entry, Filter};
use atiende_core::events::Object;
use atiende_core::id::PersonId;
use atiende_i18n::key;
use axum::Json;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Audited {
    id: Id,
    ip: String,
    #[serde(flatten)]
    happened: Happened,
}

/// Something that happened to an object, without where from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Happened {
    at: Time,
    /// The person who did it; `null` for the desk itself.
    actor: Option<Id>,
    actor_name: Option<String>,
    /// The administrator who acted under the actor's name.
    impersonator_name: Option<String>,
    action: String,
    /// What it was done to: `ticket:42`.
    object: String,
    changes: Value,
}

/// The whole of an entry, as the API and the export tell it.
pub(crate) fn audited(entry: Entry) -> Audited {
    Audited { id: entry.id.into(), ip: entry.ip.clone(), happened: happened(entry) }
}

pub(crate) fn happened(entry: Entry) -> Happened {
    Happened {
        at: entry.at.into(),
        actor: entry.actor_id.map(Id::from),
        actor_name: entry.actor,
        impersonator_name: entry.impersonator,
        action: entry.verb,
        object: format!("{}:{}", entry.object, entry.object_id),
        changes: serde_json::from_str(&entry.data).unwrap_or_default(),
    }
}

/// What of the record to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `ticket`, or `ticket:42`.
    object: Option<String>,
    actor: Option<Id>,
    /// What was done: `approved`.
    action: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

impl Which {
    fn filter(&self, paging: &Paging) -> Result<Filter, Problem> {
        let (object, object_id) = self.object.as_deref().map(object).transpose()?.unwrap_or_default();
        let actor = self.actor.map(PersonId::from);
        let (verb, since, until) = (self.action.clone(), self.since, self.until);
        Ok(Filter { object, object_id, actor, verb, since, until, before: paging.after()? })
    }
}

fn object(text: &str) -> Result<(Option<Object>, Option<i64>), Problem> {
    let wrong = || Problem::invalid("object", key!("api-value-wrong"));
    let (kind, id) = text.split_once([':', '/']).map_or((text, None), |(kind, id)| (kind, Some(id)));
    let id = id.map(str::parse).transpose().map_err(|_| wrong())?;
    Ok((Some(kind.parse().map_err(|_| wrong())?), id))
}

/// List what happened, the newest first
#[utoipa::path(get, path = "/audit", tag = "operations", params(Which, Paging),
    responses((status = 200, body = Listing<Audited>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Audited>> {
    let filter = which.filter(&paging)?;
    let rows = paging.rows();
    let read = async move |tx: &atiende_db::Tx| {
        Ok::<_, Problem>(audit::entries(tx, caller.actor.admin()?, &filter, rows).await?)
    };
    let mut rows = state.db().read(read).await?;
    let next_cursor = cut(&mut rows, paging.limit(), |entry| entry.id.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(audited).collect(), next_cursor }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_a_kind_or_one_of_them() {
        assert_eq!(object("ticket").unwrap(), (Some(Object::Ticket), None));
        assert_eq!(object("ticket:42").unwrap(), (Some(Object::Ticket), Some(42)));
        assert_eq!(object("person/7").unwrap(), (Some(Object::Person), Some(7)));
        assert!(object("dragon").is_err() && object("ticket:x").is_err());
    }
}
