//! Somebody signs up with an address that is not theirs: nothing of it ever opens the owner's account.

use crate::support::{Cast, Desk, ticket};
use atiende_core::accounts::actions::{confirm, reset_password, sign_up, update};
use atiende_core::accounts::{AccountState, NewAccount, Person, Role, Secret, access, password};
use atiende_core::admission::Admission;
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_core::tickets::actions::hold;
use atiende_core::{Denied, Refused, Sudo, addresses};
use atiende_db::{Tx, args, sql};
use jiff::SignedDuration;

const THEIRS: &str = "una frase de otra persona";

impl Desk {
    /// Signs up with a password; the link goes to the address.
    async fn strangers_sign_up(&self, email: &str) -> (PersonId, Secret) {
        let new =
            NewAccount { name: "Quien Sea".into(), email: email.into(), locale: "es".into(), ..Default::default() };
        let hash = password::hash(THEIRS.to_owned()).await.unwrap();
        let link = Secret::generate();
        let given = link.clone();
        let made = self.db.write(async move |tx| sign_up::sign_up(tx, &new, Some(&hash), &given, "").await).await;
        (made.unwrap().unwrap(), link)
    }

    async fn known(&self, id: PersonId) -> Person {
        let admin = self.actor("ada@desk.es").await;
        let read = async move |tx: &_| Ok::<_, Denied>(access::manageable(tx, &admin, id).await?.person);
        self.db.read(read).await.unwrap()
    }

    async fn is_confirmed(&self, link: &Secret) -> Result<PersonId, Refused> {
        let link = link.clone();
        self.db
            .write(async move |tx| {
                let holder = access::confirming(tx, &link).await?;
                Ok(confirm::confirm(tx, &holder, Admission::Approval, "").await?)
            })
            .await
    }

    async fn takes_password(&self, email: &str, typed: &str) -> bool {
        let email = email.to_owned();
        let found = self.db.read(async move |tx| password::credentials(tx, &email).await).await.unwrap();
        found.verify(typed.to_owned()).await.is_some()
    }

    async fn is_closed(&self, id: PersonId) {
        let person = self.known(id).await;
        self.db
            .write(async move |tx| update::disable(tx, &By::desk(), Sudo::at_the_terminal(), &person).await)
            .await
            .unwrap();
    }
}

