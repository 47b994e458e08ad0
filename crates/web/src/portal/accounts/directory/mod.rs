//! `/acceder` with the name and password of a company's directory, when they are nobody's here.

use super::elsewhere::{self, WAITING};
use super::sign_in::Wanted;
use crate::SignInDirectory;
use crate::shell::cookies;
use crate::shell::security::local_path;
use crate::shell::{Fields, State, Visitor, WebError};
use atiende_core::Problem;
use atiende_core::identities::actions::arrive::Arrived;
use atiende_core::identities::actions::directory::{self, Said};
use atiende_core::identities::{Claims, access};
use atiende_i18n::key;
use atiende_ldap::{Entry, Failure, Looked};
use atiende_text::address;
use axum::http::HeaderMap;
use axum::response::Response;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// For each directory that has not answered when another has the login.
const GRACE: Duration = Duration::from_secs(2);

/// Letters of a name by which tries are counted.
const NAME_MAX: usize = 254;

/// Lets in who a directory knows. `Err(problem)` goes to the form: the same for a name that nobody has and for a wrong
/// password, also where no directory was asked.
pub(super) async fn enter(
    state: &State,
    visitor: &Visitor,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<Result<Response, Problem>, WebError> {
    let login = fields.trimmed("email");
    let (found, entry) = match ask(state, login, fields.value("password")).await {
        Ok(found) => found,
        Err(key) => return Ok(Err(Problem::new("email", key))),
    };
    let said = Said {
        claims: claims(found, &entry),
        login: user_name(fields),
        groups: entry.groups,
        rules: found.rules.clone(),
        joins: found.link_verified_email,
        back_to: local_path(fields.value("back_to")).to_owned(),
        locale: visitor.locale.as_str().to_owned(),
    };
    let handouts = elsewhere::handouts(state, visitor);
    let (given, label) = (handouts.clone(), said.claims.label.clone());
    let decided = state.db().write(async move |tx| directory::enter(tx, &said, &given).await).await;
    // The page has said already that this account opens with what opened it before.
    if matches!(decided, Ok(Arrived::HasAccount)) && cookies::read(headers, WAITING).is_some() {
        return Ok(Err(Problem::new("email", key!("accounts-directory-has-account"))));
    }
    if matches!(decided, Ok(Arrived::New)) && super::sign_up::open(state, headers).await.is_err() {
        return Ok(Err(Problem::new("email", key!("accounts-directory-no-account"))));
    }
    elsewhere::answer((state, visitor, headers), (&handouts, &Wanted::of(fields), &label), decided).map(Ok)
}

/// The directory that knows who it is. All that may are asked for the login, none of them for the password but the one that
/// has it: another company's would learn it. What two have is nobody's. Errors: a Fluent key.
async fn ask<'s>(state: &'s State, login: &str, password: &str) -> Result<(&'s SignInDirectory, Entry), &'static str> {
    let (mut found, mut absent, mut silent) = (Vec::new(), None, false);
    for (asked, looked) in look(state, login).await {
        match looked {
            Ok(looked) if looked.is_there() => found.push((asked, looked)),
            Ok(looked) => absent = Some(looked),
            Err(Failure::WrongLogin) => {}
            Err(failure) => silent |= is_silent(asked, &failure),
        }
    }
    if found.len() > 1 {
        tracing::warn!("several directories have this user name: its people sign in with their address");
        absent = absent.or_else(|| found.pop().map(|(_, looked)| looked));
        found.clear();
    }
    if let Some((asked, looked)) = found.pop() {
        match looked.prove(password).await {
            Ok(entry) => return Ok((asked, entry)),
            Err(Failure::WrongLogin) => return Err(key!("accounts-sign-in-wrong")),
            Err(failure) => silent = is_silent(asked, &failure),
        }
    } else if let Some(looked) = absent {
        looked.deny().await;
    }
    Err(if silent { key!("accounts-directory-silent") } else { key!("accounts-sign-in-wrong") })
}

/// What each directory that may know the login says of it, all asked at once. Once one has it, a slow one is not waited
/// for: its silence would keep another company's people out.
async fn look<'s>(state: &'s State, login: &str) -> Vec<(&'s SignInDirectory, Result<Looked, Failure>)> {
    let directories = &state.settings().directories;
    let mut looks = JoinSet::new();
    for (n, asked) in directories.iter().enumerate().filter(|(_, asked)| may_know(asked, login)) {
        let (directory, login) = (asked.directory.clone(), login.to_owned());
        looks.spawn(async move { (n, directory.look(&login).await) });
    }
    let (mut all, mut is_found) = (Vec::new(), false);
    loop {
        let next = looks.join_next();
        let next = if is_found { timeout(GRACE, next).await.unwrap_or_default() } else { next.await };
        let Some(Ok((n, looked))) = next else { return all };
        is_found |= looked.as_ref().is_ok_and(Looked::is_there);
        all.extend(directories.get(n).map(|asked| (asked, looked)));
    }
}

/// Whether people are told that it does not answer; the log is told why.
fn is_silent(asked: &SignInDirectory, failure: &Failure) -> bool {
    tracing::warn!(directory = %asked.id, %failure, "a directory could not be asked");
    *failure != Failure::Ambiguous
}

/// A user name may be any directory's; an address is only theirs whose domain it has.
fn may_know(directory: &SignInDirectory, login: &str) -> bool {
    match login.rsplit_once('@') {
        None => true,
        Some((_, domain)) => directory.domains.iter().any(|own| own.eq_ignore_ascii_case(domain)),
    }
}

fn claims(directory: &SignInDirectory, entry: &Entry) -> Claims {
    let is_own = |email: &&String| {
        address::email_domain(email).is_some_and(|domain| directory.domains.iter().any(|own| own == domain))
    };
    let emails: Vec<String> = entry.emails.iter().filter_map(|email| address::normalise_email(email)).collect();
    let own = emails.iter().find(is_own);
    Claims {
        // Another word than any provider's: `oidc.x` and `ldap.x` may both be there.
        provider: directory.issuer(),
        label: directory.label.clone(),
        issuer: directory.issuer(),
        subject: entry.id.clone(),
        name: entry.name.as_deref().map(|name| name.replace(char::is_control, " ")),
        // A directory answers for the addresses of its own domains, and for none as long as nobody has said which these
        // are: in some of them people write their address themselves.
        email_verified: own.is_some(),
        email: own.or(emails.first()).cloned(),
    }
}

/// Whether somebody may sign in here with a user name.
pub(super) fn takes_user_names(state: &State) -> bool {
    !state.settings().directories.is_empty()
}

/// What tries are counted by: the account's address, also where a name was typed that once signed it in, or the name.
pub(super) async fn account_of(state: &State, fields: &Fields) -> Result<String, WebError> {
    let Some(name) = user_name(fields) else {
        return Ok(address::normalise_email(fields.value("email")).unwrap_or_default());
    };
    let typed = name.clone();
    let email = state.db().read(async move |tx| access::email_of_login(tx, &name).await).await?;
    Ok(email.unwrap_or(typed))
}

/// What was typed, if it is no address: folded, as directories hardly tell case apart.
fn user_name(fields: &Fields) -> Option<String> {
    let typed = || fields.trimmed("email").chars().take(NAME_MAX).collect::<String>().to_lowercase();
    address::normalise_email(fields.value("email")).is_none().then(typed)
}

#[cfg(test)]
mod tests;
