//! Letting newcomers in: who waits, who decides, what is asked meanwhile, and invitations that decide beforehand.

pub mod access;
pub mod actions;
mod hours;
mod model;
mod store;

pub use hours::WorkingHours;
pub use model::{Admission, Applicant, Conversation, Invitation, Invited, NewInvitation, Proposal, Rules, Said};
