//! Message identifiers (RFC 5322 3.6.4), as programs write them.

/// A thread names its first message and its latest; what a longer list has between them is dropped.
const MOST: usize = 500;

/// How much of either end of a field is looked at; in between are thousands of messages.
const NEAR: usize = 32 * 1024;

/// The identifiers without brackets and white space. Without any bracket, each word that could be one.
pub(crate) fn parse(text: &str) -> Vec<String> {
    if text.len() > 2 * NEAR {
        let head = text.get(..text.floor_char_boundary(NEAR)).unwrap_or_default();
        let tail = text.get(text.ceil_char_boundary(text.len() - NEAR)..).unwrap_or_default();
        let mut found = bracketed(head);
        found.extend(bracketed(tail));
        return ends(found);
    }
    let mut found = bracketed(text);
    if found.is_empty() {
        let words = text.split(|c: char| c.is_whitespace() || c == ',');
        found = words.map(tidy).filter(|word| word.contains('@') && !word.starts_with('"')).collect();
    }
    ends(found)
}

fn ends(mut found: Vec<String>) -> Vec<String> {
    if found.len() > MOST {
        found.drain(1..found.len() - (MOST - 1));
    }
    found
}

/// The one of a `Message-ID`, which some write without brackets, or without an `@`.
pub(crate) fn first(text: &str) -> Option<String> {
    parse(text).into_iter().next().or_else(|| Some(tidy(text)).filter(|id| !id.is_empty()))
}

fn bracketed(text: &str) -> Vec<String> {
    let ids = text.split('<').skip(1).filter_map(|tail| tail.split_once('>')).map(|(id, _)| tidy(id));
    ids.filter(|id| !id.is_empty()).collect()
}

fn tidy(id: &str) -> String {
    id.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !"<>".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::{first, parse};
    use proptest::prelude::*;

    #[test]
    fn identifiers_are_found_among_words() {
        for (text, ids) in [
            ("<a@x>", &["a@x"][..]),
            ("<a@x> <b@y>", &["a@x", "b@y"]),
            ("<a@x>,<b@y>", &["a@x", "b@y"]),
            ("<a\t@x><b @ y>", &["a@x", "b@y"]),
            ("Your message of Mon <a@x>", &["a@x"]),
            ("a@x b@y", &["a@x", "b@y"]),
            ("<a>", &["a"]),
            ("<>", &[]),
            ("Tu mensaje", &[]),
            ("", &[]),
        ] {
            assert_eq!(parse(text), ids, "{text}");
        }
        assert_eq!(first(" 123.abc "), Some("123.abc".to_owned()));
        assert_eq!(first("<>"), None);
    }

    #[test]
    fn a_long_thread_keeps_its_ends() {
        let ids = parse(&(0..2_000).map(|n| format!("<{n}@x>")).collect::<Vec<_>>().concat());
        assert_eq!((ids.len(), ids[0].as_str(), ids[1].as_str()), (500, "0@x", "1501@x"));
        let ids = parse(&(0..20_000).map(|n| format!("<{n}@x>")).collect::<Vec<_>>().concat());
        assert_eq!((ids.len(), ids[0].as_str(), ids[499].as_str()), (500, "0@x", "19999@x"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "[<>@a \\t,\"ñ]{0,40}") {
            prop_assert!(parse(&text).iter().all(|id| !id.is_empty() && !id.contains(['<', '>', ' '])));
            first(&text);
        }
    }
}
