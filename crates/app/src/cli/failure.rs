//! Why a command failed, and the exit code that says so to scripts (sysexits.h).

use crate::backup::BackupError;
use crate::config::ConfigError;
use atiende_core::error::Problem;
use atiende_core::files::VaultError;
use atiende_core::{Denied, Refused};
use atiende_db::DbError;
use atiende_mail::outgoing::SettingsError;
use std::io::{Write, stderr};
use std::process::ExitCode;

/// What the command ends with; a wrong command line is clap's 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Ok = 0,
    /// Done, and the answer is no.
    NotOk = 1,
    /// A value that was given is no good.
    BadValue = 65,
    NoSuchUser = 67,
    /// Something that is needed cannot be reached.
    Unavailable = 69,
    Software = 70,
    /// What should be made is there already.
    Exists = 73,
    /// A folder or file could not be read or written.
    Io = 74,
    TryLater = 75,
    /// By policy.
    Refused = 77,
    Config = 78,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// A command that could not do its work.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(crate) struct Failure {
    pub(crate) code: Code,
    what: String,
}

impl Failure {
    pub(crate) fn new(code: Code, what: impl Into<String>) -> Self {
        Self { code, what: what.into() }
    }

    /// Tells the person at the terminal.
    pub(crate) fn report(&self) -> ExitCode {
        let _ = writeln!(stderr(), "atiende: {self}");
        self.code.into()
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Code::Config, error.to_string())
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::new(Code::Config, error.to_string())
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        let code = match error {
            DbError::Unavailable(_) | DbError::Conflict => Code::Unavailable,
            DbError::NewerSchema { .. } => Code::Config,
            _ => Code::Software,
        };
        Self::new(code, error.to_string())
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::new(Code::Unavailable, error.to_string())
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let code = match error {
            BackupError::Db(error) => return error.into(),
            BackupError::Vault(error) => return error.into(),
            BackupError::Io(_) | BackupError::Missing(_) => Code::Io,
            BackupError::NoBackup(_) => Code::BadValue,
            BackupError::Occupied(_) => Code::Exists,
            BackupError::InUse(_) => Code::TryLater,
            BackupError::Config(_) => Code::Config,
            BackupError::Differs(_) => Code::NotOk,
        };
        Self::new(code, error.to_string())
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Db(error) => error.into(),
            other => Self::new(Code::Software, other.to_string()),
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(denied) => denied.into(),
            Refused::Db(error) => error.into(),
            Refused::Conflict(what) => Self::new(Code::TryLater, what),
            Refused::Invalid(problems) => {
                let words: Vec<String> = problems.iter().map(in_words).collect();
                Self::new(Code::BadValue, words.join("; "))
            }
        }
    }
}

/// The catalogues speak to people in forms; here the command line's few cases are in English.
fn in_words(problem: &Problem) -> String {
    let what = match problem.key {
        "accounts-name-missing" => "must not be empty",
        "accounts-email-wrong" => "is no e-mail address",
        "accounts-email-taken" => "is taken by another account",
        "accounts-password-short" => "is too short: at least 8 characters",
        "accounts-password-long" => "is too long: at most 200 characters",
        "accounts-last-admin" => "must stay: this is the last administrator",
        "error-too-long" => "is too long",
        key => key,
    };
    format!("{} {what}", problem.field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_have_the_exit_codes_of_the_contract() {
        let code = |failure: Failure| failure.code as u8;
        assert_eq!(code(DbError::Unavailable("down".into()).into()), 69);
        assert_eq!(code(DbError::NewerSchema { found: 9, known: 4 }.into()), 78);
        assert_eq!(code(DbError::Statement("syntax".into()).into()), 70);
        assert_eq!(code(Refused::invalid("email", "accounts-email-wrong").into()), 65);
        assert_eq!(code(Refused::Conflict("news").into()), 75);
        assert_eq!(code(Denied::Db(DbError::Conflict).into()), 69);
        assert_eq!(code(Failure::new(Code::Exists, "x")), 73);
        assert_eq!(code(Failure::new(Code::NoSuchUser, "x")), 67);
    }

    #[test]
    fn problems_are_told_in_words() {
        let failure = Failure::from(Refused::invalid("email", "accounts-email-wrong"));
        assert_eq!(failure.to_string(), "email is no e-mail address");
    }
}
