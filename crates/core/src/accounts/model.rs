//! People, their roles and the states of an account.

use crate::admission::Invited;
use crate::error::{Check, Refused};
use crate::id::{ApiTokenId, PersonId};
use atiende_text::address;
use jiff::{SignedDuration, Timestamp};

text_enum! {
    /// What a person is to the provider. A coordinator is a requester with a membership that says so.
    Role {
        Requester = "requester",
        Technician = "technician",
        Admin = "admin",
    }
}

text_enum! {
    AccountState {
        /// Signed up; the address is not proved yet.
        Unconfirmed = "unconfirmed",
        /// Waits for a person to approve it.
        Pending = "pending",
        Active = "active",
        Rejected = "rejected",
        Disabled = "disabled",
    }
}

impl AccountState {
    /// Whether a link to choose a password is mailed: a closed account has none.
    pub const fn may_choose_password(self) -> bool {
        !matches!(self, Self::Rejected | Self::Disabled)
    }
}

text_enum! {
    Theme {
        System = "system",
        Light = "light",
        Dark = "dark",
    }
}

text_enum! {
    /// What an API token may do: the person's rights, or fewer.
    TokenScope {
        Read = "read",
        Write = "write",
        Admin = "admin",
        /// Speaks for a directory at SCIM's address, and is good for nothing else.
        Scim = "scim",
    }
}

/// By which a program speaks for somebody.
#[derive(Debug, Clone)]
pub struct ApiToken {
    pub id: ApiTokenId,
    pub name: String,
    pub scope: TokenScope,
    pub created_at: Timestamp,
    /// `None`: never.
    pub expires_at: Option<Timestamp>,
}
atiende_db::from_row!(ApiToken { id, name, scope, created_at, expires_at });

/// A person as lists and forms show them.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub role: Role,
    pub state: AccountState,
    pub locale: String,
    pub theme: Theme,
    pub all_organizations: bool,
    pub created_at: Timestamp,
}
atiende_db::from_row!(Person { id, name, email, phone, role, state, locale, theme, all_organizations, created_at });

/// A live session and the appearance its owner chose.
#[derive(Debug, Clone)]
pub struct Session {
    pub person: Person,
    pub seen_at: Timestamp,
    /// What the person may do has changed: the session wants another token.
    pub renew: bool,
}

/// How long a session lives.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Without being used.
    pub idle: SignedDuration,
    /// In all.
    pub max: SignedDuration,
}

/// What the sign-up form says.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub claimed_organization: String,
    pub locale: String,
    /// What the provider is called whose account this person comes with; empty for the form.
    pub via: String,
    /// Came by an invitation: let in once the address is proved.
    pub invited: Option<Invited>,
}

/// NIST SP 800-63B 5.1.1.2: at least 8 characters, and no rules of composition.
pub(super) const PASSWORD_MIN: usize = 8;
/// Longer texts cost hashing time and protect nobody.
pub(super) const PASSWORD_MAX: usize = 200;

impl NewAccount {
    /// The account to be made, its address normalised.
    pub fn check(self, password: &str) -> Result<Self, Refused> {
        self.checked(|check| check_password(check, password))
    }

    /// The same for who signs in elsewhere and has no password here.
    pub fn check_without_password(self) -> Result<Self, Refused> {
        self.checked(|_| {})
    }

    fn checked(mut self, password: impl FnOnce(&mut Check)) -> Result<Self, Refused> {
        let mut check = Check::default();
        check.required(&self.name, "name", "accounts-name-missing", 120);
        match address::normalise_email(&self.email) {
            Some(email) => self.email = email,
            None => check.that(false, "email", "accounts-email-wrong"),
        }
        password(&mut check);
        check.required(&self.claimed_organization, "organization", "accounts-organization-missing", 120);
        check.at_most(&self.phone, "phone", 40);
        check.finish()?;
        self.name = self.name.trim().to_owned();
        Ok(self)
    }
}

/// Problems of a newly chosen password, under the field `password`.
pub fn check_password(check: &mut Check, password: &str) {
    let length = password.chars().count();
    check.that(length >= PASSWORD_MIN, "password", "accounts-password-short");
    check.that(length <= PASSWORD_MAX, "password", "accounts-password-long");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_of_a_sign_up_are_told_at_once() {
        let Err(Refused::Invalid(problems)) =
            NewAccount { email: "maria@".into(), ..Default::default() }.check("corta")
        else {
            panic!("accepted an empty form")
        };
        let fields: Vec<_> = problems.iter().map(|p| p.field).collect();
        assert_eq!(fields, ["name", "email", "password", "organization"]);
    }

    #[test]
    fn the_address_is_normalised() {
        let new = NewAccount {
            name: " María Gil ".into(),
            email: " Maria@CEIPlaPaz.es ".into(),
            claimed_organization: "CEIP La Paz".into(),
            ..Default::default()
        };
        let new = new.check("una frase larga").unwrap();
        assert_eq!((new.name.as_str(), new.email.as_str()), ("María Gil", "maria@ceiplapaz.es"));
    }
}
