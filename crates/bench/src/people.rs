//! Who asks: people with a session, and programs with a token.

use crate::Failure;
use crate::desk::{Desk, asking};
use crate::load::form;
use crate::scenarios::Who;
use reqwest::header::{AUTHORIZATION, COOKIE, SET_COOKIE};

/// Of `seed demo`, which `seed load` has too.
const PASSWORD: &str = "demo-atiende";
const TECHNICIAN: &str = "ana@soporte.example";
/// How many people of clients take turns.
const REQUESTERS: usize = 16;

/// Somebody who may ask.
pub(crate) struct Person {
    /// The header by which the program knows them, and its value.
    pub(crate) header: (&'static str, String),
    /// Of who opens tickets by the form; else empty.
    pub(crate) organization: String,
}

impl Desk {
    /// Who asks, known to the program.
    pub(crate) async fn people(&self, who: Who) -> Result<Vec<Person>, Failure> {
        match who {
            Who::Nobody => Ok(Vec::new()),
            Who::Technician => Ok(vec![self.signed_in(TECHNICIAN, false).await?]),
            Who::TechniciansProgram => Ok(vec![self.program_of(TECHNICIAN)?]),
            Who::Requesters => {
                let mut people = Vec::with_capacity(REQUESTERS);
                for n in 0..REQUESTERS {
                    people.push(self.signed_in(&requester(n), true).await?);
                }
                Ok(people)
            }
            Who::RequestersPrograms => (0..REQUESTERS).map(|n| self.program_of(&requester(n))).collect(),
        }
    }

    async fn signed_in(&self, email: &str, opens_tickets: bool) -> Result<Person, Failure> {
        let cookie = self.sign_in(email).await?;
        let organization = if opens_tickets { self.organization(&cookie).await? } else { String::new() };
        Ok(Person { header: (COOKIE.as_str(), cookie), organization })
    }

    async fn sign_in(&self, email: &str) -> Result<String, Failure> {
        let fields = [("email", email), ("password", PASSWORD)];
        let answer = self.client.post(self.url("/acceder")).form(&fields).send().await.map_err(asking)?;
        let session = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let session = session.filter_map(|value| value.split(';').next()).find(|pair| pair.starts_with("session="));
        session.map(str::to_owned).ok_or_else(|| Failure(format!("{email} cannot sign in: {}", answer.status())))
    }

    /// The one organization of who asks, as the form has it.
    async fn organization(&self, cookie: &str) -> Result<String, Failure> {
        let page = self.client.get(self.url(form::ADDRESS)).header(COOKIE, cookie).send().await.map_err(asking)?;
        let page = page.text().await.map_err(asking)?;
        let id = page.split_once("name=\"organization\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        id.map(str::to_owned).ok_or_else(|| Failure("the form has no organization".into()))
    }

    fn program_of(&self, email: &str) -> Result<Person, Failure> {
        let output = self
            .command()
            .args(["token", "add", "--user", email, "--name", "bench"])
            .output()
            .map_err(|error| Failure::new("atiende token add", error))?;
        if !output.status.success() {
            return Err(Failure::new("atiende token add", String::from_utf8_lossy(&output.stderr)));
        }
        let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Person { header: (AUTHORIZATION.as_str(), format!("Bearer {token}")), organization: String::new() })
    }
}

fn requester(n: usize) -> String {
    format!("persona5@cliente{}.example", n * 7)
}
