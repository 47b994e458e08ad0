//! Folders that may not be written.

use crate::disk::Mount;
use crate::lab::{Lab, count, is_whole, message, tickets};
use crate::program::Desk;
use crate::site::{self, Server};
use reqwest::StatusCode;

atiende_testing::on_both![the_files];

async fn the_files() {
    let desk = Desk::on_engine().await;
    let lab = Lab::open(&desk, &[]).await;
    let maria = lab.maria().await;
    assert_eq!(lab.sends(&maria, "Antes", Some(b"la foto de antes")).await.status(), StatusCode::SEE_OTHER);

    let Some(mount) = Mount::read_only("the_files", &desk.folder().join("data/files")) else { return };
    lab.given_back(lab.sends(&maria, "Con foto", Some(b"la foto de ahora")).await, "Con foto").await;
    assert_eq!(lab.failing().await, (503, vec!["storage".to_owned()]));
    lab.is_alive().await;
    lab.opened("Sin archivo").await;
    assert!(lab.lmtp(&message("grande", &"palabras\r\n".repeat(40_000))).starts_with("451 4.3.0"));
    let id = count(&desk, "SELECT id FROM attachments");
    let kept = maria.get(lab.server.url(&format!("/adjuntos/{id}"))).send().await.unwrap();
    assert_eq!(kept.bytes().await.unwrap().as_ref(), b"la foto de antes", "what is there is read");

    drop(mount);
    lab.recovers().await;
    assert_eq!(lab.sends(&maria, "Con foto", Some(b"la foto de ahora")).await.status(), StatusCode::SEE_OTHER);
    assert_eq!((tickets(&desk, "Con foto"), count(&desk, "SELECT count(*) FROM attachments")), (1, 2));
    is_whole(&desk);
}

/// The folder of the database: who opens it anew is told so, and who has it open works on.
#[tokio::test(flavor = "multi_thread")]
async fn the_data() {
    let desk = Desk::new();
    let lab = Lab::open(&desk, &[]).await;
    lab.opened("Antes").await;
    let Some(mount) = Mount::read_only("the_data", &desk.folder().join("data")) else { return };
    let piped = lab.receive(&desk, &message("1", "Sale «sin papel»."));
    assert_eq!(piped.code, 75, "{piped:?}");
    lab.opened("Mientras").await;
    lab.is_alive().await;

    // A desk that starts on it says what is wrong, and waits for it as for any database.
    drop(lab);
    let settings = [("ATIENDE_LISTEN", "127.0.0.1:0"), ("ATIENDE_STARTUP_WAIT", "1s")];
    let refused = desk.run_with(&["serve"], &settings, "");
    assert_eq!(refused.code, 69, "{refused:?}");
    assert!(refused.err.contains("readonly") || refused.err.contains("unable to open"), "{refused:?}");
    drop(mount);
    let server = Server::start(&desk, &[]);
    let ready = site::browser().get(server.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    assert_eq!((tickets(&desk, "Antes"), tickets(&desk, "Mientras")), (1, 1));
    assert_eq!(count(&desk, "SELECT count(*) FROM inbound"), 0);
}
