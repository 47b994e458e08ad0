//! Refusals that doors turn into pages, API problems or ledger reasons.

use atiende_db::DbError;

/// Why somebody does not get an object.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// It does not exist, or not for this actor: the two look the same from outside.
    #[error("not found")]
    NotFound,
    /// The actor's role does not have this verb at all.
    #[error("forbidden")]
    Forbidden,
    /// The actor may, after showing again who they are: it is dangerous, and the last time was long ago.
    #[error("not proved lately")]
    Unproved,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Something wrong with a field that was typed. `key` is a Fluent key; `max` its `{ $max }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: &'static str,
    pub key: &'static str,
    pub max: Option<i64>,
}

impl Problem {
    pub const fn new(field: &'static str, key: &'static str) -> Self {
        Self { field, key, max: None }
    }

    pub const fn over(field: &'static str, key: &'static str, max: i64) -> Self {
        Self { field, key, max: Some(max) }
    }
}

/// Why an action that takes typed input did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What is wrong, field by field, in the order of the form; never empty.
    #[error("invalid input")]
    Invalid(Vec<Problem>),
    /// The object changed under the actor's feet.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Refused {
    pub fn invalid(field: &'static str, key: &'static str) -> Self {
        Self::Invalid(vec![Problem::new(field, key)])
    }
}

/// Checks of typed text, gathered so that a form shows all its problems at once.
#[derive(Debug, Default)]
pub struct Check(Vec<Problem>);

impl Check {
    pub fn that(&mut self, holds: bool, field: &'static str, key: &'static str) {
        if !holds {
            self.0.push(Problem::new(field, key));
        }
    }

    /// A mandatory text of at most `max` characters.
    pub fn required(&mut self, text: &str, field: &'static str, missing: &'static str, max: i64) {
        self.that(!text.trim().is_empty(), field, missing);
        self.at_most(text, field, max);
    }

    /// A text of at most `max` characters.
    pub fn at_most(&mut self, text: &str, field: &'static str, max: i64) {
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        if length > max {
            self.0.push(Problem::over(field, "error-too-long", max));
        }
    }

    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub fn finish(self) -> Result<(), Refused> {
        if self.0.is_empty() { Ok(()) } else { Err(Refused::Invalid(self.0)) }
    }
}
