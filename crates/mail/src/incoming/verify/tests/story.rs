//! The whole way of a mail, on both engines: kept, verified, taken in or held.

use super::*;
use crate::incoming::{Envelope, IncomingSettings, Intake, Mailbox, Reader};
use crate::outgoing::{Deliverer, MailSettings};
use atiende_core::accounts::sealed;
use atiende_core::accounts::{self, NewAccount, Role};
use atiende_core::events::By;
use atiende_core::files::Vault;
use atiende_core::id::{InboundId, TicketId};
use atiende_core::inbound::actions::decide;
use atiende_core::inbound::{Entry, Finding, Outcome, Unknown, Why, access};
use atiende_core::limits::Rate;
use atiende_core::orgs::{self, actions::members};
use atiende_core::tickets::{self, Body, NewTicket, Priority, Source, State};
use atiende_core::{Actor, Denied, Refused, migrations};
use atiende_db::{Db, DbError, Options, Tx, args, sql};
use atiende_testing::Database;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

atiende_testing::on_both![
    forged_mail_is_held_and_orders_nothing,
    genuine_mail_goes_through,
    what_was_proved_stays_so,
    nothing_comes_out_of_a_header,
];

const MAILBOX: &str = "soporte@desk.es";
const PEOPLE: [(&str, Role); 4] = [
    ("maria@lapaz.es", Role::Requester),
    ("carmen@lapaz.es", Role::Requester),
    ("luis@lapaz.es", Role::Technician),
    ("ada@desk.es", Role::Admin),
];

/// A school whose technician writes from its domain, and what its mails are verified by.
struct Desk {
    db: Db,
    vault: Vault,
    names: NameServer,
    _database: Database,
}

fn morning() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

impl Desk {
    async fn new() -> Self {
        let database = Database::new().await;
        let options = Options::new(&database.url);
        atiende_db::migrate::migrate(&options, migrations::STEPS, morning()).await.unwrap();
        let db = Db::open(&options, Arc::new(morning)).unwrap();
        let vault = Vault::open(&format!("file://{}", database.folder().display()), "", "").unwrap();
        let desk = Self { db, vault, names: rejecting(), _database: database };
        desk.settle().await;
        desk
    }

