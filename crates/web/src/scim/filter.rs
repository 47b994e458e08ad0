//! Filters (RFC 7644 3.4.2.2), read into a tree. What cannot be read, is too long or too deep is `None`.

use serde_json::Value;

/// Letters of a filter, and levels of brackets in it.
const LENGTH_MAX: usize = 2048;
const DEPTH_MAX: usize = 12;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    /// Attribute, operator, value: the first two in small letters.
    Compare(String, Operator, Value),
    Present(String),
    /// Elements of an attribute of several values.
    Within(String, Box<Filter>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "co" => Self::Co,
            "sw" => Self::Sw,
            "ew" => Self::Ew,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "lt" => Self::Lt,
            "le" => Self::Le,
            _ => return None,
        })
    }
}

/// The filter that the whole text is.
pub(super) fn parse(text: &str) -> Option<Filter> {
    if text.len() > LENGTH_MAX {
        return None;
    }
    let mut reader = Reader { rest: text, depth: 0 };
    let filter = reader.any()?;
    reader.rest.trim_start().is_empty().then_some(filter)
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl Reader<'_> {
    /// One or several, any of which is enough: `and` binds tighter than `or`.
    fn any(&mut self) -> Option<Filter> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        let mut filter = self.all()?;
        while self.takes_word("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.all()?));
        }
        self.depth -= 1;
        Some(filter)
    }

    fn all(&mut self) -> Option<Filter> {
        let mut filter = self.one()?;
        while self.takes_word("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Some(filter)
    }

    fn one(&mut self) -> Option<Filter> {
        if self.takes_word("not") {
            return Some(Filter::Not(Box::new(self.bracketed('(', ')')?)));
        }
        if self.rest.trim_start().starts_with('(') {
            return self.bracketed('(', ')');
        }
        let attribute = self.word()?;
        if self.rest.starts_with('[') {
            let inner = self.bracketed('[', ']')?;
            return Some(Filter::Within(attribute, Box::new(self.narrowed(inner)?)));
        }
        self.compared(attribute)
    }

    /// Entra ID matches people by `emails[type eq "work"].value eq "..."`, which the RFC has in paths alone.
    fn narrowed(&mut self, inner: Filter) -> Option<Filter> {
        let Some(rest) = self.rest.strip_prefix('.') else { return Some(inner) };
        self.rest = rest;
        let part = self.word()?;
        Some(Filter::And(Box::new(inner), Box::new(self.compared(part)?)))
    }

    fn compared(&mut self, attribute: String) -> Option<Filter> {
        let word = self.word()?;
        if word == "pr" {
            return Some(Filter::Present(attribute));
        }
        Some(Filter::Compare(attribute, Operator::of(&word)?, self.value()?))
    }

    fn bracketed(&mut self, open: char, close: char) -> Option<Filter> {
        self.rest = self.rest.trim_start().strip_prefix(open)?;
        let filter = self.any()?;
        self.rest = self.rest.trim_start().strip_prefix(close)?;
        Some(filter)
    }

    /// A word of names and operators, in small letters.
    fn word(&mut self) -> Option<String> {
        let rest = self.rest.trim_start();
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_-$.:".contains(c);
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, rest) = rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
        self.rest = rest;
        Some(word.to_ascii_lowercase())
    }

    fn takes_word(&mut self, expected: &str) -> bool {
        let before = self.rest;
        let taken = self.word().is_some_and(|word| word == expected);
        if !taken {
            self.rest = before;
        }
        taken
    }

    /// A JSON text, number, true, false or null.
    fn value(&mut self) -> Option<Value> {
        let (value, rest) = self.rest.trim_start().split_at_checked(end_of_value(self.rest.trim_start()))?;
        self.rest = rest;
        let value: Value = serde_json::from_str(value).ok()?;
        // PostgreSQL takes no NUL, not even to compare.
        let is_kept = value.as_str().is_none_or(|text| !text.contains('\0'));
        (is_kept && !value.is_object() && !value.is_array()).then_some(value)
    }
}

