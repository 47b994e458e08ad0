//! Leave instead of a password: an administrator presses a button, a stand-in for a provider gives tokens, and a real Dovecot
//! asks the same provider whose they are.

use crate::dovecot::Dovecot;
use crate::program::Desk;
use crate::sink::Sink;
use crate::site::{self, Server, count, location, look, sign_in};
use reqwest::{Client, StatusCode};
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const MAILBOX: &str = "soporte@desk.example";
const ADA: &str = "ada@desk.example";

const SETTINGS: &[(&str, &str)] = &[
    ("ATIENDE_MAIL_FROM", "Soporte <soporte@desk.example>"),
    ("ATIENDE_MAIL_DOMAIN", "desk.example"),
    ("ATIENDE_MAIL_OAUTH__TEST__PROVIDER", "other"),
    ("ATIENDE_MAIL_OAUTH__TEST__CLIENT_ID", "desk"),
    ("ATIENDE_MAIL_OAUTH__TEST__CLIENT_SECRET", "s3cr3t"),
    ("ATIENDE_MAIL_OAUTH__TEST__AUTHORIZE_URL", "https://login.example/authorize"),
    ("ATIENDE_MAIL_OAUTH__TEST__SCOPE", "mail"),
];

/// What the stand-in knows.
#[derive(Default)]
struct Tokens {
    /// Refresh tokens that are good, each once.
    refresh: Vec<String>,
    access: Vec<String>,
    given: usize,
    /// What was posted to the token endpoint.
    asked: Vec<HashMap<String, String>>,
    /// Seconds that a refresh token lives, if that is told.
    lives: Option<u64>,
}

/// A provider: `/token` gives tokens and rotates them, `/whose/TOKEN` tells Dovecot whose an access token is.
struct Provider {
    port: u16,
    tokens: Arc<Mutex<Tokens>>,
    _serving: JoinSet<()>,
}

impl Provider {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, tokens) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Tokens::default())));
        let (mut serving, known) = (JoinSet::new(), Arc::clone(&tokens));
        serving.spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let known = Arc::clone(&known);
                talks.spawn(async move {
                    // Who hangs up has asked nothing.
                    let _ = talk(stream, &known).await;
                });
            }
        });
        Self { port, tokens, _serving: serving }
    }

    /// What it gave before is good no more; it gives others.
    fn forget_access(&self) {
        self.tokens.lock().unwrap().access.clear();
    }

    fn withdraw(&self) {
        let mut tokens = self.tokens.lock().unwrap();
        (tokens.refresh, tokens.access) = (Vec::new(), Vec::new());
    }
}

async fn talk(mut stream: TcpStream, tokens: &Mutex<Tokens>) -> std::io::Result<()> {
    let mut request = String::new();
    let mut buffer = [0; 8192];
    loop {
        let read = stream.read(&mut buffer).await?;
        request.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
        let lower = head.to_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0_usize) {
            break;
        }
    }
    let (head, body) = request.split_once("\r\n\r\n").unwrap_or((&request, ""));
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, answer) = match path.strip_prefix("/whose/") {
        Some(token) => {
            // Dovecot adds who it is itself.
            let token = token.split('&').next().unwrap_or_default();
            let active = tokens.lock().unwrap().access.iter().any(|known| known == token);
            ("200 OK", json!({ "active": if active { "true" } else { "false" }, "email": "soporte" }))
        }
        None => token(&mut tokens.lock().unwrap(), body),
    };
    let answer = answer.to_string();
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
        answer.len()
    );
    stream.write_all(text.as_bytes()).await
}

fn token(tokens: &mut Tokens, body: &str) -> (&'static str, serde_json::Value) {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let is_good = match form["grant_type"].as_str() {
        "authorization_code" => form["code"] == "good" && form["code_verifier"].len() >= 43,
        _ => tokens.refresh.contains(&form["refresh_token"]),
    };
    tokens.asked.push(form);
    if !is_good {
        return ("400 Bad Request", json!({ "error": "invalid_grant", "error_description": "Leave was withdrawn." }));
    }
    tokens.given += 1;
    let (access, refresh) = (format!("access{}", tokens.given), format!("refresh{}", tokens.given));
    tokens.refresh = vec![refresh.clone()];
    tokens.access.push(access.clone());
    let lives = tokens.lives;
    (
        "200 OK",
        json!({ "access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": 125,
            "refresh_token_expires_in": lives }),
    )
}

