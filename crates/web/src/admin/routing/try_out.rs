//! "Qué pasaría con este ticket": the choice that the rules would make.

use super::words::Names;
use crate::admin::options;
use crate::shell::Form;
use crate::shell::words::reason;
use atiende_core::routing::{self, Choice, Reason};
use atiende_core::tickets::Priority;
use atiende_core::{Actor, Denied};
use atiende_db::Tx;
use atiende_i18n::Locale;

/// The fields of the form, which stand in the address.
pub(super) const FIELDS: [&str; 5] = ["centro", "categoria", "ubicacion", "asunto", "prioridad"];

/// What would happen, in words.
pub(super) struct Outcome {
    pub(super) technician: Option<String>,
    pub(super) reason: String,
    /// The rule that decided.
    pub(super) rule: Option<String>,
}

/// The choice for what the form says; `None` as long as it names no client.
pub(super) async fn choose(tx: &Tx, actor: &Actor, form: &Form) -> Result<Option<Choice>, Denied> {
    let Ok(organization) = form.value("centro").parse() else { return Ok(None) };
    let place = (form.value("categoria").parse().ok(), form.value("ubicacion").parse().ok());
    let priority = form.value("prioridad").parse().unwrap_or(Priority::Normal);
    let ticket = (form.value("asunto"), priority);
    Ok(Some(routing::try_out(tx, actor.admin()?, organization, place, ticket).await?))
}

pub(super) fn tell(t: Locale, choice: &Choice, names: &Names) -> Outcome {
    let rule = match &choice.reason {
        Reason::Rule { rule } | Reason::LeastLoaded { rule, .. } => Some(rule.clone()),
        Reason::Organization | Reason::Attending { .. } | Reason::Nobody => None,
    };
    let technician = choice.technician.map(|id| options::name_of(&names.staff, &id.to_string()).to_owned());
    Outcome { technician, reason: reason(t, &choice.reason), rule }
}
