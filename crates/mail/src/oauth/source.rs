//! Where access tokens come from.

use super::client::OAuthClient;
use atiende_core::accounts::Secret;
use atiende_core::accounts::sealed::Key;
use atiende_core::mailboxes::actions::consent;
use atiende_core::mailboxes::{Departure, Problem, Redeemed, Trouble};
use atiende_db::{Db, DbError};
use atiende_oidc::{Options, TokenEndpoints};
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A token is asked for anew so long before its end: clocks differ, and a command takes its time.
const MARGIN: Duration = Duration::from_mins(2);
/// How long a token lives whose provider does not say it.
const UNTOLD: Duration = Duration::from_mins(10);
const VERIFIER: &str = "mail consent";

/// An account of mail, and the application that opens it.
struct Account {
    /// Who it is at the provider.
    user: String,
    client: OAuthClient,
}

/// Gives access tokens for the accounts of the configuration: mailboxes by their addresses, others by words of their own.
pub struct TokenSource {
    db: Db,
    key: Key,
    accounts: HashMap<String, Account>,
    allow: Vec<IpNet>,
    /// Made when it is first needed: it reads certificates.
    endpoints: OnceLock<Result<TokenEndpoints, String>>,
    /// One refresh at a time: a refresh token may be good once.
    kept: Mutex<HashMap<String, (String, Instant)>>,
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenSource({} accounts)", self.accounts.len())
    }
}

/// What a token endpoint gave.
struct Given {
    access: String,
    lives: Duration,
    /// Empty: the one of before stays.
    refresh: String,
    /// How long the refresh token lives, if anybody knows.
    refresh_lives: Option<SignedDuration>,
}

impl TokenSource {
    /// `accounts`: the account's word, who it is at its provider, and the application. `allow`: networks that are not
    /// public and may be reached all the same.
    pub fn new(db: Db, key: Key, accounts: Vec<(String, String, OAuthClient)>, allow: Vec<IpNet>) -> Self {
        let accounts = accounts.into_iter().map(|(word, user, client)| (word, Account { user, client })).collect();
        Self { db, key, accounts, allow, endpoints: OnceLock::new(), kept: Mutex::default() }
    }

    /// The word of the application that opens this account.
    pub fn provider(&self, account: &str) -> Option<&str> {
        self.accounts.get(account).map(|known| known.client.id.as_str())
    }

    /// A token that is good now. Errors: `Consent` when an administrator must give leave (again), `Provider` when the
    /// provider does not answer or refuses the desk itself.
    pub async fn access_token(&self, account: &str) -> Result<String, Trouble> {
        let mut kept = self.kept.lock().await;
        if let Some((token, until)) = kept.get(account)
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let given = self.refreshed(account).await?;
        let until = Instant::now() + given.lives.saturating_sub(MARGIN);
        kept.insert(account.to_owned(), (given.access.clone(), until));
        Ok(given.access)
    }

    /// The token was refused where it was shown: the next one is a new one.
    pub async fn forget(&self, account: &str) {
        self.kept.lock().await.remove(account);
    }

    async fn refreshed(&self, account: &str) -> Result<Given, Trouble> {
        let client = self.client(account)?;
        let wanted = account.to_owned();
        let grant = self.db.read(async move |tx| consent::of(tx, &wanted).await).await.map_err(desk)?;
        // Leave that was given to another application is none for this one.
        let grant = grant.filter(|grant| grant.provider == client.id).ok_or_else(no_leave)?;
        let opened = self.key.open(&purpose(account), &grant.refresh_token).map_err(|_| no_leave())?;
        let refresh = String::from_utf8(opened).map_err(|_| no_leave())?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", &refresh), ("scope", &client.scope)];
        let given = self.ask(client, &form).await?;
        // Rotated or not: that it was used is what keeps it alive.
        let next = if given.refresh.is_empty() { &refresh } else { &given.refresh };
        self.keep(account, next, given.refresh_lives).await?;
        Ok(given)
    }

    async fn keep(&self, account: &str, refresh: &str, lives: Option<SignedDuration>) -> Result<(), Trouble> {
        let (account, sealed) = (account.to_owned(), self.seal(&purpose(account), refresh)?);
        let kept = self.db.write(async move |tx| {
            let ends_at = lives.map(|lives| tx.now() + lives);
            consent::used(tx, &account, &sealed, ends_at).await
        });
        kept.await.map_err(desk)
    }