/// Where the value ends that the text begins with: a quoted one at its quote, others before a blank or a bracket.
fn end_of_value(text: &str) -> usize {
    let Some(quoted) = text.strip_prefix('"') else {
        return text.find(|c: char| c.is_whitespace() || ")]".contains(c)).unwrap_or(text.len());
    };
    let mut is_escaped = false;
    let end = quoted.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

impl Filter {
    /// Whether an element of an attribute of several values is meant (`emails[type eq "work"]`).
    pub(super) fn holds(&self, element: &Value) -> bool {
        match self {
            Self::And(one, other) => one.holds(element) && other.holds(element),
            Self::Or(one, other) => one.holds(element) || other.holds(element),
            Self::Not(inner) => !inner.holds(element),
            Self::Present(name) => super::reply::field(element, name).is_some_and(|value| !value.is_null()),
            Self::Within(..) => false,
            Self::Compare(name, operator, value) => {
                let found = super::reply::field(element, name).unwrap_or(&Value::Null);
                compares(found, *operator, value)
            }
        }
    }

    /// The element that the filter describes, if it says what is equal: to make it when there is none.
    pub(super) fn described(&self) -> Vec<(&str, &Value)> {
        match self {
            Self::And(one, other) => [one.described(), other.described()].concat(),
            Self::Compare(name, Operator::Eq, value) => vec![(name, value)],
            _ => Vec::new(),
        }
    }
}

fn compares(found: &Value, operator: Operator, wanted: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::String(text) => text.to_lowercase(),
        other => other.to_string(),
    };
    let (found, wanted) = (plain(found), plain(wanted));
    match operator {
        Operator::Eq => found == wanted,
        Operator::Ne => found != wanted,
        Operator::Co => found.contains(&wanted),
        Operator::Sw => found.starts_with(&wanted),
        Operator::Ew => found.ends_with(&wanted),
        Operator::Gt => found > wanted,
        Operator::Ge => found >= wanted,
        Operator::Lt => found < wanted,
        Operator::Le => found <= wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn compare(name: &str, operator: Operator, value: Value) -> Filter {
        Filter::Compare(name.into(), operator, value)
    }

    fn both(one: Filter, other: Filter) -> Filter {
        Filter::And(Box::new(one), Box::new(other))
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let filter = parse(r#"userName Eq "a" or active eq true AND title pr"#).unwrap();
        let last = both(compare("active", Operator::Eq, json!(true)), Filter::Present("title".into()));
        assert_eq!(filter, Filter::Or(Box::new(compare("username", Operator::Eq, json!("a"))), Box::new(last)));
    }

    #[test]
    fn brackets_group_and_choose() {
        let filter = parse(r#"emails[type eq "work" and value co "@x"] and not (active eq false)"#).unwrap();
        let inner = both(compare("type", Operator::Eq, json!("work")), compare("value", Operator::Co, json!("@x")));
        let not = Filter::Not(Box::new(compare("active", Operator::Eq, json!(false))));
        assert_eq!(filter, both(Filter::Within("emails".into(), Box::new(inner)), not));
    }

    #[test]
    fn a_part_of_what_is_chosen_is_compared() {
        let within = parse(r#"emails[type eq "work" and value eq "a@x.es"]"#).unwrap();
        assert_eq!(parse(r#"emails[type eq "work"].value eq "a@x.es""#), Some(within));
        let filter = parse(r#"emails[type eq "work"].value pr and active eq true"#).unwrap();
        assert!(matches!(filter, Filter::And(..)), "{filter:?}");
    }

    #[test]
    fn a_quoted_value_may_say_anything() {
        let value = r#"") or (userName pr and \ "#;
        let filter = parse(&format!("userName eq {}", json!(value))).unwrap();
        assert_eq!(filter, compare("username", Operator::Eq, json!(value)));
    }

    #[test]
    fn what_is_no_filter_is_none() {
        let deep = format!("{}a pr{}", "(".repeat(500), ")".repeat(500));
        let long = format!("a eq \"{}\"", "x".repeat(3000));
        for text in [
            "",
            "userName",
            "userName eq",
            "userName is \"a\"",
            "userName eq a",
            "a eq \"b",
            "(a pr",
            "a pr)",
            "a eq {\"b\":1}",
            "a eq [1]",
            "not a pr",
            "a[b pr].",
            "a[b pr].c",
            "a[b pr]. eq 1",
            "a[b pr]c eq 1",
            "a[b pr] .c eq 1",
            "a pr b pr",
            "eq \"a\" \"b\"",
            &deep,
            &long,
        ] {
            assert_eq!(parse(text), None, "{text:.40}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "[a-z()\\[\\]\" .\\\\]{0,60}|.{0,40}") {
            let _ = parse(&text);
        }
    }
}
