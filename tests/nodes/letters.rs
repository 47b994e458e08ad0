//! A mail server that hands mails over by LMTP.

use crate::cluster::MAILBOX;
use crate::site::MARIA;
use std::io;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::UnixStream;

/// What became of a message: the last answer, or why there was none.
pub(crate) async fn hand_over(socket: &Path, subject: &str) -> io::Result<String> {
    tokio::time::timeout(Duration::from_secs(30), talk(socket, subject)).await?
}

async fn talk(socket: &Path, subject: &str) -> io::Result<String> {
    let mut stream = BufStream::new(UnixStream::connect(socket).await?);
    answer(&mut stream).await?;
    let message = format!(
        "From: {MARIA}\r\nTo: {MAILBOX}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@lapaz.example>\r\n\r\n{}\r\n.",
        words(subject)
    );
    let (from, to) = (format!("MAIL FROM:<{MARIA}>"), format!("RCPT TO:<{MAILBOX}>"));
    let mut last = String::new();
    for line in ["LHLO tests", &from, &to, "DATA", &message] {
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        stream.flush().await?;
        last = answer(&mut stream).await?;
        if last.starts_with(['4', '5']) {
            break;
        }
    }
    Ok(last)
}

pub(crate) fn words(subject: &str) -> String {
    format!("Hola, la impresora de {subject} no va.")
}

/// The last line of it.
async fn answer(stream: &mut BufStream<UnixStream>) -> io::Result<String> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(line.trim_end().to_owned());
        }
    }
}
