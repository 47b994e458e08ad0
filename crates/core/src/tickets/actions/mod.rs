//! What can be done with a ticket; one file a verb.

pub mod assign;
pub mod edit;
pub(crate) mod hand_over;
pub mod hold;
pub mod open;
pub(crate) mod relay;
pub mod reply;
pub mod set_state;
pub mod take_back;
pub mod upkeep;
