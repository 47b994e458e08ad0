//! What goes into a statement (`Value`) and what comes out of a column (`Raw`).

use jiff::Timestamp;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// One argument of a statement, borrowed from the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// Anything that can be an argument in `args![..]`.
pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

/// The arguments of a statement, in the order of `$1`, `$2`, ...
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$arg)),*] };
}

macro_rules! to_value {
    ($($ty:ty => |$v:ident| $value:expr;)*) => {
        $(impl ToValue for $ty { fn to_value(&self) -> Value<'_> { let $v = self; $value } })*
    };
}
to_value! {
    i64 => |v| Value::Int(*v);
    i32 => |v| Value::Int(i64::from(*v));
    u32 => |v| Value::Int(i64::from(*v));
    u16 => |v| Value::Int(i64::from(*v));
    f64 => |v| Value::Real(*v);
    bool => |v| Value::Bool(*v);
    str => |v| Value::Text(v);
    String => |v| Value::Text(v);
    [u8] => |v| Value::Bytes(v);
    Vec<u8> => |v| Value::Bytes(v);
    Timestamp => |v| Value::Int(v.as_microsecond());
}
impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}
impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}
impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}
impl ToValue for std::borrow::Cow<'_, str> {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Bool(v) => ValueRef::Integer(i64::from(v)),
            Self::Int(v) => ValueRef::Integer(v),
            Self::Real(v) => ValueRef::Real(v),
            Self::Text(v) => ValueRef::Text(v.as_bytes()),
            Self::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

type Refused = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, Refused> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(v) => v.to_sql_checked(ty, out),
            Self::Int(v) if *ty == Type::INT4 => i32::try_from(v)?.to_sql_checked(ty, out),
            Self::Int(v) => v.to_sql_checked(ty, out),
            Self::Real(v) => v.to_sql_checked(ty, out),
            Self::Text(v) => v.to_sql_checked(ty, out),
            Self::Bytes(v) => v.to_sql_checked(ty, out),
        }
    }
    fn accepts(_: &Type) -> bool {
        true // decided per value above, by the inner type's own check
    }
    to_sql_checked!();
}

/// The content of a column before it becomes a Rust type. A boolean is `Int` 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Raw<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A type that can be read from a column. The error says what was expected.
pub trait FromColumn: Sized {
    fn from_column(raw: Raw<'_>) -> Result<Self, String>;
}

macro_rules! from_column {
    ($($ty:ty: $expected:literal { $($pattern:pat => $value:expr),* $(,)? })*) => {
        $(impl FromColumn for $ty {
            fn from_column(raw: Raw<'_>) -> Result<Self, String> {
                match raw {
                    $($pattern => $value,)*
                    other => Err(format!(concat!("expected ", $expected, ", found {:?}"), other)),
                }
            }
        })*
    };
}
from_column! {
    i64: "an integer" { Raw::Int(v) => Ok(v) }
    u32: "a small integer" { Raw::Int(v) => u32::try_from(v).map_err(|e| e.to_string()) }
    bool: "a flag" { Raw::Int(v) => Ok(v != 0) }
    f64: "a number" { Raw::Real(v) => Ok(v) }
    String: "a text" { Raw::Text(v) => Ok(v.to_owned()) }
    Vec<u8>: "bytes" { Raw::Bytes(v) => Ok(v.to_vec()) }
    Timestamp: "microseconds" { Raw::Int(v) => Timestamp::from_microsecond(v).map_err(|e| e.to_string()) }
}
impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(raw: Raw<'_>) -> Result<Self, String> {
        match raw {
            Raw::Null => Ok(None),
            other => T::from_column(other).map(Some),
        }
    }
}
