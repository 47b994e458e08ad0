//! A database with a school and the mails that its people cause.

use crate::outgoing::{Delivered, Deliverer};
use atiende_core::accounts::{self, NewAccount, Role, Secret};
use atiende_core::events::By;
use atiende_core::files::{self, Vault};
use atiende_core::id::{AttachmentId, MessageId, OrganizationId, PersonId, TicketId};
use atiende_core::tickets::actions::take_back::{self, TakenBack};
use atiende_core::tickets::{self, Body, NewReply, NewTicket, Next, Priority, Source, State, Visibility};
use atiende_core::{Actor, Denied, Refused, migrations, orgs};
use atiende_db::{Db, DbError, Options, Tx, args, sql};
use atiende_testing::Database;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(super) struct Desk {
    pub(super) db: Db,
    now: Arc<AtomicI64>,
    pub(super) vault: Vault,
    _files: tempfile::TempDir,
    _database: Database,
}

/// A row of the outbox.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) attempts: i64,
    pub(super) last_error: String,
    pub(super) message_id: String,
    pub(super) subject: String,
    pub(super) data: String,
    pub(super) mime: Option<Vec<u8>>,
    pub(super) next_at: Timestamp,
}
atiende_db::from_row!(Row { kind, state, attempts, last_error, message_id, subject, data, mime, next_at });

impl Desk {
    pub(super) async fn new() -> Self {
        let database = Database::new().await;
        let options = Options::new(&database.url);
        let start = super::written_at();
        atiende_db::migrate::migrate(&options, migrations::STEPS, start).await.unwrap();
        let now = Arc::new(AtomicI64::new(start.as_microsecond()));
        let clock = Arc::clone(&now);
        let clock = Arc::new(move || Timestamp::from_microsecond(clock.load(Ordering::Relaxed)).unwrap());
        let files = tempfile::tempdir().unwrap();
        let vault = Vault::open(&format!("file://{}", files.path().display()), "", "").unwrap();
        Self { db: Db::open(&options, clock).unwrap(), now, vault, _files: files, _database: database }
    }

