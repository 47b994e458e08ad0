//! Backups, as whoever operates a desk meets them: made while it serves, checked, restored, moved to the other engine.

mod damage;
mod engines;
mod load;
mod nights;
mod occupied;
mod s3;

use crate::program::{Desk, Ended};
use crate::site::{self, Seeded, Server};
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A ticket that was acknowledged, with one file.
#[derive(Debug, Clone)]
struct Told {
    number: String,
    subject: String,
    content: Vec<u8>,
}

/// Somebody who opens tickets through the API.
#[derive(Clone)]
struct Client {
    base: String,
    token: String,
    organization: String,
    http: reqwest::Client,
}

impl Client {
    fn of(server: &Server, seeded: &Seeded) -> Self {
        let (token, organization) = (seeded.maria.clone(), seeded.la_paz.clone());
        Self { base: server.base.clone(), token, organization, http: site::browser() }
    }

    /// Opens a ticket with a file of its own, of any bytes; every fifth is large enough to come in parts.
    async fn opens(&self, n: usize) -> Result<Told, reqwest::Error> {
        let subject = format!("Pizarra número {n} apagada");
        let length = if n.is_multiple_of(5) { 300_000 } else { 1 + n * 37 };
        let content: Vec<u8> = (0..length).map(|i| u8::try_from((i * 31 + n * 7) % 251).unwrap()).collect();
        let form = Form::new().part("file", Part::bytes(content.clone()).file_name(format!("{n}.bin")));
        let post = self.http.post(format!("{}/api/v1/attachments", self.base)).bearer_auth(&self.token);
        let file: Value = post.multipart(form).send().await?.error_for_status()?.json().await?;
        let new = json!({
            "subject": subject, "body": "No enciende.", "organization": self.organization, "attachments": [file["id"]]
        });
        let post = self.http.post(format!("{}/api/v1/tickets", self.base)).bearer_auth(&self.token);
        let ticket: Value = post.json(&new).send().await?.error_for_status()?.json().await?;
        Ok(Told { number: ticket["id"].as_str().unwrap().to_owned(), subject, content })
    }

    async fn get(&self, path: &str) -> Value {
        let answer =
            self.http.get(format!("{}/api/v1{path}", self.base)).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    /// The ticket is there as it was told, with its file, byte by byte.
    async fn sees(&self, told: &Told) {
        let ticket = self.get(&format!("/tickets/{}", told.number)).await;
        assert_eq!(ticket["subject"], told.subject);
        let messages = self.get(&format!("/tickets/{}/messages", told.number)).await;
        let file = messages["items"][0]["attachments"][0]["id"].as_str().unwrap_or_else(|| panic!("{messages}"));
        let get = self.http.get(format!("{}/api/v1/attachments/{file}/content", self.base)).bearer_auth(&self.token);
        let content = get.send().await.unwrap().bytes().await.unwrap();
        assert!(content == told.content, "{}: {} bytes of {}", told.subject, content.len(), told.content.len());
    }

    /// Numbers of the tickets that have these words.
    async fn finds(&self, words: &str) -> Vec<String> {
        let found = self.get(&format!("/tickets?q={words}")).await;
        found["items"].as_array().unwrap().iter().map(|ticket| ticket["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A desk with so many tickets, and what was told of them; it serves no longer.
async fn desk_with(desk: &Desk, tickets: usize) -> (Seeded, Vec<Told>) {
    let seeded = site::seed(desk).await;
    let server = Server::start(desk, &[]);
    let client = Client::of(&server, &seeded);
    let mut all = Vec::new();
    for n in 0..tickets {
        all.push(client.opens(n).await.unwrap());
    }
    assert_eq!(server.terminate().0, Some(0));
    (seeded, all)
}

fn well(ended: &Ended) {
    assert_eq!(ended.code, 0, "{ended:?}");
}

/// Makes a backup and looks whether it is whole.
fn back_up(desk: &Desk, name: &str) -> PathBuf {
    let folder = desk.folder().join(name);
    well(&desk.run(&["backup", folder.to_str().unwrap()]));
    let verified = verify(desk, &folder);
    well(&verified);
    assert_eq!(
        (verified.json()["ok"].as_bool(), verified.json()["problems"].as_array().unwrap().len()),
        (Some(true), 0)
    );
    folder
}

fn verify(desk: &Desk, folder: &Path) -> Ended {
    desk.run(&["verify-backup", folder.to_str().unwrap(), "--json"])
}

fn restore(desk: &Desk, folder: &Path, more: &[&str]) -> Ended {
    desk.run(&[&["restore", folder.to_str().unwrap(), "--json"], more].concat())
}

/// The restored desk serves everything that was told, and goes on: the next ticket has a number of its own.
async fn serves(desk: &Desk, seeded: &Seeded, all: &[Told]) {
    let server = Server::start(desk, &[]);
    let client = Client::of(&server, seeded);
    for told in all {
        client.sees(told).await;
    }
    let last = all.last().unwrap();
    assert!(client.finds("pizarras+apagadas").await.contains(&last.number), "the search knows stems of old words");
    let next = client.opens(1_000_003 % 997).await.unwrap();
    assert!(all.iter().all(|told| told.number != next.number), "{next:?}");
    client.sees(&next).await;
    assert_eq!(server.terminate().0, Some(0));
}

/// Every file under a folder.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut files_of(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
