//! A real scanner looks at files: what is said of them, to whom, and what happens while it is away.

use crate::support::{Cast, Desk, ticket};
use atiende_clamav::Clamd;
use atiende_core::files::{self, LATE, Limits, Scan, Scanner, Scanning, Standing, TOO_LARGE, Vault, scanning};
use atiende_core::id::{AttachmentId, TicketId};
use atiende_core::tickets::actions::{open, reply};
use atiende_core::tickets::{Body, NewReply, NewTicket, Source, Visibility, access, show};
use atiende_core::{Actor, Denied};
use atiende_db::{DbError, Tx, args, sql};
use atiende_testing::eicar;
use bytes::Bytes;
use futures_util::stream;
use jiff::SignedDuration;
use std::convert::Infallible;

/// A desk with a scanner and a folder for files.
struct Lab {
    desk: Desk,
    cast: Cast,
    vault: Vault,
    scanner: Scanner,
    clamd: atiende_testing::Clamd,
    _folder: tempfile::TempDir,
}

impl Lab {
    /// `None`, said aloud, where there is no clamd.
    async fn open(desk: Desk, test: &str, required: bool) -> Option<Self> {
        let clamd = atiende_testing::Clamd::start(test)?;
        let cast = desk.cast().await;
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&format!("file://{}", folder.path().display()), "", "").unwrap();
        let scanner = Scanner::new(desk.db.clone(), vault.clone(), Clamd::new(clamd.socket.parse().unwrap()));
        let lab = Self { desk, cast, vault, scanner, clamd, _folder: folder };
        lab.is_told(Scanning { on: true, required }).await;
        Some(lab)
    }

    async fn is_told(&self, wanted: Scanning) {
        self.desk.db.write(async move |tx| scanning::keep(tx, wanted).await).await.unwrap();
    }

    async fn uploads(&self, actor: &Actor, name: &str, content: &[u8]) -> AttachmentId {
        let bytes = stream::iter([Ok::<_, Infallible>(Bytes::copy_from_slice(content))]);
        let file = self.vault.take(bytes, name, &Limits::default()).await.unwrap();
        let (actor, name) = (actor.clone(), name.to_owned());
        self.desk.db.write(async move |tx| files::add(tx, &actor, &file, &name).await).await.unwrap()
    }

    async fn sends(&self, actor: &Actor, attachments: Vec<AttachmentId>) -> TicketId {
        let (actor, new) = (actor.clone(), NewTicket { attachments, ..ticket("Con archivos", self.cast.la_paz) });
        self.desk.db.write(async move |tx| open::open(tx, &actor, &new).await).await.unwrap()
    }

    async fn rounds(&self) -> usize {
        self.scanner.round().await.unwrap()
    }

    async fn said(&self, id: AttachmentId) -> (Scan, String) {
        let admin = self.cast.admin.clone();
        let read = async move |tx: &Tx| files::downloadable(tx, &admin, id).await;
        let file = match self.desk.db.read(read).await {
            Ok(file) => file,
            Err(_) => self.own(id).await,
        };
        (file.scan, file.scan_detail.unwrap_or_default())
    }

    /// As María, who uploaded it and did not send it yet.
    async fn own(&self, id: AttachmentId) -> files::Attachment {
        let maria = self.cast.maria.clone();
        self.desk.db.read(async move |tx| files::downloadable(tx, &maria, id).await).await.unwrap()
    }

    async fn standing(&self, actor: &Actor, id: AttachmentId) -> Result<Standing, Denied> {
        let actor = actor.clone();
        let read = async move |tx: &Tx| files::handed_out(tx, &actor, id).await;
        Ok(self.desk.db.read(read).await?.1)
    }

    /// What the ticket's history says of malware, and the mails about it.
    async fn told(&self, ticket: TicketId) -> (Vec<String>, Vec<String>) {
        let luis = self.cast.luis.clone();
        let read = async move |tx: &Tx| {
            let readable = access::readable(tx, &luis, ticket).await?;
            Ok::<_, Denied>(show::history(tx, &readable).await?)
        };
        let history = self.desk.db.read(read).await.unwrap();
        let events = history.into_iter().filter(|entry| entry.verb == "infected").map(|entry| entry.data);
        let mails = async move |tx: &Tx| {
            let found: Vec<(String,)> = tx
                .all(
                    sql!("SELECT to_address FROM outbox WHERE kind = 'ticket_infected' AND ticket_id = $1 ORDER BY id"),
                    args![ticket],
                )
                .await?;
            Ok::<_, DbError>(found.into_iter().map(|(to,)| to).collect())
        };
        (events.collect(), self.desk.db.read(mails).await.unwrap())
    }

    /// How often the daemon was given something: each look leaves a line of what was found.
    fn finds(&self) -> usize {
        self.clamd.log().matches("FOUND").count()
    }
}

