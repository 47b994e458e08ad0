//! The ledger of incoming mail: everything that ever came, what became of it, and what a person can do about that.

pub(super) mod blocked;
pub(super) mod decide;
pub(super) mod entry;
pub(super) mod list;
pub(crate) mod original;
pub(crate) mod words;

use crate::shell::routing::{Access::Admin, Routes, get, post};

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/admin/correo/entrada", Admin, get(list::get))
        .route("/admin/correo/entrada/bloqueados", Admin, get(blocked::get).post(blocked::add))
        .route("/admin/correo/entrada/bloqueados/quitar", Admin, post(blocked::remove))
        .route("/admin/correo/entrada/{id}", Admin, get(entry::get))
        .route("/admin/correo/entrada/{id}/original", Admin, get(original::get))
        .route("/admin/correo/entrada/{id}/procesar", Admin, post(decide::again))
        .route("/admin/correo/entrada/{id}/ticket", Admin, post(decide::open))
}
