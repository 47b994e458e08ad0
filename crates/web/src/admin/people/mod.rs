//! People: find them, make accounts for them, change what they are and where they belong.

mod edit;
mod form;
mod list;
mod merge;
mod new;
mod second_factor;
mod sessions;
pub(super) mod words;

use crate::shell::routing::Access::Admin;
use crate::shell::routing::{Routes, get, post};

/// Everything under `/admin/personas`.
pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/admin/personas", Admin, get(list::get))
        .route("/admin/personas/nueva", Admin, get(new::get).post(new::post))
        .route("/admin/personas/{id}", Admin, get(edit::get).post(edit::post))
        .route("/admin/personas/{id}/contrasena", Admin, post(edit::send_link))
        .route("/admin/personas/{id}/unir", Admin, get(merge::get).post(merge::post))
        .route("/admin/personas/{id}/separar/{merge}", Admin, post(merge::undo))
        .route("/admin/personas/{id}/sesiones/cerrar", Admin, post(sessions::end_all))
        .route("/admin/personas/{id}/sesiones/{session}/cerrar", Admin, post(sessions::end_one))
        .route("/admin/personas/{id}/claves/{token}/anular", Admin, post(sessions::revoke_token))
        .route("/admin/personas/{id}/ver-como", Admin, post(sessions::look_on))
        .route("/admin/personas/{id}/segundo-paso/quitar", Admin, post(second_factor::reset))
}