on_both! {
    /// Nobody gets a file before it was looked at; malware nobody gets at all, and the technician knows.
    async fn files_wait_and_malware_stays(desk: Desk) {
        let Some(lab) = Lab::open(desk, "files_wait_and_malware_stays", false).await else { return };
        let Cast { maria, luis, jon, .. } = &lab.cast;
        let photo = lab.uploads(maria, "foto.txt", b"una foto").await;
        let virus = lab.uploads(maria, "factura.txt", &eicar()).await;
        let ticket = lab.sends(maria, vec![photo, virus]).await;
        assert_eq!(lab.standing(luis, photo).await.unwrap(), Standing::Waits);
        assert_eq!(lab.standing(luis, virus).await.unwrap(), Standing::Waits);

        assert_eq!(lab.rounds().await, 2);
        assert_eq!(lab.said(photo).await, (Scan::Clean, String::new()));
        let (scan, malware) = lab.said(virus).await;
        assert_eq!(scan, Scan::Infected);
        assert!(malware.contains("Eicar"), "{malware}");
        for reader in [maria, luis] {
            assert_eq!(lab.standing(reader, photo).await.unwrap(), Standing::Free);
            assert_eq!(lab.standing(reader, virus).await.unwrap(), Standing::Infected);
        }
        // Who may not see the ticket learns nothing of its files, whatever is in them.
        for id in [photo, virus] {
            assert!(matches!(lab.standing(jon, id).await, Err(Denied::NotFound)));
        }
        let (events, mails) = lab.told(ticket).await;
        assert_eq!(events.len(), 1);
        assert!(events[0].contains("factura.txt") && events[0].contains("Eicar"), "{events:?}");
        assert_eq!(mails, ["luis@desk.es"], "the technician alone");
        assert_eq!(lab.rounds().await, 0, "once");
    }

    /// The same content is looked at once while the scanner knows the same, by whomever it comes and however often.
    async fn the_same_content_is_scanned_once(desk: Desk) {
        let Some(lab) = Lab::open(desk, "the_same_content_is_scanned_once", false).await else { return };
        let Cast { maria, carmen, .. } = &lab.cast;
        let first = lab.uploads(maria, "a.txt", &eicar()).await;
        assert_eq!(lab.rounds().await, 1);
        assert_eq!(lab.finds(), 1);
        let second = lab.uploads(maria, "b.txt", &eicar()).await;
        assert_eq!(lab.said(second).await.0, Scan::Pending, "not even what is known is known at once");
        assert_eq!(lab.rounds().await, 1);
        assert_eq!((lab.said(first).await.0, lab.said(second).await.0), (Scan::Infected, Scan::Infected));
        assert_eq!(lab.finds(), 1, "it was not looked at again");

        // What was known before it was sent is told when it is sent; of several files once.
        let ticket = lab.sends(maria, vec![first, second]).await;
        let (events, mails) = lab.told(ticket).await;
        assert_eq!((events.len(), mails.len()), (2, 1));
        // A day later the administrator may have written a signature for it, or against it.
        lab.desk.wait(SignedDuration::from_hours(25));
        lab.uploads(carmen, "c.txt", &eicar()).await;
        lab.rounds().await;
        assert_eq!(lab.finds(), 2);
    }

    /// What comes with a note tells its technician, too, and clients learn of no note.
    async fn malware_in_a_note(desk: Desk) {
        let Some(lab) = Lab::open(desk, "malware_in_a_note", false).await else { return };
        let Cast { maria, luis, .. } = &lab.cast;
        let ticket = lab.sends(maria, vec![]).await;
        let virus = lab.uploads(luis, "muestra.bin", &eicar()).await;
        let (actor, note) = (luis.clone(), NewReply {
            body: Body::markdown("Muestra"), visibility: Visibility::Internal, attachments: vec![virus],
            then: None, seen: None, source: Source::Web, wakes: true,
        });
        lab.desk.db.write(async move |tx| {
            let replyable = access::replyable(tx, &actor, ticket).await?;
            reply::reply(tx, replyable, &note).await
        }).await.unwrap();
        lab.rounds().await;
        assert!(matches!(lab.standing(maria, virus).await, Err(Denied::NotFound)));
        assert_eq!(lab.standing(luis, virus).await.unwrap(), Standing::Infected);
        assert_eq!(lab.told(ticket).await.1, ["luis@desk.es"], "also of what he brought himself");
    }

    /// The scanner is away: files wait, then people get them, and when it is back they are looked at all the same.
    async fn while_the_scanner_is_away(desk: Desk) {
        let Some(lab) = Lab::open(desk, "while_the_scanner_is_away", false).await else { return };
        let maria = lab.cast.maria.clone();
        lab.clamd.stop();
        let (photo, virus) = (lab.uploads(&maria, "foto.txt", b"una foto").await, lab.uploads(&maria, "v.txt", &eicar()).await);
        let ticket = lab.sends(&maria, vec![photo, virus]).await;
        assert_eq!(lab.rounds().await, 0);
        lab.desk.wait(SignedDuration::from_mins(9));
        assert_eq!(lab.rounds().await, 0);
        assert_eq!(lab.standing(&maria, photo).await.unwrap(), Standing::Waits, "not yet");
        lab.desk.wait(SignedDuration::from_mins(2));
        assert_eq!(lab.rounds().await, 0);
        assert_eq!(lab.said(photo).await, (Scan::Unscanned, LATE.to_owned()));
        assert_eq!(lab.standing(&maria, photo).await.unwrap(), Standing::Free);
        assert_eq!(lab.standing(&maria, virus).await.unwrap(), Standing::Free);

        lab.clamd.start_again();
        assert_eq!(lab.rounds().await, 2);
        assert_eq!(lab.said(photo).await, (Scan::Clean, String::new()));
        assert_eq!(lab.standing(&maria, virus).await.unwrap(), Standing::Infected);
        assert_eq!(lab.told(ticket).await.1, ["luis@desk.es"]);
    }

    /// Where scanning is required, nothing leaves that was not looked at, however long that takes.
    async fn nothing_leaves_unseen_where_that_is_required(desk: Desk) {
        let Some(lab) = Lab::open(desk, "nothing_leaves_unseen_where_that_is_required", true).await else { return };
        let maria = lab.cast.maria.clone();
        lab.clamd.stop();
        let photo = lab.uploads(&maria, "foto.txt", b"una foto").await;
        lab.rounds().await;
        lab.desk.wait(SignedDuration::from_hours(48));
        lab.rounds().await;
        assert_eq!(lab.said(photo).await.0, Scan::Pending);
        assert_eq!(lab.standing(&maria, photo).await.unwrap(), Standing::Waits);
        lab.clamd.start_again();
        lab.rounds().await;
        assert_eq!(lab.standing(&maria, photo).await.unwrap(), Standing::Free);
    }

    /// Larger, or packed deeper, than the scanner looks: nobody knows, and it is never unpacked here.
    async fn what_is_beyond_the_scanners_limits(desk: Desk) {
        let Some(lab) = Lab::open(desk, "what_is_beyond_the_scanners_limits", false).await else { return };
        let maria = &lab.cast.maria;
        let large = lab.uploads(maria, "grande.bin", &vec![7_u8; 3 << 20]).await;
        let deep = lab.uploads(maria, "muñeca.zip", &(0..8).fold(eicar(), |inner, _| zipped(&inner))).await;
        let shallow = lab.uploads(maria, "virus.zip", &zipped(&eicar())).await;
        assert_eq!(lab.rounds().await, 3);
        for id in [large, deep] {
            assert_eq!(lab.said(id).await, (Scan::Unscanned, TOO_LARGE.to_owned()));
            assert_eq!(lab.standing(maria, id).await.unwrap(), Standing::Free);
        }
        assert_eq!(lab.said(shallow).await.0, Scan::Infected, "it looks into archives");
        lab.is_told(Scanning { on: true, required: true }).await;
        assert_eq!(lab.standing(maria, large).await.unwrap(), Standing::Unknown);
        // Another start, another configuration of the scanner, perhaps: it is asked again.
        assert_eq!(lab.rounds().await, 0);
        lab.scanner.adopt().await.unwrap();
        assert_eq!(lab.rounds().await, 2);
    }

    /// What was there before the scanner is looked at, after what people wait for; what was there when it went is free.
    async fn before_and_after_there_is_a_scanner(desk: Desk) {
        let Some(lab) = Lab::open(desk, "before_and_after_there_is_a_scanner", false).await else { return };
        let maria = &lab.cast.maria;
        lab.is_told(Scanning::default()).await;
        let (old, bad) = (lab.uploads(maria, "vieja.txt", b"vieja").await, lab.uploads(maria, "v.txt", &eicar()).await);
        assert_eq!(lab.said(old).await, (Scan::Unscanned, String::new()));
        assert_eq!(lab.standing(maria, old).await.unwrap(), Standing::Free);
        assert_eq!(lab.rounds().await, 0, "nobody asked");

        lab.is_told(Scanning { on: true, required: true }).await;
        assert_eq!(lab.standing(maria, old).await.unwrap(), Standing::Waits, "nobody has looked at it");
        lab.scanner.adopt().await.unwrap();
        assert_eq!(lab.rounds().await, 2);
        assert_eq!(lab.standing(maria, old).await.unwrap(), Standing::Free);
        assert_eq!(lab.standing(maria, bad).await.unwrap(), Standing::Infected);

        let waiting = lab.uploads(maria, "espera.txt", b"espera").await;
        lab.is_told(Scanning::default()).await;
        assert_eq!(lab.said(waiting).await, (Scan::Unscanned, String::new()), "nobody will look any more");
        assert_eq!(lab.standing(maria, bad).await.unwrap(), Standing::Infected, "what is known stays known");
    }

    /// Two nodes share the work: each content is looked at once, and a dead one's work is done by the other.
    async fn two_nodes_scan(desk: Desk) {
        let Some(lab) = Lab::open(desk, "two_nodes_scan", false).await else { return };
        let maria = &lab.cast.maria;
        let mut ids = Vec::new();
        for n in 0..30_u8 {
            ids.push(lab.uploads(maria, "v.zip", &zipped(&[eicar(), vec![n]].concat())).await);
        }
        let other = Scanner::new(lab.desk.db.clone(), lab.vault.clone(), Clamd::new(lab.clamd.tcp.parse().unwrap()));
        let (one, two) = tokio::join!(lab.scanner.round(), other.round());
        assert_eq!(one.unwrap() + two.unwrap(), 30);
        for id in &ids {
            assert_eq!(lab.said(*id).await.0, Scan::Clean);
        }
        // Taken by a node that died.
        let last = lab.uploads(maria, "z.txt", b"z").await;
        let take = sql!("UPDATE scans SET due_at = due_at + 900000000, attempts = 1 WHERE due_at IS NOT NULL");
        lab.desk.db.write(async move |tx| tx.execute(take, args![]).await).await.unwrap();
        assert_eq!(lab.rounds().await, 0);
        lab.desk.wait(SignedDuration::from_mins(16));
        assert_eq!(lab.rounds().await, 1);
        assert_eq!(lab.said(last).await.0, Scan::Clean);
    }
}

/// A zip file (APPNOTE 4.3) with one stored member, made by hand: no library of ours opens one.
fn zipped(content: &[u8]) -> Vec<u8> {
    let crc = crc32(content);
    let size = u32::try_from(content.len()).unwrap().to_le_bytes();
    let name = b"a";
    let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &crc.to_le_bytes(), &size, &size, &[1, 0, 0, 0]].concat();
    let local = [&b"PK\x03\x04"[..], &common, name, content].concat();
    let directory = [&b"PK\x01\x02\x14\x00"[..], &common, &[0; 14], name].concat();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    let at = u32::try_from(local.len()).unwrap().to_le_bytes();
    let end = [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &length, &at, &[0, 0]].concat();
    [local, directory, end].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(!0, step)
}
