//! The details of an event, in words: its JSON as "estado: En curso → Resuelto".

use crate::admin::{Options, options};
use crate::shell::words::{priority_key, reason, short_state_key};
use atiende_core::accounts::{AccountState, Role};
use atiende_core::articles::{ArticleState, Visibility};
use atiende_core::id::PersonId;
use atiende_core::limits::Why;
use atiende_core::second_factors::Means;
use atiende_core::tickets;
use atiende_i18n::{Locale, key};
use serde_json::{Map, Value};

/// Fields that tell nothing beside the sentence and its link.
const UNTOLD: [&str; 6] = ["message", "from_for", "to_for", "subject", "invitation", "asked_by"];
/// Fields that hold people by id.
const PEOPLE: [&str; 2] = ["assignee", "members"];

/// The people whom the data names by id.
pub(super) fn people(data: &str) -> Vec<PersonId> {
    let fields = parse(data);
    let held = fields.iter().filter(|(name, _)| PEOPLE.contains(&name.as_str()));
    held.flat_map(|(_, value)| ids(value)).collect()
}

fn ids(value: &Value) -> Vec<PersonId> {
    match value {
        Value::Array(all) => all.iter().flat_map(ids).collect(),
        Value::Object(change) => change.values().flat_map(ids).collect(),
        other => other.as_i64().map(PersonId).into_iter().collect(),
    }
}

/// What the object was called then.
pub(super) fn name(data: &str) -> Option<String> {
    let fields = parse(data);
    let name = ["name", "title", "tag"].into_iter().find_map(|field| fields.get(field));
    name.and_then(Value::as_str).map(str::to_owned)
}

/// "Prioridad: Normal → Alta", one for each field; without what `target` says already.
pub(super) fn details(t: Locale, data: &str, target: &str, people: &Options) -> Vec<String> {
    let fields = parse(data);
    let told = Told { t, people };
    match (fields.get("from"), fields.get("to")) {
        (Some(Value::Object(from)), Some(Value::Object(to))) => told.changes(from, to),
        (Some(from), Some(to)) if is_state(from) && is_state(to) => vec![told.change("state", from, to)],
        // Of a name or an address the sentence has said what it is.
        (Some(from), Some(to)) => vec![format!("{} → {}", told.value("", from), told.value("", to))],
        (None, Some(Value::Object(to))) => told.all(to, target),
        _ => told.all(&fields, target),
    }
}

fn is_state(value: &Value) -> bool {
    value.as_str().is_some_and(|word| word_key("state", word).is_some())
}

fn parse(data: &str) -> Map<String, Value> {
    match serde_json::from_str(data) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

struct Told<'a> {
    t: Locale,
    people: &'a Options,
}

impl Told<'_> {
    fn all(&self, fields: &Map<String, Value>, target: &str) -> Vec<String> {
        let says_more = |(name, value): &(&String, &Value)| {
            let untold = UNTOLD.contains(&name.as_str());
            !untold && !value.is_null() && value.as_str().is_none_or(|text| !text.is_empty() && text != target)
        };
        fields.iter().filter(says_more).map(|(name, value)| self.field(name, value)).collect()
    }

    fn changes(&self, from: &Map<String, Value>, to: &Map<String, Value>) -> Vec<String> {
        let changed = to.iter().filter(|(name, value)| from.get(*name) != Some(value));
        changed.map(|(name, value)| self.change(name, from.get(name).unwrap_or(&Value::Null), value)).collect()
    }

    fn field(&self, name: &str, value: &Value) -> String {
        if name == "routed_by"
            && let Ok(why) = serde_json::from_value(value.clone())
        {
            return reason(self.t, &why);
        }
        if let (Some(from), Some(to)) = (value.get("from"), value.get("to")) {
            return self.change(name, from, to);
        }
        self.t.with2("admin-data-field", "name", self.label(name), "value", self.value(name, value))
    }

    fn change(&self, name: &str, from: &Value, to: &Value) -> String {
        let (from, to) = (self.value(name, from), self.value(name, to));
        self.t.with3("admin-data-change", "name", self.label(name), "from", from, "to", to)
    }

    fn label(&self, name: &str) -> String {
        label_key(name).map_or_else(|| name.replace('_', " "), |key| self.t.text(key).to_owned())
    }

    fn value(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Null => self.t.text("admin-data-nothing").to_owned(),
            Value::Bool(true) => self.t.text("status-yes").to_owned(),
            Value::Bool(false) => self.t.text("status-no").to_owned(),
            Value::Number(id) if PEOPLE.contains(&name) => options::name_of(self.people, &id.to_string()).to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) if text.is_empty() => self.t.text("admin-data-nothing").to_owned(),
            Value::String(text) => word_key(name, text).map_or_else(|| text.clone(), |key| self.t.text(key).to_owned()),
            Value::Array(all) => self.t.list(&all.iter().map(|one| self.value(name, one)).collect::<Vec<_>>()),
            Value::Object(fields) => {
                let fields: Vec<String> = fields.iter().map(|(name, value)| self.field(name, value)).collect();
                self.t.list(&fields)
            }
        }
    }
}

