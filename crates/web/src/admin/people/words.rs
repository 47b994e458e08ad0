//! What roles and states of accounts are called.

use crate::admin::Options;
use crate::admin::options;
use atiende_core::accounts::{AccountState, Role};
use atiende_i18n::{Locale, key};

pub(in crate::admin) const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Requester => key!("admin-role-requester"),
        Role::Technician => key!("admin-role-technician"),
        Role::Admin => key!("admin-role-admin"),
    }
}

pub(in crate::admin) const fn state_key(state: AccountState) -> &'static str {
    match state {
        AccountState::Unconfirmed => key!("admin-account-unconfirmed"),
        AccountState::Pending => key!("admin-account-pending"),
        AccountState::Active => key!("admin-account-active"),
        AccountState::Rejected => key!("admin-account-rejected"),
        AccountState::Disabled => key!("admin-account-disabled"),
    }
}

pub(super) const fn state_class(state: AccountState) -> &'static str {
    match state {
        AccountState::Unconfirmed => "is-waiting",
        AccountState::Pending => "is-open",
        AccountState::Active => "is-solved",
        AccountState::Rejected | AccountState::Disabled => "is-closed",
    }
}

pub(super) fn roles(t: Locale) -> Options {
    options::words(Role::ALL, Role::as_str, |role| t.text(role_key(role)))
}

pub(super) fn states(t: Locale) -> Options {
    options::words(AccountState::ALL, AccountState::as_str, |state| t.text(state_key(state)))
}
