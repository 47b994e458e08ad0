//! What happened, in words: "lo asignó a Luis".

use crate::icon::{self, Icon};
use crate::shell::Page;
use crate::shell::words::{client_state_key, priority_key, state_key};
use atiende_core::audit;
use atiende_core::tickets::{Priority, State, WaitingFor};
use atiende_i18n::key;
use serde_json::Value;

pub(super) fn icon(verb: &str) -> Icon {
    match verb {
        "opened" => icon::ROUTE,
        "assigned" | "handed_over" => icon::USER_CHECK,
        "edited" => icon::PENCIL,
        "infected" => icon::SHIELD_ALERT,
        _ => icon::CIRCLE_DOT,
    }
}

/// The sentence after the actor's name; `None` for what this reader need not see.
pub(super) fn event(page: &Page, entry: &audit::Entry, is_staff: bool) -> Option<String> {
    if entry.verb == "opened" {
        return Some(page.text("tickets-event-opened").to_owned());
    }
    let data: Value = serde_json::from_str(&entry.data).ok()?;
    match entry.verb.as_str() {
        "moved" => moved(page, &data, is_staff),
        "assigned" => Some(assigned(page, entry, &data)),
        "edited" if is_staff => edited(page, &data),
        "handed_over" => {
            let name = |side: &str| data.get(side).and_then(Value::as_str).unwrap_or_default();
            Some(page.t.with2("tickets-event-handed-over", "to", name("to"), "from", name("from")))
        }
        "infected" if is_staff => {
            let told = |field: &str| data.get(field).and_then(Value::as_str).map(str::to_owned);
            Some(page.t.with2("scans-ticket-event", "file", told("file")?, "malware", told("malware")?))
        }
        "followed_up" => {
            let number = data.get("follow_up")?.to_string();
            Some(page.t.with("tickets-event-followed-up", "number", number))
        }
        _ => None,
    }
}

fn moved(page: &Page, data: &Value, is_staff: bool) -> Option<String> {
    let state: State = data.get("to")?.as_str()?.parse().ok()?;
    let waiting_for: Option<WaitingFor> = data.get("to_for").and_then(Value::as_str).and_then(|w| w.parse().ok());
    // Said of what has been, to all who read it: never "Te toca a ti".
    let key = if is_staff { state_key(state, waiting_for) } else { client_state_key(state, waiting_for, false) };
    Some(page.t.with("tickets-event-moved", "state", page.text(key)))
}

fn assigned(page: &Page, entry: &audit::Entry, data: &Value) -> String {
    let own = data.get("to_id").and_then(Value::as_i64) == entry.actor_id.map(|id| id.0);
    match data.get("to").and_then(Value::as_str) {
        None => page.text("tickets-event-unassigned").to_owned(),
        Some(_) if own => page.text("tickets-event-took").to_owned(),
        Some(name) => page.t.with("tickets-event-assigned", "name", name),
    }
}

fn edited(page: &Page, data: &Value) -> Option<String> {
    let sentences: Vec<String> = data
        .as_object()?
        .iter()
        .map(|(field, change)| {
            let key = match field.as_str() {
                "priority" => key!("tickets-event-priority"),
                "category" => key!("tickets-event-category"),
                "location" => key!("tickets-event-location"),
                "asset" => key!("tickets-event-asset"),
                _ => key!("tickets-event-subject"),
            };
            let told = |side: &str| value(page, field, change.get(side));
            page.t.with2(key, "from", told("from"), "to", told("to"))
        })
        .collect();
    Some(page.t.list(&sentences))
}

fn value(page: &Page, field: &str, value: Option<&Value>) -> String {
    match value.and_then(Value::as_str).filter(|text| !text.is_empty()) {
        None => page.text("tickets-none").to_owned(),
        Some(text) if field == "priority" => text
            .parse()
            .map_or_else(|_| text.to_owned(), |priority: Priority| page.text(priority_key(priority)).to_owned()),
        Some(text) => text.to_owned(),
    }
}
