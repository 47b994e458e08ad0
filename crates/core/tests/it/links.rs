//! Links in mails: good for who reads the mailbox that is the person's, while it is.

use crate::support::{Cast, Desk};
use atiende_core::accounts::actions::{disown, invite, reset_password};
use atiende_core::accounts::{Secret, access};
use atiende_core::addresses::{access as held, actions as addresses};
use atiende_core::id::AddressId;
use atiende_core::{Actor, Denied, Refused, merges};

impl Desk {
    /// Whether the link lets its holder choose a password.
    async fn leads_in(&self, link: &Secret) -> bool {
        let link = link.clone();
        match self.db.read(async move |tx| access::resetting(tx, &link).await).await {
            Ok(_) => true,
            Err(Denied::NotFound) => false,
            Err(other) => panic!("{other}"),
        }
    }

    async fn asks_password(&self, email: &'static str) -> Secret {
        let link = Secret::generate();
        let given = link.clone();
        self.db.write(async move |tx| reset_password::request(tx, email, &given, "").await).await.unwrap();
        link
    }

    async fn is_invited(&self, by: &Actor, whom: &Actor) -> Secret {
        let (by, whom, link) = (by.clone(), whom.id, Secret::generate());
        let given = link.clone();
        let invite = async move |tx: &mut _| {
            let manageable = access::manageable(tx, &by, whom).await?;
            Ok::<_, Refused>(invite::invite(tx, &manageable, &given).await?)
        };
        self.db.write(invite).await.unwrap();
        link
    }

    async fn adds_address(&self, actor: &Actor, email: &'static str) -> AddressId {
        let (actor, link) = (actor.clone(), Secret::generate());
        let add = async move |tx: &mut _| {
            addresses::ask(tx, &actor, email, &link).await?;
            addresses::confirm(tx, &held::confirmable(tx, &actor, &link).await?).await?;
            Ok::<_, Refused>(held::own(tx, &actor).await?.last().unwrap().id)
        };
        self.db.write(add).await.unwrap()
    }
}

on_both! {
    /// An administrator mistypes the address of a new technician and corrects it: the wrong mailbox opens nothing.
    async fn a_mistyped_mailbox_opens_nothing(desk: Desk) {
        let Cast { luis, .. } = desk.cast().await;
        let ada = desk.proved("ada@desk.es").await;
        let (invited, asked) = (desk.is_invited(&ada, &luis).await, desk.asks_password("luis@desk.es").await);
        desk.edits(&ada, luis.id, |change| change.name = "Luis Ferrer Gil".into()).await.unwrap();
        assert!(desk.leads_in(&invited).await && desk.leads_in(&asked).await, "the mailbox is the same");
        desk.mails().await;
        desk.edits(&ada, luis.id, |change| change.email = "luis.ferrer@desk.es".into()).await.unwrap();
        assert_eq!(desk.mails().await, ["address_replaced to luis@desk.es"], "without the new one");
        assert!(!desk.leads_in(&invited).await && !desk.leads_in(&asked).await);
        let again = desk.is_invited(&ada, &luis).await;
        assert!(desk.leads_in(&again).await, "the right mailbox gets its own");
    }

    /// Another main address, and one less, end the links that went to it; "it was not me" is not the thief's to end.
    async fn another_main_address_ends_old_links(desk: Desk) {
        let Cast { maria, .. } = desk.cast().await;
        let not_me = Secret::generate();
        let offered = not_me.clone();
        let id = maria.id;
        desk.db
            .write(async move |tx| {
                tx.execute(
                    atiende_db::sql!(
                        "INSERT INTO mail_links (token_hash, person_id, purpose, created_at, expires_at)
                         VALUES ($1, $2, 'not_me', $3, $4)"
                    ),
                    atiende_db::args![offered.hash(), id, tx.now(), tx.now() + jiff::SignedDuration::from_hours(9)],
                )
                .await
            })
            .await
            .unwrap();
        let gmail = desk.adds_address(&maria, "maria@gmail.com").await;
        let asked = desk.asks_password("maria@gmail.com").await;
        assert!(desk.leads_in(&asked).await);
        let own = maria.clone();
        desk.db
            .write(async move |tx| addresses::prefer(tx, &held::owned(tx, &own, gmail).await?).await)
            .await
            .unwrap();
        assert!(!desk.leads_in(&asked).await, "it lies in the mailbox that was the main one");
        let asked = desk.asks_password("maria@gmail.com").await;
        let own = desk.actor("maria@gmail.com").await;
        desk.db
            .write(async move |tx| {
                let first = held::own(tx, &own).await?[0].id;
                let owned = held::owned(tx, &own, first).await?;
                Ok::<_, Refused>(addresses::remove(tx, &owned).await?)
            })
            .await
            .unwrap();
        assert!(!desk.leads_in(&asked).await);
        desk.db
            .write(async move |tx| {
                let disowning = access::disowning(tx, &not_me).await?;
                Ok::<_, Refused>(disown::disown(tx, &disowning, &Secret::generate(), "").await?)
            })
            .await
            .unwrap();
    }

    /// The links of an account that became another lead nowhere.
    async fn a_merged_account_has_no_links(desk: Desk) {
        let Cast { maria, jon, .. } = desk.cast().await;
        let ada = desk.proved("ada@desk.es").await;
        let (invited, asked) = (desk.is_invited(&ada, &jon).await, desk.asks_password("jon@ieselmar.es").await);
        let hers = desk.asks_password("maria@ceiplapaz.es").await;
        let added = Secret::generate();
        // Who coordinates shows first who they are.
        let (actor, given) = (desk.proved("jon@ieselmar.es").await, added.clone());
        desk.db.write(async move |tx| addresses::ask(tx, &actor, "jon@gmail.com", &given).await).await.unwrap();
        let (kept, gone) = (maria.id, jon.id);
        desk.db
            .write(async move |tx| {
                let mergeable = merges::access::mergeable(tx, &ada, (kept, gone)).await?;
                merges::actions::merge(tx, &mergeable, ada.sudo()?).await
            })
            .await
            .unwrap();
        assert!(!desk.leads_in(&invited).await && !desk.leads_in(&asked).await);
        let confirmable = desk.db.read(async move |tx| held::confirmable(tx, &jon, &added).await.map(drop)).await;
        assert!(matches!(confirmable, Err(Denied::NotFound)));
        assert!(desk.leads_in(&hers).await, "the account that is kept keeps its own");
    }
}
