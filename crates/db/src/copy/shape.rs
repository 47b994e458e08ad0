//! Tables and columns, as an engine itself reports them.

use super::{Without, blocking, postgres, sqlite};
use crate::{DbError, Options, Raw};
use tokio_postgres::types::Type;

/// What a column holds, by either engine's name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Flag,
    Real,
    Text,
    Bytes,
}

impl Kind {
    /// From the declared type. Errors: one that no copy knows.
    pub(super) fn of(declared: &str) -> Result<Self, DbError> {
        match declared.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Ok(Self::Int),
            "boolean" => Ok(Self::Flag),
            "real" | "double precision" => Ok(Self::Real),
            "text" => Ok(Self::Text),
            "blob" | "bytea" => Ok(Self::Bytes),
            other => Err(DbError::Statement(format!("no copy knows columns of type {other:?}"))),
        }
    }

    pub(super) fn postgres(self) -> Type {
        match self {
            Self::Int => Type::INT8,
            Self::Flag => Type::BOOL,
            Self::Real => Type::FLOAT8,
            Self::Text => Type::TEXT,
            Self::Bytes => Type::BYTEA,
        }
    }

    /// SQLite keeps anything anywhere; PostgreSQL does not.
    pub(super) fn takes(self, raw: Raw<'_>) -> bool {
        matches!(
            (self, raw),
            (_, Raw::Null)
                | (Self::Int | Self::Flag, Raw::Int(_))
                | (Self::Real, Raw::Real(_))
                | (Self::Text, Raw::Text(_))
                | (Self::Bytes, Raw::Bytes(_))
        )
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    /// In the order of their names: that of their making may differ between the engines.
    pub(super) columns: Vec<Column>,
}

impl Table {
    /// `"a", "b"`.
    pub(super) fn list(&self) -> String {
        self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn quoted(&self) -> String {
        quoted(&self.name)
    }

    pub(super) fn types(&self) -> Vec<Type> {
        self.columns.iter().map(|column| column.kind.postgres()).collect()
    }

    /// What is wrong with this value there.
    pub(super) fn misfit(&self, column: usize, what: &str) -> DbError {
        let name = self.columns.get(column).map_or("?", |column| &column.name);
        DbError::Column { index: column, what: format!("{}.{name}: {what}", self.name) }
    }
}

/// All tables that are copied, in the order of their names.
pub(super) type Plan = Vec<Table>;

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(super) async fn read(of: &Options, without: Without) -> Result<Plan, DbError> {
    let rows = match of.sqlite_path() {
        Some(path) => blocking(move || sqlite::columns(&path)).await?,
        None => postgres::columns(of).await?,
    };
    gather(rows.into_iter().filter(|(table, ..)| !without.iter().any(|prefix| table.starts_with(prefix))))
}

/// From `(table, column, declared type)`.
fn gather(rows: impl Iterator<Item = (String, String, String)>) -> Result<Plan, DbError> {
    let mut plan = Plan::new();
    for (table, name, declared) in rows {
        let column = Column { kind: Kind::of(&declared)?, name };
        match plan.iter_mut().find(|known| known.name == table) {
            Some(known) => known.columns.push(column),
            None => plan.push(Table { name: table, columns: vec![column] }),
        }
    }
    plan.sort_by(|a, b| a.name.cmp(&b.name));
    for table in &mut plan {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(plan)
}

/// Whether rows of one fit into the other; what does not.
pub(super) fn compare(one: &Plan, other: &Plan) -> Result<(), String> {
    let lines = |plan: &Plan| -> Vec<String> {
        let of = |table: &Table| {
            let line = |column: &Column| format!("{}.{} ({:?})", table.name, column.name, column.kind);
            table.columns.iter().map(line).collect::<Vec<_>>()
        };
        plan.iter().flat_map(of).collect()
    };
    let (one, other) = (lines(one), lines(other));
    let only = |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
    let odd = [only(&one, &other), only(&other, &one)].concat();
    if odd.is_empty() { Ok(()) } else { Err(odd.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rows: &[(&str, &str, &str)]) -> Plan {
        gather(rows.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned()))).unwrap()
    }

    #[test]
    fn the_engines_names_of_types_are_one() {
        let sqlite = plan(&[("b", "y", "BLOB"), ("a", "id", "INTEGER"), ("a", "ok", "BOOLEAN"), ("a", "at", "BIGINT")]);
        let postgres =
            plan(&[("a", "at", "bigint"), ("a", "id", "bigint"), ("a", "ok", "boolean"), ("b", "y", "bytea")]);
        assert_eq!(compare(&sqlite, &postgres), Ok(()));
        assert_eq!(sqlite, postgres);
        assert!(gather([("a".to_owned(), "x".to_owned(), "tsvector".to_owned())].into_iter()).is_err());
    }

    #[test]
    fn what_differs_is_named() {
        let one = plan(&[("a", "id", "bigint"), ("a", "x", "text")]);
        let other = plan(&[("a", "id", "bigint"), ("b", "x", "text")]);
        assert_eq!(compare(&one, &other), Err("a.x (Text), b.x (Text)".to_owned()));
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
