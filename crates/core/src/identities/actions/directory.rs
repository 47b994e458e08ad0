//! Somebody signs in with the name and password that a directory has.

use super::arrive::{self, Arrived, Handouts, holder};
use super::join;
use crate::accounts::NewAccount;
use crate::accounts::actions::sign_in::SignInError;
use crate::accounts::actions::sign_up;
use crate::admission::Admission;
use crate::directories::actions::grant;
use crate::directories::{Rules, Wanted};
use crate::error::Refused;
use crate::events::By;
use crate::id::PersonId;
use crate::identities::{Claims, Departure, store};
use atiende_db::{DbError, Tx};

/// What the directory has said, and what the configuration says of the directory.
#[derive(Debug, Clone)]
pub struct Said {
    pub claims: Claims,
    /// The name by which it knows them, as `email_of_login` is asked for it; `None`: they typed an address.
    pub login: Option<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    pub rules: Rules,
    /// A proved address opens a requester's account without another proof.
    pub joins: bool,
    pub back_to: String,
    pub locale: String,
}

/// As `arrive`; but who has no account yet and whose groups say what they are here gets it at once, and everybody is
/// made what their groups say before the session begins. Errors: as `sign_in`.
pub async fn enter(tx: &mut Tx, said: &Said, handouts: &Handouts) -> Result<Arrived, SignInError> {
    let wanted = grant::known(tx, said.rules.wanted(&said.groups)).await?;
    if let Some(person) = account(tx, said, &wanted, handouts).await? {
        // Not their own deed: the directory says so.
        let by = By { ip: handouts.ip().to_owned(), ..By::desk() };
        let granted = grant::grant(tx, &by, person, &said.claims.issuer, &wanted).await;
        granted.map_err(|refused| match refused {
            Refused::Db(error) => error,
            other => DbError::Statement(format!("a directory's groups could not be granted: {other}")),
        })?;
    }
    let departure = Departure {
        provider: said.claims.provider.clone(),
        person: None,
        data: String::new(),
        back_to: said.back_to.clone(),
    };
    let arrived = arrive::arrive(tx, &departure, &said.claims, false, handouts).await?;
    if let Some(login) = &said.login {
        store::set_login(tx, &said.claims, login).await?;
    }
    Ok(arrived)
}

/// Whose account it opens: one that it opened before, one that it may join, or a new one.
async fn account(tx: &mut Tx, said: &Said, wanted: &Wanted, handouts: &Handouts) -> Result<Option<PersonId>, DbError> {
    let (claims, ip) = (&said.claims, handouts.ip());
    if let Some((_, owner)) = store::owner(tx, claims).await? {
        return Ok(Some(owner));
    }
    match holder(tx, claims).await? {
        Some(person) if arrive::may_join(tx, &person, said.joins).await? => {
            join::add(tx, person.id, claims, ip).await?;
            Ok(Some(person.id))
        }
        Some(_) => Ok(None),
        None => match claims.proved_email().filter(|_| wanted.admits()) {
            Some(email) => made(tx, said, email, ip).await,
            None => Ok(None),
        },
    }
}

/// An open account. Where it belongs follows from the groups.
async fn made(tx: &mut Tx, said: &Said, email: &str, ip: &str) -> Result<Option<PersonId>, DbError> {
    let local = email.split('@').next().unwrap_or(email);
    let name = said.claims.name.as_deref().unwrap_or(local).trim();
    let new = NewAccount {
        name: name.chars().take(120).collect(),
        email: email.to_owned(),
        locale: said.locale.clone(),
        ..NewAccount::default()
    };
    let person = sign_up::proved(tx, &new, Admission::Open, ip).await?;
    if let Some(person) = person {
        store::insert(tx, person, &said.claims).await?;
    }
    Ok(person)
}
