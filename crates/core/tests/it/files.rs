//! Attached files: stored by content, in a folder and in S3; read by who may read their message.

use crate::support::{Desk, run, skip, ticket};
use atiende_core::files::{self, Limits, StoredFile, UploadError, Vault};
use atiende_core::id::AttachmentId;
use atiende_core::settings::{self, Appearance};
use atiende_core::tickets::actions::{open, reply};
use atiende_core::tickets::{Body, NewReply, NewTicket, Source, Visibility, access};
use atiende_core::{Actor, Denied, Refused};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use std::convert::Infallible;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

fn pieces(
    bytes: &[u8],
    size: usize,
) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> + Unpin + Send + use<> {
    let chunks: Vec<_> = bytes.chunks(size.max(1)).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

async fn whole(vault: &Vault, file: &StoredFile) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut parts = Box::pin(vault.read(&file.sha256).await.unwrap());
    while let Some(part) = parts.next().await {
        bytes.extend_from_slice(&part.unwrap());
    }
    bytes
}

/// What every kind of store must do.
async fn keeps_its_promises(vault: Vault) {
    let limits = Limits { file_bytes: 12 * 1024 * 1024, ..Limits::default() };
    vault.check().await.unwrap();
    let many = futures_util::future::join_all((0..20).map(|_| vault.check())).await;
    assert!(many.iter().all(Result::is_ok), "checks disturb each other: {many:?}");

    let small = vault.take(pieces(PNG, 7), "up1", &limits).await.unwrap();
    assert_eq!((small.size, small.content_type.as_str()), (PNG.len() as u64, "image/png"));
    assert_eq!(whole(&vault, &small).await, PNG);
    assert_eq!(vault.take(pieces(PNG, 3), "up2", &limits).await.unwrap(), small, "the same content is the same file");

    let large: Vec<u8> = (0..11 * 1024 * 1024_u32).map(|n| (n % 251) as u8).collect();
    let stored = vault.take(pieces(&large, 100_000), "up3", &limits).await.unwrap();
    assert_eq!(stored.size, large.len() as u64);
    assert!(whole(&vault, &stored).await == large, "a large file comes back as it went in");

    assert!(matches!(vault.take(pieces(b"", 1), "up4", &limits).await, Err(UploadError::Empty)));
    let tiny = Limits { file_bytes: 4, ..Limits::default() };
    assert!(matches!(vault.take(pieces(PNG, 9), "up5", &tiny).await, Err(UploadError::TooLarge { max: 4 })));
    let less = Limits { file_bytes: 9 * 1024 * 1024, ..Limits::default() };
    assert!(matches!(vault.take(pieces(&large, 100_000), "up6", &less).await, Err(UploadError::TooLarge { .. })));
    let pictures = Limits { types: vec!["image/*".into()], ..Limits::default() };
    assert!(matches!(vault.take(pieces(b"#!/bin/sh", 9), "up7", &pictures).await, Err(UploadError::Type)));
    let cut = stream::iter([Ok(Bytes::from_static(b"abc")), Err("gone")]);
    assert!(matches!(vault.take(cut, "up8", &limits).await, Err(UploadError::Cut)));

    vault.delete(&small.sha256).await.unwrap();
    assert!(vault.read(&small.sha256).await.is_err());
}

#[test]
fn a_folder_keeps_its_promises() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("file://{}", folder.path().join("new/files").display());
        keeps_its_promises(Vault::open(&address, "", "").unwrap()).await;
    });
}

#[test]
fn an_s3_bucket_keeps_its_promises() {
    run(async {
        #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
        let Ok(endpoint) = std::env::var("ATIENDE_TEST_S3") else {
            return skip("an_s3_bucket_keeps_its_promises", "S3: ATIENDE_TEST_S3 names no server");
        };
        let address = format!("s3://atiende-test?endpoint={endpoint}&region=us-east-1&path_style=true");
        keeps_its_promises(Vault::open(&address, "key", "secret").unwrap()).await;
    });
}

#[test]
fn a_wrong_address_is_told() {
    for wrong in ["ftp://x", "/srv/files", "s3://b?color=red"] {
        assert!(Vault::open(wrong, "", "").is_err(), "{wrong}");
    }
}

impl Desk {
    async fn uploads(&self, actor: &Actor, name: &str) -> AttachmentId {
        let (actor, name) = (actor.clone(), name.to_owned());
        let file = StoredFile { sha256: format!("{name:0>64}"), size: 3, content_type: "text/plain".into() };
        self.db.write(async move |tx| files::add(tx, &actor, &file, &name).await).await.unwrap()
    }

    async fn downloads(&self, actor: &Actor, id: AttachmentId) -> Result<String, Denied> {
        let actor = actor.clone();
        self.db.read(async move |tx| files::downloadable(tx, &actor, id).await).await.map(|file| file.name)
    }
}

