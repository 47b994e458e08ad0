//! What happens to a message that came by mail.

pub mod arrive;
pub mod decide;
pub mod hand_over;
pub mod settle;
pub mod shelve;
pub mod take_in;
