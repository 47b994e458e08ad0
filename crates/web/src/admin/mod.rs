//! The administration: people, clients, and how they are attended. `routes` is all of it on one screen.
//!
//! Each handler proves first that its visitor is an administrator (`approved()?.admin()?`), or staff
//! where staff may; lists take their filters from the address, so that each of them can be kept as a link.

mod accounts;
mod articles;
mod assets;
mod directories;
mod history;
mod hub;
mod id;
mod list;
mod mail;
mod options;
mod orgs;
mod people;
mod providers;
mod routing;
mod settings;
#[cfg(test)]
mod tests;

use crate::shell::State;
use accounts::{decide, invitations, pending, rules as admission};
use axum::Router;
use axum::routing::{get, post};
pub(crate) use id::Id;
use options::Options;
use orgs::{location, locations};
pub(crate) use providers::trial;
use routing::{categories, category, rule, rules, team, teams};
use settings::{appearance, conversation, second_factor};

/// Everything under `/admin`.
pub(crate) fn routes() -> Router<State> {
    Router::new()
        .route("/admin", get(hub::get))
        .route("/admin/cuentas", get(pending::get))
        .route("/admin/cuentas/reglas", get(admission::get).post(admission::post))
        .route("/admin/cuentas/{id}", get(pending::one))
        .route("/admin/cuentas/{id}/aprobar", post(decide::approve))
        .route("/admin/cuentas/{id}/preguntar", post(decide::ask))
        .route("/admin/cuentas/{id}/rechazar", post(decide::reject))
        .route("/admin/invitaciones", get(invitations::get).post(invitations::post))
        .route("/admin/invitaciones/{id}/retirar", post(invitations::revoke))
        .route("/admin/personas", get(people::list::get))
        .route("/admin/personas/nueva", get(people::new::get).post(people::new::post))
        .route("/admin/personas/{id}", get(people::edit::get).post(people::edit::post))
        .route("/admin/personas/{id}/contrasena", post(people::edit::send_link))
        .route("/admin/personas/{id}/unir", get(people::merge::get).post(people::merge::post))
        .route("/admin/personas/{id}/separar/{merge}", post(people::merge::undo))
        .route("/admin/personas/{id}/sesiones/cerrar", post(people::sessions::end_all))
        .route("/admin/personas/{id}/sesiones/{session}/cerrar", post(people::sessions::end_one))
        .route("/admin/personas/{id}/ver-como", post(people::sessions::look_on))
        .route("/admin/personas/{id}/segundo-paso/quitar", post(people::second_factor::reset))
        .route("/admin/centros", get(orgs::list::get))
        .route("/admin/centros/nuevo", get(orgs::new::get).post(orgs::new::post))
        .route("/admin/centros/{id}", get(orgs::edit::get).post(orgs::edit::post))
        .route("/admin/centros/{id}/ubicaciones", post(locations::add))
        .route("/admin/centros/{id}/ubicaciones/{location}", get(location::get).post(location::rename))
        .route("/admin/centros/{id}/ubicaciones/{location}/archivar", post(location::archive))
        .route("/admin/categorias", get(categories::get).post(categories::add))
        .route("/admin/categorias/{id}", get(category::get).post(category::post))
        .route("/admin/categorias/{id}/archivar", post(category::archive))
        .route("/admin/equipos-de-trabajo", get(teams::get))
        .route("/admin/equipos-de-trabajo/nuevo", get(team::new).post(team::add))
        .route("/admin/equipos-de-trabajo/{id}", get(team::get).post(team::post))
        .route("/admin/reglas", get(rules::get))
        .route("/admin/reglas/nueva", get(rule::new).post(rule::add))
        .route("/admin/reglas/{id}", get(rule::get).post(rule::post))
        .route("/admin/reglas/{id}/mover", post(rules::shift))
        .route("/admin/reglas/{id}/eliminar", post(rule::delete))
        .route("/admin/inventario", get(assets::list::get))
        .route("/admin/inventario/nuevo", get(assets::new::get).post(assets::new::post))
        .route("/admin/inventario/{id}", get(assets::edit::get).post(assets::edit::post))
        .route("/admin/directorios", get(directories::list::get))
        .route("/admin/directorios/{id}", get(directories::group::get).post(directories::group::post))
        .route("/admin/articulos", get(articles::list::get))
        .route("/admin/articulos/nuevo", get(articles::new::get).post(articles::new::post))
        .route("/admin/articulos/{id}", get(articles::edit::get).post(articles::edit::post))
        .route("/admin/correo", get(mail::outbox::get))
        .route("/admin/correo/prueba", post(mail::resend::test))
        .route("/admin/correo/{id}/reintentar", post(mail::resend::requeue))
        .route("/admin/apariencia", get(appearance::get).post(appearance::post))
        .route("/admin/apariencia/conversaciones", post(conversation::post))
        .route("/admin/segundo-paso", get(second_factor::get).post(second_factor::post))
        .route("/admin/proveedores", get(providers::list::get))
        .route("/admin/proveedores/nuevo", get(providers::new::get).post(providers::new::post))
        .route("/admin/proveedores/{word}", get(providers::edit::get).post(providers::edit::post))
        .route("/admin/proveedores/{word}/estado", post(providers::edit::switch))
        .route("/admin/proveedores/{word}/quitar", get(providers::remove::get).post(providers::remove::post))
        .route("/admin/proveedores/{word}/probar", get(trial::start))
        .route("/admin/historial", get(history::get))
}
