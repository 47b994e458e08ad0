//! Whose a forwarded mail is, who is told that it did not arrive, what is answered, and what goes round.

use crate::inbound::{arrival, words};
use crate::support::{Cast, Desk};
use atiende_core::accounts::AccountState;
use atiende_core::files::{self, Vault, hex};
use atiende_core::id::{InboundId, TicketId};
use atiende_core::inbound::actions::take_in::{Clue, Incoming, Kind, Manner, Returned};
use atiende_core::inbound::actions::{arrive, hand_over, settle, shelve};
use atiende_core::inbound::{Arrival, Author, Outcome, Rules, Trust, Unknown, Why, access::mailed};
use atiende_core::notify::{self, Pending};
use atiende_core::tickets::{Body, Carried, Meeting, Note, access, show};
use atiende_core::{Actor, Denied, Refused};
use atiende_db::{DbError, Tx, args, sql};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

const LONG: &str = "La impresora de la sala de profesores no imprime desde ayer por la tarde.";

fn passed_on(from: &str, address: &str) -> Incoming {
    let author = Author { name: "Ana Ruiz".into(), address: address.into() };
    Incoming { passed_on: Some(author), ..words(from, LONG) }
}

impl Desk {
    async fn offer(&self, by: &Actor, ticket: TicketId) -> Result<Option<String>, Denied> {
        let by = by.clone();
        let read = async move |tx: &Tx| {
            let readable = access::readable(tx, &by, ticket).await?;
            Ok::<_, Denied>(mailed(tx, &readable).await?.author.map(|author| author.named()))
        };
        self.db.read(read).await
    }

    async fn hands_over(&self, by: &Actor, ticket: TicketId, address: &'static str) -> Result<(), Refused> {
        let by = by.clone();
        self.db.write(async move |tx| hand_over::hand_over(tx, &by, ticket, address).await).await
    }

    async fn requester(&self, cast: &Cast, ticket: TicketId) -> String {
        let by = cast.admin.clone();
        self.db
            .read(async move |tx| access::readable(tx, &by, ticket).await)
            .await
            .unwrap()
            .ticket()
            .requester_email
            .clone()
    }

    /// All that waits in the outbox, which is sent by that.
    async fn letters(&self) -> Vec<Pending> {
        let lease = SignedDuration::from_mins(1);
        let take = async move |tx: &mut Tx| {
            let mails = notify::claim(tx, 500, lease).await?;
            for mail in &mails {
                notify::sent(tx, mail).await?;
            }
            Ok::<_, DbError>(mails)
        };
        self.db.write(take).await.unwrap()
    }

    async fn told(&self) -> Vec<String> {
        self.letters().await.iter().map(|mail| format!("{} to {}", mail.kind, mail.to_address)).collect()
    }

    async fn last_message_id(&self, id: InboundId) -> String {
        self.entry(id).await.message_id
    }
}