fn label_key(name: &str) -> Option<&'static str> {
    Some(match name {
        "by" => key!("sessions-data-by"),
        "added" => key!("admin-data-added"),
        "all_organizations" => key!("admin-person-attends-all"),
        "archived" => key!("admin-data-archived"),
        "asset" | "tag" => key!("assets-tag"),
        "assignee" => key!("routing-technician"),
        "category" => key!("routing-category"),
        "close_after_days" => key!("admin-close-after"),
        "color" => key!("admin-color"),
        "coordinator" => key!("orgs-coordinator"),
        "days" => key!("admission-invitation-days"),
        "device" => key!("sessions-data-device"),
        "digest_seconds" => key!("admin-digest"),
        "directory" => key!("admin-data-directory"),
        "domains" => key!("orgs-domains"),
        "email" => key!("accounts-email"),
        "enabled" => key!("routing-rule-enabled"),
        "follow_up" => key!("admin-data-follow-up"),
        "key" => key!("factors-passkey"),
        "second_factor" => key!("factors-second-step"),
        "admins" => key!("factors-required-admins"),
        "technicians" => key!("factors-required-technicians"),
        "coordinators" => key!("factors-required-coordinators"),
        "everybody" => key!("factors-required-everybody"),
        "location" => key!("orgs-location"),
        "logo" => key!("admin-logo"),
        "members" => key!("routing-team-members"),
        "name" => key!("accounts-name"),
        "new_device" => key!("sessions-data-new"),
        "new_secret" => key!("providers-data-new-secret"),
        "organization" => key!("orgs-organization"),
        "path" => key!("sessions-data-page"),
        "people" => key!("providers-data-people"),
        "phone" => key!("accounts-phone"),
        "position" => key!("admin-data-position"),
        "priority" => key!("routing-priority"),
        "reason" => key!("admin-reject-reason"),
        "removed" => key!("admin-data-removed"),
        "reopen_for_days" => key!("admin-reopen-for"),
        "role" => key!("admin-role"),
        "sessions" => key!("sessions-data-sessions"),
        "scope" => key!("admin-data-scope"),
        "state" => key!("admin-data-state"),
        "tagline" => key!("admin-tagline"),
        "title" => key!("admin-article-title"),
        "format" => key!("audit-data-format"),
        "provider" => key!("audit-data-provider"),
        "since" => key!("audit-data-since"),
        "tries" => key!("audit-data-tries"),
        "tries_of_address" => key!("audit-data-tries-of-address"),
        "undo_seconds" => key!("admin-undo"),
        "until" => key!("audit-data-until"),
        "uses" => key!("admission-invitation-uses"),
        "way" => key!("audit-data-way"),
        "why" => key!("audit-data-why"),
        "typed" => key!("admin-data-typed"),
        "visibility" => key!("admin-visibility"),
        _ => return scan_key(name),
    })
}

fn scan_key(name: &str) -> Option<&'static str> {
    match name {
        "file" => Some(key!("scans-data-file")),
        "malware" => Some(key!("scans-data-malware")),
        _ => None,
    }
}

