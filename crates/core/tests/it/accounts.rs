//! A newcomer: signs up, proves the address, waits, writes a first ticket, is let in or turned away.

use crate::support::{Desk, ticket};
use atiende_core::accounts::actions::{confirm, invite, reset_password, sign_in, sign_up};
use atiende_core::accounts::{AccountState, NewAccount, Secret, SessionLimits, access, password};
use atiende_core::admission::actions::{approve, reject};
use atiende_core::admission::{self, Admission};
use atiende_core::id::PersonId;
use atiende_core::tickets::actions::hold;
use atiende_core::{Denied, Refused};
use jiff::SignedDuration;

const LIMITS: SessionLimits =
    SessionLimits { idle: SignedDuration::from_hours(24), max: SignedDuration::from_hours(24 * 30) };

impl Desk {
    async fn signs_up(&self, email: &str, typed: &str) -> Secret {
        let new = NewAccount {
            name: "Nora Pons".into(),
            email: email.into(),
            claimed_organization: "CEIP La Paz".into(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let hash = password::hash(typed.to_owned()).await.unwrap();
        let link = Secret::generate();
        let given = link.clone();
        self.db
            .write(async move |tx| sign_up::sign_up(tx, &new, Some(&hash), &given, "198.51.100.4").await)
            .await
            .unwrap();
        link
    }

    async fn confirms(&self, link: &Secret) -> Result<PersonId, Refused> {
        let link = link.clone();
        self.db
            .write(async move |tx| {
                let holder = access::confirming(tx, &link).await?;
                Ok(confirm::confirm(tx, &holder, Admission::Approval, "198.51.100.4").await?)
            })
            .await
    }

    async fn knocks(&self, email: &str, typed: &str) -> Option<password::Verified> {
        let email = email.to_owned();
        let credentials = self.db.read(async move |tx| password::credentials(tx, &email).await).await.unwrap();
        credentials.verify(typed.to_owned()).await
    }
}

on_both! {
    /// An invitation lives a week, longer than a reset link, and one use.
    async fn an_invitation_is_good_for_a_week(desk: Desk) {
        let cast = desk.cast().await;
        let carmen = cast.carmen.id;
        let invited = async |desk: &Desk, by: atiende_core::Actor| {
            let link = Secret::generate();
            let given = link.clone();
            desk.db
                .write(async move |tx| {
                    let manageable = access::manageable(tx, &by, carmen).await?;
                    Ok::<_, Refused>(invite::invite(tx, &manageable, &given).await?)
                })
                .await
                .map(|()| link)
        };
        let good = async |desk: &Desk, link: &Secret| {
            let link = link.clone();
            desk.db.read(async move |tx| access::resetting(tx, &link).await).await.is_ok_and(|holder| holder.is_invited)
        };
        assert!(matches!(invited(&desk, cast.luis.clone()).await, Err(Refused::Denied(Denied::Forbidden))));
        let first = invited(&desk, cast.admin.clone()).await.unwrap();
        assert_eq!(desk.mails().await, ["invited to carmen@ceiplapaz.es"]);
        desk.wait(SignedDuration::from_hours(6 * 24 + 23));
        assert!(good(&desk, &first).await);
        let second = invited(&desk, cast.admin.clone()).await.unwrap();
        assert!(!good(&desk, &first).await && good(&desk, &second).await, "the newest counts");
        let used = second.clone();
        desk.db
            .write(async move |tx| {
                let holder = access::resetting(tx, &used).await?;
                Ok::<_, Refused>(reset_password::reset(tx, &holder, "hash", Admission::Approval, "").await?)
            })
            .await
            .unwrap();
        assert!(!good(&desk, &second).await, "used");
        let third = invited(&desk, cast.admin).await.unwrap();
        desk.wait(SignedDuration::from_hours(7 * 24));
        assert!(!good(&desk, &third).await, "a week is over");
    }

    /// From the form to the first ticket, which was written while waiting.
    async fn a_newcomer_is_approved_and_the_held_ticket_is_sent(desk: Desk) {
        let cast = desk.cast().await;
        let link = desk.signs_up("nora@ceiplapaz.es", "una frase larga").await;
        assert_eq!(desk.mails().await, ["confirm_address to nora@ceiplapaz.es"]);
        let nora = desk.confirms(&link).await.unwrap();
        assert_eq!(desk.mails().await, ["waits_for_approval to nora@ceiplapaz.es", "new_account to ada@desk.es"]);
        desk.confirms(&link).await.unwrap();
        assert_eq!(desk.mails().await, Vec::<String>::new(), "the link twice tells nobody twice");

        let waiting = desk.actor("nora@ceiplapaz.es").await;
        assert_eq!(waiting.state, AccountState::Pending);
        let new = ticket("Mi primer ticket", cast.la_paz);
        desk.db.write(async move |tx| hold::hold(tx, &waiting, &new).await).await.unwrap();

        let (by, la_paz) = (cast.luis.clone(), cast.la_paz);
        let approved = desk
            .db
            .write(async move |tx| {
                let cards = admission::access::pending(tx, admission::access::decider(tx, &by).await?, None, 100).await?;
                assert_eq!(cards[0].1[0].organization, la_paz, "proposed by the domain");
                assert!(cards[0].1[0].by_domain);
                let decidable = admission::access::decidable(tx, &by, nora).await?;
                approve::approve(tx, decidable, la_paz, false).await
            })
            .await
            .unwrap();
        assert!(approved.ticket.is_some());
        let mut mails = desk.mails().await;
        mails.sort();
        assert_eq!(
            mails,
            [
                "approved to nora@ceiplapaz.es",
                "ticket_opened to carmen@ceiplapaz.es",
                "ticket_opened to luis@desk.es",
                "ticket_received to nora@ceiplapaz.es"
            ]
        );
        let by = cast.luis;
        let again = desk.db.read(async move |tx| admission::access::decidable(tx, &by, nora).await.map(drop)).await;
        assert!(matches!(again, Err(Denied::NotFound)), "decided once");
    }

    /// A reason is mailed, the session ends, the held ticket goes.
    async fn a_newcomer_is_turned_away(desk: Desk) {
        let cast = desk.cast().await;
        let link = desk.signs_up("quien@gmail.com", "una frase larga").await;
        let person = desk.confirms(&link).await.unwrap();
        desk.mails().await;
        let by = cast.luis.clone();
        let no_reason = desk
            .db
            .write(async move |tx| {
                let decidable = admission::access::decidable(tx, &by, person).await?;
                reject::reject(tx, decidable, "  ").await
            })
            .await;
        assert!(matches!(no_reason, Err(Refused::Invalid(_))));
        let by = cast.luis;
        desk.db
            .write(async move |tx| {
                let decidable = admission::access::decidable(tx, &by, person).await?;
                reject::reject(tx, decidable, "No te conocemos").await
            })
            .await
            .unwrap();
        assert_eq!(desk.mails().await, ["rejected to quien@gmail.com"]);
        let verified = desk.knocks("quien@gmail.com", "una frase larga").await.unwrap();
        let session =
            sign_in::NewSession { token: Secret::generate(), limits: LIMITS, client: sign_in::Client::default() };
        let denied = desk
            .db
            .write(async move |tx| sign_in::sign_in(tx, verified, &session).await)
            .await;
        assert!(matches!(denied, Err(sign_in::SignInError::Closed)), "{denied:?}");
    }

    /// Signing up with a known address tells its owner, not the stranger; requesters decide nothing.
    async fn what_a_stranger_learns_is_nothing(desk: Desk) {
        let cast = desk.cast().await;
        desk.signs_up("maria@ceiplapaz.es", "otra frase larga").await;
        assert_eq!(desk.mails().await, ["already_has_account to maria@ceiplapaz.es"]);
        assert!(desk.knocks("maria@ceiplapaz.es", "otra frase larga").await.is_none(), "her password is untouched");
        assert!(desk.knocks("nadie@ceiplapaz.es", "x").await.is_none());

        let link = desk.signs_up("nora@ceiplapaz.es", "una frase larga").await;
        let nora = desk.confirms(&link).await.unwrap();
        let carmen = cast.carmen;
        let denied = desk.db.read(async move |tx| admission::access::decidable(tx, &carmen, nora).await.map(drop)).await;
        assert!(matches!(denied, Err(Denied::Forbidden)));
    }

    /// Sessions end by idleness, by age, and when the password changes.
    async fn sessions_end(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        let begin = async || {
            let token = Secret::generate();
            let (token, client) = (token.clone(), sign_in::Client::default());
            let session = sign_in::NewSession { token: token.clone(), limits: LIMITS, client };
            desk.db
                .write(async move |tx| sign_in::begin(tx, maria, &session).await)
                .await
                .unwrap();
            token
        };
        let lives = async |token: &Secret| {
            let token = token.clone();
            desk.db.read(async move |tx| access::by_session(tx, &token, LIMITS, "").await).await.unwrap().is_some()
        };
        let token = begin().await;
        assert!(lives(&token).await);
        desk.wait(SignedDuration::from_hours(25));
        assert!(!lives(&token).await, "idle for a day");

        let token = begin().await;
        let link = Secret::generate();
        let given = link.clone();
        desk.db
            .write(async move |tx| reset_password::request(tx, "maria@ceiplapaz.es", &given, "").await)
            .await
            .unwrap();
        desk.db
            .write(async move |tx| {
                let holder = access::resetting(tx, &link).await?;
                Ok::<_, Refused>(reset_password::reset(tx, &holder, "hash", Admission::Approval, "").await?)
            })
            .await
            .unwrap();
        assert!(!lives(&token).await, "a new password ends all sessions");
    }
}
