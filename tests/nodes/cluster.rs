//! Nodes that are one desk: a database, a store of files and a key in common, nothing else.

use crate::deeds::{Maria, browser};
use crate::program::Desk;
use crate::services;
use crate::sink::Sink;
use crate::site::{self, Seeded, Server};
use std::net::TcpListener;
use std::path::PathBuf;

pub(crate) const MAILBOX: &str = "soporte@desk.example";
const KEY: &str = "the one key of all nodes, which is as long as it must be";

pub(crate) struct Cluster {
    pub(crate) url: String,
    people: Seeded,
    /// Where their mails go.
    pub(crate) sink: Sink,
    settings: Vec<(&'static str, String)>,
    nodes: Vec<Node>,
}

struct Node {
    desk: Desk,
    port: u16,
    server: Option<Server>,
}

impl Node {
    fn lmtp(&self) -> PathBuf {
        self.desk.folder().join("lmtp")
    }

    fn start(&mut self, settings: &[(&'static str, String)]) {
        let own = [
            ("ATIENDE_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("ATIENDE_LMTP_LISTEN", format!("unix:{}", self.lmtp().display())),
        ];
        let all: Vec<_> = settings.iter().chain(&own).map(|(key, value)| (*key, value.as_str())).collect();
        self.server = Some(tokio::task::block_in_place(|| Server::start(&self.desk, &all)));
    }
}

impl Cluster {
    /// So many nodes, serving; `None`, said aloud, without a store of files that they can have in common.
    pub(crate) async fn start(count: usize, url: &str, test: &str) -> Option<Self> {
        let storage = services::bucket(test)?;
        let sink = Sink::open().await;
        let settings = vec![
            ("ATIENDE_PUBLIC_URL", "http://127.0.0.1:8080".to_owned()),
            ("ATIENDE_SECRET_KEY", KEY.to_owned()),
            ("ATIENDE_STORAGE", storage),
            ("ATIENDE_STORAGE_KEY", "key".to_owned()),
            ("ATIENDE_STORAGE_SECRET", "secret".to_owned()),
            ("ATIENDE_SMTP_URL", format!("smtp://127.0.0.1:{}?tls=none", sink.port)),
            ("ATIENDE_MAIL_FROM", format!("Soporte <{MAILBOX}>")),
            ("ATIENDE_MAIL_DOMAIN", "desk.example".to_owned()),
            ("ATIENDE_RATE_LIMITS__AUTO_REPLY_PER_SENDER", "100000/hour".to_owned()),
            ("ATIENDE_STOP_DELAY", "3s".to_owned()),
        ];
        let mut nodes: Vec<_> =
            (0..count).map(|_| Node { desk: Desk::on(url), port: free_port(), server: None }).collect();
        let people = site::seed(&nodes[0].desk).await;
        tokio::task::block_in_place(|| site::hurry(&nodes[0].desk));
        for node in &mut nodes {
            node.start(&settings);
        }
        Some(Self { url: url.to_owned(), people, sink, settings, nodes })
    }

    /// `host:port` of each.
    pub(crate) fn addresses(&self) -> Vec<String> {
        self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port)).collect()
    }

    /// `http://host:port` of each.
    pub(crate) fn bases(&self) -> Vec<String> {
        self.addresses().into_iter().map(|address| format!("http://{address}")).collect()
    }

    fn lmtp(&self) -> Vec<PathBuf> {
        self.nodes.iter().map(Node::lmtp).collect()
    }

    /// María, who tries these doors in turn, and has a session.
    pub(crate) async fn maria(&self, doors: Vec<String>) -> Maria {
        let maria = Maria {
            doors,
            letterboxes: self.lmtp(),
            browser: browser(),
            token: self.people.maria.clone(),
            organization: self.people.la_paz.clone(),
        };
        maria.signs_in().await;
        maria
    }

    pub(crate) fn kill_9(&mut self, node: usize) {
        let mut server = self.nodes[node].server.take().unwrap();
        server.kill_9();
    }

    /// As whoever upgrades it does.
    pub(crate) fn terminate(&mut self, node: usize) {
        let server = self.nodes[node].server.take().unwrap();
        let (code, took) = tokio::task::block_in_place(|| server.terminate());
        assert_eq!(code, Some(0));
        assert!(took.as_secs() < 30, "{took:?}");
    }

    pub(crate) fn start_again(&mut self, node: usize) {
        self.nodes[node].start(&self.settings);
    }
}

/// Fixed, for the proxy has to find it again.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
