//! What of the record is asked for, the same for the page and for the export.

use super::phrase;
use crate::admin::{Options, list};
use atiende_core::audit::Filter;
use atiende_core::events::Object;
use atiende_i18n::Locale;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The fields of the form. `que` is a kind of thing and what happened to it: `person:approved`.
pub(super) const NAMES: [&str; 6] = ["tipo", "que", "persona", "desde", "hasta", list::AFTER];

/// What the form says; a value that makes no sense asks for nothing. Days are the desk's own.
pub(super) fn parse<'f>(value: impl Fn(&'static str) -> &'f str, zone: &TimeZone) -> Filter {
    let kind = value("que").split_once(':').and_then(|(object, verb)| Some((object.parse().ok()?, verb.to_owned())));
    let (object, verb) = kind.map_or((None, None), |(object, verb)| (Some(object), Some(verb)));
    let day = |name| value(name).parse::<Date>().ok();
    Filter {
        object: object.or_else(|| value("tipo").parse().ok()),
        verb,
        actor: value("persona").parse().ok(),
        since: day("desde").and_then(|day| begins(day, zone)),
        until: day("hasta").and_then(|day| begins(day.saturating_add(1.day()), zone)),
        before: value(list::AFTER).parse().ok(),
        object_id: None,
    }
}

fn begins(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// "Personas: aprobó la cuenta de", for all that ever happened.
pub(super) fn kinds(t: Locale, kinds: &[(Object, String)]) -> Options {
    let option = |(object, verb): &(Object, String)| {
        let words = t.with2(
            "admin-data-field",
            "name",
            t.text(phrase::object_key(*object)),
            "value",
            phrase::phrase(t, *object, verb, phrase::Whose::Others),
        );
        (format!("{object}:{verb}"), words)
    };
    kinds.iter().map(option).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_and_the_desks_own() {
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        let asked = |name| match name {
            "que" => "person:approved",
            "desde" => "2026-03-28",
            "hasta" => "2026-03-29",
            "persona" => "x",
            _ => "",
        };
        let filter = parse(asked, &madrid);
        assert_eq!(
            (filter.object, filter.verb.as_deref(), filter.actor),
            (Some(Object::Person), Some("approved"), None)
        );
        assert_eq!(filter.since.unwrap().to_string(), "2026-03-27T23:00:00Z");
        assert_eq!(filter.until.unwrap().to_string(), "2026-03-29T22:00:00Z", "summer began that night");
    }
}
