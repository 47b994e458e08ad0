//! Lists with filters: both stand in the address.

use crate::shell::Form;
use std::str::FromStr;

/// Rows of one page.
pub(super) const SHOWN: i64 = 50;
/// The parameter that tells after which row the page begins.
pub(super) const AFTER: &str = "despues";

/// What the address asks for, by name, as the form of filters shows it.
pub(super) fn asked(here: &str, names: &[&'static str]) -> Form {
    let pairs = form_urlencoded::parse(query(here).as_bytes());
    Form::filled(pairs.filter_map(|(key, value)| {
        let name = names.iter().find(|name| **name == key)?;
        Some((*name, value.into_owned()))
    }))
}

/// The row after which the page begins; `None` for the first page.
pub(super) fn after<K: FromStr>(here: &str) -> Option<K> {
    asked(here, &[AFTER]).value(AFTER).parse().ok()
}

/// Cuts what was fetched beyond the page; the address of the next page, or empty when this is the last.
pub(super) fn next<T>(rows: &mut Vec<T>, here: &str, key: impl Fn(&T) -> String) -> String {
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    rows.last().filter(|_| more).map_or_else(String::new, |last| beginning_after(here, &key(last)))
}

fn beginning_after(here: &str, key: &str) -> String {
    let path = here.split_once('?').map_or(here, |(path, _)| path);
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query(here).as_bytes()).filter(|(name, _)| name != AFTER) {
        pairs.append_pair(&name, &value);
    }
    format!("{path}?{}", pairs.append_pair(AFTER, key).finish())
}

fn query(here: &str) -> &str {
    here.split_once('?').map_or("", |(_, query)| query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_filters() {
        let mut rows: Vec<i64> = (0..51).collect();
        let next = next(&mut rows, "/admin/personas?q=mar%C3%ADa&despues=9", ToString::to_string);
        assert_eq!((rows.len(), next.as_str()), (50, "/admin/personas?q=mar%C3%ADa&despues=49"));
        assert_eq!(super::next(&mut rows, "/admin/personas", ToString::to_string), "");
    }

    #[test]
    fn only_known_filters_are_read() {
        let form = asked("/x?q=a+b&lang=en", &["q", "papel"]);
        assert_eq!((form.value("q"), form.value("papel"), form.value("lang")), ("a b", "", ""));
    }
}
