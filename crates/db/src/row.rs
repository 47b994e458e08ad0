//! Rows of both engines, read column by column in the order of the SELECT.

use crate::{DbError, FromColumn, Raw};
use tokio_postgres::types::Type;

/// A row of the result, alive while the statement steps.
#[derive(Clone, Copy)]
pub enum Row<'r> {
    #[doc(hidden)]
    Sqlite(&'r rusqlite::Row<'r>),
    #[doc(hidden)]
    Postgres(&'r tokio_postgres::Row),
}

/// Anything that a whole row can become.
pub trait FromRow: Sized {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self, DbError>;
}

/// Reads a row's columns from left to right.
pub struct Columns<'r> {
    row: Row<'r>,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(crate) fn new(row: Row<'r>) -> Self {
        Self { row, next: 0 }
    }

    /// The next column as `T`. Errors: `DbError::Column` when it is none or of another type.
    pub fn take<T: FromColumn>(&mut self) -> Result<T, DbError> {
        let index = self.next;
        self.next += 1;
        let wrong = |what: String| DbError::Column { index, what };
        T::from_column(self.raw(index).map_err(wrong)?).map_err(wrong)
    }

    fn raw(&self, index: usize) -> Result<Raw<'r>, String> {
        match self.row {
            Row::Sqlite(row) => {
                use rusqlite::types::ValueRef;
                Ok(match row.get_ref(index).map_err(|e| e.to_string())? {
                    ValueRef::Null => Raw::Null,
                    ValueRef::Integer(v) => Raw::Int(v),
                    ValueRef::Real(v) => Raw::Real(v),
                    ValueRef::Text(v) => Raw::Text(std::str::from_utf8(v).map_err(|e| e.to_string())?),
                    ValueRef::Blob(v) => Raw::Bytes(v),
                })
            }
            Row::Postgres(row) => postgres_raw(row, index),
        }
    }
}

fn postgres_raw(row: &tokio_postgres::Row, index: usize) -> Result<Raw<'_>, String> {
    let column = row.columns().get(index).ok_or_else(|| "no such column".to_owned())?;
    let raw = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|v| v.map(Raw::Int)),
        Type::INT4 => row.try_get::<_, Option<i32>>(index).map(|v| v.map(|v| Raw::Int(i64::from(v)))),
        Type::BOOL => row.try_get::<_, Option<bool>>(index).map(|v| v.map(|v| Raw::Int(i64::from(v)))),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(index).map(|v| v.map(Raw::Real)),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(|v| v.map(Raw::Bytes)),
        _ => row.try_get::<_, Option<&str>>(index).map(|v| v.map(Raw::Text)),
    };
    raw.map(|v| v.unwrap_or(Raw::Null)).map_err(|e| e.to_string())
}

/// `from_row!(Person { id, name, email })`: reads the SELECT's columns, in this order, into these fields.
#[macro_export]
macro_rules! from_row {
    ($ty:ty { $($field:ident),* $(,)? }) => {
        impl $crate::FromRow for $ty {
            fn from_row(columns: &mut $crate::Columns<'_>) -> Result<Self, $crate::DbError> {
                Ok(Self { $($field: columns.take()?),* })
            }
        }
    };
}

macro_rules! from_row_tuple {
    ($($name:ident),+) => {
        impl<$($name: FromColumn),+> FromRow for ($($name,)+) {
            fn from_row(columns: &mut Columns<'_>) -> Result<Self, DbError> {
                Ok(($(columns.take::<$name>()?,)+))
            }
        }
    };
}
from_row_tuple!(A);
from_row_tuple!(A, B);
from_row_tuple!(A, B, C);
from_row_tuple!(A, B, C, D);
from_row_tuple!(A, B, C, D, E);
from_row_tuple!(A, B, C, D, E, F);