fn until(desk: &Desk, sql: &str, expected: i64) {
    let (ledger, begun) = (look(desk), Instant::now());
    while count(&ledger, sql) != expected {
        assert!(begun.elapsed() < Duration::from_mins(1), "{sql}: not {expected}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Presses the button of the mailbox, and comes back with this code; the page where that ends.
async fn authorises(server: &Server, browser: &Client, code: &str) -> (StatusCode, String) {
    gives_leave(server, browser, "/admin/correo/buzones/soporte%40desk.example/autorizar", code).await
}

async fn gives_leave(server: &Server, browser: &Client, path: &str, code: &str) -> (StatusCode, String) {
    let away = browser.get(server.url(path)).send().await.unwrap();
    let away = url::Url::parse(location(&away)).unwrap();
    let asked: HashMap<_, _> = away.query_pairs().into_owned().collect();
    assert_eq!((asked["client_id"].as_str(), asked["code_challenge_method"].as_str()), ("desk", "S256"));
    assert!(asked["redirect_uri"].ends_with("/admin/correo/buzones/oauth"), "{asked:?}");
    let back = format!("/admin/correo/buzones/oauth?code={code}&state={}", asked["state"]);
    let stranger = site::browser().get(server.url(&back)).send().await.unwrap();
    assert!(location(&stranger).starts_with("/acceder"), "the state is no key");
    let answer = browser.get(server.url(&back)).send().await.unwrap();
    let again = browser.get(server.url(&back)).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY, "it is good once");
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn leave_is_given_used_rotated_withdrawn_and_given_again() {
    let provider = Provider::open().await;
    let whose = format!("oauth=http://127.0.0.1:{}/whose/", provider.port);
    let test = "leave_is_given_used_rotated_withdrawn_and_given_again";
    let Some(dovecot) = Dovecot::start(test, &[&whose]) else { return };
    let desk = Desk::new();
    site::seed(&desk).await;
    let token_url = format!("http://127.0.0.1:{}/token", provider.port);
    let imap = format!("imap://soporte@127.0.0.1:{}/", dovecot.port);
    let mailboxes = json!([{ "address": MAILBOX, "imap_url": imap, "oauth": "test" }]).to_string();
    let own = [("ATIENDE_MAILBOXES", mailboxes.as_str()), ("ATIENDE_MAIL_OAUTH__TEST__TOKEN_URL", &token_url)];
    let settings = [SETTINGS, &own].concat();
    let server = Server::start(&desk, &settings);
    let wants_leave = "SELECT count(*) FROM mailboxes WHERE problem = 'consent' AND failing_since IS NOT NULL";
    until(&desk, wants_leave, 1);

    let browser = site::browser();
    sign_in(&server, &browser, ADA, "").await;
    // What is refused is said, and nothing is kept.
    let (status, page) = authorises(&server, &browser, "bad").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Leave was withdrawn."), "{page}");
    assert_eq!(count(&look(&desk), "SELECT count(*) FROM mail_grants"), 0);
    let (status, _) = authorises(&server, &browser, "good").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let well = "SELECT count(*) FROM mailboxes WHERE failing_since IS NULL AND last_success_at IS NOT NULL";
    until(&desk, well, 1);
    let form = provider.tokens.lock().unwrap().asked.last().unwrap().clone();
    assert_eq!((form["refresh_token"].as_str(), form["client_secret"].as_str()), ("refresh1", "s3cr3t"));
    assert!(
        !String::from_utf8_lossy(&std::fs::read(desk.folder().join("data/atiende.db")).unwrap()).contains("refresh2")
    );
    drop(server);

    // Another process: the token that was rotated last is the one that it shows.
    let server = Server::start(&desk, &settings);
    let used = "SELECT count(*) FROM mail_grants WHERE used_at > granted_at";
    until(&desk, used, 1);
    until(&desk, well, 1);
    let begun = Instant::now();
    while provider.tokens.lock().unwrap().given < 3 {
        assert!(begun.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(server);

    // Withdrawn there: everybody hears of it at once, and it is one click again.
    provider.withdraw();
    let server = Server::start(&desk, &settings);
    until(&desk, "SELECT count(*) FROM outbox WHERE kind = 'mailbox_fails'", 1);
    let browser = site::browser();
    sign_in(&server, &browser, ADA, "").await;
    let page = browser.get(server.url("/admin/correo/buzones")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("vuelve a autorizar") && page.contains("Volver a autorizar"), "{page}");
    provider.tokens.lock().unwrap().lives = Some(86_400);
    assert_eq!(authorises(&server, &browser, "good").await.0, StatusCode::SEE_OTHER);
    until(&desk, "SELECT count(*) FROM outbox WHERE kind = 'mailbox_well'", 1);
    drop(server);
    // It ends tomorrow: the administrators are warned, once.
    let _server = Server::start(&desk, &settings);
    until(&desk, "SELECT count(*) FROM outbox WHERE kind = 'mail_consent_ends'", 1);
}

/// Dovecot takes the mails for the sink, and asks the provider whose the tokens are. Until somebody gives leave they wait;
/// then they leave at once, and a token that was withdrawn before its time costs nobody a mail.
#[tokio::test(flavor = "multi_thread")]
async fn mails_go_out_by_leave() {
    let (provider, sink) = (Provider::open().await, Sink::open().await);
    let options = [format!("oauth=http://127.0.0.1:{}/whose/", provider.port), format!("relay={}", sink.port)];
    let Some(dovecot) = Dovecot::start("mails_go_out_by_leave", &options.each_ref().map(String::as_str)) else {
        return;
    };
    let desk = Desk::new();
    let seeded = site::seed(&desk).await;
    let token_url = format!("http://127.0.0.1:{}/token", provider.port);
    let smtp = format!("smtp://soporte@127.0.0.1:{}?tls=none", dovecot.other_port("submission-port"));
    let own = [
        ("ATIENDE_SMTP_URL", smtp.as_str()),
        ("ATIENDE_SMTP_OAUTH", "test"),
        ("ATIENDE_MAIL_OAUTH__TEST__TOKEN_URL", &token_url),
    ];
    let server = Server::start(&desk, &[SETTINGS, &own].concat());
    let opens = async |subject: &str| {
        let new = json!({ "subject": subject, "body": "Sale «sin papel»." });
        let sent = site::browser().post(server.url("/api/v1/tickets")).bearer_auth(&seeded.maria).json(&new);
        assert_eq!(sent.send().await.unwrap().status(), StatusCode::CREATED);
    };
    opens("No imprime").await;
    until(&desk, "SELECT count(*) FROM outbox WHERE state = 'queued' AND last_error LIKE '%must give leave%'", 3);
    assert!(sink.mails().is_empty());

    let browser = site::browser();
    sign_in(&server, &browser, ADA, "").await;
    let page = browser.get(server.url("/admin/correo/ajustes")).send().await.unwrap().text().await.unwrap();
    let path = "/admin/correo/buzones/soporte/autorizar";
    assert!(page.contains("no sale ningún correo") && page.contains(path), "{page}");
    assert_eq!(gives_leave(&server, &browser, path, "good").await.0, StatusCode::SEE_OTHER);
    until(&desk, "SELECT count(*) FROM outbox WHERE state = 'sent'", 3);
    let page = browser.get(server.url("/admin/correo/ajustes")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Volver a autorizar"), "{page}");

    provider.forget_access();
    opens("No escanea").await;
    until(&desk, "SELECT count(*) FROM outbox WHERE state = 'sent'", 6);
    assert_eq!(sink.mails().len(), 6);
    let tries = "SELECT count(*) FROM outbox WHERE subject LIKE '%No escanea%' AND attempts = 1";
    assert_eq!(count(&look(&desk), tries), 3);

    provider.withdraw();
    opens("No copia").await;
    until(&desk, "SELECT count(*) FROM outbox WHERE state = 'queued' AND last_error LIKE '%Leave was withdrawn%'", 3);
}
