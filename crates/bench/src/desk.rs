//! The program that is measured: started, asked once, and its answers recorded.

use crate::control::Recorded;
use crate::load::sends::{ONCE, Send};
use crate::load::{Process, form};
use crate::people::Person;
use crate::scenarios::Ask;
use crate::{Failure, mail};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Client, Response, StatusCode, redirect};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What the connection says, not the page.
const NOT_RECORDED: [&str; 4] = ["date", "content-length", "connection", "transfer-encoding"];

/// Where the program and its data are.
pub(crate) struct Place<'a> {
    pub(crate) program: &'a Path,
    pub(crate) data: &'a Path,
    /// Another database than the one in the folder.
    pub(crate) database_url: Option<&'a str>,
}

pub(crate) struct Desk {
    /// `127.0.0.1:port`.
    pub(crate) address: String,
    /// The same, for LMTP.
    pub(crate) lmtp: String,
    pub(crate) process: Process,
    /// From the start of the process to the first page.
    pub(crate) start: Duration,
    pub(crate) client: Client,
    program: std::path::PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Desk {
    pub(crate) async fn start(place: &Place<'_>) -> Result<Self, Failure> {
        let (address, lmtp) = (free_address()?, free_address()?);
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| Failure::new("client", error))?;
        let environment = environment(place, &address, &lmtp);
        let began = Instant::now();
        let child = program(place.program, &environment)
            .arg("serve")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| Failure::new(&place.program.display().to_string(), error))?;
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
        Ok(Self { address, lmtp, process, start, client, program: place.program.to_owned(), environment })
    }

    /// The program once more, on the same data.
    pub(crate) fn command(&self) -> Command {
        program(&self.program, &self.environment)
    }

    /// Waits until it has nothing to do.
    pub(crate) async fn quiet(&self) -> Result<(), Failure> {
        quiet(&self.process).await
    }

    /// What the program answers, to be answered again by the control.
    pub(crate) async fn record(&self, ask: &Ask, people: &[Person]) -> Result<Vec<Recorded>, Failure> {
        match ask {
            Ask::Pages(addresses) => {
                let mut recorded = Vec::with_capacity(addresses.len());
                for address in addresses {
                    recorded.push(self.page(address, people).await?);
                }
                Ok(recorded)
            }
            // What was sent answers alike, wherever it was sent to.
            Ask::Sends(_) => {
                let sends = ask.sends(people);
                let answer = whole("", self.send(first(&sends)?).await?).await?;
                Ok(sends.into_iter().map(|send| Recorded { address: send.address, ..answer.clone() }).collect())
            }
        }
    }

    async fn page(&self, address: &str, people: &[Person]) -> Result<Recorded, Failure> {
        let mut asked = self.client.get(self.url(address));
        if let Some(Person { header: (name, value), .. }) = people.first() {
            asked = asked.header(*name, value);
        }
        let answer = asked.send().await.map_err(asking)?;
        if answer.status() != StatusCode::OK {
            return Err(Failure(format!("{address}: {}", answer.status())));
        }
        whole(address, answer).await
    }

    /// Sends the first of these once; the number of what was made.
    pub(crate) async fn make_one(&self, sends: &[Send]) -> Result<u64, Failure> {
        let answer = self.send(first(sends)?).await?;
        let made = answer.headers().get(LOCATION).and_then(|to| last_number(to.to_str().ok()?));
        made.ok_or_else(|| Failure(format!("nothing was made: {}", answer.status())))
    }

    /// Opens a ticket by the form; its number.
    pub(crate) async fn open_one(&self, people: &[Person]) -> Result<u64, Failure> {
        self.make_one(&form::sends(people)).await
    }

    async fn send(&self, send: &Send) -> Result<Response, Failure> {
        let once = format!("{:?}", Instant::now());
        let mut asked = self.client.post(self.url(&send.address)).body(send.body.replace(ONCE, &once));
        for (name, value) in &send.headers {
            asked = asked.header(*name, value);
        }
        let answer = asked.send().await.map_err(asking)?;
        if answer.status().is_success() || answer.status().is_redirection() {
            return Ok(answer);
        }
        let (status, said) = (answer.status(), answer.text().await.unwrap_or_default());
        Err(Failure(format!("{}: {status}: {}", send.address, said.chars().take(300).collect::<String>())))
    }

    pub(crate) fn url(&self, address: &str) -> String {
        format!("http://{}{address}", self.address)
    }
}

fn environment(place: &Place<'_>, address: &str, lmtp: &str) -> Vec<(&'static str, String)> {
    let mut environment = vec![
        ("ATIENDE_DATA_DIR", place.data.display().to_string()),
        ("ATIENDE_LISTEN", address.to_owned()),
        ("ATIENDE_LMTP_LISTEN", lmtp.to_owned()),
        ("ATIENDE_MAIL_FROM", mail::MAILBOX.to_owned()),
        // The name servers of this machine are no part of what is measured.
        ("ATIENDE_MAIL_DNS", "off".to_owned()),
        ("ATIENDE_PUBLIC_URL", format!("http://{address}")),
        // All of them are one technician's.
        ("ATIENDE_LIVE__STREAMS_PER_PERSON", "1000000".to_owned()),
        ("ATIENDE_RATE_LIMITS__LOGIN", "100000/s".to_owned()),
        ("ATIENDE_RATE_LIMITS__API", "100000/s".to_owned()),
        ("RUST_LOG", "warn".to_owned()),
    ];
    environment.extend(place.database_url.map(|url| ("ATIENDE_DATABASE_URL", url.to_owned())));
    environment
}

fn program(path: &Path, environment: &[(&'static str, String)]) -> Command {
    let mut command = Command::new(path);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

fn first(sends: &[Send]) -> Result<&Send, Failure> {
    sends.first().ok_or_else(|| Failure("nobody sends anything".into()))
}

/// `/t/42?enviada=77#m77`: 77; what is made gets the next number.
fn last_number(location: &str) -> Option<u64> {
    location.rsplit(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
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
    let (status, headers) = (answer.status().as_u16(), recorded(answer.headers()));
    let body = answer.text().await.map_err(asking)?;
    Ok(Recorded { address: address.to_owned(), status, headers, body })
}

fn recorded(headers: &HeaderMap) -> Vec<(String, String)> {
    let told = headers.iter().filter(|(name, _)| !NOT_RECORDED.contains(&name.as_str()));
    told.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect()
}

fn free_address() -> Result<String, Failure> {
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    free.map(|address| address.to_string()).map_err(|error| Failure::new("no free port", error))
}

pub(crate) fn asking(error: reqwest::Error) -> Failure {
    Failure::new("asking the program", error)
}

#[cfg(test)]
mod tests {
    use super::last_number;

    #[test]
    fn what_was_made_stands_at_the_end_of_its_address() {
        assert_eq!(last_number("/t/42?enviada=77#m77"), Some(77));
        assert_eq!(last_number("/t/42"), Some(42));
        assert_eq!(last_number("/api/v1/tickets/9001"), Some(9001));
        assert_eq!(last_number("/acceder"), None);
    }
}
