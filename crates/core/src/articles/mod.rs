//! Self-help: frequent questions and guides.

mod access;
mod actions;
mod model;
mod store;

pub use access::{editable, editable_list, popular, readable, search, visible, visible_by_id};
pub use actions::{add, change, count_view, spare};
pub use model::{Article, ArticleChange, ArticleRow, ArticleState, Visibility};
