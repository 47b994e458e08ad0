//! The embedded files, and the entries in them.

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::Locale;

/// Language, name of the file, text; ordered by both names.
const SOURCES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// Name and text of each file of `locale`.
pub(crate) fn files(locale: Locale) -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().filter(move |(language, ..)| *language == locale.as_str()).map(|(_, name, text)| (*name, *text))
}

/// The entries of one file, without its comments.
pub(crate) fn entries(source: &str) -> Vec<Entry<&str>> {
    // The build has refused what has errors.
    fluent_syntax::parser::parse_runtime(source).unwrap_or_else(|(sound, _)| sound).body
}

/// What a pattern is made of, whatever its depth.
pub(crate) enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
    Message,
    Term,
}

/// Shows each part of `pattern`, also those inside plurals, to `see`.
pub(crate) fn walk<'a>(pattern: &Pattern<&'a str>, see: &mut impl FnMut(Part<'a>)) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => see(Part::Text(value)),
            PatternElement::Placeable { expression } => walk_expression(expression, see),
        }
    }
}

fn walk_expression<'a>(expression: &Expression<&'a str>, see: &mut impl FnMut(Part<'a>)) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, see),
        Expression::Select { selector, variants } => {
            walk_inline(selector, see);
            for variant in variants {
                walk(&variant.value, see);
            }
        }
    }
}

fn walk_inline<'a>(inline: &InlineExpression<&'a str>, see: &mut impl FnMut(Part<'a>)) {
    match inline {
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => see(Part::Text(value)),
        InlineExpression::VariableReference { id } => see(Part::Variable(id.name)),
        InlineExpression::MessageReference { .. } => see(Part::Message),
        InlineExpression::TermReference { .. } => see(Part::Term),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                walk_inline(argument, see);
            }
        }
        InlineExpression::Placeable { expression } => walk_expression(expression, see),
    }
}
