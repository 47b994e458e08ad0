//! Who waits to be let in: the cards, and the decision.

pub(super) mod decide;
pub(super) mod pending;
