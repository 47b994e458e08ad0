//! The messages of one language, prepared so that a page costs next to nothing.
//!
//! A message is one of three: a fixed text, resolved at loading; texts with arguments between
//! them, put together here; anything cleverer (plurals, functions), which Fluent works out.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};

use rustc_hash::FxHashMap;

use crate::{Arg, Locale, number, sources};

/// Loaded at the first word.
static SPANISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Locale::Es, sources::files(Locale::Es)));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Locale::En, sources::files(Locale::En)));

pub(crate) fn of(locale: Locale) -> &'static Catalogue {
    match locale {
        Locale::Es => &SPANISH,
        Locale::En => &ENGLISH,
    }
}

pub(crate) struct Catalogue {
    locale: Locale,
    /// Every page asks for a hundred of them, all by names of ours: no need for a hash that resists attackers.
    messages: FxHashMap<String, Message>,
    bundle: FluentBundle<FluentResource>,
}

enum Message {
    Text(String),
    Pieces(Vec<Piece>),
    Computed,
}

enum Piece {
    Text(String),
    Argument(String),
}

impl Catalogue {
    /// Of a key given twice the first counts; `checks` tells.
    fn load<'a>(locale: Locale, files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut bundle = empty_bundle(locale);
        let mut keys = Vec::new();
        for (_, source) in files {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(sound, _)| sound);
            keys.extend(resource.entries().filter_map(message_key));
            // Its only complaint is a key given twice.
            let _ = bundle.add_resource(resource);
        }
        let prepared = keys.into_iter().filter_map(|key| Some((prepare(&bundle, &key)?, key)));
        let messages = prepared.map(|(message, key)| (key, message)).collect();
        Self { locale, messages, bundle }
    }

    /// The whole text of a message without arguments.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.messages.get(key)? {
            Message::Text(text) => Some(text),
            Message::Pieces(_) | Message::Computed => None,
        }
    }

    /// The message filled in; an argument that is not given stays as `{$name}`.
    pub(crate) fn format(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        match self.messages.get(key)? {
            Message::Text(text) => Some(text.clone()),
            Message::Pieces(pieces) => Some(self.join(pieces, args)),
            Message::Computed => self.compute(key, args),
        }
    }

    fn join(&self, pieces: &[Piece], args: &[(&str, Arg<'_>)]) -> String {
        let mut out = String::with_capacity(64);
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Argument(name) => match args.iter().find(|(given, _)| given == name) {
                    Some((_, Arg::Text(text))) => out.push_str(text),
                    Some((_, Arg::Number(number))) => number::push(&mut out, self.locale, *number),
                    None => out.extend(["{$", name, "}"]),
                },
            }
        }
        out
    }

    fn compute(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let args: FluentArgs = args.iter().map(|(name, arg)| (*name, FluentValue::from(arg))).collect();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }
}

fn empty_bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.as_str().parse().unwrap_or_default()]);
    // The marks would stand inside names and addresses that people copy; both languages run from left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Es => spanish_number,
        Locale::En => english_number,
    }));
    // `NUMBER(..)`; fails only when added twice.
    let _ = bundle.add_builtins();
    bundle
}

fn spanish_number<M>(value: &FluentValue, _: &M) -> Option<String> {
    localized_number(Locale::Es, value)
}

fn english_number<M>(value: &FluentValue, _: &M) -> Option<String> {
    localized_number(Locale::En, value)
}

fn localized_number(locale: Locale, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.options.use_grouping => Some(number::mark(locale, &number.as_string())),
        _ => None,
    }
}

fn message_key(entry: &fluent_syntax::ast::Entry<&str>) -> Option<String> {
    match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    }
}

fn prepare(bundle: &FluentBundle<FluentResource>, key: &str) -> Option<Message> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
    // What needs no arguments resolves without errors, terms included.
    Some(if errors.is_empty() {
        Message::Text(text)
    } else {
        pieces(pattern).map_or(Message::Computed, Message::Pieces)
    })
}

fn pieces(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Piece::Argument(id.name.to_owned()))
        }
        PatternElement::Placeable { .. } => None,
    };
    pattern.elements.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
-product = Atiende
hello = Hola
brand = Esto es { -product } { "{" }
lines = Una
    y otra
greeting = Hola, { $name }. Son { $count }.
tickets = { $count ->
    [0] Ningún ticket
    [one] { $count } ticket de { $name }
   *[other] { $count } tickets de { $name }
}
plain-number = #{ NUMBER($count, useGrouping: "false") }
hello = Otra vez
"#;

    fn filled(locale: Locale, key: &str, count: i64) -> String {
        let catalogue = Catalogue::load(locale, [("test.ftl", SOURCE)].into_iter());
        catalogue.format(key, &[("count", Arg::from(count)), ("name", Arg::from("Ana"))]).unwrap()
    }

    #[test]
    fn texts_are_fixed() {
        let catalogue = Catalogue::load(Locale::Es, [("test.ftl", SOURCE)].into_iter());
        assert_eq!(catalogue.text("hello"), Some("Hola"), "the first of two");
        assert_eq!(catalogue.text("brand"), Some("Esto es Atiende {"));
        assert_eq!(catalogue.text("lines"), Some("Una\ny otra"));
        assert_eq!(catalogue.text("greeting"), None, "it has arguments");
        assert_eq!(catalogue.text("absent"), None);
        assert_eq!(catalogue.format("hello", &[]).unwrap(), "Hola");
    }

    #[test]
    fn arguments_are_put_in_without_marks_around_them() {
        assert_eq!(filled(Locale::Es, "greeting", 12_345), "Hola, Ana. Son 12.345.");
        assert_eq!(filled(Locale::En, "greeting", 12_345), "Hola, Ana. Son 12,345.");
        let catalogue = Catalogue::load(Locale::Es, [("test.ftl", SOURCE)].into_iter());
        assert_eq!(catalogue.format("greeting", &[]).unwrap(), "Hola, {$name}. Son {$count}.");
    }

    #[test]
    fn plurals_follow_the_language() {
        for locale in Locale::ALL {
            assert_eq!(filled(locale, "tickets", 0), "Ningún ticket");
            assert_eq!(filled(locale, "tickets", 1), "1 ticket de Ana");
            assert_eq!(filled(locale, "tickets", 2), "2 tickets de Ana");
        }
        assert_eq!(filled(Locale::Es, "tickets", 1_000_000), "1.000.000 tickets de Ana");
        assert_eq!(filled(Locale::En, "tickets", 10_001), "10,001 tickets de Ana");
        assert_eq!(filled(Locale::Es, "plain-number", 10_001), "#10001");
    }

    #[test]
    fn the_short_way_says_what_fluent_says() {
        let catalogue = of(Locale::Es);
        for (key, message) in &catalogue.messages {
            let Message::Pieces(pieces) = message else { continue };
            let names = pieces.iter().filter_map(|piece| match piece {
                Piece::Argument(name) => Some((name.as_str(), Arg::from(54_321))),
                Piece::Text(_) => None,
            });
            let args: Vec<_> = names.collect();
            assert_eq!(Some(catalogue.join(pieces, &args)), catalogue.compute(key, &args), "{key}");
        }
    }
}
