//! One person, several addresses; two accounts, one person.

mod merging;

use crate::support::{Desk, Meeting};
use atiende_core::accounts::actions::{add, sign_in, sign_up};
use atiende_core::accounts::{AccountState, NewAccount, Role, Secret, SessionLimits, access as accounts, password};
use atiende_core::addresses::{access, actions};
use atiende_core::events::By;
use atiende_core::id::{AddressId, MergeId, PersonId};
use atiende_core::merges;
use atiende_core::{Actor, Denied, Refused, Sudo, tickets};
use atiende_db::{Tx, args, sql};
use jiff::SignedDuration;

const LIMITS: SessionLimits =
    SessionLimits { idle: SignedDuration::from_hours(24), max: SignedDuration::from_hours(24 * 30) };

impl Desk {
    /// Asks for a link to the address; `None`: the address had an owner, who was told instead.
    async fn asks_to_add(&self, actor: &Actor, email: &'static str) -> Result<Secret, Refused> {
        let (actor, link) = (actor.clone(), Secret::generate());
        let given = link.clone();
        self.db.write(async move |tx| actions::ask(tx, &actor, email, &given).await).await.map(|_| link)
    }

    async fn confirms_address(&self, actor: &Actor, link: &Secret) -> Result<(), Refused> {
        let (actor, link) = (actor.clone(), link.clone());
        self.db.write(async move |tx| actions::confirm(tx, &access::confirmable(tx, &actor, &link).await?).await).await
    }

    async fn merges(&self, actor: &Actor, kept: PersonId, gone: PersonId) -> Result<MergeId, Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let mergeable = merges::access::mergeable(tx, &actor, (kept, gone)).await?;
                merges::actions::merge(tx, &mergeable, Sudo::at_the_terminal()).await
            })
            .await
    }

    async fn parts(&self, actor: &Actor, merge: MergeId) -> Result<(), Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let undoable = merges::access::undoable(tx, &actor, merge).await?;
                merges::actions::undo(tx, &undoable, Sudo::at_the_terminal()).await
            })
            .await
    }

    async fn signs_in_to(&self, person: PersonId) -> Secret {
        let token = Secret::generate();
        let session = sign_in::NewSession { token: token.clone(), limits: LIMITS, client: sign_in::Client::default() };
        self.db.write(async move |tx| sign_in::begin(tx, person, &session).await).await.unwrap();
        token
    }

    async fn lives(&self, token: &Secret) -> bool {
        let token = token.clone();
        let found = self.db.read(async move |tx| accounts::by_session(tx, &token, LIMITS, "").await).await;
        found.unwrap().is_some()
    }

    /// Confirms once both have looked.
    async fn confirms_meeting(&self, actor: &Actor, link: &Secret, meeting: &Meeting) -> Result<(), Refused> {
        let (actor, link, meeting) = (actor.clone(), link.clone(), meeting.clone());
        self.db
            .write(async move |tx| {
                let confirmable = access::confirmable(tx, &actor, &link).await?;
                meeting.wait(tx).await;
                actions::confirm(tx, &confirmable).await
            })
            .await
    }

    /// How many people have the address.
    async fn holders(&self, email: &'static str) -> i64 {
        let count = sql!(
            "SELECT (SELECT count(*) FROM people WHERE email = $1) + (SELECT count(*) FROM addresses WHERE email = $1)"
        );
        self.db.read(async move |tx: &Tx| tx.one::<(i64,)>(count, args![email]).await).await.unwrap().0
    }

    async fn prefers_address(&self, actor: &Actor, email: &'static str) {
        let actor = actor.clone();
        let prefer = async move |tx: &mut Tx| {
            let own = access::own(tx, &actor).await?;
            let id = own.iter().find(|address| address.email == email).unwrap().id;
            actions::prefer(tx, &access::owned(tx, &actor, id).await?).await
        };
        self.db.write(prefer).await.unwrap();
    }

    async fn removes_address(&self, actor: &Actor, email: &'static str) {
        let actor = actor.clone();
        let remove = async move |tx: &mut Tx| {
            let own = access::own(tx, &actor).await?;
            let id = own.iter().find(|address| address.email == email).unwrap().id;
            let owned = access::owned(tx, &actor, id).await?;
            Ok::<_, Refused>(actions::remove(tx, &owned).await?)
        };
        self.db.write(remove).await.unwrap();
    }

    async fn reads(&self, actor: &Actor, ticket: atiende_core::id::TicketId) -> bool {
        let actor = actor.clone();
        self.db.read(async move |tx| tickets::access::readable(tx, &actor, ticket).await.map(drop)).await.is_ok()
    }
}

