//! An account elsewhere opens one here: never one that its holder has not proved to be theirs.

use crate::support::Desk;
use atiende_core::accounts::actions::confirm;
use atiende_core::accounts::actions::sign_in::{Client, NewSession, SignInError};
use atiende_core::accounts::actions::sign_up as by_hand;
use atiende_core::accounts::ways::InUse;
use atiende_core::accounts::{AccountState, NewAccount, Role, Secret, SessionLimits, access};
use atiende_core::admission::Admission;
use atiende_core::id::PersonId;
use atiende_core::identities::actions::arrive::{self, Arrived, Handouts};
use atiende_core::identities::actions::depart;
use atiende_core::identities::actions::sign_up::{self, Made};
use atiende_core::identities::actions::{join, remove};
use atiende_core::identities::{self, Claims, Departure};
use atiende_core::{Actor, Denied, Refused, Sudo};
use jiff::SignedDuration;

fn claims(subject: &str, email: Option<&str>, email_verified: bool) -> Claims {
    Claims {
        provider: "google".into(),
        label: "Google".into(),
        issuer: "https://accounts.google.com".into(),
        subject: subject.into(),
        name: Some("Nora Pons".into()),
        email: email.map(Into::into),
        email_verified,
    }
}

fn departure(person: Option<PersonId>) -> Departure {
    Departure { provider: "google".into(), person, data: "{}".into(), back_to: "/soporte/abrir".into() }
}

fn handouts() -> Handouts {
    let session = NewSession {
        token: Secret::generate(),
        limits: SessionLimits { idle: SignedDuration::from_hours(24), max: SignedDuration::from_hours(240) },
        client: Client { ip: "198.51.100.4".into(), ..Client::default() },
    };
    Handouts { session, link: Secret::generate(), silently: false }
}

fn nora(email: &str) -> NewAccount {
    NewAccount {
        name: "Nora Pons".into(),
        email: email.into(),
        claimed_organization: "CEIP La Paz".into(),
        locale: "es".into(),
        ..NewAccount::default()
    }
}

impl Desk {
    /// Comes back from the provider; what became of it, and the secret that may hold the identity.
    async fn arrives(
        &self,
        claims: &Claims,
        person: Option<PersonId>,
        joins: bool,
    ) -> (Result<Arrived, SignInError>, Secret) {
        let (handouts, claims) = (handouts(), claims.clone());
        let link = handouts.link.clone();
        let arrived = self
            .db
            .write(async move |tx| arrive::arrive(tx, &departure(person), &claims, joins, &handouts).await)
            .await;
        (arrived, link)
    }

    async fn asks(&self, held: &Secret, new: NewAccount) -> (Made, Secret) {
        let (handouts, held) = (handouts(), held.clone());
        let link = handouts.link.clone();
        let made = self
            .db
            .write(async move |tx| sign_up::sign_up(tx, &held, &new, Admission::Approval, &handouts).await)
            .await
            .unwrap();
        (made, link)
    }

    async fn joins(&self, person: PersonId, held: &Secret) -> bool {
        let held = held.clone();
        self.db.write(async move |tx| join::waiting(tx, person, &held, "").await).await.unwrap()
    }

    async fn state_of(&self, email: &'static str) -> Option<AccountState> {
        let found = self.db.read(async move |tx| access::by_email(tx, email).await).await.unwrap();
        found.map(|person| person.state)
    }

    async fn removes(&self, actor: &Actor, of: &Actor) -> Result<(), Refused> {
        let (actor, of) = (actor.clone(), of.clone());
        self.db
            .write(async move |tx| {
                let first = identities::access::own(tx, &of).await?.remove(0);
                let in_use = InUse { elsewhere: vec!["google".into()], passkeys: true };
                let removable = identities::access::removable(tx, &actor, first.id, &in_use).await?;
                Ok(remove::remove(tx, (&actor, Sudo::at_the_terminal()), &removable).await?)
            })
            .await
    }
}

