//! One SQL text, two engines: SQLite in the process, PostgreSQL over a socket.
//!
//! `db.read(async move |tx| ..)` sees one consistent snapshot and, holding only `&Tx`,
//! cannot write. `db.write(async move |tx| ..)` is the only way to write: its rows are
//! durable when it returns `Ok`, and none of them exist when it returns `Err`.
//! Closures do nothing but SQL and thinking: on SQLite their futures never wait (the
//! engine polls once and treats "pending" as a bug), on PostgreSQL a write closure may run again.
//!
//! This crate knows nothing of the product. Engine words stand in `dialect.rs` alone, and in `schema`
//! and `copy`, which ask each engine about itself.

mod changes;
mod connect;
pub mod copy;
mod dialect;
mod error;
mod memo;
pub mod migrate;
mod postgres;
mod row;
pub mod schema;
mod sql;
mod sqlite;
mod tx;
mod value;

pub use changes::{ANY, Changes, announced};
pub use connect::{Clock, Db, Options};
pub use dialect::Engine;
pub use error::DbError;
pub use memo::MemoKey;
pub use row::{Columns, FromRow, Row};
#[doc(hidden)]
pub use sql::numbered;
pub use sql::{Sql, SqlBuilder};
pub use tx::Tx;
pub use value::{FromColumn, Raw, ToValue, Value};
