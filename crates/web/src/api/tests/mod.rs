//! Stories told through the whole site: people with tokens, a desk of their own each, on both engines.

mod doors;
mod files;
mod people;
mod record;
mod scim;
mod shelves;
mod support;
mod tickets;