on_both! {
    /// What staff passes on is offered to staff as its author's, and one click makes it so.
    async fn a_forwarded_mail_becomes_its_authors(desk: Desk) {
        let cast = desk.cast().await;
        let (_, settled) = desk.takes("a", passed_on("carmen@ceiplapaz.es", "maria@ceiplapaz.es")).await;
        let ticket = settled.ticket.unwrap();
        desk.told().await;
        assert_eq!(desk.requester(&cast, ticket).await, "carmen@ceiplapaz.es", "nothing is done by its word");
        assert_eq!(desk.offer(&cast.luis, ticket).await.unwrap().as_deref(), Some("Ana Ruiz <maria@ceiplapaz.es>"));
        // Neither who forwarded it, nor anybody else outside the desk.
        assert!(matches!(desk.offer(&cast.carmen, ticket).await, Err(Denied::Forbidden)));
        assert!(matches!(desk.offer(&cast.jon, ticket).await, Err(Denied::NotFound)));
        for (by, denied) in [(&cast.carmen, Denied::Forbidden), (&cast.maria, Denied::NotFound), (&cast.jon, Denied::NotFound)] {
            match desk.hands_over(by, ticket, "maria@ceiplapaz.es").await {
                Err(Refused::Denied(why)) => assert_eq!(why.to_string(), denied.to_string()),
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(desk.hands_over(&cast.luis, ticket, "otra@x.es").await, Err(Refused::Conflict("inbound-offer-gone"))));
        desk.hands_over(&cast.luis, ticket, "maria@ceiplapaz.es").await.unwrap();
        assert_eq!(desk.requester(&cast, ticket).await, "maria@ceiplapaz.es");
        assert_eq!(desk.told().await, ["ticket_received to maria@ceiplapaz.es"]);
        assert_eq!(desk.offer(&cast.luis, ticket).await.unwrap(), None, "it is done");
        assert!(matches!(desk.hands_over(&cast.luis, ticket, "maria@ceiplapaz.es").await, Err(Refused::Conflict(_))));
        let (luis, carmen) = (cast.luis.clone(), cast.carmen.id);
        let read = async move |tx: &Tx| {
            let readable = access::readable(tx, &luis, ticket).await?;
            let verbs: Vec<String> = show::history(tx, &readable).await?.into_iter().map(|entry| entry.verb).collect();
            Ok::<_, Denied>((show::watchers(tx, &readable).await?, verbs))
        };
        let (watchers, verbs) = desk.db.read(read).await.unwrap();
        assert_eq!(watchers, [carmen]);
        assert!(verbs.contains(&"handed_over".to_owned()), "{verbs:?}");
        let found = desk.finds(&cast.maria, "sala").await;
        assert_eq!(found, [ticket], "her own searches find it");
    }

    /// Who is not known gets an account that waits, and the ticket with it; who is another organization's is not told of.
    async fn an_unknown_author_waits_and_a_foreign_one_is_not_disclosed(desk: Desk) {
        let cast = desk.cast().await;
        desk.attends_only(cast.luis.id, cast.la_paz).await;
        let luis = desk.actor("luis@desk.es").await;
        let (_, settled) = desk.takes("a", passed_on("carmen@ceiplapaz.es", "ana@fuera.es")).await;
        let ticket = settled.ticket.unwrap();
        desk.told().await;
        desk.hands_over(&luis, ticket, "ana@fuera.es").await.unwrap();
        assert_eq!(desk.person_by("ana@fuera.es").await.state, AccountState::Pending);
        assert_eq!(desk.requester(&cast, ticket).await, "ana@fuera.es");
        let told = desk.told().await;
        assert!(told.contains(&"held_by_mail to ana@fuera.es".to_owned()), "{told:?}");
        assert!(!told.iter().any(|mail| mail.starts_with("ticket_")), "her account is not open: {told:?}");

        let (_, foreign) = desk.takes("b", passed_on("carmen@ceiplapaz.es", "jon@ieselmar.es")).await;
        let foreign = foreign.ticket.unwrap();
        let closed = desk.takes("c", passed_on("carmen@ceiplapaz.es", "cerrada@ceiplapaz.es")).await.1.ticket.unwrap();
        let gone = desk.person("Cerrada", "cerrada@ceiplapaz.es", atiende_core::accounts::Role::Requester).await;
        let disables = sql!("UPDATE people SET state = 'disabled' WHERE id = $1");
        desk.db.write(async move |tx| tx.execute(disables, args![gone]).await).await.unwrap();
        for (ticket, address) in [(foreign, "jon@ieselmar.es"), (closed, "cerrada@ceiplapaz.es")] {
            let refused = desk.hands_over(&luis, ticket, address).await;
            assert!(matches!(refused, Err(Refused::Conflict("inbound-offer-elsewhere"))), "{address}: {refused:?}");
            assert_eq!(desk.requester(&cast, ticket).await, "carmen@ceiplapaz.es");
        }
        // An administrator sees both organizations.
        desk.hands_over(&cast.admin, foreign, "jon@ieselmar.es").await.unwrap();
        assert_eq!(desk.requester(&cast, foreign).await, "jon@ieselmar.es");
    }

    /// A technician is of no organization: what they pass on is of its author's, if they work for it.
    async fn a_technician_passes_mail_on(desk: Desk) {
        let cast = desk.cast().await;
        let (_, settled) = desk.takes("a", passed_on("luis@desk.es", "jon@ieselmar.es")).await;
        let ticket = settled.ticket.unwrap();
        let (reader, el_mar) = (cast.luis.clone(), cast.el_mar);
        let read = async move |tx: &Tx| access::readable(tx, &reader, ticket).await;
        assert_eq!(desk.db.read(read).await.unwrap().ticket().organization, el_mar);
        desk.hands_over(&cast.luis, ticket, "jon@ieselmar.es").await.unwrap();
        assert_eq!(desk.requester(&cast, ticket).await, "jon@ieselmar.es");
        desk.attends_only(cast.luis.id, cast.la_paz).await;
        let (_, held) = desk.takes("b", passed_on("luis@desk.es", "jon@ieselmar.es")).await;
        assert_eq!((held.outcome, held.why), (Outcome::Quarantined, Some(Why::NoOrganization)), "not his to see");
        let (_, held) = desk.takes("c", passed_on("luis@desk.es", "nadie@fuera.es")).await;
        assert_eq!(held.why, Some(Why::NoOrganization));
    }

    /// One kind answer a day, and none to programs.
    async fn who_is_refused_is_told_once(desk: Desk) {
        desk.cast().await;
        desk.told().await;
        let rules = Rules { unknown: Unknown::Refuse, ..Rules::default() };
        let refused = |text: &str| Incoming { rules: rules.clone(), locale: "en".into(), ..words("eve@x.es", text) };
        let (id, settled) = desk.takes("a", refused("Hello")).await;
        assert_eq!((settled.outcome, settled.why), (Outcome::Quarantined, Some(Why::Unknown)));
        let letters = desk.letters().await;
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!((letter.kind.as_str(), letter.to_address.as_str(), letter.locale.as_str()), ("unknown_sender", "eve@x.es", "en"));
        assert!(letter.data.contains(&desk.last_message_id(id).await), "it answers her mail: {}", letter.data);
        assert!(letter.person.is_none() && letter.kind.is_automatic());
        desk.takes("b", refused("Hello?")).await;
        assert!(desk.letters().await.is_empty(), "once a day");
        desk.wait(SignedDuration::from_hours(25));
        for (digest, incoming) in [
            ("c", Incoming { kind: Kind::Written(Manner::Quiet), ..refused("Quiet") }),
            ("d", Incoming { kind: Kind::Written(Manner::Program(Why::Bulk)), ..refused("News") }),
            ("e", Incoming { kind: Kind::Program(Why::AutoReply), ..refused("Away") }),
            ("f", Incoming { trust: Trust::Fail, ..refused("Forged") }),
        ] {
            desk.takes(digest, incoming).await;
            assert!(desk.letters().await.is_empty(), "{digest}");
        }
        desk.takes("g", refused("Hello again")).await;
        assert_eq!(desk.told().await, ["unknown_sender to eve@x.es"]);
        assert!(desk.account_of("eve@x.es").await.is_none());
    }

    /// A mail that did not arrive stands on its ticket; one that nobody knows is only kept.
    async fn a_bounce_marks_the_mail(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let sent = desk.sent_to("maria@ceiplapaz.es").await;
        let returned = |message_id: &str, is_final| {
            let diagnostic = "550 5.1.1 no such user".to_owned();
            let returned = Returned { message_id: Some(message_id.into()), address: None, diagnostic, is_final };
            Incoming { kind: Kind::Bounce(returned), ..words("mailer-daemon@x.es", "Undelivered") }
        };
        let (_, delayed) = desk.takes("a", returned(&sent, false)).await;
        assert_eq!((delayed.outcome, delayed.ticket), (Outcome::Bounce, Some(ticket)));
        assert_eq!(desk.failed_to("maria@ceiplapaz.es").await, 0);
        desk.takes("b", returned(&sent, true)).await;
        assert_eq!(desk.failed_to("maria@ceiplapaz.es").await, 1);
        let (_, unknown) = desk.takes("c", returned("nobody@x.es", true)).await;
        assert_eq!((unknown.outcome, unknown.why), (Outcome::Bounce, Some(Why::UnknownMail)));
    }

    /// Who attends the ticket hears that a mail did not arrive, once a day for each address, and why.
    async fn a_technician_hears_of_a_bounce(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let sent = desk.sent_to("maria@ceiplapaz.es").await;
        desk.told().await;
        let returned = |is_final, diagnostic: &str| {
            let returned = Returned { message_id: Some(sent.clone()), address: None, diagnostic: diagnostic.into(), is_final };
            Incoming { kind: Kind::Bounce(returned), ..words("mailer-daemon@x.es", "Undelivered") }
        };
        desk.takes("a", returned(false, "4.4.7 still trying")).await;
        assert!(desk.told().await.is_empty(), "a delay is no failure");
        desk.takes("b", returned(true, "552 5.2.2 over quota")).await;
        let letters = desk.letters().await;
        let [letter] = letters.as_slice() else { panic!("{letters:?}") };
        assert_eq!((letter.kind.as_str(), letter.to_address.as_str(), letter.ticket), ("mail_returned", "luis@desk.es", Some(ticket)));
        let warning = letter.clone();
        let told = desk.db.read(async move |tx| Ok::<_, DbError>(notify::letter(tx, &warning, ticket).await.unwrap())).await;
        let told = told.unwrap().returned.unwrap();
        assert_eq!((told.address.as_str(), told.why.as_str()), ("maria@ceiplapaz.es", "full"));
        desk.takes("c", returned(true, "552 5.2.2 over quota")).await;
        assert!(desk.told().await.is_empty(), "he knows");

        // A server that refuses at once does the same; nobody is warned of a warning.
        desk.wait(SignedDuration::from_hours(25));
        let fails = |mail: Pending| {
            let mail = std::sync::Arc::new(mail);
            let db = desk.db.clone();
            let refuse = async move |tx: &mut Tx| {
                let (message_id, subject) = (format!("m{}@desk.es", mail.id), "Tu ticket".to_owned());
                let composed = notify::Composed { message_id, subject, mime: b"x".to_vec(), is_kept: true };
                notify::compose(tx, mail.id, &composed).await?;
                notify::fail(tx, &mail, "550 5.1.1 no such user", None).await
            };
            async move { db.write(refuse).await.unwrap() }
        };
        let receipt = Pending { kind: notify::MailKind::TicketReceived, to_address: "maria@ceiplapaz.es".into(), ..letter.clone() };
        fails(receipt).await;
        let letters = desk.letters().await;
        assert_eq!(letters.iter().map(|mail| mail.kind.as_str()).collect::<Vec<_>>(), ["mail_returned"]);
        desk.wait(SignedDuration::from_hours(25));
        fails(letters[0].clone()).await;
        assert!(desk.told().await.is_empty());
        // His own address takes nothing: the administrators hear of it.
        let own = Pending { kind: notify::MailKind::TicketReplied, ..letter.clone() };
        fails(own).await;
        assert_eq!(desk.told().await, ["mail_returned to ada@desk.es"]);
    }

    /// The same words, or a program, again and again in one ticket: the fourth within the hour stays in the ledger.
    async fn a_conversation_of_programs_ends(desk: Desk) {
        let cast = desk.cast().await;
        let ticket = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        let clues = vec![Clue::Root(ticket)];
        let says = |text: &str| Incoming { clues: clues.clone(), ..words("maria@ceiplapaz.es", text) };
        let mut outcomes = Vec::new();
        for digest in ["a", "b", "c", "d"] {
            outcomes.push(desk.takes(digest, says(LONG)).await.1);
        }
        assert!(outcomes[..3].iter().all(|settled| settled.outcome == Outcome::Appended));
        assert_eq!((outcomes[3].outcome, outcomes[3].why, outcomes[3].ticket), (Outcome::Ignored, Some(Why::Loop), Some(ticket)));
        desk.told().await;
        desk.takes("e", says(LONG)).await;
        assert!(desk.told().await.is_empty(), "and nobody is told");
        for (n, digest) in ["f", "g", "h", "i", "j"].into_iter().enumerate() {
            assert_eq!(desk.takes(digest, says("Gracias")).await.1.outcome, Outcome::Appended, "few words say little: {n}");
        }
        let other = says("Otra cosa distinta que escribe la misma persona en el mismo ticket.");
        assert_eq!(desk.takes("k", other).await.1.outcome, Outcome::Appended);
        let program = |n: usize| Incoming { kind: Kind::Written(Manner::Program(Why::Automatic)), ..says(&format!("Informe {n}")) };
        for (n, digest) in ["l", "m", "n"].into_iter().enumerate() {
            assert_eq!(desk.takes(digest, program(n)).await.1.outcome, Outcome::Appended);
        }
        assert_eq!(desk.takes("o", program(9)).await.1.why, Some(Why::Loop));
        desk.wait(SignedDuration::from_mins(61));
        assert_eq!(desk.takes("p", program(10)).await.1.outcome, Outcome::Appended, "after an hour it may again");
    }

    /// What a mail brings stands beside its words; what it repeats is neither searched nor sent to others.
    async fn what_is_repeated_stays_behind(desk: Desk) {
        let cast = desk.cast().await;
        let html = "<p>La roja.</p><details data-fold=\"quote\"><p>¿Qué luz tiene el berbiquí?</p></details>";
        let carried = Carried {
            meeting: Some(Meeting { summary: "Revisión".into(), ..Meeting::default() }),
            notes: vec![Note::Encrypted],
            trail: vec!["soporte@b.es".into()],
        };
        let text = "La roja.\n\nEl lun, 23 nov 2026 a las 9:12, Luis (<luis@desk.es>) escribió:\n> ¿Qué luz tiene el berbiquí?\n";
        let body = Body { carried: carried.clone(), ..Body::mail(text, html, "La roja.") };
        let (_, settled) = desk.takes("a", Incoming { body, ..words("maria@ceiplapaz.es", "") }).await;
        let ticket = settled.ticket.unwrap();
        assert_eq!(desk.finds(&cast.luis, "roja").await, [ticket]);
        assert!(desk.finds(&cast.luis, "berbiquí").await.is_empty());
        let luis = cast.luis.clone();
        let read = async move |tx: &Tx| show::messages(tx, &access::readable(tx, &luis, ticket).await?).await.map_err(Denied::from);
        let shown = desk.db.read(read).await.unwrap();
        assert_eq!(shown[0].carried(), carried);
        assert!(shown[0].body_html.contains("berbiquí"), "nothing is deleted");
        let letters = desk.letters().await;
        let mail = letters.iter().find(|mail| mail.to_address == "luis@desk.es").unwrap().clone();
        let letter = desk.db.read(async move |tx| Ok::<_, DbError>(notify::letter(tx, &mail, ticket).await.unwrap())).await;
        let said = letter.unwrap().said.unwrap();
        assert_eq!((said.html.as_str(), said.omits, said.trail), ("<p>La roja.</p>", true, vec!["soporte@b.es".to_owned()]));
    }

    /// The bytes of old mail move into the file store, whole, whenever the program dies.
    async fn old_bytes_are_shelved(desk: Desk) {
        desk.cast().await;
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&format!("file://{}", folder.path().display()), "", "").unwrap();
        let comes = async |digest: &'static str, raw: &'static [u8]| {
            let sha256 = hex(&Sha256::digest(raw));
            let arrival = Arrival { raw: Some(raw.to_vec()), sha256, ..arrival(digest) };
            desk.db.write(async move |tx| arrive::arrive(tx, &arrival).await).await.unwrap().id
        };
        let raw_of = async |id: InboundId| {
            let ask = sql!("SELECT raw FROM inbound WHERE id = $1");
            desk.db.read(async move |tx| tx.one::<(Option<Vec<u8>>,)>(ask, args![id]).await).await.unwrap().0
        };
        let old = comes("a", b"From: a@x.es\r\n\r\n\x00\xff one").await;
        let twin = comes("b", b"From: a@x.es\r\n\r\n\x00\xff one").await;
        let spoilt = desk.comes("c").await;
        assert_eq!(shelve::shelve(&desk.db, &vault).await.unwrap(), 0, "nothing is old");
        desk.wait(SignedDuration::from_hours(31 * 24));
        let new = comes("d", b"new").await;

        // It was killed between file and row: both are there, and the next night ends what was begun.
        let kept = vault.keep(b"From: a@x.es\r\n\r\n\x00\xff one".to_vec()).await.unwrap();
        assert_eq!(shelve::shelve(&desk.db, &vault).await.unwrap(), 2);
        assert_eq!((raw_of(old).await, raw_of(twin).await), (None, None));
        assert_eq!(&vault.whole(&kept.sha256).await.unwrap()[..], b"From: a@x.es\r\n\r\n\x00\xff one");
        assert_eq!(desk.entry(old).await.sha256, kept.sha256);
        assert_eq!(raw_of(spoilt).await.as_deref(), Some(b"bytes".as_slice()), "other bytes than came are kept where they are");
        assert_eq!(raw_of(new).await.as_deref(), Some(b"new".as_slice()));
        assert_eq!(shelve::shelve(&desk.db, &vault).await.unwrap(), 0);
        let lease = SignedDuration::from_mins(1);
        let due = desk.db.write(async move |tx| settle::claim_one(tx, old, lease).await).await.unwrap().unwrap();
        assert_eq!((due.raw, due.sha256), (None, kept.sha256), "it is read from the store");
        files::collect_orphans(&desk.db, &vault).await.unwrap();
        assert!(vault.whole(&desk.entry(old).await.sha256).await.is_ok(), "the ledger names it");
    }
}
