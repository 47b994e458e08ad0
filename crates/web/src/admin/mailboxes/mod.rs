//! The mailboxes: which there are, how they fare, and the leave that providers gave for them.

mod consent;
mod list;

use crate::shell::WebError;
use crate::shell::routing::{Access::Admin, Routes, get, post};
use crate::shell::state::State;
use atiende_core::mailboxes::Shown;

/// Where they all are.
const HERE: &str = "/admin/correo/buzones";

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/admin/correo/buzones", Admin, get(list::get))
        .route("/admin/correo/buzones/oauth", Admin, get(consent::back))
        .route("/admin/correo/buzones/{mailbox}/probar", Admin, get(list::again).post(list::check))
        .route("/admin/correo/buzones/{mailbox}/leer", Admin, post(list::hurry))
        .route("/admin/correo/buzones/{mailbox}/autorizar", Admin, get(consent::go))
}

/// The mailbox of the configuration that has this address, if it is fetched.
fn fetched(state: &State, address: &str) -> Result<Shown, WebError> {
    let known = state.mailroom().mailboxes();
    known.into_iter().find(|shown| shown.address == address && shown.place.is_some()).ok_or(WebError::NotFound)
}
