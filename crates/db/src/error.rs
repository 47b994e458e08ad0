//! What can go wrong between an action and its rows.

/// A failure of the store, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DbError {
    /// A UNIQUE or PRIMARY KEY constraint refused the row. SQLite does not name the
    /// constraint, so the action must know which one it can have been.
    #[error("unique constraint violated")]
    Unique,
    /// A FOREIGN KEY, NOT NULL or CHECK constraint refused the row: a bug of the caller.
    #[error("constraint violated: {0}")]
    Constraint(String),
    /// Exactly one row was asked for and there was none.
    #[error("no such row")]
    NoRow,
    /// A column held something that its type cannot be.
    #[error("column {index}: {what}")]
    Column { index: usize, what: String },
    /// Two writers met and this one lost more often than it may try.
    #[error("conflict with another writer")]
    Conflict,
    /// The engine cannot be reached, is full, may not write or is shutting down: try later.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The SQL or its arguments are wrong: a bug of the program.
    #[error("statement failed: {0}")]
    Statement(String),
    /// The schema is newer than this program.
    #[error("the database has schema {found}, this program knows up to {known}: use a newer program")]
    NewerSchema { found: i64, known: i64 },
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE};
        let Some(failure) = error.sqlite_error() else {
            return Self::Statement(error.to_string());
        };
        let unique = [SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID];
        match failure.code {
            Code::ConstraintViolation if unique.contains(&failure.extended_code) => Self::Unique,
            Code::ConstraintViolation => Self::Constraint(error.to_string()),
            Code::DatabaseBusy
            | Code::DatabaseLocked
            | Code::DiskFull
            | Code::SystemIoFailure
            | Code::CannotOpen
            | Code::ReadOnly
            | Code::FileLockingProtocolFailed
            | Code::OutOfMemory
            | Code::OperationInterrupted => Self::Unavailable(error.to_string()),
            _ => Self::Statement(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(db) = error.as_db_error() else {
            return Self::Unavailable(with_cause(&error));
        };
        let code = db.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            Self::Unique
        } else if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
            Self::Conflict
        } else {
            // SQLSTATE classes: 23 integrity, 08 connection, 53 resources, 57 operator intervention, 58 what is outside.
            // 25006: this server only reads, being a standby (now); 25P03: it had waited too long for us; 55P03: for a lock.
            match (code.code().get(..2), code.code()) {
                (Some("23"), _) => Self::Constraint(db.message().to_owned()),
                (Some("08" | "53" | "57" | "58"), _) | (_, "25006" | "25P03" | "55P03") => {
                    Self::Unavailable(db.message().to_owned())
                }
                _ => Self::Statement(format!("{}: {}", code.code(), db.message())),
            }
        }
    }
}

impl From<deadpool_postgres::PoolError> for DbError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Unavailable(match &error {
            deadpool_postgres::PoolError::Backend(error) => with_cause(error),
            other => other.to_string(),
        })
    }
}

/// The driver's errors say only what it was at.
fn with_cause(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
