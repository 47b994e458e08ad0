//! A tiny mail server: it follows a script, one entry for each mail, and keeps what it took.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// How a mail is met. When the script is over, mails are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Play {
    /// Answers RCPT with this.
    Refuse(&'static str),
    /// Reads the mail and hangs up instead of answering.
    DropAfterData,
    /// Hangs up in the middle of the mail.
    CutInData,
    /// Keeps the client waiting for an answer to RCPT until `release`.
    Hold,
    /// Answers the greeting of the client (EHLO) with this: it is about the client, not about a mail.
    Unwelcome(&'static str),
}

/// A mail as it arrived; `taken` says whether it was answered with 250.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrived {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) data: String,
    pub(super) taken: bool,
}

impl Arrived {
    pub(super) fn message_id(&self) -> &str {
        self.data.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap()
    }
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Play>,
    arrived: Vec<Arrived>,
    greetings: Vec<String>,
    released: Arc<Notify>,
}

pub(super) struct Smtp {
    pub(super) url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Smtp {
    #[expect(clippy::disallowed_methods, reason = "the server lives as long as its test")]
    pub(super) async fn start(script: impl IntoIterator<Item = Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}?tls=none", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { script: script.into_iter().collect(), ..State::default() }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state, task }
    }

    pub(super) fn arrived(&self) -> Vec<Arrived> {
        self.state.lock().unwrap().arrived.clone()
    }

    /// Lets the held mail go on.
    pub(super) fn release(&self) {
        self.state.lock().unwrap().released.notify_one();
    }

    pub(super) fn greetings(&self) -> Vec<String> {
        self.state.lock().unwrap().greetings.clone()
    }
}

struct Talk {
    lines: Lines<BufReader<OwnedReadHalf>>,
    write: OwnedWriteHalf,
    state: Arc<Mutex<State>>,
}

async fn talk(stream: TcpStream, state: Arc<Mutex<State>>) {
    let (read, write) = stream.into_split();
    let mut talk = Talk { lines: BufReader::new(read).lines(), write, state };
    // The client may hang up at any point: then the talk is over.
    let _ = talk.run().await;
}

impl Talk {
    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.write.write_all(format!("{line}\r\n").as_bytes()).await
    }

    async fn run(&mut self) -> std::io::Result<()> {
        self.say("220 mx.test ESMTP").await?;
        let mut mail = Arrived::default();
        while let Some(line) = self.lines.next_line().await? {
            let (verb, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match verb {
                "EHLO" => self.greet(rest).await?,
                "MAIL" => {
                    mail = Arrived { from: rest.to_owned(), ..Arrived::default() };
                    self.say("250 ok").await?;
                }
                "RCPT" => {
                    mail.to = rest.to_owned();
                    if let Some(released) = self.holds() {
                        released.notified().await;
                    }
                    let answer = self.refusal().unwrap_or("250 ok");
                    self.say(answer).await?;
                }
                "DATA" => {
                    if !self.data(&mut mail).await? {
                        return Ok(());
                    }
                }
                "QUIT" => return self.say("221 bye").await,
                _ => self.say("250 ok").await?,
            }
        }
        Ok(())
    }

    async fn greet(&mut self, name: &str) -> std::io::Result<()> {
        let unwelcome = {
            let mut state = self.state.lock().unwrap();
            state.greetings.push(name.to_owned());
            match state.script.front().copied() {
                Some(Play::Unwelcome(answer)) => {
                    state.script.pop_front();
                    Some(answer)
                }
                _ => None,
            }
        };
        self.say(unwelcome.unwrap_or("250 mx.test")).await
    }

    fn holds(&self) -> Option<Arc<Notify>> {
        let mut state = self.state.lock().unwrap();
        state.script.pop_front_if(|play| *play == Play::Hold).map(|_| Arc::clone(&state.released))
    }

    fn refusal(&self) -> Option<&'static str> {
        let mut state = self.state.lock().unwrap();
        match state.script.front().copied() {
            Some(Play::Refuse(answer)) => {
                state.script.pop_front();
                Some(answer)
            }
            _ => None,
        }
    }

    /// Whether the talk goes on.
    async fn data(&mut self, mail: &mut Arrived) -> std::io::Result<bool> {
        self.say("354 go on").await?;
        while let Some(line) = self.lines.next_line().await? {
            if self.state.lock().unwrap().script.pop_front_if(|play| *play == Play::CutInData).is_some() {
                return Ok(false);
            }
            if line == "." {
                break;
            }
            mail.data.push_str(&line);
            mail.data.push('\n');
        }
        {
            let mut state = self.state.lock().unwrap();
            mail.taken = state.script.pop_front() != Some(Play::DropAfterData);
            state.arrived.push(mail.clone());
        }
        if mail.taken {
            self.say("250 taken").await?;
        }
        Ok(mail.taken)
    }
}
