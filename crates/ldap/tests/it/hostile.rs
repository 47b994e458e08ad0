//! Servers that speak no LDAP, or too much of it.

use atiende_ldap::{Directory, Failure, Settings};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Asks a server that answers everything with `answer`, and then says no more.
async fn ask(answer: Vec<u8>, start_tls: bool) -> Failure {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let mut server = JoinSet::new();
    server.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 1024];
            while let Ok(1..) = stream.read(&mut asked).await {
                drop(stream.write_all(&answer).await);
            }
        }
    });
    let settings =
        Settings { url, start_tls, base: "dc=x".into(), filter: "(uid={login})".into(), ..Settings::default() };
    let settings = if start_tls { Settings { authorities: Some(authority()), ..settings } } else { settings };
    Directory::new(settings).unwrap().authenticate("maria", "clave").await.unwrap_err()
}

/// Nobody's certificate; it is never asked for.
fn authority() -> Vec<u8> {
    include_bytes!("authority.pem").to_vec()
}

#[tokio::test]
async fn nonsense_lets_nobody_in() {
    let tower = {
        let mut tower = vec![0x30, 0x00];
        for _ in 0..60 {
            tower.splice(0..0, [0x30, u8::try_from(tower.len()).unwrap()]);
        }
        tower
    };
    let answers = [
        b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
        vec![0x30, 0x84, 0x7f, 0xff, 0xff, 0xff],
        vec![0x30, 0x03, 2, 1, 1],
        vec![0x30, 0x00],
        // A search result where the answer to a bind belongs.
        vec![0x30, 0x0c, 2, 1, 1, 0x64, 7, 4, 1, b'x', 0x30, 2, 4, 0],
        vec![0; 4096],
        tower,
    ];
    for answer in answers {
        let failure = ask(answer.clone(), false).await;
        let is_told = matches!(failure, Failure::Unreachable(_) | Failure::Misconfigured(_));
        assert!(is_told, "{:?} after {:02x?}", failure, answer.get(..8));
    }
}

#[tokio::test]
async fn no_password_is_sent_after_a_refused_start_tls() {
    // An extended response, "protocol error".
    let refused = ask(vec![0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 2, 4, 0, 4, 0], true).await;
    assert_eq!(refused, Failure::Misconfigured("it refuses StartTLS".into()));
    // "Yes", and then no TLS.
    let yes = ask(vec![0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0], true).await;
    assert!(matches!(yes, Failure::Unreachable(_)), "{yes:?}");
}

#[tokio::test]
async fn a_silent_server_is_waited_for_eight_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let settings = Settings { url, base: "dc=x".into(), filter: "(uid={login})".into(), ..Settings::default() };
    let began = Instant::now();
    let failure = Directory::new(settings).unwrap().authenticate("maria", "clave").await.unwrap_err();
    assert_eq!(failure, Failure::Unreachable("no answer within 8 s".into()));
    assert!((Duration::from_secs(7)..Duration::from_secs(12)).contains(&began.elapsed()));
}

/// A server that answers the desk's own bind, knows nobody, and keeps every byte that it gets.
async fn curious() -> (String, JoinSet<()>, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let (heard, mut server) = (Arc::new(Mutex::new(Vec::new())), JoinSet::new());
    let kept = Arc::clone(&heard);
    server.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // Bound; nothing found; a wrong password (RFC 4511 4.2.2, 4.5.2).
            for (n, (response, code)) in [(0x61, 0), (0x65, 0), (0x61, 49)].into_iter().enumerate() {
                let mut asked = [0; 1024];
                let Ok(length @ 1..) = stream.read(&mut asked).await else { break };
                kept.lock().unwrap().extend_from_slice(&asked[..length]);
                let id = u8::try_from(n + 1).unwrap();
                let answer = [0x30, 12, 2, 1, id, response, 7, 0x0a, 1, code, 4, 0, 4, 0];
                drop(stream.write_all(&answer).await);
            }
        }
    });
    (url, server, heard)
}

fn hears(heard: &Mutex<Vec<u8>>, word: &str) -> bool {
    heard.lock().unwrap().windows(word.len()).any(|window| window == word.as_bytes())
}

#[tokio::test]
async fn a_directory_that_does_not_know_somebody_gets_no_password_of_theirs() {
    let (url, _server, heard) = curious().await;
    let settings = Settings { url, base: "dc=x".into(), filter: "(uid={login})".into(), ..Settings::default() };
    let refused = Directory::new(settings).unwrap().authenticate("maria", "clave de maria").await;
    assert_eq!(refused, Err(Failure::WrongLogin));
    assert!(hears(&heard, "maria") && hears(&heard, "cn=nobody-"), "it was asked for her, and for nobody");
    assert!(!hears(&heard, "clave de maria"));
}

/// Eight wait for a directory that says nothing; the ninth does not wait for its turn for ever.
#[tokio::test]
async fn nobody_waits_for_ever_for_their_turn() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ldap://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let settings = Settings { url, base: "dc=x".into(), filter: "(uid={login})".into(), ..Settings::default() };
    let directory = Directory::new(settings).unwrap();
    let mut waiting = JoinSet::new();
    for _ in 0..8 {
        let directory = directory.clone();
        waiting.spawn(async move { drop(directory.authenticate("maria", "clave").await) });
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let refused = directory.authenticate("luis", "clave").await.unwrap_err();
    assert!(matches!(&refused, Failure::Unreachable(why) if why.contains("at once")), "{refused:?}");
}
