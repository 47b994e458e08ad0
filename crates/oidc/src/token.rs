//! The code for the tokens (RFC 6749 4.1.3).

use openidconnect::url::form_urlencoded::byte_serialize;
use serde::Deserialize;
use serde_json::Value;

use crate::begin::Pending;
use crate::failure::Failure;
use crate::http::{Http, Reply};
use crate::provider::{ClientSecret, Provider};
use crate::secret::Secret;

pub(crate) struct Exchange<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) pending: &'a Pending,
    pub(crate) code: &'a str,
    pub(crate) endpoint: &'a str,
    /// The client's secret goes into the form; else into a header (`client_secret_basic`).
    pub(crate) secret_in_form: bool,
    pub(crate) now: i64,
}

#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access: Secret,
    pub(crate) id: Option<Secret>,
}

impl Exchange<'_> {
    pub(crate) async fn tokens(&self, http: &Http) -> Result<Tokens, Failure> {
        let (client, secret) = (&self.provider.client_id, self.secret()?);
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", self.code),
            ("redirect_uri", &self.pending.redirect_uri),
        ];
        if let Some(verifier) = &self.pending.verifier {
            form.push(("code_verifier", verifier.reveal()));
        }
        let (name, password) = (encoded(client), encoded(secret.reveal()));
        let basic = (!self.secret_in_form).then_some((name.as_str(), password.as_str()));
        // One way of saying who we are, not two (RFC 6749 2.3): some endpoints refuse both.
        if self.secret_in_form {
            form.extend([("client_id", client.as_str()), ("client_secret", secret.reveal())]);
        }
        tokens(&http.post(self.provider.reach()?, self.endpoint, &form, basic).await?)
    }

    fn secret(&self) -> Result<Secret, Failure> {
        match &self.provider.client_secret {
            ClientSecret::Shared(secret) => Ok(secret.clone()),
            ClientSecret::Apple(key) => key.client_secret(&self.provider.client_id, &self.provider.issuer, self.now),
        }
    }
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[derive(Deserialize)]
struct Raw {
    access_token: Option<Secret>,
    token_type: Option<String>,
    id_token: Option<Secret>,
    error: Option<Value>,
}

/// Reads the answer of a token endpoint. GitHub refuses with 200 and an `error`, so the member decides.
pub(crate) fn tokens(reply: &Reply) -> Result<Tokens, Failure> {
    let raw: Raw = reply.any_json()?;
    if let Some(error) = &raw.error {
        return Err(refusal(error, &reply.place));
    }
    if !reply.status.is_success() {
        return Err(Failure::Misbehaved(format!("{} answered {}", reply.place, reply.status.as_u16())));
    }
    // RFC 6749 7.1: a token of a type that we do not know is not to be used.
    if raw.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(Failure::misbehaved("the access token is no bearer token"));
    }
    let access = raw.access_token.ok_or_else(|| Failure::misbehaved("no access token"))?;
    Ok(Tokens { access, id: raw.id_token })
}

/// A code that is spent or too old is the person's to repeat; all else is the administrator's to mend.
fn refusal(error: &Value, place: &str) -> Failure {
    let told = match error {
        Value::String(code) if matches!(code.as_str(), "invalid_grant" | "bad_verification_code") => {
            return Failure::Stale;
        }
        Value::String(code) => code_word(code).to_owned(),
        // Facebook ("Handling Errors", Graph API): the code has expired (36007) or was used (36009).
        _ => match (number(error, "code"), number(error, "error_subcode")) {
            (_, Some(36007 | 36009)) => return Failure::Stale,
            (code, subcode) => format!("{}/{}", code.unwrap_or_default(), subcode.unwrap_or_default()),
        },
    };
    Failure::Misbehaved(format!("{place} answered the error {told}"))
}

fn number(error: &Value, member: &str) -> Option<u64> {
    error.get(member).and_then(Value::as_u64)
}

/// Error codes are words; what is none is not repeated, for it could be anything.
pub(crate) fn code_word(code: &str) -> &str {
    let is_word = code.len() <= 60 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_word { code } else { "(unprintable)" }
}
