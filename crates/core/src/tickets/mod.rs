//! One reported problem and the talk about it.

pub mod access;
pub mod actions;
mod body;
mod carried;
pub mod lists;
mod meeting;
mod model;
mod open_counts;
pub mod show;
mod store;

pub use body::{Body, BodyFormat};
pub use carried::{Carried, Note};
pub use meeting::{Asks, Meeting, When};
pub use model::{
    AfterReply, BODY_MAX, FILES_MAX, MAIL_BODY_MAX, NewReply, NewTicket, Next, Priority, SUBJECT_MAX, Seat, Side,
    Source, State, Ticket, Visibility, WaitingFor, after_reply, may_move,
};
