//! Stories told through the whole site: people with tokens, an SQLite desk of their own each.

mod doors;
mod files;
mod people;
mod shelves;
mod support;
mod tickets;
