//! Clients of the provider: companies and schools, their places and their people.

pub mod access;
pub mod actions;
mod model;
pub mod overview;
mod store;

pub use model::{Kind, Location, LocationNode, Member, Organization, OrganizationChange, tree};
