//! Pages of the technicians: queue, search, the ticket's side panel.

pub(crate) mod edit;
pub(crate) mod queue;
pub(crate) mod requester;
pub(crate) mod search;
