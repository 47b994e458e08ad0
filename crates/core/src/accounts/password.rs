//! Passwords: argon2id, off the request threads, a few at a time.

use crate::id::PersonId;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use atiende_db::{DbError, Tx, args, sql};
use std::cell::Cell;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

// OWASP's second choice of parameters: 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashing costs 19 MiB and tens of milliseconds of CPU each: a flood of sign-ins queues here.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

static HASHER: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Verified in place of a real one when there is none, so that both answers take as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

tokio::task_local! {
    /// How many passwords were hashed or verified for the task.
    static WORK: Cell<u32>;
}

/// Runs this, and counts what it costs: answers that must not tell an address from another must cost the same.
pub async fn counting<T>(work: impl Future<Output = T>) -> (T, u32) {
    let counted = async {
        let done = work.await;
        (done, WORK.with(Cell::get))
    };
    WORK.scope(Cell::new(0), counted).await
}

fn count_work() {
    // Nobody counts outside the tests.
    let _ = WORK.try_with(|work| work.set(work.get() + 1));
}

/// The password could not be hashed: the machine is out of memory or shutting down.
#[derive(Debug, thiserror::Error)]
#[error("could not hash the password")]
pub struct HashFailed;

/// The hash to store, in PHC notation.
pub async fn hash(password: String) -> Result<String, HashFailed> {
    let _permit = AT_ONCE.acquire().await.map_err(|_| HashFailed)?;
    count_work();
    tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(|_| HashFailed)?
}

fn hash_now(password: &str) -> Result<String, HashFailed> {
    HASHER.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| HashFailed)
}

/// Who an address belongs to and the hash to verify; the same shape when nobody has it.
#[derive(Debug)]
pub struct Credentials {
    person: Option<PersonId>,
    hash: Option<String>,
}

/// Proof that the password of this person was given.
#[derive(Debug, Clone, Copy)]
pub struct Verified(pub(crate) PersonId);

impl Verified {
    /// Whose it is.
    pub fn person(self) -> PersonId {
        self.0
    }
}

/// Looks up what `verify` needs. Never says whether the address is known.
pub async fn credentials(tx: &Tx, email: &str) -> Result<Credentials, DbError> {
    let found: Option<(PersonId, Option<String>)> = tx
        .opt(
            sql!(
                "SELECT id, password_hash FROM people
                 WHERE id = coalesce((SELECT id FROM people WHERE email = $1),
                     (SELECT person_id FROM addresses WHERE email = $1))"
            ),
            args![email],
        )
        .await?;
    let (person, hash) = found.map_or((None, None), |(person, hash)| (Some(person), hash));
    Ok(Credentials { person, hash })
}

impl Credentials {
    /// Whether there is a password to be verified.
    pub fn is_set(&self) -> bool {
        self.hash.is_some()
    }

    /// Whether the password is this person's; takes as long when there is no such person.
    pub async fn verify(self, password: String) -> Option<Verified> {
        let _permit = AT_ONCE.acquire().await.ok()?;
        count_work();
        let Self { person, hash } = self;
        let right = tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let parsed = PasswordHash::new(&hash).ok();
            let right = parsed.is_some_and(|hash| HASHER.verify_password(password.as_bytes(), &hash).is_ok());
            right && known
        });
        if right.await.ok()? { person.map(Verified) } else { None }
    }
}
