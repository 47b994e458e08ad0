//! The side panel: what staff can change, and to whom the ticket was copied.

use super::conversation::delivered;
use crate::icon::Icon;
use crate::shell::Page;
use crate::shell::words::{self, initials, tone};
use atiende_core::accounts::directory;
use atiende_core::id::PersonId;
use atiende_core::orgs::LocationNode;
use atiende_core::routing::{Category, Reason};
use atiende_core::tickets::access::Readable;
use atiende_core::tickets::show::Copy;
use atiende_core::tickets::{State, Ticket};
use atiende_core::{Actor, Denied, orgs, routing};
use atiende_db::Tx;
use atiende_i18n::key;
use std::sync::Arc;

/// The choices of the panel's forms.
pub(crate) struct Side {
    pub(super) technicians: Arc<Vec<(PersonId, String)>>,
    pub(super) categories: Arc<Vec<Category>>,
    pub(super) locations: Arc<Vec<LocationNode>>,
}

impl Side {
    pub(super) async fn load(tx: &Tx, actor: &Actor, readable: &Readable) -> Result<Self, Denied> {
        let ticket = readable.ticket();
        Ok(Self {
            technicians: directory::technicians(tx, actor.staff()?, ticket.organization).await?,
            categories: routing::categories_in_use(tx, actor.staff()?).await?,
            locations: orgs::access::locations(tx, actor, ticket.organization).await?,
        })
    }

    /// The states that a ticket can be moved to by hand, as the select's values and words.
    pub(super) fn states(page: &Page) -> [(&'static str, &'static str); 7] {
        [
            ("open", page.text("tickets-state-open")),
            ("waiting:requester", page.text("tickets-state-waiting-requester")),
            ("waiting:parts", page.text("tickets-state-waiting-parts")),
            ("waiting:third_party", page.text("tickets-state-waiting-third-party")),
            ("planned", page.text("tickets-state-planned")),
            ("solved", page.text("tickets-state-solved")),
            ("closed", page.text("tickets-state-closed")),
        ]
    }

    /// The select's value for where the ticket is now.
    pub(super) fn current_state(ticket: &Ticket) -> String {
        match (ticket.state, ticket.waiting_for) {
            (State::Waiting, Some(waiting_for)) => format!("waiting:{waiting_for}"),
            (state, _) => state.to_string(),
        }
    }

    pub(super) fn reason(page: &Page, ticket: &Ticket) -> String {
        let reason = serde_json::from_str(&ticket.routed_by).unwrap_or(Reason::Nobody);
        words::reason(page.t, &reason)
    }

    /// Whether a choice is the one in force.
    pub(super) fn is_current<T: PartialEq>(current: Option<&T>, choice: &T) -> bool {
        current == Some(choice)
    }
}

/// Somebody who gets copies, and how the last one fared.
pub(crate) struct Receiver {
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) tone: u8,
    pub(super) role: &'static str,
    pub(super) how: String,
    pub(super) class: &'static str,
    pub(super) icon: Icon,
}

/// Each reader once, with the latest mail.
pub(super) fn receivers(page: &Page, copies: &[Copy]) -> Vec<Receiver> {
    let mut seen: Vec<&str> = Vec::new();
    let mut receivers: Vec<Receiver> = Vec::new();
    for copy in copies.iter().rev() {
        if seen.contains(&copy.to_address.as_str()) {
            continue;
        }
        seen.push(&copy.to_address);
        let (class, icon, how) = delivered(page, copy);
        let name = if copy.to_name.is_empty() { copy.to_address.clone() } else { copy.to_name.clone() };
        receivers.push(Receiver {
            initials: initials(&name),
            tone: tone(&name),
            role: page.text(role_key(&copy.reason)),
            name,
            how,
            class,
            icon,
        });
    }
    receivers.reverse();
    receivers
}

fn role_key(reason: &str) -> &'static str {
    match reason {
        "requester" => key!("tickets-role-requester"),
        "coordinator" => key!("tickets-role-coordinator"),
        "technician" | "admin" => key!("tickets-role-technician"),
        _ => key!("tickets-role-copy"),
    }
}
