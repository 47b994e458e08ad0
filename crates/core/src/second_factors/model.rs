//! The factors of a person, and who must have one.

use crate::Actor;
use crate::accounts::Role;
use crate::id::{PasskeyId, PersonId};
use crate::settings::Setting;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A key as its owner sees it.
#[derive(Debug, Clone)]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}
atiende_db::from_row!(Passkey { id, name, created_at, used_at });

/// The app that shows codes, as its owner sees it.
#[derive(Debug, Clone)]
pub struct App {
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}
atiende_db::from_row!(App { created_at, used_at });

/// Everything that a person has beside the first factor.
#[derive(Debug, Clone)]
pub struct Factors {
    pub passkeys: Vec<Passkey>,
    pub app: Option<App>,
    /// Recovery codes that are still good.
    pub codes_left: i64,
}

impl Factors {
    /// Recovery codes alone are none: they stand in for what was lost.
    pub fn any(&self) -> bool {
        !self.passkeys.is_empty() || self.app.is_some()
    }
}

text_enum! {
    /// By what the second factor was given; recorded with the session's beginning.
    Means {
        Passkey = "passkey",
        App = "app",
        RecoveryCode = "recovery_code",
    }
}

/// Proof that this person gave both factors. Nothing outside this noun can make one.
#[derive(Debug)]
pub struct Passed {
    pub(crate) person: PersonId,
    pub(crate) means: Means,
}

impl Passed {
    pub(super) const fn new(person: PersonId, means: Means) -> Self {
        Self { person, means }
    }
}

/// Who must have a second factor. Nobody, until an administrator says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "four boxes of a form, each ticked or not")]
pub struct Requirement {
    pub admins: bool,
    pub technicians: bool,
    pub coordinators: bool,
    pub everybody: bool,
}
impl Setting for Requirement {
    const NAME: &'static str = "second_factor";
}

impl Requirement {
    pub fn applies_to(self, actor: &Actor) -> bool {
        let by_role = match actor.role {
            Role::Admin => self.admins,
            Role::Technician => self.technicians,
            Role::Requester => self.coordinators && actor.coordinated().next().is_some(),
        };
        self.everybody || by_role
    }
}
