//! Finds where Rust and template sources ask for messages. It reads text, not syntax: it knows
//! strings, brackets and lines of comment, and that a key is a literal.

/// One place that names a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Call<'a> {
    pub(crate) key: &'a str,
    /// From 1.
    pub(crate) line: usize,
    /// Names of the arguments given; `None` where the source does not show them.
    pub(crate) names: Option<Vec<&'a str>>,
}

const OPENINGS: [&str; 6] = [".text(", ".format(", ".with(", ".with2(", ".with3(", "key!("];

/// Every place of `source` that names a message, by line.
pub(crate) fn calls(source: &str) -> Vec<Call<'_>> {
    let mut calls: Vec<_> = OPENINGS.iter().flat_map(|opening| calls_of(source, opening)).collect();
    calls.sort_by_key(|call| call.line);
    calls
}

fn calls_of<'a>(source: &'a str, opening: &'static str) -> impl Iterator<Item = Call<'a>> {
    source.match_indices(opening).filter_map(move |(at, _)| {
        let before = source.get(..at)?;
        let part_of_a_word = opening == "key!(" && before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let comment =
            before.lines().last().is_some_and(|line| line.trim_start().starts_with("//")) && !before.ends_with('\n');
        if part_of_a_word || comment {
            return None;
        }
        let arguments = split(source.get(at + opening.len()..)?);
        let key = literal(arguments.first()?).filter(|key| is_key(key))?;
        Some(Call { key, line: 1 + before.matches('\n').count(), names: names(opening, &arguments) })
    })
}

/// Names of the arguments that a call gives to its message.
fn names<'a>(opening: &str, arguments: &[&'a str]) -> Option<Vec<&'a str>> {
    match opening {
        ".text(" => Some(Vec::new()),
        ".format(" => {
            let pairs = split(arguments.get(1)?.strip_prefix("&[")?);
            pairs.iter().map(|pair| literal(split(pair.strip_prefix('(')?).first()?)).collect()
        }
        "key!(" => None,
        _ => arguments.iter().skip(1).step_by(2).map(|name| literal(name)).collect(),
    }
}

/// The arguments of a call, from behind its opening bracket to the closing one, trimmed.
fn split(inside: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let (mut start, mut depth, mut in_string, mut escaped) = (0, 0_usize, false, false);
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' | ']' | '}' => {
                arguments.extend(inside.get(start..at));
                break;
            }
            ',' if depth == 0 => {
                arguments.extend(inside.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    arguments.iter().map(|argument| argument.trim()).filter(|argument| !argument.is_empty()).collect()
}

fn literal(argument: &str) -> Option<&str> {
    argument.strip_prefix('"')?.strip_suffix('"')
}

/// Whether Fluent allows `text` as a name; other methods of these names take other strings.
fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(&str, usize, Option<Vec<&str>>)> {
        calls(source).into_iter().map(|call| (call.key, call.line, call.names)).collect()
    }

    #[test]
    fn templates() {
        let source = "<h1 title=\"x\">{{ locale.text(\"nav-queue\") }}</h1>\n\
            <a href=\"https://x\">{{ locale.with2(\"page-title\", \"title\", t.name(1, \"),\"), \"site\", site) }}</a>\n\
            {% let k = locale.text(key) %}";
        let expected = [("nav-queue", 1, Some(vec![])), ("page-title", 2, Some(vec!["title", "site"]))];
        assert_eq!(found(source), expected);
    }

    #[test]
    fn rust() {
        let source = "/// .text(\"in-comment\")\n// key!(\"in-comment\")\nlocale\n    .text(\n        \"on-its-line\",\n    );\n\
            const KEY: &str = atiende_i18n::key!(\"a-key\"); monkey!(\"no-key\");\n\
            locale.format(\"with-pairs\", &[(\"a\", Arg::from(f(1, 2))), (\"b\", \"c\".into())])\n\
            locale.format(\"with-slice\", args); response.text(\"no key\"); ts.format(\"%Y\"); x.text();";
        let expected = [
            ("on-its-line", 4, Some(vec![])),
            ("a-key", 7, None),
            ("with-pairs", 8, Some(vec!["a", "b"])),
            ("with-slice", 9, None),
        ];
        assert_eq!(found(source), expected);
    }
}