    pub(super) fn later(&self, time: SignedDuration) {
        self.now.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.now.load(Ordering::Relaxed)).unwrap()
    }

    pub(super) fn deliverer(&self, smtp_url: Option<&str>) -> Deliverer {
        Deliverer::new(self.db.clone(), self.vault.clone(), &super::settings(smtp_url.map(str::to_owned))).unwrap()
    }

    pub(super) async fn round(&self, smtp_url: Option<&str>) -> Delivered {
        self.deliverer(smtp_url).round().await.unwrap()
    }

    /// The outbox, the oldest first.
    pub(super) async fn outbox(&self) -> Vec<Row> {
        self.db
            .read(async |tx| -> Result<_, DbError> {
                tx.all(
                    sql!(
                        "SELECT kind, state, attempts, last_error, message_id, subject, data, mime, next_at FROM outbox
                         ORDER BY id"
                    ),
                    args![],
                )
                .await
            })
            .await
            .unwrap()
    }

    pub(super) async fn only_mail(&self) -> Row {
        let mut rows = self.outbox().await;
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.remove(0)
    }

    async fn person(&self, name: &str, role: Role) -> PersonId {
        let email = format!("{}@x.es", name.split(' ').next().unwrap().to_lowercase());
        let new = NewAccount {
            name: name.into(),
            email,
            phone: String::new(),
            claimed_organization: String::new(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        self.db
            .write(async move |tx| accounts::actions::add::add(tx, &By::desk(), &new, role, None).await)
            .await
            .unwrap()
    }

    async fn actor(&self, name: &str) -> Actor {
        let email = format!("{}@x.es", name.split(' ').next().unwrap().to_lowercase());
        self.db
            .read(async move |tx| -> Result<_, DbError> {
                let person = accounts::access::by_email(tx, &email).await?.unwrap();
                accounts::access::actor(tx, &person, "127.0.0.1").await
            })
            .await
            .unwrap()
    }

    /// A school with María, who asks, Luis, who attends, and Carmen, its coordinator.
    pub(super) async fn school(&self) {
        let luis = self.person("Luis Vega", Role::Technician).await;
        let (maria, carmen) =
            (self.person("Maria López", Role::Requester).await, self.person("Carmen Gil", Role::Requester).await);
        let new = orgs::OrganizationChange {
            name: "CEIP La Paz".into(),
            kind: orgs::Kind::School,
            phone: String::new(),
            notes: String::new(),
            domains: Vec::new(),
            default_technician: Some(luis),
            archived: false,
        };
        self.db
            .write(async move |tx| -> Result<(), atiende_core::Refused> {
                tx.execute(sql!("UPDATE people SET all_organizations = TRUE WHERE id = $1"), args![luis]).await?;
                let school: OrganizationId = orgs::actions::save::add_by(tx, &By::desk(), new.clone()).await?;
                orgs::actions::members::put(tx, &By::desk(), maria, school, false).await?;
                orgs::actions::members::put(tx, &By::desk(), carmen, school, true).await?;
                Ok(())
            })
            .await
            .unwrap();
    }

    pub(super) async fn opens(&self, name: &str, subject: &str) -> TicketId {
        let actor = self.actor(name).await;
        let new = NewTicket {
            subject: subject.into(),
            organization: actor.memberships.first().map(|membership| membership.organization),
            priority: Some(Priority::Normal),
            body: Body::markdown("No sale nada."),
            ..NewTicket::blank(Source::Web)
        };
        self.db.write(async move |tx| tickets::actions::open::open(tx, &actor, &new).await).await.unwrap()
    }

    pub(super) async fn says(&self, name: &str, ticket: TicketId, visibility: Visibility, words: &str) {
        self.replies(name, ticket, said(words, visibility)).await;
    }

    /// A reply with what it makes of the ticket; which message it is.
    pub(super) async fn writes(&self, name: &str, ticket: TicketId, words: &str, then: Option<Next>) -> MessageId {
        self.replies(name, ticket, NewReply { then, ..said(words, Visibility::Public) }).await
    }

    pub(super) async fn writes_with(&self, name: &str, ticket: TicketId, words: &str, files: &[AttachmentId]) {
        self.replies(name, ticket, NewReply { attachments: files.to_vec(), ..said(words, Visibility::Public) }).await;
    }

    async fn replies(&self, name: &str, ticket: TicketId, new: NewReply) -> MessageId {
        let actor = self.actor(name).await;
        let write = async move |tx: &mut Tx| {
            let replyable = tickets::access::replyable(tx, &actor, ticket).await?;
            tickets::actions::reply::reply(tx, replyable, &new).await
        };
        self.db.write(write).await.unwrap().message.unwrap()
    }

    pub(super) async fn moves(&self, name: &str, ticket: TicketId, next: Next) {
        let actor = self.actor(name).await;
        let write = async move |tx: &mut Tx| {
            let replyable = tickets::access::replyable(tx, &actor, ticket).await?;
            tickets::actions::set_state::set_state(tx, replyable, next).await
        };
        self.db.write(write).await.unwrap();
    }

    pub(super) async fn takes_back(&self, name: &str, ticket: TicketId, message: MessageId) -> Result<(), Refused> {
        let actor = self.actor(name).await;
        let write = async move |tx: &mut Tx| {
            let replyable = tickets::access::replyable(tx, &actor, ticket).await?;
            take_back::take_back(tx, replyable, message).await
        };
        self.db.write(write).await
    }

    pub(super) async fn taken_back(&self, name: &str, ticket: TicketId, message: MessageId) -> Option<TakenBack> {
        let actor = self.actor(name).await;
        let read = async move |tx: &Tx| -> Result<_, Denied> {
            let readable = tickets::access::readable(tx, &actor, ticket).await?;
            Ok(take_back::taken_back(tx, &readable, actor.id, message).await?)
        };
        self.db.read(read).await.unwrap()
    }

    /// Everything that this reader sees said in the ticket.
    pub(super) async fn words_of(&self, name: &str, ticket: TicketId) -> Vec<String> {
        let actor = self.actor(name).await;
        let read = async move |tx: &Tx| -> Result<_, Denied> {
            let readable = tickets::access::readable(tx, &actor, ticket).await?;
            Ok(tickets::show::messages(tx, &readable).await?)
        };
        self.db.read(read).await.unwrap().into_iter().map(|message| message.body).collect()
    }

    pub(super) async fn state_of(&self, ticket: TicketId) -> State {
        let actor = self.actor("Luis").await;
        let read = async move |tx: &Tx| tickets::access::readable(tx, &actor, ticket).await;
        self.db.read(read).await.unwrap().ticket().state
    }

    pub(super) async fn uploads(&self, name: &str, file: &'static str, content: &[u8]) -> AttachmentId {
        let (actor, kept) = (self.actor(name).await, self.vault.keep(content.to_vec()).await.unwrap());
        self.db.write(async move |tx| files::add(tx, &actor, &kept, file).await).await.unwrap()
    }

    /// Asks for a link to choose a new password; its secret.
    pub(super) async fn forgets_password(&self, name: &str) -> String {
        let email = self.actor(name).await.email;
        let link = Secret::generate();
        let secret = link.reveal().to_owned();
        self.db
            .write(async move |tx| accounts::actions::reset_password::request(tx, &email, &link, "").await)
            .await
            .unwrap();
        secret
    }

    /// A mail that nobody caused: to try the set-up.
    pub(super) async fn test_mail(&self, to: &'static str) {
        self.db
            .write(async move |tx| -> Result<(), DbError> {
                tx.execute(
                    sql!(
                        "INSERT INTO outbox (kind, reason, to_address, to_name, locale, data, message_id, automatic,
                             subject, state, attempts, next_at, last_error, created_at)
                         SELECT 'test', 'account', $1, 'Maria', 'es', '{}', 'e' || count(*) || '.test', TRUE, '',
                             'queued', 0, $2, '', $2 FROM outbox"
                    ),
                    args![to, tx.now()],
                )
                .await?;
                tx.announce("outbox");
                Ok(())
            })
            .await
            .unwrap();
    }

    /// Gives the mails of one kind to somebody else, as no action would.
    pub(super) async fn divert(&self, kind: &'static str, name: &str) {
        let to = self.actor(name).await.id;
        self.db
            .write(async move |tx| -> Result<(), DbError> {
                tx.execute(sql!("UPDATE outbox SET person_id = $1 WHERE kind = $2"), args![to, kind]).await?;
                Ok(())
            })
            .await
            .unwrap();
    }

    /// Turns mails of one kind into another.
    pub(super) async fn disguise(&self, from: &'static str, to: &'static str) {
        self.db
            .write(async move |tx| -> Result<(), DbError> {
                tx.execute(sql!("UPDATE outbox SET kind = $1 WHERE kind = $2 AND state = 'queued'"), args![to, from])
                    .await?;
                Ok(())
            })
            .await
            .unwrap();
    }

    /// An administrator leaves a note for the technician.
    pub(super) async fn admin_notes(&self, ticket: TicketId) {
        let known = self.db.read(async |tx| accounts::access::by_email(tx, "root@x.es").await).await.unwrap();
        if known.is_none() {
            self.person("Root", Role::Admin).await;
        }
        self.says("Root", ticket, Visibility::Internal, "Cobrar aparte.").await;
    }
}

fn said(words: &str, visibility: Visibility) -> NewReply {
    NewReply {
        body: Body::markdown(words),
        visibility,
        attachments: Vec::new(),
        then: None,
        seen: None,
        source: Source::Web,
        wakes: true,
    }
}
