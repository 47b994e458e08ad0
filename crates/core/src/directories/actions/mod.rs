//! What directories do; one file a verb or a few of one noun.

pub mod grant;
pub mod groups;
pub mod people;
