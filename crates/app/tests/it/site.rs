//! The built program, serving: a desk with people in it, seen through its doors.

use crate::program::Desk;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

pub(crate) const PASSWORD: &str = "una frase bastante larga";
pub(crate) const MARIA: &str = "maria@lapaz.example";
pub(crate) const CARMEN: &str = "carmen@lapaz.example";
pub(crate) const LUIS: &str = "luis@desk.example";
const ADA: &str = "ada@desk.example";

/// Limits are another test's story.
const GENEROUS: &[(&str, &str)] = &[
    ("ATIENDE_LISTEN", "127.0.0.1:0"),
    ("ATIENDE_LOG", "json"),
    ("ATIENDE_RATE_LIMITS__LOGIN", "10000/s"),
    ("ATIENDE_RATE_LIMITS__API", "100000/s"),
];

/// A serving process; killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) base: String,
}

impl Server {
    /// Returns when it takes connections.
    pub(crate) fn start(desk: &Desk, more: &[(&str, &str)]) -> Self {
        let mut child = desk.start(&["serve"], &[GENEROUS, more].concat());
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut before = Vec::new();
        let address = log.find_map(|line| {
            let entry: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
            before.push(line);
            entry["listen"].as_str().map(str::to_owned)
        });
        let Some(address) = address else { panic!("it does not serve: {before:#?}") };
        // Somebody has to read its log; what it complains of is worth seeing beside a failed test.
        std::thread::spawn(move || {
            log.filter(|line| !line.contains("\"level\":\"INFO\"")).for_each(|line| println!("{line}"));
        });
        Self { child, base: format!("http://{address}") }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// As whoever administers it does: its exit code, and how long it took.
    pub(crate) fn terminate(mut self) -> (Option<i32>, Duration) {
        let told = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let ended = self.child.wait().unwrap();
        (ended.code(), told.elapsed())
    }

    /// As the kernel does it when memory runs out: without a word.
    pub(crate) fn kill_9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CEIP La Paz with María and her coordinator Carmen; Luis attends; Ada administers. Two organizations
/// there are, so that one can be foreign.
pub(crate) async fn seed(desk: &Desk) -> Seeded {
    add_person(desk, ADA, &["--role", "admin"]);
    let luis = add_person(desk, LUIS, &["--role", "technician"]);
    let ada = token(desk, ADA);
    let server = Server::start(desk, &[]);
    let la_paz = organization(&server, &ada, "CEIP La Paz", &luis).await;
    let el_mar = organization(&server, &ada, "IES El Mar", &luis).await;
    drop(server);
    add_person(desk, MARIA, &["--role", "requester", "--org", "CEIP La Paz"]);
    add_person(desk, CARMEN, &["--role", "requester", "--org", "CEIP La Paz", "--coordinator"]);
    Seeded { maria: token(desk, MARIA), luis: token(desk, LUIS), admin: ada, la_paz, el_mar }
}

/// What a story needs to know of the people and organizations.
pub(crate) struct Seeded {
    /// API tokens.
    pub(crate) maria: String,
    pub(crate) luis: String,
    pub(crate) admin: String,
    pub(crate) la_paz: String,
    pub(crate) el_mar: String,
}

pub(crate) fn add_person(desk: &Desk, email: &str, rest: &[&str]) -> String {
    let arguments = [&["user", "add", "--email", email, "--name", email, "--password-stdin", "--json"], rest].concat();
    let added = desk.run_with(&arguments, &[], &format!("{PASSWORD}\n"));
    assert_eq!(added.code, 0, "{added:?}");
    added.json()["id"].to_string()
}

pub(crate) fn token(desk: &Desk, email: &str) -> String {
    let made = desk.run(&["token", "add", "--user", email, "--name", "test", "--scope", "admin"]);
    assert_eq!(made.code, 0, "{made:?}");
    made.out.trim().to_owned()
}

async fn organization(server: &Server, token: &str, name: &str, technician: &str) -> String {
    let new = json!({ "name": name, "kind": "school", "default_technician": technician });
    let made = browser().post(server.url("/api/v1/organizations")).bearer_auth(token).json(&new).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    made.json::<serde_json::Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
}

/// A browser with an empty cookie jar that tells where it is sent, and does not go.
pub(crate) fn browser() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap()
}

/// Signs in; `back_to` as the form would carry it.
pub(crate) async fn sign_in(server: &Server, browser: &Client, email: &str, back_to: &str) -> Response {
    let form = [("email", email), ("password", PASSWORD), ("back_to", back_to)];
    let answer = browser.post(server.url("/acceder")).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{email} does not get in");
    answer
}

pub(crate) fn location(answer: &Response) -> &str {
    answer.headers().get("location").map_or("", |value| value.to_str().unwrap())
}

/// The database as it is on the disk, through eyes of its own.
pub(crate) fn look(desk: &Desk) -> Connection {
    let file = desk.folder().join("data/atiende.db");
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection
}

/// News within two seconds, not a minute, are one mail: for stories in which much is said. Before the server starts.
pub(crate) fn hurry(desk: &Desk) {
    change(desk, "INSERT INTO settings (name, value) VALUES ('conversation', '{\"digest_seconds\": 2}')");
}

pub(crate) fn count(database: &impl Counts, sql: &str) -> i64 {
    database.count(sql)
}

/// Somebody who can be asked for a number.
pub(crate) trait Counts {
    fn count(&self, sql: &str) -> i64;
}

impl Counts for Connection {
    fn count(&self, sql: &str) -> i64 {
        self.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// The database of either engine.
pub(crate) enum Ledger {
    Sqlite(Connection),
    Postgres(String),
}

impl Ledger {
    pub(crate) fn of(desk: &Desk) -> Self {
        desk.postgres().map_or_else(|| Self::Sqlite(look(desk)), |url| Self::Postgres(url.to_owned()))
    }
}

impl Counts for Ledger {
    fn count(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(connection) => connection.count(sql),
            Self::Postgres(url) => on_postgres(url, async |client| client.query_one(sql, &[]).await.unwrap().get(0)),
        }
    }
}

/// What a test may not wait for is changed behind the desk's back.
pub(crate) fn change(desk: &Desk, sql: &str) {
    if let Some(url) = desk.postgres() {
        return on_postgres(url, async |client| client.batch_execute(sql).await.unwrap());
    }
    let connection = Connection::open(desk.folder().join("data/atiende.db")).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    connection.execute(sql, []).unwrap();
}

/// The stories are told in a runtime, so this has one and a thread of its own.
fn on_postgres<T: Send>(url: &str, work: impl AsyncFnOnce(&tokio_postgres::Client) -> T + Send) -> T {
    let visit = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
            let done = async {
                let done = work(&client).await;
                drop(client);
                done
            };
            tokio::join!(done, connection).0
        })
    };
    std::thread::scope(|scope| scope.spawn(visit).join().unwrap())
}
