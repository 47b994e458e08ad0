//! `/acceder` with the name and password of a company's directory, when they are nobody's here.

use super::elsewhere::{self, WAITING};
use super::sign_in::Wanted;
use crate::SignInDirectory;
use crate::shell::cookies;
use crate::shell::security::local_path;
use crate::shell::{Fields, State, Visitor, WebError};
use atiende_core::Problem;
use atiende_core::identities::Claims;
use atiende_core::identities::actions::arrive::Arrived;
use atiende_core::identities::actions::directory::{self, Said};
use atiende_i18n::key;
use atiende_ldap::{Entry, Failure};
use atiende_text::address;
use axum::http::HeaderMap;
use axum::response::Response;
use tokio::sync::Semaphore;

/// Conversations with directories: a flood of sign-ins queues here, not there.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

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

/// The first directory that knows who it is. Errors: a Fluent key.
async fn ask<'s>(state: &'s State, login: &str, password: &str) -> Result<(&'s SignInDirectory, Entry), &'static str> {
    let mut silent = false;
    for asked in state.settings().directories.iter().filter(|asked| may_know(asked, login)) {
        let _permit = AT_ONCE.acquire().await.map_err(|_| key!("accounts-directory-silent"))?;
        match asked.directory.authenticate(login, password).await {
            Ok(entry) => return Ok((asked, entry)),
            Err(Failure::WrongLogin) => {}
            Err(failure) => {
                tracing::warn!(directory = %asked.id, %failure, "a directory could not be asked");
                silent |= failure != Failure::Ambiguous;
            }
        }
    }
    Err(if silent { key!("accounts-directory-silent") } else { key!("accounts-sign-in-wrong") })
}

/// A user name may be any directory's; an address is only theirs whose domain it has.
fn may_know(directory: &SignInDirectory, login: &str) -> bool {
    match login.rsplit_once('@') {
        None => true,
        Some((_, domain)) => directory.domains.iter().any(|own| own.eq_ignore_ascii_case(domain)),
    }
}

fn claims(directory: &SignInDirectory, entry: &Entry) -> Claims {
    let email = entry.email.as_deref().and_then(address::normalise_email);
    let domain = email.as_deref().and_then(address::email_domain).unwrap_or_default();
    Claims {
        // Another word than any provider's: `oidc.x` and `ldap.x` may both be there.
        provider: directory.issuer(),
        label: directory.label.clone(),
        issuer: directory.issuer(),
        subject: entry.id.clone(),
        name: entry.name.as_deref().map(|name| name.replace(char::is_control, " ")),
        // A directory answers for the addresses of its own domains, if it has said which these are.
        email_verified: directory.domains.is_empty() || directory.domains.iter().any(|own| own == domain),
        email,
    }
}

/// Whether somebody may sign in here with a user name.
pub(super) fn takes_user_names(state: &State) -> bool {
    !state.settings().directories.is_empty()
}

/// What tries are counted by: the account's address, or the name as it was typed.
pub(super) fn account_of(fields: &Fields) -> String {
    let typed = || fields.trimmed("email").chars().take(NAME_MAX).collect::<String>().to_lowercase();
    address::normalise_email(fields.value("email")).unwrap_or_else(typed)
}

#[cfg(test)]
mod tests;
