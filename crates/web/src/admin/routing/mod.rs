//! To whom a ticket goes: categories, teams, and the rules in their order.

pub(super) mod categories;
pub(super) mod category;
pub(super) mod rule;
pub(super) mod rules;
pub(super) mod team;
pub(super) mod teams;
mod try_out;
pub(super) mod words;
