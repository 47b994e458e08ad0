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
mod inbound;
mod list;
mod mail;
mod mail_setup;
mod mailboxes;
mod options;
mod orgs;
mod people;
mod providers;
mod roles;
mod routing;
mod settings;
#[cfg(test)]
mod tests;

use crate::shell::routing::{
    Access::{Admin, Attending, Staff},
    Routes, get, post,
};
use accounts::{decide, invitations, pending, rules as admission};
pub(crate) use id::Id;
pub(crate) use inbound::{original, words as inbound_words};
use options::Options;
use orgs::{location, locations};
pub(crate) use providers::trial;
use routing::{categories, category, rule, rules, team, teams};
use settings::{appearance, conversation, second_factor};

/// Everything under `/admin`.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/admin", Staff, get(hub::get))
        .route("/admin/cuentas", Staff, get(pending::get))
        .route("/admin/cuentas/reglas", Admin, get(admission::get).post(admission::post))
        .route("/admin/cuentas/{id}", Staff, get(pending::one))
        .route("/admin/cuentas/{id}/aprobar", Staff, post(decide::approve))
        .route("/admin/cuentas/{id}/preguntar", Staff, post(decide::ask))
        .route("/admin/cuentas/{id}/rechazar", Staff, post(decide::reject))
        .route("/admin/invitaciones", Staff, get(invitations::get).post(invitations::post))
        .route("/admin/invitaciones/{id}/retirar", Attending, post(invitations::revoke))
        .merge(people::routes())
        .route("/admin/roles", Admin, get(roles::get))
        .route("/admin/centros", Admin, get(orgs::list::get))
        .route("/admin/centros/nuevo", Admin, get(orgs::new::get).post(orgs::new::post))
        .route("/admin/centros/{id}", Admin, get(orgs::edit::get).post(orgs::edit::post))
        .route("/admin/centros/{id}/ubicaciones", Admin, post(locations::add))
        .route("/admin/centros/{id}/ubicaciones/{location}", Admin, get(location::get).post(location::rename))
        .route("/admin/centros/{id}/ubicaciones/{location}/archivar", Admin, post(location::archive))
        .route("/admin/categorias", Admin, get(categories::get).post(categories::add))
        .route("/admin/categorias/{id}", Admin, get(category::get).post(category::post))
        .route("/admin/categorias/{id}/archivar", Admin, post(category::archive))
        .route("/admin/equipos-de-trabajo", Admin, get(teams::get))
        .route("/admin/equipos-de-trabajo/nuevo", Admin, get(team::new).post(team::add))
        .route("/admin/equipos-de-trabajo/{id}", Admin, get(team::get).post(team::post))
        .route("/admin/reglas", Admin, get(rules::get))
        .route("/admin/reglas/nueva", Admin, get(rule::new).post(rule::add))
        .route("/admin/reglas/{id}", Admin, get(rule::get).post(rule::post))
        .route("/admin/reglas/{id}/mover", Admin, post(rules::shift))
        .route("/admin/reglas/{id}/eliminar", Admin, post(rule::delete))
        .route("/admin/inventario", Admin, get(assets::list::get))
        .route("/admin/inventario/nuevo", Admin, get(assets::new::get).post(assets::new::post))
        .route("/admin/inventario/{id}", Admin, get(assets::edit::get).post(assets::edit::post))
        .route("/admin/directorios", Admin, get(directories::list::get))
        .route("/admin/directorios/{id}", Admin, get(directories::group::get).post(directories::group::post))
        .route("/admin/articulos", Staff, get(articles::list::get))
        .route("/admin/articulos/nuevo", Staff, get(articles::new::get).post(articles::new::post))
        .route("/admin/articulos/{id}", Staff, get(articles::edit::get).post(articles::edit::post))
        .route("/admin/correo", Admin, get(mail::outbox::get))
        .route("/admin/correo/prueba", Admin, post(mail::resend::test))
        .route("/admin/correo/{id}/reintentar", Admin, post(mail::resend::requeue))
        .merge(inbound::routes())
        .merge(mailboxes::routes())
        .merge(mail_setup::routes())
        .route("/admin/apariencia", Admin, get(appearance::get).post(appearance::post))
        .route("/admin/apariencia/conversaciones", Admin, post(conversation::post))
        .route("/admin/segundo-paso", Admin, get(second_factor::get).post(second_factor::post))
        .route("/admin/proveedores", Admin, get(providers::list::get))
        .route("/admin/proveedores/nuevo", Admin, get(providers::new::get).post(providers::new::post))
        .route("/admin/proveedores/{word}", Admin, get(providers::edit::get).post(providers::edit::post))
        .route("/admin/proveedores/{word}/estado", Admin, post(providers::edit::switch))
        .route("/admin/proveedores/{word}/quitar", Admin, get(providers::remove::get).post(providers::remove::post))
        .route("/admin/proveedores/{word}/probar", Admin, get(trial::start))
        .route("/admin/historial", Admin, get(history::get))
        .route("/admin/historial/exportar", Admin, post(history::export::post))
}
