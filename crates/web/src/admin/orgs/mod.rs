//! Clients: what they are called, their mail domains, their places and their people.

pub(super) mod edit;
mod form;
pub(super) mod list;
pub(super) mod location;
pub(super) mod locations;
pub(super) mod new;

use atiende_core::orgs::Kind;
use atiende_i18n::key;

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Company => key!("orgs-kind-company"),
        Kind::School => key!("orgs-kind-school"),
    }
}
