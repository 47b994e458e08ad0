//! What opens an account, asked before one of its ways in is taken away.

use crate::support::Desk;
use atiende_core::accounts::actions::reset_password;
use atiende_core::accounts::ways::InUse;
use atiende_core::accounts::{Secret, ways};
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_core::identities::actions::{remove, withdraw};
use atiende_core::identities::{self, Withdrawal};
use atiende_core::providers::actions::{add, switch};
use atiende_core::providers::{Change, Kind, Settings, Users, access as providers};
use atiende_core::second_factors::access as factors;
use atiende_core::second_factors::actions::passkeys;
use atiende_core::{Actor, Denied, Refused, Sudo};
use atiende_db::{args, sql};

/// People may choose these; browsers make passkeys.
fn in_use(elsewhere: &[&str]) -> InUse {
    InUse { elsewhere: elsewhere.iter().map(|word| (*word).to_owned()).collect(), passkeys: true }
}

impl Desk {
    async fn has_account_at(&self, person: PersonId, provider: &'static str) {
        let insert = sql!(
            "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
             VALUES ($1, $2, $2, $3, '', 0, 0)"
        );
        let subject = person.to_string();
        self.db.write(async move |tx| tx.execute(insert, args![person, provider, subject]).await).await.unwrap();
    }

    async fn has_passkey(&self, person: PersonId, credential: &'static str) {
        let insert = sql!(
            "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
             VALUES ($1, $2, '', 'Llave', '{}', 0)"
        );
        self.db.write(async move |tx| tx.execute(insert, args![person, credential]).await).await.unwrap();
    }

    async fn chooses_password(&self, person: PersonId) {
        self.db.write(async move |tx| reset_password::set(tx, &By::desk(), person, "hash").await).await.unwrap();
    }

    async fn is_opened(&self, person: PersonId, in_use: &InUse) -> bool {
        self.db.read(async move |tx| ways::of(tx, person).await).await.unwrap().any(in_use)
    }

    async fn parts_from(&self, actor: &Actor, provider: &'static str, in_use: &InUse) -> Result<(), Refused> {
        let (actor, in_use) = (actor.clone(), in_use.clone());
        self.db
            .write(async move |tx| {
                let own = identities::access::own(tx, &actor).await?;
                let id = own.iter().find(|identity| identity.provider == provider).unwrap().id;
                let removable = identities::access::removable(tx, &actor, id, &in_use).await?;
                Ok(remove::remove(tx, (&actor, Sudo::at_the_terminal()), &removable).await?)
            })
            .await
    }

    async fn drops_key(&self, actor: &Actor, in_use: &InUse) -> Result<(), Denied> {
        let (actor, in_use) = (actor.clone(), in_use.clone());
        self.db
            .write(async move |tx| {
                let id = factors::own(tx, &actor).await?.passkeys[0].id;
                let removable = factors::removable(tx, &actor, id, &in_use).await?;
                Ok(passkeys::remove(tx, &actor, &removable, Sudo::at_the_terminal()).await?)
            })
            .await
    }

    /// Facebook says that somebody wants no more of us; whether they were mailed a link.
    async fn is_mailed_a_link_after_leaving(&self, person: PersonId, in_use: &InUse) -> bool {
        self.mails().await;
        let withdrawal = Withdrawal {
            provider: "facebook".into(),
            label: "Facebook".into(),
            issuer: "facebook".into(),
            subject: person.to_string(),
            asked_at: "2030-01-01T00:00:00Z".parse().unwrap(),
        };
        let (link, in_use) = (Secret::generate(), in_use.clone());
        let leave = async move |tx: &mut _| withdraw::withdraw(tx, &withdrawal, &link, &in_use).await;
        assert!(self.db.write(leave).await.unwrap());
        self.mails().await.iter().any(|mail| mail.starts_with("last_way_removed"))
    }

    async fn users(&self, admin: &Actor, word: &'static str, in_use: &InUse) -> Users {
        let (admin, in_use) = (admin.clone(), in_use.clone());
        self.db
            .read(async move |tx| {
                let manageable = providers::manageable(tx, &admin, word).await?;
                Ok::<_, Denied>(providers::users(tx, &manageable, &in_use).await?)
            })
            .await
            .unwrap()
    }

    async fn sets_up_google(&self, admin: &Actor) {
        let admin = admin.clone();
        let new = Change {
            kind: Kind::Google,
            word: "google".into(),
            label: "Google".into(),
            settings: Settings { client_id: "client".into(), ..Settings::default() },
            sealed_secret: Some(vec![1]),
            link_verified_email: false,
        };
        self.db
            .write(async move |tx| {
                add::add(tx, admin.admin()?, &new, &[], Sudo::at_the_terminal()).await?;
                let manageable = providers::manageable(tx, &admin, "google").await?;
                Ok::<_, Refused>(switch::switch(tx, &manageable, true, Sudo::at_the_terminal()).await?)
            })
            .await
            .unwrap();
    }
}

fn forbidden<T>(result: &Result<T, Refused>) -> bool {
    matches!(result, Err(Refused::Denied(Denied::Forbidden)))
}

