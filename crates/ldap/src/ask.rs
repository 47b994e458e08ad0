//! The conversation: bind as the desk, search, bind as who it is.

use crate::Failure;
use crate::directory::Inner;
use crate::entry::{self, Entry};
use crate::filter::{self, DN, LOGIN};
use crate::tls;
use crate::wire::Connection;
use ldap3::{Ldap, ResultEntry, Scope, SearchEntry, SearchOptions};

/// Groups that a search for them may find.
const GROUPS_MAX: i32 = 2000;
const SECONDS: i32 = 5;

// RFC 4511 4.1.9 and its appendix A.
const SUCCESS: u32 = 0;
const SIZE_LIMIT_EXCEEDED: u32 = 4;
const CONSTRAINT_VIOLATION: u32 = 19;
const NO_SUCH_OBJECT: u32 = 32;
const INAPPROPRIATE_AUTHENTICATION: u32 = 48;
const INVALID_CREDENTIALS: u32 = 49;
const INSUFFICIENT_ACCESS: u32 = 50;
const BUSY: u32 = 51;
const UNAVAILABLE: u32 = 52;
const UNWILLING: u32 = 53;

/// Looks for who has the login. No password is needed for it, so none is at hand.
pub(crate) async fn look(inner: &Inner, login: &str) -> Result<(Connection, Option<SearchEntry>), Failure> {
    let mut connection = Connection::open(&inner.reach).await?;
    enter(inner, &mut connection.ldap).await?;
    let found = find(inner, &mut connection.ldap, login).await?;
    Ok((connection, found))
}

/// Proves that the password is the one of who was found.
pub(crate) async fn prove(
    inner: &Inner,
    mut connection: Connection,
    found: SearchEntry,
    password: &str,
) -> Result<Entry, Failure> {
    let (ldap, settings) = (&mut connection.ldap, &inner.settings);
    bind_as(ldap, &found.dn, password).await?;
    let mut entry = Entry::read(found, &settings.attributes, settings.group_filter.is_empty())?;
    if !settings.group_filter.is_empty() {
        // The person may not be allowed to read groups; the desk is.
        enter(inner, ldap).await?;
        entry.groups = groups(inner, ldap, &entry.dn).await?;
    }
    Ok(entry)
}

/// Asks as much for nobody as for somebody: the time tells nothing. What was typed as a password is no part of it: it may
/// be somebody's whom this directory does not know.
pub(crate) async fn deny(inner: &Inner, mut connection: Connection) {
    let random = tls::random();
    let nobody = format!("cn=nobody-{random},{}", inner.settings.base);
    drop(connection.ldap.simple_bind(&nobody, &random).await);
}

pub(crate) async fn check(inner: &Inner) -> Result<String, Failure> {
    let mut connection = Connection::open(&inner.reach).await?;
    enter(inner, &mut connection.ldap).await?;
    let base = &inner.settings.base;
    let (found, _) = search(&mut connection.ldap, (base, Scope::Base, "(objectClass=*)"), &["1.1"], 1).await?;
    if found.is_empty() {
        return Err(Failure::Misconfigured(format!("base {base:?} cannot be read")));
    }
    Ok(format!("{} answers and has {base:?}", inner.settings.url))
}

/// Becomes the desk again, or nobody.
async fn enter(inner: &Inner, ldap: &mut Ldap) -> Result<(), Failure> {
    let (dn, password) = (&inner.settings.bind_dn, &inner.settings.bind_password);
    let result = ldap.simple_bind(dn, password).await?;
    match result.rc {
        SUCCESS => Ok(()),
        BUSY | UNAVAILABLE => Err(Failure::Unreachable(said(&result.text, result.rc))),
        rc => Err(Failure::Misconfigured(format!("it refuses bind_dn {dn:?}: {}", said(&result.text, rc)))),
    }
}

async fn find(inner: &Inner, ldap: &mut Ldap, login: &str) -> Result<Option<SearchEntry>, Failure> {
    let filter = filter::fill(&inner.settings.filter, LOGIN, login);
    let attributes = entry::asked(&inner.settings.attributes);
    let (mut found, _) = search(ldap, (&inner.settings.base, Scope::Subtree, &filter), &attributes, 2).await?;
    match (found.pop(), found.pop()) {
        (Some(_), Some(_)) => Err(Failure::Ambiguous),
        (one, _) => Ok(one),
    }
}

/// A locked, expired or disabled account gets the same answer as a wrong password.
async fn bind_as(ldap: &mut Ldap, dn: &str, password: &str) -> Result<(), Failure> {
    let result = ldap.simple_bind(dn, password).await?;
    match result.rc {
        SUCCESS => Ok(()),
        CONSTRAINT_VIOLATION
        | NO_SUCH_OBJECT
        | INAPPROPRIATE_AUTHENTICATION
        | INVALID_CREDENTIALS
        | INSUFFICIENT_ACCESS
        | UNWILLING => Err(Failure::WrongLogin),
        BUSY | UNAVAILABLE => Err(Failure::Unreachable(said(&result.text, result.rc))),
        rc => Err(Failure::Misconfigured(said(&result.text, rc))),
    }
}

async fn groups(inner: &Inner, ldap: &mut Ldap, dn: &str) -> Result<Vec<String>, Failure> {
    let filter = filter::fill(&inner.settings.group_filter, DN, dn);
    let (found, is_cut) = search(ldap, (&inner.settings.base, Scope::Subtree, &filter), &["1.1"], GROUPS_MAX).await?;
    if is_cut {
        // A part would take away what the rest gives.
        return Err(Failure::Misconfigured("group_filter matches more groups than it tells at once".to_owned()));
    }
    Ok(found.into_iter().map(|group| group.dn).collect())
}

/// What matches, and whether it was cut, at `most` or by the directory. References to other servers are left where they are.
async fn search(
    ldap: &mut Ldap,
    (base, scope, filter): (&str, Scope, &str),
    attributes: &[&str],
    most: i32,
) -> Result<(Vec<SearchEntry>, bool), Failure> {
    ldap.with_search_options(SearchOptions::new().sizelimit(most).timelimit(SECONDS));
    let found = ldap.search(base, scope, filter, attributes.to_vec()).await?;
    let is_entry = |entry: &ResultEntry| !entry.is_ref() && !entry.is_intermediate();
    let entries: Vec<SearchEntry> = found.0.into_iter().filter(is_entry).map(SearchEntry::construct).collect();
    let result = found.1;
    match result.rc {
        SUCCESS | SIZE_LIMIT_EXCEEDED => Ok((entries, result.rc == SIZE_LIMIT_EXCEEDED)),
        NO_SUCH_OBJECT => Err(Failure::Misconfigured(format!("it has no {base:?}, or bind_dn may not read it"))),
        BUSY | UNAVAILABLE => Err(Failure::Unreachable(said(&result.text, result.rc))),
        rc => Err(Failure::Misconfigured(format!("it refuses to search {base:?}: {}", said(&result.text, rc)))),
    }
}

/// The directory's own words, cut: they go to a log.
fn said(text: &str, code: u32) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    format!("result {code} {text}").trim_end().to_owned()
}
