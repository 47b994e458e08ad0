//! Getting an account and getting in.

pub(crate) mod addresses;
pub(crate) mod confirm;
mod directory;
pub(crate) mod elsewhere;
pub(crate) mod first_run;
pub(crate) mod invitation;
pub(crate) mod look_on;
pub(crate) mod not_me;
pub(crate) mod outcome;
pub(crate) mod own;
pub(crate) mod prove;
pub(crate) mod recover;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod waiting;
