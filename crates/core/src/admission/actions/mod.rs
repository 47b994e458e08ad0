//! What is done with newcomers; one file a verb.

pub mod answer;
pub mod approve;
pub mod ask;
pub mod begin;
pub mod configure;
pub mod invite;
pub mod join;
pub mod reject;
pub mod remind;