on_both! {
    /// A logo that was replaced goes at night; the one in use stays, and so does what a message carries, too.
    async fn logos_out_of_use_are_deleted(desk: Desk) {
        let cast = desk.cast().await;
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&format!("file://{}", folder.path().display()), "", "").unwrap();
        let mut logos = Vec::new();
        for n in 0..3_u8 {
            let bytes = [PNG, &[n]].concat();
            logos.push(vault.take(pieces(&bytes, 9), &format!("logo{n}"), &Limits::default()).await.unwrap());
        }
        let (actor, carried) = (cast.maria.clone(), logos[0].clone());
        let new = ticket("Con el logo", cast.la_paz);
        desk.db
            .write(async move |tx| {
                let mut new = new.clone();
                new.attachments = vec![files::add(tx, &actor, &carried, "logo.png").await?];
                open::open(tx, &actor, &new).await
            })
            .await
            .unwrap();
        for logo in &logos {
            let (admin, logo) = (cast.admin.clone(), logo.sha256.clone());
            desk.db
                .write(async move |tx| {
                    let look = Appearance { logo: logo.clone(), ..Appearance::default() };
                    settings::set_appearance(tx, admin.admin()?, &look).await
                })
                .await
                .unwrap();
        }
        assert_eq!(files::collect_orphans(&desk.db, &vault).await.unwrap(), 1);
        assert_eq!(files::collect_orphans(&desk.db, &vault).await.unwrap(), 0, "once");
        assert_eq!(whole(&vault, &logos[0]).await.last(), Some(&0), "a message carries it");
        assert!(vault.read(&logos[1].sha256).await.is_err());
        assert_eq!(whole(&vault, &logos[2]).await.last(), Some(&2), "in use");
        // Somebody sent the same picture and took it back: the logo stays.
        let (actor, same) = (cast.maria.clone(), logos[2].clone());
        desk.db.write(async move |tx| files::add(tx, &actor, &same, "logo.png").await).await.unwrap();
        desk.wait(jiff::SignedDuration::from_hours(72));
        assert_eq!(files::collect_orphans(&desk.db, &vault).await.unwrap(), 0);
        assert_eq!(whole(&vault, &logos[2]).await.last(), Some(&2));
    }

    /// A file is its uploader's until it is sent; then it is its message's readers'.
    async fn files_follow_their_message(desk: Desk) {
        let cast = desk.cast().await;
        let photo = desk.uploads(&cast.maria, "../../etc/foto\u{202e}.txt").await;
        assert_eq!(desk.downloads(&cast.maria, photo).await.unwrap(), "foto.txt", "a safe name");
        for other in [&cast.carmen, &cast.jon, &cast.luis] {
            assert!(matches!(desk.downloads(other, photo).await, Err(Denied::NotFound)), "{}", other.name);
        }
        let stolen = NewTicket { attachments: vec![photo], ..ticket("Mío", cast.el_mar) };
        let jon = cast.jon.clone();
        let refused = desk.db.write(async move |tx| open::open(tx, &jon, &stolen).await).await;
        assert!(matches!(refused, Err(Refused::Invalid(_))), "nobody sends another's file");

        let new = NewTicket { attachments: vec![photo], ..ticket("Con foto", cast.la_paz) };
        let maria = cast.maria.clone();
        let number = desk.db.write(async move |tx| open::open(tx, &maria, &new).await).await.unwrap();
        for reader in [&cast.maria, &cast.carmen, &cast.luis] {
            assert!(desk.downloads(reader, photo).await.is_ok(), "{}", reader.name);
        }
        assert!(matches!(desk.downloads(&cast.jon, photo).await, Err(Denied::NotFound)));

        let plan = desk.uploads(&cast.luis, "plano.txt").await;
        let note = NewReply {
            body: Body::markdown("Ver plano"),
            visibility: Visibility::Internal,
            attachments: vec![plan],
            then: None,
            seen: None,
            source: Source::Web, wakes: true };
        let luis = cast.luis.clone();
        desk.db
            .write(async move |tx| {
                let replyable = access::replyable(tx, &luis, number).await?;
                reply::reply(tx, replyable, &note).await
            })
            .await
            .unwrap();
        assert!(desk.downloads(&cast.admin, plan).await.is_ok());
        for client in [&cast.maria, &cast.carmen] {
            assert!(matches!(desk.downloads(client, plan).await, Err(Denied::NotFound)), "a note's file is internal");
        }
    }

    /// What was never sent is collected after two days; what was sent stays, and so do contents that others name.
    async fn what_nobody_sent_is_collected(desk: Desk) {
        let cast = desk.cast().await;
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&format!("file://{}", folder.path().display()), "", "").unwrap();
        let forgotten = desk.uploads(&cast.maria, "olvidado.txt").await;
        let sent = desk.uploads(&cast.maria, "enviado.txt").await;
        let new = NewTicket { attachments: vec![sent], ..ticket("Con foto", cast.la_paz) };
        let maria = cast.maria.clone();
        desk.db.write(async move |tx| open::open(tx, &maria, &new).await).await.unwrap();
        assert_eq!(files::collect_orphans(&desk.db, &vault).await.unwrap(), 0, "too early");
        desk.wait(jiff::SignedDuration::from_hours(49));
        assert_eq!(files::collect_orphans(&desk.db, &vault).await.unwrap(), 1);
        assert!(desk.downloads(&cast.maria, forgotten).await.is_err());
        assert!(desk.downloads(&cast.maria, sent).await.is_ok());
    }
}
