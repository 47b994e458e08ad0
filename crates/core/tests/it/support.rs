//! A desk to tell stories about: people, organizations, a clock that the story moves.

use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::accounts::actions::{add, sign_in};
use atiende_core::accounts::{AccountState, NewAccount, Person, Role, Secret, SessionLimits, access};
use atiende_core::events::By;
use atiende_core::id::{OrganizationId, PersonId, TicketId};
use atiende_core::orgs::actions::{members, save};
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_core::tickets::actions::open;
use atiende_core::tickets::{Body, NewTicket, Priority, Source};
use atiende_core::{Actor, Denied, Refused, migrations, notify};
use atiende_db::migrate::migrate;
use atiende_db::{Clock, Db, Engine, Options, Tx, args, sql};
pub(crate) use atiende_testing::{fresh_postgres, run, skip};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use tokio::sync::Barrier;

/// A Monday at 9:00 in Madrid.
pub(crate) const MORNING: &str = "2026-11-23T08:00:00Z";

macro_rules! on_both {
    ($(#[doc = $doc:literal] async fn $name:ident($desk:ident: Desk) $body:block)*) => {$(
        #[doc = $doc]
        mod $name {
            use super::*;

            async fn story($desk: Desk) $body

            #[test]
            fn sqlite() {
                $crate::support::run(async { story(Desk::on_sqlite().await).await });
            }

            #[test]
            fn postgres() {
                $crate::support::run(async {
                    if let Some(desk) = Desk::on_postgres(concat!(module_path!())).await {
                        story(desk).await;
                    }
                });
            }
        }
    )*};
}

/// An empty desk, and what it needs to be told about.
pub(crate) struct Desk {
    pub(crate) db: Db,
    now: Arc<AtomicI64>,
    _folder: Option<tempfile::TempDir>,
}

/// The usual cast: CEIP La Paz with María and her coordinator Carmen, another school with Jon, and Luis who attends.
pub(crate) struct Cast {
    pub(crate) la_paz: OrganizationId,
    pub(crate) el_mar: OrganizationId,
    pub(crate) maria: Actor,
    pub(crate) carmen: Actor,
    pub(crate) jon: Actor,
    pub(crate) luis: Actor,
    pub(crate) admin: Actor,
}

