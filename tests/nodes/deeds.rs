//! What people and programs do to a desk, each under a key that makes once of twice; and what the answers mean.

use crate::letters;
use crate::site::{self, MARIA, PASSWORD};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// What was acknowledged.
#[derive(Debug, Clone)]
pub(crate) enum Deed {
    Ticket { subject: String, number: i64 },
    Reply { ticket: i64, words: String },
    Mail { subject: String },
}

/// Nobody said yes: it may or may not have happened. With what was said instead.
#[derive(Debug)]
pub(crate) struct Again(pub(crate) String);

impl From<reqwest::Error> for Again {
    fn from(error: reqwest::Error) -> Self {
        Self(if error.is_connect() { "no connection" } else { "no answer" }.to_owned())
    }
}

/// María, and where she finds the desk.
#[derive(Clone)]
pub(crate) struct Maria {
    /// Bases of addresses, each as good as the others.
    pub(crate) doors: Vec<String>,
    /// Sockets of LMTP.
    pub(crate) letterboxes: Vec<PathBuf>,
    pub(crate) browser: Client,
    pub(crate) token: String,
    pub(crate) organization: String,
}

pub(crate) fn browser() -> Client {
    let builder = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
    builder.timeout(Duration::from_secs(40)).build().unwrap()
}

/// Of a subject's own file.
pub(crate) fn content(subject: &str) -> String {
    format!("{subject}\n").repeat(1 + subject.len() * 7)
}

fn file(subject: &str) -> Part {
    Part::bytes(content(subject).into_bytes()).file_name(format!("{subject}.txt"))
}

/// Only what may happen while nodes and servers come and go is tried again: anything else is a bug.
fn expects(answer: Response, wanted: StatusCode, what: &str) -> Result<Response, Again> {
    match answer.status() {
        status if status == wanted => Ok(answer),
        // The node's own word, the proxy's, or a twin of this very request that is underway.
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => {
            Err(Again(answer.status().as_u16().to_string()))
        }
        StatusCode::CONFLICT => Err(Again("409".to_owned())),
        other => panic!("{what}: {other} {:?}", site::location(&answer)),
    }
}

impl Maria {
    pub(crate) async fn signs_in(&self) {
        let form = [("email", MARIA), ("password", PASSWORD), ("back_to", "/")];
        let answer = self.browser.post(format!("{}/acceder", self.doors[0])).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }

    pub(crate) fn form(&self, subject: &str) -> Form {
        Form::new()
            .text("once", subject.to_owned())
            .text("subject", subject.to_owned())
            .text("organization", self.organization.clone())
            .text("priority", "normal")
            .text("description", "Sale «sin papel».")
    }

    /// By the form of the site, with a file.
    pub(crate) async fn fills_in(&self, door: &str, subject: &str) -> Result<Deed, Again> {
        let form = self.form(subject).part("file", file(subject));
        let answer = self.browser.post(format!("{door}/soporte/abrir")).multipart(form).send().await?;
        let answer = expects(answer, StatusCode::SEE_OTHER, subject)?;
        let number = site::location(&answer).strip_prefix("/soporte/recibido/").unwrap().parse().unwrap();
        Ok(Deed::Ticket { subject: subject.to_owned(), number })
    }

    pub(crate) async fn uploads(&self, door: &str, subject: &str) -> Result<String, Again> {
        let form = Form::new().part("file", file(subject));
        let post = self.browser.post(format!("{door}/api/v1/attachments")).bearer_auth(&self.token);
        let answer = expects(post.multipart(form).send().await?, StatusCode::CREATED, subject)?;
        Ok(answer.json::<Value>().await?["id"].as_str().unwrap().to_owned())
    }

    /// By a program, with a file that was uploaded before.
    pub(crate) async fn asks(&self, door: &str, subject: &str, upload: &str) -> Result<Deed, Again> {
        let new = json!({ "subject": subject, "body": "Sale «sin papel».", "attachments": [upload] });
        let post = self.browser.post(format!("{door}/api/v1/tickets")).bearer_auth(&self.token);
        let answer = post.header("idempotency-key", subject).json(&new).send().await?;
        let answer = expects(answer, StatusCode::CREATED, subject)?;
        let number = site::location(&answer).strip_prefix("/api/v1/tickets/").unwrap().parse().unwrap();
        Ok(Deed::Ticket { subject: subject.to_owned(), number })
    }

    pub(crate) async fn replies(&self, door: &str, ticket: i64, words: &str) -> Result<Deed, Again> {
        let post = self.browser.post(format!("{door}/api/v1/tickets/{ticket}/messages")).bearer_auth(&self.token);
        let answer = post.header("idempotency-key", words).json(&json!({ "body": words })).send().await?;
        expects(answer, StatusCode::CREATED, words)?;
        Ok(Deed::Reply { ticket, words: words.to_owned() })
    }

    /// By mail, which her server hands over again until it is taken.
    pub(crate) async fn writes(&self, letterbox: usize, subject: &str) -> Result<Deed, Again> {
        let letterbox = &self.letterboxes[letterbox % self.letterboxes.len()];
        let said =
            letters::hand_over(letterbox, subject).await.map_err(|error| Again(format!("LMTP {}", error.kind())))?;
        match said.get(..3) {
            Some("250") => Ok(Deed::Mail { subject: subject.to_owned() }),
            Some(code @ ("451" | "421")) => Err(Again(format!("LMTP {code}"))),
            _ => panic!("{subject}: {said}"),
        }
    }
}
