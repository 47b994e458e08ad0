//! The program that is measured: started, signed in to, and its answers recorded.

use crate::control::Recorded;
use crate::load::{Process, form};
use crate::scenarios::{Ask, Who};
use crate::{Failure, mail};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, StatusCode, redirect};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Of `seed demo`, which `seed load` has too.
const PASSWORD: &str = "demo-atiende";
const TECHNICIAN: &str = "ana@soporte.example";
/// How many people of clients take turns.
const REQUESTERS: usize = 16;
/// What the connection says, not the page.
const NOT_RECORDED: [&str; 4] = ["date", "content-length", "connection", "transfer-encoding"];

/// Somebody with a session.
pub(crate) struct Person {
    /// The `Cookie` header.
    pub(crate) cookie: String,
    /// Of who opens tickets; else empty.
    pub(crate) organization: String,
}

pub(crate) struct Desk {
    /// `127.0.0.1:port`.
    pub(crate) address: String,
    /// The same, for LMTP.
    pub(crate) lmtp: String,
    pub(crate) process: Process,
    /// From the start of the process to the first page.
    pub(crate) start: Duration,
    client: Client,
}

impl Desk {
    pub(crate) async fn start(program: &Path, data: &Path) -> Result<Self, Failure> {
        let (address, lmtp) = (free_address()?, free_address()?);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| Failure::new("client", error))?;
        let began = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .env("ATIENDE_DATA_DIR", data)
            .env("ATIENDE_LISTEN", &address)
            .env("ATIENDE_LMTP_LISTEN", &lmtp)
            .env("ATIENDE_MAIL_FROM", mail::MAILBOX)
            // The name servers of this machine are no part of what is measured.
            .env("ATIENDE_MAIL_DNS", "off")
            .env("ATIENDE_PUBLIC_URL", format!("http://{address}"))
            // All of them are one technician's.
            .env("ATIENDE_LIVE__STREAMS_PER_PERSON", "1000000")
            .env("ATIENDE_RATE_LIMITS__LOGIN", "100000/s")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(&program.display().to_string(), error))?;
        let process = Process(child);
        let url = format!("http://{address}/");
        while client.get(&url).send().await.is_err() {
            if began.elapsed() > Duration::from_mins(1) {
                return Err(Failure("the program does not answer".into()));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let start = began.elapsed();
        quiet(&process).await?;
        Ok(Self { address, lmtp, process, start, client })
    }

    /// Waits until it has nothing to do.
    pub(crate) async fn quiet(&self) -> Result<(), Failure> {
        quiet(&self.process).await
    }

    /// Who asks, signed in.
    pub(crate) async fn people(&self, who: Who) -> Result<Vec<Person>, Failure> {
        match who {
            Who::Nobody => Ok(Vec::new()),
            Who::Technician => {
                Ok(vec![Person { cookie: self.sign_in(TECHNICIAN).await?, organization: String::new() }])
            }
            Who::Requesters => {
                let mut people = Vec::with_capacity(REQUESTERS);
                for n in 0..REQUESTERS {
                    let cookie = self.sign_in(&format!("persona5@cliente{}.example", n * 7)).await?;
                    let organization = self.organization(&cookie).await?;
                    people.push(Person { cookie, organization });
                }
                Ok(people)
            }
        }
    }

    async fn sign_in(&self, email: &str) -> Result<String, Failure> {
        let fields = [("email", email), ("password", PASSWORD)];
        let answer = self.client.post(self.url("/acceder")).form(&fields).send().await.map_err(asking)?;
        let session = answer.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let session = session.filter_map(|value| value.split(';').next()).find(|pair| pair.starts_with("session="));
        session.map(str::to_owned).ok_or_else(|| Failure(format!("{email} cannot sign in: {}", answer.status())))
    }

    /// What the program answers, to be answered again by the control.
    pub(crate) async fn record(&self, ask: &Ask, people: &[Person]) -> Result<Vec<Recorded>, Failure> {
        let Ask::Pages(addresses) = ask else {
            return Ok(vec![whole(form::ADDRESS, self.open(people).await?).await?]);
        };
        let cookie = people.first().map_or("", |person| person.cookie.as_str());
        let mut recorded = Vec::with_capacity(addresses.len());
        for address in addresses {
            let answer = self.client.get(self.url(address)).header(COOKIE, cookie).send().await.map_err(asking)?;
            if answer.status() != StatusCode::OK {
                return Err(Failure(format!("{address}: {}", answer.status())));
            }
            recorded.push(whole(address, answer).await?);
        }
        Ok(recorded)
    }

    /// Opens a ticket; its number.
    pub(crate) async fn open_one(&self, people: &[Person]) -> Result<u64, Failure> {
        let answer = self.open(people).await?;
        let number = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()?.rsplit('/').next()?.parse().ok());
        number.ok_or_else(|| Failure(format!("no ticket was opened: {}", answer.status())))
    }

    async fn open(&self, people: &[Person]) -> Result<Response, Failure> {
        let person = people.first().ok_or_else(|| Failure("nobody opens tickets".into()))?;
        self.client
            .post(self.url(form::ADDRESS))
            .header(COOKIE, &person.cookie)
            .header(CONTENT_TYPE, form::CONTENT_TYPE)
            .body(form::body(&person.organization, &format!("{:?}", Instant::now())))
            .send()
            .await
            .map_err(asking)
    }

    /// The one organization of who asks, as the form has it.
    async fn organization(&self, cookie: &str) -> Result<String, Failure> {
        let page = self.client.get(self.url(form::ADDRESS)).header(COOKIE, cookie).send().await.map_err(asking)?;
        let page = page.text().await.map_err(asking)?;
        let id = page.split_once("name=\"organization\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        id.map(str::to_owned).ok_or_else(|| Failure("the form has no organization".into()))
    }

    fn url(&self, address: &str) -> String {
        format!("http://{}{address}", self.address)
    }
}

/// Waits until the night's work, which a start makes up for, is done: half a second without CPU.
async fn quiet(process: &Process) -> Result<(), Failure> {
    let mut before = None;
    while before != Some(process.cpu()?) {
        before = Some(process.cpu()?);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}

async fn whole(address: &str, answer: Response) -> Result<Recorded, Failure> {
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .filter(|(name, _)| !NOT_RECORDED.contains(&name.as_str()))
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let body = answer.text().await.map_err(asking)?;
    Ok(Recorded { address: address.to_owned(), status, headers, body })
}

fn free_address() -> Result<String, Failure> {
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    free.map(|address| address.to_string()).map_err(|error| Failure::new("no free port", error))
}

fn asking(error: reqwest::Error) -> Failure {
    Failure::new("asking the program", error)
}