on_both! {
    /// Closing and opening an account makes it what it was: unproved, waiting with its ticket, or in.
    async fn an_account_opens_as_what_it_was(desk: Desk) {
        let Cast { maria, la_paz, .. } = desk.cast().await;
        let ada = desk.proved("ada@desk.es").await;
        let (nora, link) = desk.strangers_sign_up("nora@ceiplapaz.es").await;
        let closes = async |id, closed: bool| desk.edits(&ada, id, |change| change.disabled = closed).await.unwrap();
        closes(nora, true).await;
        assert_eq!(desk.known(nora).await.state, AccountState::Disabled);
        closes(nora, false).await;
        assert_eq!(desk.known(nora).await.state, AccountState::Unconfirmed, "nobody proved the address");
        desk.is_closed(nora).await;
        closes(nora, false).await;
        assert_eq!(desk.known(nora).await.state, AccountState::Unconfirmed, "by whatever way it was closed");

        desk.is_confirmed(&link).await.unwrap();
        let (waiting, new) = (desk.actor("nora@ceiplapaz.es").await, ticket("Mi primer ticket", la_paz));
        desk.db.write(async move |tx| hold::hold(tx, &waiting, &new).await).await.unwrap();
        closes(nora, true).await;
        closes(nora, false).await;
        let waiting = desk.actor("nora@ceiplapaz.es").await;
        assert_eq!(waiting.state, AccountState::Pending, "nobody decided");
        let held = desk.db.read(async move |tx| hold::held(tx, &waiting).await).await.unwrap();
        assert_eq!(held.unwrap().subject, "Mi primer ticket");

        closes(maria.id, true).await;
        closes(maria.id, false).await;
        assert_eq!(desk.known(maria.id).await.state, AccountState::Active);
    }

    /// A colleague is added, or gets another address, although a stranger signed up with it first.
    async fn a_stranger_stands_in_no_colleagues_way(desk: Desk) {
        let Cast { maria, .. } = desk.cast().await;
        let (stranger, link) = desk.strangers_sign_up("eva@desk.es").await;
        let eva = desk.person("Eva Ruiz", "eva@desk.es", Role::Technician).await;
        assert_ne!(stranger, eva);
        assert!(!desk.takes_password("eva@desk.es", THEIRS).await);
        assert!(matches!(desk.is_confirmed(&link).await, Err(Refused::Denied(Denied::NotFound))));
        let left = desk.known(stranger).await;
        assert_eq!((left.state, left.name.ends_with("@unconfirmed.invalid")), (AccountState::Rejected, true));

        let (_, link) = desk.strangers_sign_up("maria@gmail.com").await;
        let ada = desk.proved("ada@desk.es").await;
        desk.edits(&ada, maria.id, |change| change.email = "maria@gmail.com".into()).await.unwrap();
        assert_eq!(desk.actor("maria@gmail.com").await.id, maria.id);
        assert!(desk.is_confirmed(&link).await.is_err());
        let taken = desk.edits(&ada, maria.id, |change| change.email = "carmen@ceiplapaz.es".into()).await;
        assert!(matches!(taken, Err(Refused::Invalid(_))), "somebody's");
    }

    /// A forgotten password before the address is confirmed: the link proves the mailbox, and nothing else stays.
    async fn a_new_password_proves_the_address(desk: Desk) {
        desk.cast().await;
        let (nora, confirms) = desk.strangers_sign_up("nora@ceiplapaz.es").await;
        let link = Secret::generate();
        let given = link.clone();
        desk.db
            .write(async move |tx| reset_password::request(tx, "nora@ceiplapaz.es", &given, "").await)
            .await
            .unwrap();
        let hash = password::hash("su propia frase".to_owned()).await.unwrap();
        desk.mails().await;
        desk.db
            .write(async move |tx| {
                let holder = access::resetting(tx, &link).await?;
                Ok::<_, Refused>(reset_password::reset(tx, &holder, &hash, Admission::Approval, "").await?)
            })
            .await
            .unwrap();
        assert_eq!(desk.known(nora).await.state, AccountState::Pending);
        assert!(desk.takes_password("nora@ceiplapaz.es", "su propia frase").await);
        assert!(!desk.takes_password("nora@ceiplapaz.es", THEIRS).await);
        assert!(matches!(desk.is_confirmed(&confirms).await, Err(Refused::Denied(Denied::NotFound))));
        let mails = desk.mails().await;
        assert!(mails.contains(&"new_account to ada@desk.es".to_owned()), "{mails:?}");
    }

    /// Who never confirms is forgotten after a week, and may sign up again.
    async fn who_never_confirms_is_forgotten(desk: Desk) {
        desk.cast().await;
        let (nora, _) = desk.strangers_sign_up("nora@ceiplapaz.es").await;
        let forget = async || desk.db.write(async |tx| sign_up::forget_old(tx).await).await.unwrap();
        desk.wait(SignedDuration::from_hours(7 * 24 - 1));
        assert_eq!(forget().await, 0);
        desk.wait(SignedDuration::from_hours(2));
        assert_eq!(forget().await, 1);
        assert_eq!(forget().await, 0);
        assert!(!desk.takes_password("nora@ceiplapaz.es", THEIRS).await);
        let (again, link) = desk.strangers_sign_up("nora@ceiplapaz.es").await;
        assert_ne!(again, nora);
        assert_eq!(desk.is_confirmed(&link).await.unwrap(), again);
    }

    /// What a stranger calls themselves is read by nobody who has not proved the address.
    async fn no_name_reaches_an_unproved_address(desk: Desk) {
        let Cast { maria, .. } = desk.cast().await;
        let (_, link) = desk.strangers_sign_up("nora@ceiplapaz.es").await;
        let reset = Secret::generate();
        desk.db
            .write(async move |tx| {
                reset_password::request(tx, "nora@ceiplapaz.es", &reset, "").await?;
                addresses::actions::ask(tx, &maria, "maria@gmail.com", &Secret::generate()).await
            })
            .await
            .unwrap();
        desk.is_confirmed(&link).await.unwrap();
        let greeted = async || {
            let read = sql!("SELECT kind, to_name FROM outbox WHERE reason = 'account' ORDER BY id");
            desk.db.read(async move |tx: &Tx| tx.all::<(String, String)>(read, args![]).await).await.unwrap()
        };
        let greeted = greeted().await;
        let greeted: Vec<_> = greeted.iter().map(|(kind, name)| (kind.as_str(), name.as_str())).collect();
        assert_eq!(
            greeted,
            [
                ("confirm_address", ""),
                ("reset_password", ""),
                ("confirm_addition", ""),
                ("waits_for_approval", "Quien Sea")
            ]
        );
    }
}
