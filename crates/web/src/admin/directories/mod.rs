//! Companies' directories: which are set up, and what their groups are here.

pub(super) mod group;
pub(super) mod list;

use super::people::words::role_key;
use atiende_core::accounts::Role;
use atiende_core::directories::Group;
use atiende_i18n::{Locale, key};

/// What a group is here: "Técnico", "Responsable TIC de CEIP La Paz"; empty as long as it is nothing.
fn meaning(t: Locale, group: &Group) -> String {
    let role = group.role.parse::<Role>().ok().map(|role| t.text(role_key(role)).to_owned());
    let place = group.organization_name.as_deref().map(|name| {
        let key = if group.coordinator { key!("admin-group-coordinates") } else { key!("admin-group-belongs") };
        t.with(key, "name", name)
    });
    let parts: Vec<String> = role.into_iter().chain(place).collect();
    if parts.is_empty() { String::new() } else { t.list(&parts) }
}