on_both! {
    /// A proved address needs no link: the newcomer waits at once, and comes back in by the same button.
    async fn a_newcomer_with_a_proved_address_waits_for_approval(desk: Desk) {
        desk.cast().await;
        let google = claims("7", Some("nora@ceiplapaz.es"), true);
        let (arrived, held) = desk.arrives(&google, None, false).await;
        assert_eq!(arrived.unwrap(), Arrived::New);
        assert_eq!(desk.asks(&held, nora("nora@ceiplapaz.es")).await.0, Made::SignedIn);
        assert_eq!(desk.state_of("nora@ceiplapaz.es").await, Some(AccountState::Pending));
        assert_eq!(desk.mails().await, ["waits_for_approval to nora@ceiplapaz.es", "new_account to ada@desk.es"]);
        assert_eq!(desk.asks(&held, nora("nora@ceiplapaz.es")).await.0, Made::TooLate, "each is good once");
        // The address changed at the provider: it is still the same person.
        let (arrived, _) = desk.arrives(&claims("7", Some("nora@gmail.com"), true), None, false).await;
        assert!(matches!(arrived.unwrap(), Arrived::SignedIn { role: Role::Requester, .. }));
    }

    /// A claim is no proof: the address gets its link first, as by hand.
    async fn an_unverified_address_is_confirmed_by_its_link(desk: Desk) {
        desk.cast().await;
        let google = claims("8", Some("nora@ceiplapaz.es"), false);
        let (arrived, held) = desk.arrives(&google, None, true).await;
        assert_eq!(arrived.unwrap(), Arrived::New);
        let (made, link) = desk.asks(&held, nora("nora@ceiplapaz.es")).await;
        assert_eq!(made, Made::CheckMail);
        let (arrived, _) = desk.arrives(&google, None, false).await;
        assert!(matches!(arrived, Err(SignInError::Unconfirmed)));
        desk.db
            .write(async move |tx| {
                let holder = access::confirming(tx, &link).await?;
                Ok::<_, Refused>(confirm::confirm(tx, &holder, Admission::Approval, "").await?)
            })
            .await
            .unwrap();
        let (arrived, _) = desk.arrives(&google, None, false).await;
        assert!(matches!(arrived.unwrap(), Arrived::SignedIn { .. }));
    }

    /// With an unverified address that has an account, nothing is told, joined or opened.
    async fn a_claimed_address_of_somebody_else_opens_nothing(desk: Desk) {
        let cast = desk.cast().await;
        let stranger = claims("9", Some(cast.maria.email.as_str()), false);
        let (arrived, held) = desk.arrives(&stranger, None, true).await;
        assert_eq!(arrived.unwrap(), Arrived::New, "as for an address that nobody has");
        assert_eq!(desk.asks(&held, nora(&cast.maria.email)).await.0, Made::CheckMail);
        assert_eq!(desk.mails().await, [format!("already_has_account to {}", cast.maria.email)]);
        let (arrived, _) = desk.arrives(&stranger, None, true).await;
        assert_eq!(arrived.unwrap(), Arrived::New);
        let own = desk.db.read(async move |tx| identities::access::own(tx, &cast.maria).await).await.unwrap();
        assert!(own.is_empty());
    }

    /// A proved address that has an account joins it once its owner has signed in as before, and the owner is told.
    async fn a_second_way_in_joins_after_the_first_was_proved(desk: Desk) {
        let cast = desk.cast().await;
        let maria = claims("10", Some(cast.maria.email.as_str()), true);
        let (arrived, held) = desk.arrives(&maria, None, false).await;
        assert_eq!(arrived.unwrap(), Arrived::HasAccount);
        // A shared computer: Carmen signs in where María proved hers.
        assert!(!desk.joins(cast.carmen.id, &held).await);
        let (_, held) = desk.arrives(&maria, None, false).await;
        assert!(desk.joins(cast.maria.id, &held).await);
        assert!(!desk.joins(cast.maria.id, &held).await, "each is good once");
        assert_eq!(desk.mails().await, [format!("identity_added to {}", cast.maria.email)]);
        let (arrived, _) = desk.arrives(&maria, None, false).await;
        assert_eq!(arrived.unwrap(), Arrived::SignedIn { person: cast.maria.id, role: Role::Requester });
    }

    /// The administrator may trust a provider's addresses: for requesters, never for staff.
    async fn a_trusted_provider_joins_requesters_and_no_staff(desk: Desk) {
        let cast = desk.cast().await;
        let (arrived, _) = desk.arrives(&claims("11", Some(cast.maria.email.as_str()), true), None, true).await;
        assert_eq!(arrived.unwrap(), Arrived::SignedIn { person: cast.maria.id, role: Role::Requester });
        for staff in [&cast.luis, &cast.admin] {
            let (arrived, _) = desk.arrives(&claims("12", Some(staff.email.as_str()), true), None, true).await;
            assert_eq!(arrived.unwrap(), Arrived::HasAccount);
        }
    }

    /// Who is signed in adds an account of any address, but none that opens somebody else's.
    async fn an_account_elsewhere_belongs_to_one_person(desk: Desk) {
        let cast = desk.cast().await;
        let private = claims("13", Some("maria.private@gmail.com"), false);
        let (arrived, _) = desk.arrives(&private, Some(cast.maria.id), false).await;
        assert_eq!(arrived.unwrap(), Arrived::Joined);
        let (arrived, _) = desk.arrives(&private, Some(cast.carmen.id), false).await;
        assert_eq!(arrived.unwrap(), Arrived::Taken);
        let refused = desk.removes(&cast.carmen, &cast.maria).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::NotFound))), "{refused:?}");
        // Without a password it is the only way in.
        let refused = desk.removes(&cast.maria, &cast.maria).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::Forbidden))), "{refused:?}");
        let (arrived, _) = desk.arrives(&claims("14", None, false), Some(cast.maria.id), false).await;
        assert_eq!(arrived.unwrap(), Arrived::Joined);
        desk.removes(&cast.maria, &cast.maria).await.unwrap();
        let (arrived, _) = desk.arrives(&private, None, false).await;
        assert_eq!(arrived.unwrap(), Arrived::New, "it opens nothing any longer");
    }

    /// Who signs up first with another's address waits in vain: the owner's own sign-up leaves nothing of it.
    async fn nobody_lies_in_wait_behind_anothers_address(desk: Desk) {
        desk.cast().await;
        let thief = claims("15", Some("thief@gmail.com"), true);
        let (_, held) = desk.arrives(&thief, None, false).await;
        assert_eq!(desk.asks(&held, nora("nora@ceiplapaz.es")).await.0, Made::CheckMail);
        let link = Secret::generate();
        let given = link.clone();
        desk.db
            .write(async move |tx| {
                by_hand::sign_up(tx, &nora("nora@ceiplapaz.es"), Some("hash"), &given, "").await?;
                let holder = access::confirming(tx, &link).await?;
                Ok::<_, Refused>(confirm::confirm(tx, &holder, Admission::Open, "").await?)
            })
            .await
            .unwrap();
        assert_eq!(desk.state_of("nora@ceiplapaz.es").await, Some(AccountState::Active));
        let (arrived, _) = desk.arrives(&thief, None, false).await;
        assert_eq!(arrived.unwrap(), Arrived::New, "the thief's account elsewhere opens nothing");
    }

    /// A way to a provider is one browser's, for ten minutes, once.
    async fn a_departure_is_good_once_and_not_for_long(desk: Desk) {
        let send = async |desk: &Desk| {
            let token = Secret::generate();
            let given = token.clone();
            desk.db.write(async move |tx| depart::depart(tx, &given, &departure(None)).await).await.unwrap();
            token
        };
        let back = async |desk: &Desk, token: &Secret| {
            let token = token.clone();
            desk.db.write(async move |tx| depart::back(tx, &token).await).await.unwrap().is_some()
        };
        let token = send(&desk).await;
        assert!(!back(&desk, &Secret::generate()).await, "another browser");
        assert!(back(&desk, &token).await);
        assert!(!back(&desk, &token).await, "replayed");
        let late = send(&desk).await;
        desk.wait(SignedDuration::from_mins(11));
        assert!(!back(&desk, &late).await);
        assert_eq!(desk.db.write(async |tx| depart::forget_old(tx).await).await.unwrap(), 1);
    }
}