    /// Where an administrator is sent to give leave; `None` for an account that needs none.
    pub fn depart(&self, account: &str, state: &str, back: &str) -> Option<Departure> {
        let known = self.accounts.get(account)?;
        let verifier = Secret::generate();
        let url = known.client.departure(&known.user, (state, verifier.reveal()), back)?;
        Some(Departure { url, verifier: self.seal(VERIFIER, verifier.reveal()).ok()? })
    }

    /// What the provider gives for the code that came back (RFC 6749 4.1.3). Errors: as `access_token`.
    pub async fn redeem(
        &self,
        account: &str,
        code: &str,
        (verifier, back): (&[u8], &str),
    ) -> Result<Redeemed, Trouble> {
        let client = self.client(account)?;
        let verifier = self.key.open(VERIFIER, verifier).map_err(|_| no_leave())?;
        let verifier = String::from_utf8(verifier).map_err(|_| no_leave())?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier.as_str()),
        ];
        let given = self.ask(client, &form).await?;
        if given.refresh.is_empty() {
            return Err(Trouble::new(Problem::Provider, "it gives no refresh token"));
        }
        self.forget(account).await;
        let now: Result<Timestamp, DbError> = self.db.read(async |tx| Ok(tx.now())).await;
        let now = now.map_err(desk)?;
        Ok(Redeemed {
            provider: client.id.clone(),
            refresh_token: self.seal(&purpose(account), &given.refresh)?,
            ends_at: given.refresh_lives.map(|lives| now + lives),
        })
    }

    async fn ask(&self, client: &OAuthClient, form: &[(&str, &str)]) -> Result<Given, Trouble> {
        let options = || Options { allow: self.allow.clone(), ..Options::default() };
        let made = self.endpoints.get_or_init(|| TokenEndpoints::new(&options()).map_err(|error| error.to_string()));
        let endpoints = made.as_ref().map_err(|error| Trouble::new(Problem::Provider, error))?;
        let own = [("client_id", client.client_id.as_str()), ("client_secret", client.client_secret.as_str())];
        let form = [form, &own].concat();
        let answer = endpoints.post(&client.token_url, &form).await;
        let (status, said) = answer.map_err(|failure| Trouble::new(Problem::Provider, failure))?;
        if status != 200 {
            return Err(refusal(&said));
        }
        given(&said, client).ok_or_else(|| Trouble::new(Problem::Provider, "it gives no access token"))
    }

    fn client(&self, account: &str) -> Result<&OAuthClient, Trouble> {
        self.accounts.get(account).map(|known| &known.client).ok_or_else(no_leave)
    }

    fn seal(&self, purpose: &str, text: &str) -> Result<Vec<u8>, Trouble> {
        self.key.seal(purpose, text.as_bytes()).map_err(|error| Trouble::new(Problem::Desk, error))
    }
}

fn purpose(account: &str) -> String {
    format!("mail grant/{account}")
}

fn given(said: &Value, client: &OAuthClient) -> Option<Given> {
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let seconds = |name: &str| said.get(name).and_then(Value::as_u64);
    let access = Some(text("access_token")).filter(|token| !token.is_empty())?;
    let told = seconds("refresh_token_expires_in").and_then(|seconds| i64::try_from(seconds).ok());
    Some(Given {
        access,
        lives: seconds("expires_in").map_or(UNTOLD, Duration::from_secs),
        refresh: text("refresh_token"),
        // A number beyond all bounds would overflow the calendar.
        refresh_lives: told.map(|told| SignedDuration::from_secs(told.min(3_650 * 86_400))).or(client.provider.rest()),
    })
}

/// RFC 6749 5.2. `invalid_grant`: leave was withdrawn, or has ended; only a person can give it again.
fn refusal(said: &Value) -> Trouble {
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
    let wants_a_person = ["invalid_grant", "interaction_required", "consent_required", "login_required"];
    let problem = if wants_a_person.contains(&text("error")) { Problem::Consent } else { Problem::Provider };
    Trouble::new(problem, format!("{} {}", text("error"), text("error_description")))
}

fn no_leave() -> Trouble {
    Trouble::new(Problem::Consent, "")
}

fn desk(error: DbError) -> Trouble {
    Trouble::new(Problem::Desk, error)
}
