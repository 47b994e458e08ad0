//! Stories of people at the desk, each told on SQLite and on PostgreSQL.
//!
//! `on_both!` makes two tests of a story. Without a PostgreSQL server (`ATIENDE_TEST_POSTGRES`)
//! its half says so on the terminal; under `bin/test` (`ATIENDE_REQUIRE_SERVICES`) it fails.

#[cfg(test)]
#[macro_use]
mod support;

#[cfg(test)]
mod access;
#[cfg(test)]
mod accounts;
#[cfg(test)]
mod administrators;
#[cfg(test)]
mod admission;
#[cfg(test)]
mod authenticator;
#[cfg(test)]
mod directories;
#[cfg(test)]
mod files;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod inbound;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod links;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod live;
#[cfg(test)]
mod mail_decisions;
#[cfg(test)]
mod mailboxes;
#[cfg(test)]
mod memberships;
#[cfg(test)]
mod people;
#[cfg(test)]
mod providers;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod scans;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod search;
#[cfg(test)]
mod second_factors;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod ways;
#[cfg(test)]
mod writer;
