//! Who waits to be let in: the cards, the decision, the rules of both; and invitations.

mod card;
pub(super) mod decide;
pub(super) mod invitations;
pub(super) mod pending;
pub(super) mod rules;
