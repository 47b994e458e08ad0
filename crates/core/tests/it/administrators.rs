//! Who administers: always somebody, and never whoever comes along.

use crate::support::{Desk, Meeting, unchanged};
use atiende_core::accounts::actions::add;
use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::accounts::{NewAccount, Role, access};
use atiende_core::id::PersonId;
use atiende_core::{Actor, Denied, Refused, Sudo};

impl Desk {
    /// Takes somebody's place on the staff, after both have looked.
    async fn demotes(&self, by: &Actor, whom: PersonId, meeting: &Meeting) -> Result<(), Refused> {
        let (by, meeting) = (by.clone(), meeting.clone());
        self.db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &by, whom).await?;
                meeting.wait(tx).await;
                let change = PersonChange { role: Role::Requester, ..unchanged(&manageable) };
                update::update(tx, manageable, &change).await
            })
            .await
    }

    async fn administrators(&self) -> usize {
        let mut left = 0;
        for email in ["ada@desk.es", "eva@desk.es"] {
            left += usize::from(self.actor(email).await.is_admin());
        }
        left
    }

    async fn comes_first(&self, email: &'static str, meeting: Option<&Meeting>) -> Result<PersonId, Refused> {
        let meeting = meeting.cloned();
        self.db
            .write(async move |tx| {
                let name = "Elena Ortiz".to_owned();
                let new = NewAccount { name, email: email.into(), locale: "es".into(), ..NewAccount::default() };
                access::awaits_first_run(tx).await?;
                if let Some(meeting) = &meeting {
                    meeting.wait(tx).await;
                }
                add::first(tx, &new, "hash").await
            })
            .await
    }
}

on_both! {
    /// Two administrators who demote each other at once leave one.
    async fn an_administrator_is_left(desk: Desk) {
        desk.cast().await;
        desk.person("Eva Admin", "eva@desk.es", Role::Admin).await;
        let (ada, eva) = (desk.proved("ada@desk.es").await, desk.proved("eva@desk.es").await);
        let meeting = Meeting::new();
        let (one, other) = tokio::join!(desk.demotes(&ada, eva.id, &meeting), desk.demotes(&eva, ada.id, &meeting));
        let refused = |result: &Result<(), Refused>| match result {
            Err(Refused::Invalid(problems)) => problems[0].key == "accounts-last-admin",
            _ => false,
        };
        assert!(one.is_ok() && refused(&other) || refused(&one) && other.is_ok(), "{one:?} {other:?}");
        assert_eq!(desk.administrators().await, 1);
    }

    /// The same by the command line, which closes accounts.
    async fn an_administrator_is_left_open(desk: Desk) {
        desk.cast().await;
        desk.person("Eva Admin", "eva@desk.es", Role::Admin).await;
        let meeting = Meeting::new();
        let closes = async |email: &'static str| {
            let meeting = meeting.clone();
            desk.db
                .write(async move |tx| {
                    let person = access::by_email(tx, email).await?.unwrap();
                    meeting.wait(tx).await;
                    let by = atiende_core::events::By::desk();
                    update::disable(tx, &by, Sudo::at_the_terminal(), &person).await
                })
                .await
        };
        let (one, other) = tokio::join!(closes("ada@desk.es"), closes("eva@desk.es"));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(desk.administrators().await, 1);
    }

    /// Of two first visitors at once one becomes the administrator.
    async fn the_first_visitor_is_one(desk: Desk) {
        let meeting = Meeting::new();
        let (one, other) =
            tokio::join!(desk.comes_first("a@desk.es", Some(&meeting)), desk.comes_first("b@desk.es", Some(&meeting)));
        let denied = |result: &Result<PersonId, Refused>| matches!(result, Err(Refused::Denied(Denied::Forbidden)));
        assert!(one.is_ok() && denied(&other) || denied(&one) && other.is_ok(), "{one:?} {other:?}");
    }

    /// A desk that is in use is nobody's to take, whoever administers it; one where strangers only wait is still new.
    async fn a_desk_in_use_is_not_taken(desk: Desk) {
        let waits = async |desk: &Desk| desk.db.read(async move |tx| access::awaits_first_run(tx).await).await.unwrap();
        let stranger = desk.person("Pepe", "pepe@gmail.com", Role::Requester).await;
        let set = async |desk: &Desk, state: &'static str| {
            let set = atiende_db::sql!("UPDATE people SET state = $2 WHERE id = $1");
            desk.db.write(async move |tx| tx.execute(set, atiende_db::args![stranger, state]).await).await.unwrap();
        };
        for state in ["unconfirmed", "pending"] {
            set(&desk, state).await;
            assert!(waits(&desk).await, "{state}: nobody was let in");
        }
        for state in ["active", "disabled", "rejected"] {
            set(&desk, state).await;
            assert!(!waits(&desk).await, "{state}");
            let taken = desk.comes_first("a@desk.es", None).await;
            assert!(matches!(taken, Err(Refused::Denied(Denied::Forbidden))), "{state}");
        }
    }
}
