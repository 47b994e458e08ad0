//! Stories of people at the desk, each told on SQLite and on PostgreSQL.
//!
//! `on_both!` makes two tests of a story. Without a PostgreSQL server (`ATIENDE_TEST_POSTGRES`)
//! its half says so on the terminal; under `bin/test` (`ATIENDE_REQUIRE_SERVICES`) it fails.

#[macro_use]
mod support;

mod access;
mod accounts;
mod files;
mod jobs;
mod lists;
mod schema;
mod statements;
mod tickets;
mod writer;
