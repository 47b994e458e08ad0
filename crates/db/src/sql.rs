//! Statements: one text with `$1`, `$2`, turned into SQLite's `?1` at compile time.

use crate::{Engine, Value};

/// A statement in both engines' spelling. Made by `sql!`, which tests find in the sources
/// and prepare on both engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql {
    #[doc(hidden)]
    pub sqlite: &'static str,
    #[doc(hidden)]
    pub postgres: &'static str,
}

impl Sql {
    pub(crate) fn text(self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// A statement. `sql!("SELECT .. $1")` serves both engines; where they must differ,
/// `sql!(sqlite: "..", postgres: "..")` (allowed in search and in the job queue only).
#[macro_export]
macro_rules! sql {
    (sqlite: $sqlite:literal, postgres: $postgres:literal $(,)?) => {{
        const TEXT: &str = $sqlite;
        const BYTES: [u8; TEXT.len()] = $crate::numbered(TEXT);
        const SQLITE: &str = match ::core::str::from_utf8(&BYTES) { Ok(s) => s, Err(_) => "" };
        $crate::Sql { sqlite: SQLITE, postgres: $postgres }
    }};
    ($text:literal) => { $crate::sql!(sqlite: $text, postgres: $text) };
}

/// `$n` as `?n`: in SQLite `$1` is a *named* parameter, numbered by first appearance,
/// while `?1` means the first argument wherever it stands.
#[doc(hidden)]
#[expect(clippy::indexing_slicing, reason = "runs at compile time, where a wrong index is a compile error")]
pub const fn numbered<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = if bytes[i] == b'$' { b'?' } else { bytes[i] };
        i += 1;
    }
    out
}

/// A statement put together at run time from constant pieces, for lists with optional filters.
/// Only `&'static str` pieces can enter the text; everything else is an argument.
#[derive(Debug, Clone, Default)]
pub struct SqlBuilder {
    text: String,
    args: Vec<Owned>,
}

#[derive(Debug, Clone)]
enum Owned {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl SqlBuilder {
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), args: Vec::new() }
    }

    /// Appends a piece of SQL.
    #[must_use]
    pub fn push(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends the next numbered parameter, with its argument.
    #[must_use]
    pub fn bind(mut self, value: impl crate::ToValue) -> Self {
        self.args.push(match value.to_value() {
            Value::Null => Owned::Null,
            Value::Bool(v) => Owned::Bool(v),
            Value::Int(v) => Owned::Int(v),
            Value::Real(v) => Owned::Real(v),
            Value::Text(v) => Owned::Text(v.to_owned()),
            Value::Bytes(v) => Owned::Bytes(v.to_vec()),
        });
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// The same of several, as `($1, $2)`. There must be one at least: no engine takes `()`.
    #[must_use]
    pub fn bind_all<V: crate::ToValue + Copy>(mut self, values: &[V]) -> Self {
        for (n, &value) in values.iter().enumerate() {
            self = self.push(if n == 0 { "(" } else { ", " }).bind(value);
        }
        self.push(")")
    }

    /// What the engine is told.
    #[must_use]
    pub fn text(&self, engine: Engine) -> std::borrow::Cow<'_, str> {
        match engine {
            Engine::Sqlite => self.text.replace('$', "?").into(),
            Engine::Postgres => self.text.as_str().into(),
        }
    }

    pub(crate) fn args(&self) -> Vec<Value<'_>> {
        let borrow = |arg| match arg {
            &Owned::Null => Value::Null,
            &Owned::Bool(v) => Value::Bool(v),
            &Owned::Int(v) => Value::Int(v),
            &Owned::Real(v) => Value::Real(v),
            Owned::Text(v) => Value::Text(v),
            Owned::Bytes(v) => Value::Bytes(v),
        };
        self.args.iter().map(borrow).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_numbers_on_sqlite() {
        let swapped = sql!("SELECT $2, $1");
        assert_eq!(swapped.sqlite, "SELECT ?2, ?1");
        assert_eq!(swapped.postgres, "SELECT $2, $1");
    }

    #[test]
    fn a_built_statement_numbers_its_arguments() {
        let built = SqlBuilder::new("SELECT a FROM t WHERE b = ").bind(7_i64).push(" AND c = ").bind("x");
        assert_eq!(built.text(Engine::Postgres), "SELECT a FROM t WHERE b = $1 AND c = $2");
        assert_eq!(built.text(Engine::Sqlite), "SELECT a FROM t WHERE b = ?1 AND c = ?2");
        assert_eq!(built.args(), [Value::Int(7), Value::Text("x")]);
        let several = SqlBuilder::new("SELECT a FROM t WHERE b = ").bind("x").push(" AND c IN ").bind_all(&[4_i64, 5]);
        assert_eq!(several.text(Engine::Postgres), "SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)");
        assert_eq!(several.args(), [Value::Text("x"), Value::Int(4), Value::Int(5)]);
    }
}
