//! Whatever a client says, and in whatever pieces: each message that was answered with 250 is in the ledger, and no other.

#![no_main]

use atiende_core::accounts::sealed::Key;
use atiende_core::files::Vault;
use atiende_core::inbound::Unknown;
use atiende_core::limits::Rate;
use atiende_db::{Db, DbError, Options, args, sql};
use atiende_mail::incoming::{IncomingSettings, Intake, Mailbox, NameServers, converse};
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::Runtime;

struct Desk {
    runtime: Runtime,
    db: Db,
    intake: Intake,
    _folder: tempfile::TempDir,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = Options::new(&format!("sqlite:{}", folder.path().join("desk.db").display()));
    let vault = Vault::open(&format!("file://{}", folder.path().display()), "", "").unwrap();
    let mailbox = Mailbox {
        address: "a@x.es".into(),
        organization: None,
        queue: None,
        unknown: Unknown::default(),
        authserv_id: None,
    };
    let settings = IncomingSettings {
        mailboxes: vec![mailbox],
        max_bytes: 4_096,
        mail_domain: "x.es".into(),
        key: Key::new("a key that is long enough for fuzzing"),
        auto_replies: Rate { times: 1, within: jiff::SignedDuration::from_mins(1) },
        name_servers: NameServers::Off,
        locale: "es".into(),
    };
    let now = jiff::Timestamp::now();
    runtime.block_on(atiende_db::migrate::migrate(&options, atiende_core::migrations::STEPS, now)).unwrap();
    let db = runtime.block_on(async { Db::open(&options, Arc::new(jiff::Timestamp::now)).unwrap() });
    let intake = Intake::new(db.clone(), vault, &settings);
    Desk { runtime, db, intake, _folder: folder }
});

async fn kept(db: &Db) -> i64 {
    let count = db.read(async |tx| -> Result<(i64,), DbError> { tx.one(sql!("SELECT count(*) FROM inbound"), args![]).await });
    count.await.unwrap().0
}

/// The first byte says how long the pieces are; every second conversation begins in the middle of a message.
async fn converses(desk: &Desk, input: &[u8]) -> String {
    let (mut client, mut server) = tokio::io::duplex(1 << 16);
    let (first, rest) = input.split_first().unwrap();
    let prelude = b"LHLO x\r\nMAIL FROM:<b@y.es>\r\nRCPT TO:<a@x.es>\r\nDATA\r\n";
    let said = [if first % 2 == 0 { &[][..] } else { prelude }, rest].concat();
    let piece = usize::from(first / 2) + 1;
    let stop = tokio_util::sync::CancellationToken::new();
    let listens = converse(desk.intake.clone(), "desk", &mut server, stop);
    let talks = async {
        let (mut read, mut write) = tokio::io::split(&mut client);
        let says = async {
            for piece in said.chunks(piece) {
                // The server may have hung up.
                if write.write_all(piece).await.is_err() {
                    break;
                }
            }
            let _ = write.shutdown().await;
        };
        let mut answers = Vec::new();
        let (_, heard) = tokio::join!(says, read.read_to_end(&mut answers));
        heard.unwrap();
        String::from_utf8(answers).unwrap()
    };
    tokio::join!(async { drop(listens.await) }, talks).1
}

fuzz_target!(|input: &[u8]| {
    if input.is_empty() {
        return;
    }
    let desk = &*DESK;
    desk.runtime.block_on(async {
        let before = kept(&desk.db).await;
        let answers = converses(desk, input).await;
        assert!(answers.split_terminator("\r\n").all(|line| line.len() > 3 && line.as_bytes()[..3].is_ascii()), "{answers}");
        let taken = answers.matches("250 2.0.0 Ok: stored as ").count();
        assert_eq!(kept(&desk.db).await - before, i64::try_from(taken).unwrap(), "{answers}");
    });
});