fn way_key(way: &str) -> Option<&'static str> {
    Some(match way {
        "password" => key!("audit-way-password"),
        "link" => key!("audit-way-link"),
        "silent_provider" => key!("audit-way-silent-provider"),
        "provider" => key!("audit-way-provider"),
        "first_run" => key!("audit-way-first-run"),
        _ => return None,
    })
}

const fn why_key(why: Why) -> &'static str {
    match why {
        Why::Password => key!("audit-why-password"),
        Why::Unconfirmed => key!("audit-why-unconfirmed"),
        Why::Closed => key!("audit-why-closed"),
        Why::Current => key!("audit-why-current"),
        Why::Proof => key!("proof-why"),
    }
}

/// The words of a value that is one of a closed list.
fn word_key(name: &str, value: &str) -> Option<&'static str> {
    match name {
        "role" => value.parse::<Role>().ok().map(crate::admin::people::words::role_key),
        "state" => value
            .parse::<tickets::State>()
            .ok()
            .map(short_state_key)
            .or_else(|| value.parse::<AccountState>().ok().map(crate::admin::people::words::state_key))
            .or_else(|| value.parse::<ArticleState>().ok().map(crate::admin::articles::words::state_key)),
        "by" if value == "password" => Some(key!("sessions-data-by-password")),
        "by" if value == "identity" => Some(key!("sessions-data-by-identity")),
        "by" if value == "invitation" => Some(key!("admission-data-by-invitation")),
        "by" if value == "domain" => Some(key!("admission-data-by-domain")),
        "by" | "second_factor" => value.parse::<Means>().ok().map(means_key),
        "way" => way_key(value),
        "why" => value.parse::<Why>().ok().map(why_key),
        "priority" => value.parse::<tickets::Priority>().ok().map(priority_key),
        "visibility" => value.parse::<Visibility>().ok().map(crate::admin::articles::words::visibility_key),
        _ => None,
    }
}

const fn means_key(means: Means) -> &'static str {
    match means {
        Means::Passkey => key!("factors-passkey"),
        Means::App => key!("factors-app"),
        Means::RecoveryCode => key!("factors-recovery-code"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(data: &str) -> Vec<String> {
        details(Locale::Es, data, "Ana", &vec![("7".into(), "Luis Ferrer".into())])
    }

    #[test]
    fn changes_tell_what_was_and_what_is() {
        assert_eq!(
            told(r#"{"from":{"role":"requester","email":"a@b.es"},"to":{"role":"admin","email":"a@b.es"}}"#),
            ["Papel: Solicitante → Administrador"]
        );
        assert_eq!(told(r#"{"priority":{"from":null,"to":"unknown"}}"#), ["Prioridad: nada → unknown"]);
    }

    #[test]
    fn only_states_are_called_so() {
        assert_eq!(told(r#"{"from":"new","to":"closed"}"#), ["Estado: Nuevo → Cerrado"]);
        assert_eq!(told(r#"{"from":null,"to":"Luis Ferrer","to_id":7}"#), ["nada → Luis Ferrer"]);
        assert_eq!(told(r#"{"from":"a@b.es","to":"c@d.es"}"#), ["a@b.es → c@d.es"]);
    }

    #[test]
    fn people_are_told_by_name_and_the_rest_as_it_is() {
        let data = r#"{"members":[7],"name":"Ana","message":4,"strange_field":"x"}"#;
        assert_eq!(told(data), ["Técnicos: Luis Ferrer", "strange field: x"]);
        assert_eq!(people(data), [PersonId(7)]);
        assert_eq!(told("no JSON"), Vec::<String>::new());
    }

    #[test]
    fn the_reason_of_the_choice_is_told_in_words() {
        let told = told(r#"{"assignee":7,"routed_by":{"by":"rule","rule":"Wifi"},"subject":"Sin red"}"#);
        assert_eq!(told, ["Técnico: Luis Ferrer", "Por la regla «Wifi»."]);
    }
}
