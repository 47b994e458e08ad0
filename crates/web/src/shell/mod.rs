//! What every page shares: who visits, the frame, forms, errors, files for browsers, limits.

pub(crate) mod assets;
pub(crate) mod cookies;
pub(crate) mod csv;
pub(crate) mod error;
pub(crate) mod fields;
pub(crate) mod form;
pub(crate) mod limits;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod part_headers;
pub(crate) mod renewal;
pub(crate) mod routing;
pub(crate) mod security;
pub(crate) mod state;
pub(crate) mod sure;
pub(crate) mod typed;
pub(crate) mod upload;
pub(crate) mod visitor;
pub(crate) mod words;

pub(crate) use error::WebError;
pub(crate) use fields::Fields;
pub(crate) use form::Form;
pub(crate) use notice::Notice;
pub(crate) use page::Page;
pub(crate) use state::State;
pub(crate) use visitor::{Arrival, SignedIn, Visitor};

/// What a handler answers.
pub(crate) type Answer = Result<axum::response::Response, WebError>;
