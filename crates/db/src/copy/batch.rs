//! Rows on their way from one engine to the other.

use super::shape::Kind;
use crate::{DbError, Raw, Value};

/// Of one batch: so many rows, or as many as hold so many bytes.
const ROWS: usize = 1000;
const BYTES: usize = 1 << 20;

/// Why one side of a copy ended early.
#[derive(Debug)]
pub(super) enum Stop {
    Db(DbError),
    /// The side that reads, or writes, has ended: it knows why.
    OtherSide,
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}

impl From<tokio_postgres::Error> for Stop {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Db(error.into())
    }
}

/// What travels. Who hears no `End` was cut off, and keeps nothing.
#[derive(Debug)]
pub(super) enum Batch {
    /// Rows of the table with this number in the plan; tables come in its order, and each at least once.
    Rows(usize, Vec<Vec<Cell>>),
    End,
}

/// One value that outlives the row that it stood in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    pub(super) fn of(raw: Raw<'_>) -> Self {
        match raw {
            Raw::Null => Self::Null,
            Raw::Int(v) => Self::Int(v),
            Raw::Real(v) => Self::Real(v),
            Raw::Text(v) => Self::Text(v.to_owned()),
            Raw::Bytes(v) => Self::Bytes(v.to_vec()),
        }
    }

    pub(super) fn raw(&self) -> Raw<'_> {
        match self {
            Self::Null => Raw::Null,
            Self::Int(v) => Raw::Int(*v),
            Self::Real(v) => Raw::Real(*v),
            Self::Text(v) => Raw::Text(v),
            Self::Bytes(v) => Raw::Bytes(v),
        }
    }

    /// As the engines' drivers take it, in a column of this kind.
    pub(super) fn value(&self, kind: Kind) -> Value<'_> {
        match self {
            Self::Int(v) if kind == Kind::Flag => Value::Bool(*v != 0),
            Self::Null => Value::Null,
            Self::Int(v) => Value::Int(*v),
            Self::Real(v) => Value::Real(*v),
            Self::Text(v) => Value::Text(v),
            Self::Bytes(v) => Value::Bytes(v),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Bytes(v) => v.len(),
            _ => 8,
        }
    }
}

/// Rows of one table that are gathered until a batch is full.
#[derive(Debug)]
pub(super) struct Gathered {
    table: usize,
    rows: Vec<Vec<Cell>>,
    bytes: usize,
}

impl Gathered {
    pub(super) fn of(table: usize) -> Self {
        Self { table, rows: Vec::new(), bytes: 0 }
    }

    /// A batch, when this row fills one.
    pub(super) fn add(&mut self, row: Vec<Cell>) -> Option<Batch> {
        self.bytes += row.iter().map(Cell::bytes).sum::<usize>();
        self.rows.push(row);
        (self.rows.len() >= ROWS || self.bytes >= BYTES).then(|| self.take())
    }

    /// What is left, which may be nothing.
    pub(super) fn take(&mut self) -> Batch {
        self.bytes = 0;
        Batch::Rows(self.table, std::mem::take(&mut self.rows))
    }
}
