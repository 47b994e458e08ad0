//! Servers that do not speak HTTP as they should: bytes on a socket.

use std::time::Duration;

use atiende_oidc::{ClientSecret, Failure, Options, Provider, RelyingParty, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::provider::{CLIENT, NOW, SECRET, assert_misbehaved, assert_unreachable, hasty};

/// Says the beginning, then the rest again and again, a moment apart.
#[expect(clippy::disallowed_methods, reason = "the server lives as long as the test's runtime")]
async fn said(beginning: &'static str, again: &'static str, options: &Options) -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = says(stream, beginning, again).await;
        }
    });
    let provider = Provider::openid("acme", &issuer, CLIENT, ClientSecret::Shared(Secret::new(SECRET)));
    RelyingParty::new(options).unwrap().check(&provider, NOW).await
}

async fn says(mut stream: TcpStream, beginning: &str, again: &str) -> std::io::Result<()> {
    let mut request = [0; 1024];
    let _ = stream.read(&mut request).await?;
    stream.write_all(beginning.as_bytes()).await?;
    while !again.is_empty() {
        stream.write_all(again.as_bytes()).await?;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_status_line_letter_by_letter() {
    let result = said("HTTP/1.1 200 O", "K", &hasty()).await;
    assert!(matches!(result, Err(Failure::Unreachable(_))), "{result:?}");
}

#[tokio::test]
async fn headers_without_end() {
    let result = said("HTTP/1.1 200 OK\r\n", "x-more: and more\r\n", &Options::default()).await;
    assert_unreachable(result, "http://127.0.0.1");
}

#[tokio::test]
async fn one_header_without_end() {
    assert_unreachable(said("HTTP/1.1 200 OK\r\nx-long: ", "x", &hasty()).await, "too slow");
}

#[tokio::test]
async fn patience_asked_for_without_end() {
    assert_unreachable(said("", "HTTP/1.1 102 Processing\r\n\r\n", &hasty()).await, "http://127.0.0.1");
}

#[tokio::test]
async fn less_than_was_promised() {
    assert_unreachable(said("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{", "", &hasty()).await, "http://127.0.0.1");
}

#[tokio::test]
async fn more_than_anybody_can_hold() {
    let promised = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n";
    let flood = "                                                                                                    ";
    let small = Options { body: 500, ..Options::default() };
    assert_misbehaved(said(promised, flood, &small).await, "more than 500 bytes");
}

#[tokio::test]
async fn no_http_at_all() {
    for words in ["SSH-2.0-OpenSSH_9.9\r\n", "\0\0\0\0", "HTTP/9.9 200 OK\r\n\r\n{}", "HTTP/1.1 999999 no\r\n\r\n"] {
        assert_unreachable(said(words, "", &hasty()).await, "http://127.0.0.1");
    }
}