    async fn settle(&self) {
        let by = By::desk();
        for (email, role) in PEOPLE {
            let new =
                NewAccount { name: email.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
            let by = by.clone();
            let add = async move |tx: &mut Tx| accounts::actions::add::add(tx, &by, &new, role, None).await;
            self.db.write(add).await.unwrap();
        }
        let (maria, carmen, luis) = (
            self.actor("maria@lapaz.es").await,
            self.actor("carmen@lapaz.es").await,
            self.actor("luis@lapaz.es").await,
        );
        let school = orgs::OrganizationChange {
            name: "CEIP La Paz".into(),
            kind: orgs::Kind::School,
            phone: String::new(),
            notes: String::new(),
            domains: Vec::new(),
            default_technician: Some(luis.id),
            archived: false,
        };
        let found = async move |tx: &mut Tx| -> Result<(), Refused> {
            tx.execute(sql!("UPDATE people SET all_organizations = TRUE WHERE id = $1"), args![luis.id]).await?;
            let school = orgs::actions::save::add_by(tx, &By::desk(), school.clone()).await?;
            members::put(tx, &By::desk(), maria.id, school, false).await?;
            members::put(tx, &By::desk(), carmen.id, school, true).await
        };
        self.db.write(found).await.unwrap();
    }

    async fn actor(&self, email: &'static str) -> Actor {
        let read = async move |tx: &Tx| -> Result<_, DbError> {
            let person = accounts::access::by_email(tx, email).await?.unwrap();
            accounts::access::actor(tx, &person, "").await
        };
        self.db.read(read).await.unwrap()
    }

    /// María's ticket.
    async fn ticket(&self) -> TicketId {
        let maria = self.actor("maria@lapaz.es").await;
        let new = NewTicket {
            subject: "No imprime".into(),
            organization: maria.memberships.first().map(|membership| membership.organization),
            priority: Some(Priority::Normal),
            body: Body::markdown("Nada."),
            ..NewTicket::blank(Source::Web)
        };
        self.db.write(async move |tx| tickets::actions::open::open(tx, &maria, &new).await).await.unwrap()
    }

    fn settings(&self) -> IncomingSettings {
        let mailbox = Mailbox {
            address: MAILBOX.into(),
            organization: None,
            queue: None,
            unknown: Unknown::Hold,
            authserv_id: None,
        };
        IncomingSettings {
            mailboxes: vec![mailbox],
            max_bytes: 1_000_000,
            mail_domain: "desk.es".into(),
            key: sealed::Key::new("a key that is long enough for the test"),
            auto_replies: Rate { times: 100, within: SignedDuration::from_hours(1) },
            name_servers: NameServers::At(self.names.address),
            locale: "es".into(),
        }
    }

    fn reader(&self) -> Reader {
        Reader::new(self.db.clone(), self.vault.clone(), self.settings())
    }

    /// Comes by LMTP and is read.
    async fn takes(&self, sender: &str, raw: String) -> Entry {
        let intake = Intake::new(self.db.clone(), self.vault.clone(), &self.settings());
        let envelope = Envelope { from: Some(sender.into()), to: Some(MAILBOX.into()) };
        let id = intake.take(raw.into_bytes(), Via::Lmtp, &envelope).await.unwrap().id;
        self.reader().round().await.unwrap();
        self.entry(id).await
    }

    async fn entry(&self, id: InboundId) -> Entry {
        self.db.read(async move |tx| access::taken(tx, id).await).await.unwrap().unwrap()
    }

    /// How the ticket stands, and how many messages it has.
    async fn stands(&self, ticket: TicketId) -> (State, usize) {
        let luis = self.actor("luis@lapaz.es").await;
        let read = async move |tx: &Tx| -> Result<_, Denied> {
            let readable = tickets::access::readable(tx, &luis, ticket).await?;
            Ok((readable.ticket().state, tickets::show::messages(tx, &readable).await?.len()))
        };
        self.db.read(read).await.unwrap()
    }

    /// What staff is told of the messages of a ticket.
    async fn trusts(&self, by: &'static str, ticket: TicketId) -> Result<Vec<Trust>, Denied> {
        let by = self.actor(by).await;
        let read = async move |tx: &Tx| -> Result<_, Denied> {
            let readable = tickets::access::readable(tx, &by, ticket).await?;
            Ok(access::mailed(tx, &readable).await?.trusts)
        };
        Ok(self.db.read(read).await?.into_iter().map(|(_, trust)| trust).collect())
    }
}

/// An answer in the ticket that wants it solved.
fn answer(from: &str, ticket: TicketId, id: u32) -> String {
    format!(
        "From: {from}\r\nTo: {MAILBOX}\r\nSubject: Re: [#{ticket}] No imprime\r\nMessage-ID: <{id}@lapaz.es>\r\nIn-Reply-To: \
         <t{ticket}@desk.es>\r\n\r\n#resuelto\r\n\r\nYa va.\r\n"
    )
}

async fn forged_mail_is_held_and_orders_nothing() {
    let desk = Desk::new().await;
    let ticket = desk.ticket().await;
    for (n, (person, _)) in (1..).zip(&PEOPLE[..3]) {
        let forged = Signing::by("evil.es").sign(&answer(&format!("\"{person}\" <{person}>"), ticket, n));
        let entry = desk.takes("x@evil.es", handed_over(EVIL, &forged)).await;
        assert_eq!(
            (entry.outcome, entry.why(), entry.trust),
            (Outcome::Quarantined, Some(Why::Forged), Trust::Fail),
            "{person}"
        );
        let found = entry.verified().unwrap();
        assert_eq!(
            (found.dmarc.result, found.spf.result, found.domain.as_str()),
            (Finding::Fail, Finding::Pass, "lapaz.es")
        );
        assert_eq!(entry.ticket, Some(ticket), "it waits beside it");
    }
    assert_eq!(desk.stands(ticket).await, (State::New, 1));
    // A new ticket is no way round, nor is the sender where there is no author, nor a second author.
    let new = "Subject: Urgente\r\n\r\nPaga esto\r\n";
    for (author, outcome) in [
        ("From: maria@lapaz.es\r\n", Some(Why::Forged)),
        ("Sender: maria@lapaz.es\r\n", Some(Why::Forged)),
        ("From: x@evil.es\r\nFrom: maria@lapaz.es\r\n", Some(Why::Forged)),
    ] {
        let entry = desk.takes("x@evil.es", handed_over(EVIL, &format!("{author}{new}"))).await;
        assert_eq!((entry.outcome, entry.why()), (Outcome::Quarantined, outcome), "{author}");
    }
}

async fn genuine_mail_goes_through() {
    let desk = Desk::new().await;
    let ticket = desk.ticket().await;
    let maria = Signing::by("lapaz.es").sign(&answer("María <maria@lapaz.es>", ticket, 1));
    let entry = desk.takes("maria@lapaz.es", handed_over(EVIL, &maria)).await;
    assert_eq!((entry.outcome, entry.trust), (Outcome::Appended, Trust::Pass), "{entry:?}");
    assert_ne!(desk.stands(ticket).await.0, State::Solved, "only who attends it orders");
    let luis = Signing::by("lapaz.es").sign(&answer("Luis <luis@lapaz.es>", ticket, 2));
    assert_eq!(desk.takes("luis@lapaz.es", luis).await.outcome, Outcome::Appended);
    assert_eq!(desk.stands(ticket).await, (State::Solved, 3));
    let staff = desk.trusts("luis@lapaz.es", ticket).await.unwrap();
    assert_eq!(staff, [Trust::Pass, Trust::Pass]);
    assert!(matches!(desk.trusts("maria@lapaz.es", ticket).await, Err(Denied::Forbidden)));
}

/// Keys are changed while a message waits for its writer's account.
async fn what_was_proved_stays_so() {
    let desk = Desk::new().await;
    let letter = |from: &str, id: u32| {
        format!("From: {from}\r\nTo: {MAILBOX}\r\nSubject: Hola\r\nMessage-ID: <{id}@lapaz.es>\r\n\r\nHola\r\n")
    };
    let waits = desk.takes("nora@lapaz.es", Signing::by("lapaz.es").sign(&letter("nora@lapaz.es", 1))).await;
    assert_eq!((waits.why(), waits.trust), (Some(Why::Pending), Trust::Pass));
    let forged = desk.takes("x@evil.es", letter("maria@lapaz.es", 2)).await;
    assert_eq!(forged.why(), Some(Why::Forged));
    desk.names.silence("");
    for (id, trust) in [(waits.id, Trust::Pass), (forged.id, Trust::None)] {
        let ada = desk.actor("ada@desk.es").await;
        desk.db.write(async move |tx| decide::again(tx, ada.admin()?, id).await).await.unwrap();
        desk.reader().round().await.unwrap();
        assert_eq!(desk.entry(id).await.trust, trust, "what failed is looked at again");
    }
}

/// Line breaks in names, subjects and names of files end no header of the mails that the desk writes about them, and
/// answers go to the author, whatever `Reply-To` says.
async fn nothing_comes_out_of_a_header() {
    let desk = Desk::new().await;
    let raw = format!(
        "From: =?utf-8?Q?Mar=C3=ADa=0D=0ABcc:_victim=40evil.es=0D=0A?= <maria@lapaz.es>\r\nReply-To: victim@evil.es\r\n\
         To: {MAILBOX}\r\nSubject: =?utf-8?Q?Hola=0D=0ABcc:_victim=40evil.es=0D=0A=0D=0ACuerpo?=\r\nMessage-ID: <1@lapaz.es>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHola\r\n\
         --b\r\nContent-Type: image/png; name*=utf-8''a%0D%0ABcc%3A%20victim%40evil.es%0D%0A.png\r\nContent-Disposition: \
         attachment\r\n\r\nx\r\n--b--\r\n"
    );
    let signed = Signing::by("lapaz.es").sign(&raw);
    let entry = desk.takes("maria@lapaz.es", signed).await;
    assert_eq!((entry.outcome, entry.trust), (Outcome::Created, Trust::Pass), "{entry:?}");
    let settings = MailSettings {
        smtp_url: None,
        leave: None,
        from: format!("Soporte <{MAILBOX}>"),
        mail_domain: "desk.es".into(),
        public_url: "https://desk.es".into(),
        retry_for: SignedDuration::from_hours(1),
        time_zone: TimeZone::UTC,
        answers: None,
        dkim: None,
        attach_max: 0,
    };
    Deliverer::new(desk.db.clone(), desk.vault.clone(), &settings).unwrap().round().await.unwrap();
    let written = sql!("SELECT to_address, mime FROM outbox ORDER BY id");
    let mails: Vec<(String, Option<Vec<u8>>)> =
        desk.db.read(async move |tx| tx.all(written, args![]).await).await.unwrap();
    assert!(mails.iter().any(|(to, _)| to == "maria@lapaz.es"), "{mails:?}");
    let composed: Vec<_> = mails.iter().filter_map(|(_, mime)| mime.as_deref()).collect();
    assert!(!composed.is_empty());
    for (to, _) in &mails {
        assert!(!to.contains("evil"), "{to}");
    }
    for mime in composed {
        let message = atiende_mime::read(mime);
        assert!(!message.headers.has("bcc"), "{}", String::from_utf8_lossy(mime));
        let mut people = message.to.iter().chain(&message.cc).chain(&message.reply_to).chain(&message.from);
        assert!(people.all(|person| !person.address.contains("evil")), "{}", String::from_utf8_lossy(mime));
    }
}
