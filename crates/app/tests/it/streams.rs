//! `GET /events` of the whole program: over HTTP/1 and HTTP/2, from node to node, and when a node stops.

use crate::program::Desk;
use crate::site::{self, LUIS, Ledger, Seeded, Server, count};
use reqwest::Response;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// What must come has come by then.
const SOON: Duration = Duration::from_secs(20);
const PROMPT: Duration = Duration::from_secs(8);

/// An open stream, by whatever protocol.
struct Stream {
    body: Body,
    text: String,
}

enum Body {
    Http1(Box<Response>),
    Http2(h2::RecvStream),
}

impl Body {
    async fn chunk(&mut self) -> Option<Vec<u8>> {
        match self {
            Self::Http1(response) => response.chunk().await.ok()?.map(|bytes| bytes.to_vec()),
            Self::Http2(body) => {
                let bytes = body.data().await?.ok()?;
                body.flow_control().release_capacity(bytes.len()).unwrap();
                Some(bytes.to_vec())
            }
        }
    }
}

impl Stream {
    async fn open(server: &Server, cookie: &str, query: &str) -> Self {
        let asked = site::browser().get(server.url(&format!("/events?{query}"))).header("cookie", cookie);
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        Self { body: Body::Http1(Box::new(answer)), text: String::new() }
    }

    /// The data of the next event; `None` when the stream is over.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned);
                self.text = rest.to_owned();
                if data.is_some() {
                    return data;
                }
            } else {
                self.text.push_str(&String::from_utf8(self.body.chunk().await?).unwrap());
            }
        }
    }

    async fn hears(&mut self, what: &str) {
        let heard = timeout(SOON, self.next()).await.unwrap_or_else(|_| panic!("{what} does not come"));
        assert_eq!(heard.as_deref(), Some(what));
    }
}

/// Signs in; the session's cookie.
async fn cookie(server: &Server, email: &str) -> String {
    let answer = site::sign_in(server, &site::browser(), email, "/").await;
    let cookies = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let session = cookies.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with("session="));
    session.unwrap().to_owned()
}

async fn posts(server: &Server, token: &str, path: &str, body: &Value) -> Value {
    let asked = site::browser().post(server.url(path)).bearer_auth(token).json(body);
    let answer = asked.send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// María's ticket: its id, and its topic.
async fn ticket(server: &Server, people: &Seeded) -> (String, String) {
    let new = json!({ "subject": "No imprime", "body": "La impresora no imprime.", "organization": people.la_paz });
    let made = posts(server, &people.maria, "/api/v1/tickets", &new).await;
    (made["id"].as_str().unwrap().to_owned(), format!("t:{}", made["number"]))
}

async fn replies(server: &Server, people: &Seeded, ticket: &str) {
    let words = json!({ "body": "Sigue igual." });
    posts(server, &people.maria, &format!("/api/v1/tickets/{ticket}/messages"), &words).await;
}

#[test]
fn a_stream_on_one_node_hears_of_the_other_and_looks_again_after_a_cut() {
    atiende_testing::on_postgres(module_path!(), two_nodes());
}

async fn two_nodes() {
    let desk = Desk::on_engine().await;
    let people = site::seed(&desk).await;
    let (here, there) = (Server::start(&desk, &[]), Server::start(&desk, &[]));
    let (id, topic) = ticket(&there, &people).await;
    // Signed in on one node, one is on the other.
    let luis = cookie(&there, LUIS).await;
    let mut page = Stream::open(&here, &luis, &format!("topic={topic}")).await;
    let mut queue = Stream::open(&here, &luis, "topic=queue").await;
    page.hears("*").await;
    queue.hears("*").await;
    replies(&there, &people, &id).await;
    page.hears(&topic).await;
    queue.hears("queue").await;

    let listening = "datname = current_database() AND pid <> pg_backend_pid() \
         AND (query LIKE 'LISTEN %' OR query LIKE 'SELECT pg_notify%' OR query = 'SELECT 1')";
    let nodes = count(&Ledger::of(&desk), &format!("SELECT count(*) FROM pg_stat_activity WHERE {listening}"));
    assert_eq!(nodes, 2, "each node listens by one connection");
    site::change(&desk, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listening}"));
    page.hears("*").await;
    queue.hears("*").await;
    replies(&there, &people, &id).await;
    page.hears(&topic).await;
    queue.hears("queue").await;

    // The session ends on the other node.
    let asked = site::browser().post(there.url("/logout")).header("cookie", &luis);
    assert_eq!(asked.send().await.unwrap().status(), 303);
    assert_eq!(timeout(SOON, page.next()).await.expect("it goes on"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_the_node_stops() {
    let desk = Desk::new();
    let people = site::seed(&desk).await;
    let server = Server::start(&desk, &[]);
    let (_, topic) = ticket(&server, &people).await;
    let luis = cookie(&server, LUIS).await;
    let mut streams = Vec::new();
    for query in [format!("topic={topic}"), "topic=queue".to_owned(), "topic=mine".to_owned()] {
        let mut stream = Stream::open(&server, &luis, &query).await;
        stream.hears("*").await;
        streams.push(stream);
    }
    let stopped = tokio::task::spawn_blocking(move || server.terminate());
    for stream in &mut streams {
        assert_eq!(timeout(SOON, stream.next()).await.expect("it goes on"), None);
    }
    let (code, took) = stopped.await.unwrap();
    assert_eq!(code, Some(0));
    assert!(took < PROMPT, "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_of_http_2_carries_many() {
    let desk = Desk::new();
    let people = site::seed(&desk).await;
    let server = Server::start(&desk, &[]);
    let (id, topic) = ticket(&server, &people).await;
    let luis = cookie(&server, LUIS).await;
    let address = server.base.trim_start_matches("http://");
    let connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let (client, connection) = h2::client::handshake(connection).await.unwrap();
    let story = async {
        let mut streams = Vec::new();
        let queries = [format!("topic={topic}"), format!("topic={topic}&topic=mine"), "topic=queue".to_owned()];
        for query in &queries {
            let asked = http::Request::get(server.url(&format!("/events?{query}"))).header("cookie", &luis);
            let mut client = client.clone().ready().await.unwrap();
            let (answer, _) = client.send_request(asked.body(()).unwrap(), true).unwrap();
            let answer = answer.await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (200, http::Version::HTTP_2));
            let mut stream = Stream { body: Body::Http2(answer.into_body()), text: String::new() };
            stream.hears("*").await;
            streams.push(stream);
        }
        replies(&server, &people, &id).await;
        for (stream, told) in streams.iter_mut().zip([topic.as_str(), &topic, "queue"]) {
            stream.hears(told).await;
        }
    };
    tokio::select! {
        ended = connection => panic!("{ended:?}"),
        () = story => {}
    }
}