on_both! {
    /// A password, a passkey where there are some, an account elsewhere that may be chosen; nothing else.
    async fn what_opens_an_account(desk: Desk) {
        let cast = desk.cast().await;
        let (maria, carmen, jon) = (cast.maria.id, cast.carmen.id, cast.jon.id);
        let both = in_use(&["google", "ldap:la-paz"]);
        assert!(!desk.is_opened(maria, &both).await);
        desk.chooses_password(maria).await;
        assert!(desk.is_opened(maria, &InUse::default()).await);
        desk.has_passkey(carmen, "AQ").await;
        assert!(desk.is_opened(carmen, &in_use(&[])).await);
        assert!(!desk.is_opened(carmen, &InUse { passkeys: false, ..both.clone() }).await, "without https there are no keys");
        desk.has_account_at(jon, "google").await;
        assert!(desk.is_opened(jon, &both).await && !desk.is_opened(jon, &in_use(&["apple"])).await, "switched off");
        desk.has_account_at(cast.luis.id, "ldap:la-paz").await;
        assert!(desk.is_opened(cast.luis.id, &both).await, "a directory that is asked");
        assert!(!desk.is_opened(cast.luis.id, &in_use(&["google", "la-paz"])).await, "a provider of that name is none");
    }

    /// The last account elsewhere stays, unless something else opens the account.
    async fn an_account_elsewhere_goes_if_another_way_stays(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        let google = in_use(&["google"]);
        desk.has_account_at(maria, "google").await;
        desk.has_account_at(maria, "gone").await;
        assert!(forbidden(&desk.parts_from(&cast.maria, "google", &google).await), "what is set up no longer opens nothing");
        desk.parts_from(&cast.maria, "gone", &google).await.unwrap();
        desk.has_account_at(maria, "ldap:la-paz").await;
        assert!(forbidden(&desk.parts_from(&cast.maria, "google", &google).await), "a directory that nobody asks");
        desk.has_passkey(maria, "AQ").await;
        assert!(forbidden(&desk.parts_from(&cast.maria, "google", &InUse { passkeys: false, ..google.clone() }).await));
        desk.parts_from(&cast.maria, "google", &google).await.unwrap();
        desk.has_account_at(cast.carmen.id, "google").await;
        desk.has_account_at(cast.carmen.id, "ldap:la-paz").await;
        desk.parts_from(&cast.carmen, "google", &in_use(&["google", "ldap:la-paz"])).await.unwrap();
    }

    /// The last passkey stays where nothing else opens the account.
    async fn a_passkey_goes_if_another_way_stays(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        let google = in_use(&["google"]);
        desk.has_passkey(maria, "AQ").await;
        assert!(matches!(desk.drops_key(&cast.maria, &google).await, Err(Denied::Forbidden)));
        desk.has_account_at(maria, "google").await;
        assert!(matches!(desk.drops_key(&cast.maria, &in_use(&[])).await, Err(Denied::Forbidden)), "switched off");
        desk.has_passkey(maria, "Ag").await;
        desk.drops_key(&cast.maria, &in_use(&[])).await.unwrap();
        assert!(matches!(desk.drops_key(&cast.maria, &in_use(&[])).await, Err(Denied::Forbidden)), "the other was left");
        desk.drops_key(&cast.maria, &google).await.unwrap();
        desk.has_passkey(cast.carmen.id, "Aw").await;
        desk.chooses_password(cast.carmen.id).await;
        desk.drops_key(&cast.carmen, &InUse::default()).await.unwrap();
    }

    /// Who leaves at the provider is mailed a link if nothing is left.
    async fn who_leaves_elsewhere_is_mailed_a_link_if_nothing_is_left(desk: Desk) {
        let cast = desk.cast().await;
        let all = in_use(&["facebook", "google", "ldap:la-paz"]);
        for person in [&cast.maria, &cast.carmen, &cast.jon, &cast.luis, &cast.admin] {
            desk.has_account_at(person.id, "facebook").await;
        }
        assert!(desk.is_mailed_a_link_after_leaving(cast.maria.id, &all).await);
        desk.has_passkey(cast.carmen.id, "AQ").await;
        assert!(!desk.is_mailed_a_link_after_leaving(cast.carmen.id, &all).await, "her key opens it");
        desk.has_account_at(cast.jon.id, "ldap:la-paz").await;
        assert!(!desk.is_mailed_a_link_after_leaving(cast.jon.id, &all).await, "the directory opens it");
        desk.has_account_at(cast.luis.id, "google").await;
        assert!(desk.is_mailed_a_link_after_leaving(cast.luis.id, &in_use(&["facebook"])).await, "switched off");
        desk.chooses_password(cast.admin.id).await;
        assert!(!desk.is_mailed_a_link_after_leaving(cast.admin.id, &all).await);
    }

    /// Before a provider goes, who has nothing else is counted.
    async fn who_would_be_stranded_is_counted(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets_up_google(&cast.admin).await;
        let all = in_use(&["google", "ldap:la-paz"]);
        assert_eq!(desk.users(&cast.admin, "google", &all).await, Users::default());
        for person in [&cast.maria, &cast.carmen, &cast.jon, &cast.luis] {
            desk.has_account_at(person.id, "google").await;
        }
        let counts = async |in_use: &InUse| {
            let users = desk.users(&cast.admin, "google", in_use).await;
            (users.all, users.without_another_way)
        };
        assert_eq!(counts(&all).await, (4, 4));
        desk.chooses_password(cast.maria.id).await;
        desk.has_passkey(cast.carmen.id, "AQ").await;
        desk.has_account_at(cast.jon.id, "ldap:la-paz").await;
        desk.has_account_at(cast.luis.id, "gone").await;
        // Of others, who would lose nothing.
        desk.has_account_at(cast.admin.id, "ldap:la-paz").await;
        assert_eq!(counts(&all).await, (4, 1), "Luis");
        assert_eq!(counts(&InUse { passkeys: false, ..in_use(&["google"]) }).await, (4, 3));
    }
}