on_both! {
    /// A further address is proved by its link, in the session that asked; each opens the account.
    async fn each_proved_address_opens_the_account(desk: Desk) {
        let cast = desk.cast().await;
        let hash = password::hash("una frase larga".to_owned()).await.unwrap();
        let maria = cast.maria.id;
        desk.db
            .write(async move |tx| {
                use atiende_core::accounts::actions::reset_password;
                reset_password::set(tx, &atiende_core::events::By::desk(), maria, &hash).await
            })
            .await
            .unwrap();
        desk.mails().await;
        for wrong in ["maria@", "maria@ceiplapaz.es", " MARIA@CEIPLAPAZ.ES "] {
            assert!(matches!(desk.asks_to_add(&cast.maria, wrong).await, Err(Refused::Invalid(_))), "{wrong}");
        }
        let link = desk.asks_to_add(&cast.maria, "Maria@Gmail.com").await.unwrap();
        assert_eq!(desk.mails().await, ["confirm_addition to maria@gmail.com"]);
        assert!(matches!(desk.confirms_address(&cast.jon, &link).await, Err(Refused::Denied(Denied::NotFound))));
        let opens = async |email: &'static str| {
            let found = desk.db.read(async move |tx| password::credentials(tx, email).await).await.unwrap();
            found.verify("una frase larga".to_owned()).await.is_some()
        };
        assert!(!opens("maria@gmail.com").await, "not proved yet");
        desk.confirms_address(&cast.maria, &link).await.unwrap();
        assert_eq!(desk.mails().await, ["address_added to maria@ceiplapaz.es"]);
        assert!(opens("maria@gmail.com").await && opens("maria@ceiplapaz.es").await);
        assert!(matches!(desk.confirms_address(&cast.maria, &link).await, Err(Refused::Denied(Denied::NotFound))));

        // Somebody else who wants the same address learns nothing; its owner hears of it.
        desk.person("Pepe Bueno", "pepe@ceiplapaz.es", Role::Requester).await;
        let pepe = desk.actor("pepe@ceiplapaz.es").await;
        desk.asks_to_add(&pepe, "maria@gmail.com").await.unwrap();
        assert_eq!(desk.mails().await, ["already_has_account to maria@ceiplapaz.es"]);

        let own = cast.maria.clone();
        let id = desk.db.read(async move |tx| access::own(tx, &own).await).await.unwrap()[0].id;
        let jon = cast.jon.clone();
        let stolen = desk.db.read(async move |tx| access::owned(tx, &jon, id).await.map(drop)).await;
        assert!(matches!(stolen, Err(Denied::NotFound)));
        let own = cast.maria.clone();
        desk.db
            .write(async move |tx| actions::prefer(tx, &access::owned(tx, &own, id).await?).await)
            .await
            .unwrap();
        assert_eq!(desk.mails().await, ["address_preferred to maria@ceiplapaz.es"], "the old one is told");
        let maria = desk.actor("maria@ceiplapaz.es").await;
        assert_eq!(maria.email, "maria@gmail.com", "mails go here; the old one still finds her");
        let own = maria.clone();
        desk.db
            .write(async move |tx| {
                let owned = access::owned(tx, &own, id).await?;
                Ok::<_, Refused>(actions::remove(tx, &owned).await?)
            })
            .await
            .unwrap();
        assert_eq!(desk.mails().await, ["address_removed to maria@ceiplapaz.es"]);
        assert!(!opens("maria@ceiplapaz.es").await);
    }

    /// What a coordinator's account opens is not the coordinator's alone: a browser left open adds no way in.
    async fn who_sees_others_shows_first_who_they_are(desk: Desk) {
        let cast = desk.cast().await;
        let asked = desk.asks_to_add(&cast.jon, "jon@gmail.com").await;
        assert!(matches!(asked, Err(Refused::Denied(Denied::Unproved))));
        let id = cast.jon.id;
        let add = async move |tx: &mut Tx| {
            let add = sql!("INSERT INTO addresses (person_id, email, created_at) VALUES ($1, 'jon@gmail.com', 0) RETURNING id");
            tx.returning_one::<(AddressId,)>(add, args![id]).await
        };
        let (id,) = desk.db.write(add).await.unwrap();
        let jon = cast.jon.clone();
        let prefers = async move |tx: &mut Tx| actions::prefer(tx, &access::owned(tx, &jon, id).await?).await;
        assert!(matches!(desk.db.write(prefers).await, Err(Refused::Denied(Denied::Unproved))));
        assert_eq!(desk.actor("jon@ieselmar.es").await.email, "jon@ieselmar.es");
    }

    /// Who signed up with an address and never proved it cannot keep its owner from adding it.
    async fn an_unproved_account_stands_in_nobodys_way(desk: Desk) {
        let cast = desk.cast().await;
        let new = atiende_core::accounts::NewAccount {
            name: "Impostor".into(),
            email: "maria@gmail.com".into(),
            locale: "es".into(),
            ..Default::default()
        };
        let stale = Secret::generate();
        let given = stale.clone();
        desk.db
            .write(async move |tx| {
                atiende_core::accounts::actions::sign_up::sign_up(tx, &new, Some("hash"), &given, "").await
            })
            .await
            .unwrap();
        let link = desk.asks_to_add(&cast.maria, "maria@gmail.com").await.unwrap();
        desk.confirms_address(&cast.maria, &link).await.unwrap();
        assert_eq!(desk.actor("maria@gmail.com").await.id, cast.maria.id);
        let old = desk
            .db
            .read(async move |tx| atiende_core::accounts::access::confirming(tx, &stale).await.map(drop))
            .await;
        assert!(matches!(old, Err(Denied::NotFound)), "the impostor's link is dead");
    }

    /// Somebody signs up, or is added, with an address in the moment in which it is confirmed: it is one person's.
    async fn an_address_is_one_persons(desk: Desk) {
        let cast = desk.cast().await;
        let meeting = Meeting::new();
        let link = desk.asks_to_add(&cast.maria, "maria@gmail.com").await.unwrap();
        let signs_up = {
            let (meeting, link) = (meeting.clone(), Secret::generate());
            let new = NewAccount { name: "Otra".into(), email: "maria@gmail.com".into(), ..NewAccount::default() };
            desk.db.write(async move |tx| {
                accounts::by_email(tx, &new.email).await?;
                meeting.wait(tx).await;
                sign_up::sign_up(tx, &new, Some("hash"), &link, "").await
            })
        };
        let (confirmed, signed_up) = tokio::join!(desk.confirms_meeting(&cast.maria, &link, &meeting), signs_up);
        confirmed.unwrap();
        signed_up.unwrap();
        assert_eq!(desk.actor("maria@gmail.com").await.id, cast.maria.id, "whoever was first");
        assert_eq!(desk.holders("maria@gmail.com").await, 1);

        let meeting = Meeting::new();
        let jon = desk.proved("jon@ieselmar.es").await;
        let link = desk.asks_to_add(&jon, "jon@gmail.com").await.unwrap();
        let is_added = {
            let meeting = meeting.clone();
            let new = NewAccount { name: "Otro".into(), email: "jon@gmail.com".into(), ..NewAccount::default() };
            desk.db.write(async move |tx| {
                accounts::by_email(tx, &new.email).await?;
                meeting.wait(tx).await;
                add::add(tx, &By::desk(), &new, Role::Requester, None).await
            })
        };
        let (confirmed, added) = tokio::join!(desk.confirms_meeting(&cast.jon, &link, &meeting), is_added);
        assert!(confirmed.is_ok() != added.is_ok(), "{confirmed:?} {added:?}");
        assert_eq!(desk.holders("jon@gmail.com").await, 1);
        desk.wait(SignedDuration::from_hours(25));
        desk.db.write(async |tx| actions::forget_old(tx).await).await.unwrap();
        let left = sql!("SELECT count(*) FROM address_guards");
        let (left,) = desk.db.read(async move |tx: &Tx| tx.one::<(i64,)>(left, args![]).await).await.unwrap();
        assert_eq!(left, 0, "kept for as long as it is of use");
    }
}
