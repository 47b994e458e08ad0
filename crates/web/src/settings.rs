//! What the executable's configuration tells this door.

use atiende_core::accounts::SessionLimits;
use atiende_core::accounts::sealed::Key;
use atiende_core::files::Limits;
use atiende_core::mailboxes::CurrentMailroom;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Anybody with a confirmed address.
    Open,
    /// Anybody asks, a person approves.
    Approval,
    /// Nobody; staff make accounts.
    Closed,
}

/// So many within such a time, for one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub times: NonZeroU32,
    pub within: Duration,
}

/// Limits per client address (and, for sign-in, per account).
#[derive(Debug, Clone, Copy)]
pub struct RateLimits {
    pub login: Rate,
    pub reset: Rate,
    pub register: Rate,
    pub api: Rate,
}

/// Limits of the streams that tell open pages what changed.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    /// Of this node.
    pub streams: usize,
    /// One more ends the person's oldest.
    pub per_person: usize,
    /// How often each says that it lives, and is looked at whether it may.
    pub heartbeat: Duration,
}

/// The settings of the browser and API door.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Without a trailing slash; the only source of absolute links.
    pub public_url: String,
    /// Opens what is sealed in the database.
    pub key: Key,
    pub sessions: SessionLimits,
    pub uploads: Limits,
    /// Asked whether it is there; scanning is a worker's.
    pub antivirus: Option<atiende_clamav::Clamd>,
    pub registration: Registration,
    pub rates: RateLimits,
    pub live: Live,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whose accounts open one here, in the order of their names; more are set up in the administration.
    pub providers: Vec<SignInProvider>,
    /// Whose people sign in here with their password there, in the order of their ids.
    pub directories: Vec<SignInDirectory>,
    /// Networks that are not public and may be reached all the same.
    pub outbound_allow: Vec<IpNet>,
    /// Language of who has not chosen one and whose browser asks for none that we have.
    pub locale: atiende_i18n::Locale,
    pub time_zone: TimeZone,
    /// The door of mail, for the pages about mailboxes.
    pub mailroom: Arc<CurrentMailroom>,
    /// The accounts that the demo data made, shown on the sign-in page; empty outside the demo.
    pub demo_accounts: Vec<DemoAccount>,
}

impl Settings {
    /// The address that is registered with the provider of this id.
    pub(crate) fn callback(&self, id: &str) -> String {
        format!("{}/auth/{id}/callback", self.public_url)
    }
}

/// Somewhere else where people have an account.
#[derive(Debug, Clone)]
pub struct SignInProvider {
    pub provider: atiende_oidc::Provider,
    /// Its verified address opens a requester's account without another proof.
    pub link_verified_email: bool,
}

/// A company's directory whose people sign in with their name and password there.
#[derive(Debug, Clone)]
pub struct SignInDirectory {
    /// The word in the configuration: the issuer of its people's identities.
    pub id: String,
    /// What people call it.
    pub label: String,
    pub directory: atiende_ldap::Directory,
    /// Domains of its people's addresses, in small letters, which it answers for; empty: it is asked for user names alone,
    /// and addresses have to be confirmed.
    pub domains: Vec<String>,
    /// Its address opens a requester's account without another proof.
    pub link_verified_email: bool,
    /// What its groups are here.
    pub rules: atiende_core::directories::Rules,
}

impl SignInDirectory {
    /// Who it is in the identities of its people.
    pub(crate) fn issuer(&self) -> String {
        format!("ldap:{}", self.id)
    }
}

/// A person of the demo data.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    pub name: String,
    pub email: String,
    pub password: String,
    /// A Fluent key: `demo-role-requester`, ...
    pub role: &'static str,
}
