//! Which technician a new ticket goes straight to.

mod access;
mod actions;
mod model;
mod store;

pub use access::{
    categories, categories_after, categories_in_use, category_called, rules, teams, teams_after, try_out,
};
pub(crate) use access::{category_is_in_use, choose};
pub use actions::{archive_category, delete_rule, move_rule, save_category, save_rule, save_team};
pub use model::{Category, Choice, Facts, Reason, Rule, RuleChange, Team};