impl Desk {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("desk.db").display());
        Self::open(&url, Some(folder)).await
    }

    /// `None`, said aloud, where there is no server.
    pub(crate) async fn on_postgres(test: &str) -> Option<Self> {
        Some(Self::open(&fresh_postgres(test).await?, None).await)
    }

    async fn open(url: &str, folder: Option<tempfile::TempDir>) -> Self {
        let options = Options { pool_size: 8, ..Options::new(url) };
        let start: Timestamp = MORNING.parse().unwrap();
        migrate(&options, migrations::STEPS, start).await.unwrap();
        let now = Arc::new(AtomicI64::new(start.as_microsecond()));
        let hand = Arc::clone(&now);
        // A millisecond a look: what happens later is later.
        let clock: Clock =
            Arc::new(move || Timestamp::from_microsecond(hand.fetch_add(1000, Ordering::Relaxed)).unwrap());
        Self { db: Db::open(&options, clock).unwrap(), now, _folder: folder }
    }

    /// Lets time go by.
    pub(crate) fn wait(&self, time: SignedDuration) {
        self.now.fetch_add(time.as_micros().try_into().unwrap(), Ordering::Relaxed);
    }

    pub(crate) async fn person(&self, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        self.db.write(async move |tx| add::add(tx, &By::desk(), &new, role, None).await).await.unwrap()
    }

    pub(crate) async fn person_by(&self, email: &'static str) -> Person {
        self.db.read(async move |tx| access::by_email(tx, email).await).await.unwrap().unwrap()
    }

    pub(crate) async fn organization(&self, name: &str, domain: &str, technician: Option<PersonId>) -> OrganizationId {
        let new = OrganizationChange {
            name: name.into(),
            kind: Kind::School,
            phone: String::new(),
            notes: String::new(),
            domains: vec![domain.into()],
            default_technician: technician,
            archived: false,
        };
        self.db.write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap()
    }

    /// The technician attends this client alone.
    pub(crate) async fn attends_only(&self, technician: PersonId, organization: OrganizationId) {
        let set = async move |tx: &mut Tx| {
            tx.execute(sql!("UPDATE people SET all_organizations = FALSE WHERE id = $1"), args![technician]).await?;
            tx.execute(
                sql!("INSERT INTO attended_organizations (person_id, organization_id) VALUES ($1, $2)"),
                args![technician, organization],
            )
            .await
        };
        self.db.write(set).await.unwrap();
    }

    pub(crate) async fn join(&self, person: PersonId, organization: OrganizationId, coordinator: bool) {
        self.db
            .write(async move |tx| members::put(tx, &By::desk(), person, organization, coordinator).await)
            .await
            .unwrap();
    }

    /// The person as an actor, with the rights of this moment.
    pub(crate) async fn actor(&self, email: &str) -> Actor {
        let email = email.to_owned();
        self.db
            .read(async move |tx| {
                let person = access::by_email(tx, &email).await?.unwrap();
                access::actor(tx, &person, "203.0.113.7").await
            })
            .await
            .unwrap()
    }

    pub(crate) async fn cast(&self) -> Cast {
        let luis = self.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
        self.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        let la_paz = self.organization("CEIP La Paz", "ceiplapaz.es", Some(luis)).await;
        let el_mar = self.organization("IES El Mar", "ieselmar.es", Some(luis)).await;
        for (name, email, organization, coordinator) in [
            ("María Gil", "maria@ceiplapaz.es", la_paz, false),
            ("Carmen Soler", "carmen@ceiplapaz.es", la_paz, true),
            ("Jon Etxeberria", "jon@ieselmar.es", el_mar, true),
        ] {
            let person = self.person(name, email, Role::Requester).await;
            self.join(person, organization, coordinator).await;
        }
        Cast {
            la_paz,
            el_mar,
            maria: self.actor("maria@ceiplapaz.es").await,
            carmen: self.actor("carmen@ceiplapaz.es").await,
            jon: self.actor("jon@ieselmar.es").await,
            luis: self.actor("luis@desk.es").await,
            admin: self.actor("ada@desk.es").await,
        }
    }

    /// The person in a session that began a moment ago: may do what is dangerous.
    pub(crate) async fn proved(&self, email: &str) -> Actor {
        let limits = SessionLimits { idle: SignedDuration::from_hours(1), max: SignedDuration::from_hours(9) };
        let (token, person) = (Secret::generate(), self.actor(email).await.id);
        let session = sign_in::NewSession { token: token.clone(), limits, client: sign_in::Client::default() };
        self.db.write(async move |tx| sign_in::begin(tx, person, &session).await).await.unwrap();
        let found = self.db.read(async move |tx| access::by_session(tx, &token, limits, "").await).await.unwrap();
        found.unwrap().0
    }

    /// Changes somebody as the page of the administration does.
    pub(crate) async fn edits(
        &self,
        by: &Actor,
        whom: PersonId,
        change: impl FnOnce(&mut PersonChange),
    ) -> Result<(), Refused> {
        let (reader, writer) = (by.clone(), by.clone());
        let read = async move |tx: &Tx| Ok::<_, Denied>(unchanged(&access::manageable(tx, &reader, whom).await?));
        let mut changed = self.db.read(read).await?;
        change(&mut changed);
        self.db
            .write(async move |tx| update::update(tx, access::manageable(tx, &writer, whom).await?, &changed).await)
            .await
    }

    pub(crate) async fn opens(&self, actor: &Actor, subject: &str, organization: OrganizationId) -> TicketId {
        let (actor, new) = (actor.clone(), ticket(subject, organization));
        self.db.write(async move |tx| open::open(tx, &actor, &new).await).await.unwrap()
    }

    /// Everything in the outbox, as "kind to address".
    pub(crate) async fn mails(&self) -> Vec<String> {
        let lease = SignedDuration::from_mins(1);
        let taken = self.db.write(async move |tx| notify::claim(tx, 500, lease).await).await.unwrap();
        taken.iter().map(|mail| format!("{} to {}", mail.kind, mail.to_address)).collect()
    }
}

/// Where two writers meet: each has looked before either writes. Once; who runs again waits for nobody. SQLite has one
/// writer, which sees nothing change under its feet.
#[derive(Clone)]
pub(crate) struct Meeting {
    both: Arc<Barrier>,
    came: Arc<AtomicUsize>,
}

impl Meeting {
    pub(crate) fn new() -> Self {
        Self { both: Arc::new(Barrier::new(2)), came: Arc::default() }
    }

    /// Called by each writer after its first look.
    pub(crate) async fn wait(&self, tx: &Tx) {
        if tx.engine() == Engine::Postgres && self.came.fetch_add(1, Ordering::Relaxed) < 2 {
            self.both.wait().await;
        }
    }
}

/// What the form about somebody says before anything is changed in it.
pub(crate) fn unchanged(manageable: &access::Manageable<'_>) -> PersonChange {
    let person = manageable.person.clone();
    PersonChange {
        name: person.name,
        email: person.email,
        phone: person.phone,
        role: person.role,
        disabled: matches!(person.state, AccountState::Disabled | AccountState::Rejected),
        all_organizations: person.all_organizations,
        memberships: manageable.memberships.iter().map(|held| (held.organization, held.coordinator)).collect(),
        attended: manageable.attended.clone(),
    }
}

/// A ticket as María would write it.
pub(crate) fn ticket(subject: &str, organization: OrganizationId) -> NewTicket {
    NewTicket {
        organization: Some(organization),
        priority: Some(Priority::Normal),
        subject: subject.into(),
        body: Body::markdown("Sale «sin papel», pero la bandeja está llena."),
        ..NewTicket::blank(Source::Web)
    }
}
