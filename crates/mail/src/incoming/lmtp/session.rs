//! One conversation. smtp-proto reads the commands and finds where the data ends: at CRLF, dot, CRLF and nowhere else, so
//! that a bare line feed smuggles nothing.

use crate::incoming::intake::{Envelope, Intake, TakeError};
use atiende_core::inbound::Via;
use smtp_proto::request::receiver::{BdatReceiver, DataReceiver, DummyDataReceiver, RequestReceiver};
use smtp_proto::{Error, MailFrom, RcptTo, Request};
use std::io;
use std::slice::Iter;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

/// RFC 5321 4.5.3.2: five minutes for a command, and for a piece of data.
const PATIENCE: Duration = Duration::from_mins(5);
/// RFC 5321 4.5.3.1.8: at least so many.
const RECIPIENTS_MAX: usize = 100;
/// Commands in a row that are none, before the conversation ends.
const MISTAKES_MAX: usize = 20;
const CHUNK: usize = 64 * 1024;

/// What the next bytes are.
enum Mode {
    Commands,
    Data(DataReceiver),
    /// The rest of what is too large, or of what nobody wanted.
    DataIgnored(DummyDataReceiver, &'static str),
    Bdat(BdatReceiver),
    BdatIgnored(DummyDataReceiver, &'static str),
}

pub(super) struct Session {
    intake: Intake,
    name: String,
    requests: RequestReceiver,
    mode: Mode,
    greeted: bool,
    /// `None`: no message is begun.
    from: Option<String>,
    recipients: Vec<String>,
    message: Vec<u8>,
    mistakes: usize,
    /// No byte will end the chunk that was begun.
    is_empty_chunk: bool,
    is_over: bool,
}

const TOO_LARGE: &str = "552 5.3.4 Message too large\r\n";
const OUT_OF_ORDER: &str = "503 5.5.1 Bad sequence of commands\r\n";

impl Session {
    pub(super) fn new(intake: Intake, name: String) -> Self {
        Self {
            intake,
            name,
            requests: RequestReceiver::default(),
            mode: Mode::Commands,
            greeted: false,
            from: None,
            recipients: Vec::new(),
            message: Vec::new(),
            mistakes: 0,
            is_empty_chunk: false,
            is_over: false,
        }
    }

    pub(super) async fn run<S>(mut self, stream: &mut S, stop: CancellationToken) -> io::Result<()>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        stream.write_all(format!("220 {} LMTP Atiende\r\n", self.name).as_bytes()).await?;
        let mut buffer = vec![0; CHUNK];
        while !self.is_over {
            let read = tokio::select! {
                // Nobody is in the middle of a message: a good moment to go.
                () = stop.cancelled(), if matches!(self.mode, Mode::Commands) && self.from.is_none() => {
                    stream.write_all(b"421 4.3.2 Closing\r\n").await?;
                    return stream.shutdown().await;
                }
                read = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)) => read,
            };
            let Ok(read) = read else {
                stream.write_all(b"421 4.4.2 Timeout\r\n").await?;
                break;
            };
            let read = read?;
            if read == 0 {
                break;
            }
            let answer = self.take(buffer.get(..read).unwrap_or_default()).await;
            stream.write_all(answer.as_bytes()).await?;
        }
        stream.shutdown().await
    }

    /// What is answered to these bytes: commands come several at once (RFC 2920).
    async fn take(&mut self, bytes: &[u8]) -> String {
        let mut answer = String::new();
        let mut bytes = bytes.iter();
        while (!bytes.as_slice().is_empty() || self.is_empty_chunk) && !self.is_over {
            match &mut self.mode {
                Mode::Commands => self.command(&mut bytes, &mut answer),
                Mode::Data(receiver) => {
                    if receiver.ingest(&mut bytes, &mut self.message) {
                        self.mode = Mode::Commands;
                        answer.push_str(&self.deliver().await);
                    } else if self.message.len() as u64 > self.intake.max_bytes() {
                        self.mode = Mode::DataIgnored(DummyDataReceiver::new_data(receiver), TOO_LARGE);
                        self.message = Vec::new();
                    }
                }
                Mode::DataIgnored(receiver, why) => {
                    if receiver.ingest(&mut bytes) {
                        let why = *why;
                        answer.push_str(&self.refuse(why));
                    }
                }
                Mode::Bdat(receiver) => {
                    self.is_empty_chunk = false;
                    if receiver.ingest(&mut bytes, &mut self.message) {
                        let is_last = receiver.is_last;
                        answer.push_str(&self.end_of_chunk(is_last).await);
                    }
                }
                Mode::BdatIgnored(receiver, why) => {
                    self.is_empty_chunk = false;
                    if receiver.ingest(&mut bytes) {
                        answer.push_str(why);
                        self.mode = Mode::Commands;
                    }
                }
            }
        }
        answer
    }

    fn command(&mut self, bytes: &mut Iter<'_, u8>, answer: &mut String) {
        let request = match self.requests.ingest(bytes) {
            Ok(request) => request.into_owned(),
            Err(Error::NeedsMoreData { .. }) => return,
            Err(error) => {
                self.mistakes += 1;
                answer.push_str(mistake(&error));
                if self.mistakes > MISTAKES_MAX {
                    answer.push_str("421 4.7.0 Too many errors\r\n");
                    self.is_over = true;
                }
                return;
            }
        };
        match request {
            Request::Lhlo { .. } => self.hello(answer),
            Request::Ehlo { .. } | Request::Helo { .. } => answer.push_str("500 5.5.1 This is LMTP: say LHLO\r\n"),
            Request::Mail { from } => self.mail(from, answer),
            Request::Rcpt { to } => self.rcpt(to, answer),
            Request::Data => self.data(answer),
            Request::Bdat { chunk_size, is_last } => self.bdat(chunk_size, is_last),
            Request::Rset => {
                self.reset();
                answer.push_str("250 2.0.0 Ok\r\n");
            }
            Request::Noop { .. } => answer.push_str("250 2.0.0 Ok\r\n"),
            Request::Vrfy { .. } => answer.push_str("252 2.1.5 Try and see\r\n"),
            Request::Quit => {
                answer.push_str("221 2.0.0 Bye\r\n");
                self.is_over = true;
            }
            _ => answer.push_str("502 5.5.1 Not implemented\r\n"),
        }
    }

    fn hello(&mut self, answer: &mut String) {
        self.reset();
        self.greeted = true;
        for line in ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "CHUNKING", "BINARYMIME"] {
            answer.push_str("250-");
            answer.push_str(line);
            answer.push_str("\r\n");
        }
        answer.insert_str(0, &format!("250-{}\r\n", self.name));
        answer.extend(["250 SIZE ", &self.intake.max_bytes().to_string(), "\r\n"]);
    }

    fn mail(&mut self, from: MailFrom<String>, answer: &mut String) {
        if !self.greeted || self.from.is_some() {
            answer.push_str(OUT_OF_ORDER);
        } else if from.size as u64 > self.intake.max_bytes() {
            answer.push_str(TOO_LARGE);
        } else {
            self.from = Some(from.address);
            answer.push_str("250 2.1.0 Ok\r\n");
        }
    }

    fn rcpt(&mut self, to: RcptTo<String>, answer: &mut String) {
        if self.from.is_none() {
            answer.push_str(OUT_OF_ORDER);
        } else if self.recipients.len() >= RECIPIENTS_MAX {
            answer.push_str("452 4.5.3 Too many recipients\r\n");
        } else if self.intake.takes(&to.address) {
            self.recipients.push(to.address);
            answer.push_str("250 2.1.5 Ok\r\n");
        } else {
            answer.push_str("550 5.1.1 No such mailbox here\r\n");
        }
    }

    fn data(&mut self, answer: &mut String) {
        if self.recipients.is_empty() || !self.message.is_empty() {
            answer.push_str(if self.recipients.is_empty() {
                "503 5.5.1 No valid recipients\r\n"
            } else {
                OUT_OF_ORDER
            });
        } else {
            let mut receiver = DataReceiver::new();
            // The command's own line end counts: a dot may be the first byte.
            receiver.ingest(&mut b"\r\n".iter(), &mut Vec::new());
            self.mode = Mode::Data(receiver);
            answer.push_str("354 Go ahead\r\n");
        }
    }

    /// RFC 3030. What nobody wanted has to be read all the same.
    fn bdat(&mut self, size: usize, is_last: bool) {
        let why = if self.recipients.is_empty() {
            Some("503 5.5.1 No valid recipients\r\n")
        } else if (self.message.len() as u64).saturating_add(size as u64) > self.intake.max_bytes() {
            Some(TOO_LARGE)
        } else {
            None
        };
        if let Some(why) = why {
            self.reset();
            self.mode = Mode::BdatIgnored(DummyDataReceiver::new_bdat(size), why);
        } else {
            self.mode = Mode::Bdat(BdatReceiver::new(size, is_last));
        }
        self.is_empty_chunk = size == 0;
    }

    async fn end_of_chunk(&mut self, is_last: bool) -> String {
        self.mode = Mode::Commands;
        if is_last { self.deliver().await } else { "250 2.0.0 Ok\r\n".to_owned() }
    }

    /// One answer for each recipient (RFC 2033 4.2).
    async fn deliver(&mut self) -> String {
        let message = std::mem::take(&mut self.message);
        let recipients = std::mem::take(&mut self.recipients);
        let from = self.from.take();
        let mut answer = String::new();
        let last = recipients.len().saturating_sub(1);
        let mut message = Some(message);
        for (n, recipient) in recipients.into_iter().enumerate() {
            let raw = if n == last { message.take() } else { message.clone() };
            let envelope = Envelope { from: from.clone(), to: Some(recipient) };
            let taken = self.intake.take(raw.unwrap_or_default(), Via::Lmtp, &envelope).await;
            match taken {
                Ok(arrived) => answer.extend(["250 2.0.0 Ok: stored as ", &arrived.id.to_string(), "\r\n"]),
                Err(error) => answer.push_str(&refusal(&error)),
            }
        }
        answer
    }

    fn refuse(&mut self, why: &str) -> String {
        let answer = why.repeat(self.recipients.len().max(1));
        self.reset();
        answer
    }

    fn reset(&mut self) {
        self.mode = Mode::Commands;
        self.from = None;
        self.recipients.clear();
        self.message = Vec::new();
    }
}

fn refusal(error: &TakeError) -> String {
    match error {
        TakeError::TooLarge(_) => TOO_LARGE.to_owned(),
        TakeError::Empty => "554 5.6.0 There is nothing in it\r\n".to_owned(),
        TakeError::NoMailbox(_) => "550 5.1.1 No such mailbox here\r\n".to_owned(),
        TakeError::Db(_) | TakeError::Files(_) => {
            tracing::error!(%error, "LMTP: a message could not be kept");
            "451 4.3.0 Try again later\r\n".to_owned()
        }
    }
}

fn mistake(error: &Error) -> &'static str {
    match error {
        Error::InvalidSenderAddress => "501 5.1.7 Bad sender address\r\n",
        Error::InvalidRecipientAddress => "501 5.1.3 Bad recipient address\r\n",
        Error::SyntaxError { .. } | Error::InvalidParameter { .. } => "501 5.5.4 Bad parameters\r\n",
        Error::UnsupportedParameter { .. } => "555 5.5.4 Unsupported parameter\r\n",
        _ => "500 5.5.2 What is that?\r\n",
    }
}
