//! A second factor is owed by who has one, however they came; nothing opens a session around it.

mod codes;
mod keys;
mod proof;
mod ways;

use crate::authenticator::Authenticator;
use crate::support::Desk;
use atiende_core::Sudo;
use atiende_core::accounts::actions::sign_in::{self, Begun, Client, NewSession, SignInError};
use atiende_core::accounts::actions::tokens::Grant;
use atiende_core::accounts::actions::{reset_password, tokens, update};
use atiende_core::accounts::sealed::Key;
use atiende_core::accounts::ways::InUse;
use atiende_core::accounts::{Role, Secret, SessionLimits, access as accounts};
use atiende_core::admission::Admission;
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_core::identities::actions::arrive::{self, Arrived, Handouts};
use atiende_core::identities::{Claims, Departure};
use atiende_core::second_factors::actions::app::Confirmed;
use atiende_core::second_factors::actions::passkeys::Chance;
use atiende_core::second_factors::actions::second_step::{Code, Step, Tokens};
use atiende_core::second_factors::actions::sign_in::Entered;
use atiende_core::second_factors::actions::{app, passkeys, recovery, reset, second_step, sign_in as by_key};
use atiende_core::second_factors::app::AppSecret;
use atiende_core::second_factors::recovery::RecoveryCode;
use atiende_core::second_factors::relying_party::Unproved;
use atiende_core::second_factors::{self, Factors, RelyingParty, Requirement, access};
use atiende_core::{Actor, Denied, Refused};
use atiende_db::{DbError, args, sql};
use jiff::SignedDuration;

const LIMITS: SessionLimits =
    SessionLimits { idle: SignedDuration::from_hours(24), max: SignedDuration::from_hours(24 * 30) };
const ORIGIN: &str = "https://soporte.example.com";

fn key() -> Key {
    Key::new("a key of the tests, as long as one must be")
}

fn site() -> RelyingParty {
    RelyingParty::new(ORIGIN).unwrap()
}

fn session() -> NewSession {
    let client = Client { ip: "198.51.100.4".into(), ..Client::default() };
    NewSession { token: Secret::generate(), limits: LIMITS, client }
}

impl Desk {
    /// The first factor was given; what that opened, and the token.
    async fn begins(&self, person: PersonId) -> (Begun, Secret) {
        let token = Secret::generate();
        let given = token.clone();
        let begun = self
            .db
            .write(async move |tx| {
                let session = NewSession { token: given.clone(), limits: LIMITS, client: Client::default() };
                sign_in::begin(tx, person, &session).await
            })
            .await
            .unwrap();
        (begun, token)
    }

    /// Half-way in.
    async fn owes(&self, person: PersonId) -> Secret {
        let (begun, token) = self.begins(person).await;
        assert_eq!(begun, Begun::NeedsSecond);
        token
    }

    async fn is_in(&self, token: &Secret) -> bool {
        let token = token.clone();
        self.db.read(async move |tx| accounts::by_session(tx, &token, LIMITS, "").await).await.unwrap().is_some()
    }

    async fn now(&self) -> jiff::Timestamp {
        self.db.read(async |tx| Ok::<_, DbError>(tx.now())).await.unwrap()
    }

    async fn shows(&self, secret: &AppSecret) -> String {
        secret.code(self.now().await).unwrap()
    }

    /// Sets up an app; the code that confirmed it is used.
    async fn sets_up_app(&self, actor: &Actor) -> AppSecret {
        let secret = AppSecret::new(&Secret::generate());
        let code = self.shows(&secret).await;
        assert_eq!(self.confirms_app(actor, &secret, &code).await, Confirmed::Added);
        secret
    }

    async fn confirms_app(&self, actor: &Actor, secret: &AppSecret, code: &str) -> Confirmed {
        let (actor, secret, code, token) = (actor.clone(), secret.clone(), code.to_owned(), Secret::generate());
        self.db
            .write(async move |tx| {
                app::offer(tx, (&actor, Sudo::at_the_terminal()), &key(), &token, &secret).await?;
                app::confirm(tx, &actor, &key(), &token, &code).await
            })
            .await
            .unwrap()
    }

    async fn types(&self, half: &Secret, code: &str) -> Step {
        self.tries(half, code, false, key()).await.0
    }

    async fn recovers(&self, half: &Secret, code: &str) -> Step {
        self.tries(half, code, true, key()).await.0
    }

    async fn tries(&self, half: &Secret, code: &str, printed: bool, key: Key) -> (Step, Secret) {
        let (half, code, session) = (half.clone(), code.to_owned(), session());
        let token = session.token.clone();
        let step = self
            .db
            .write(async move |tx| {
                let code = if printed { Code::Recovery(&code) } else { Code::App(&code) };
                second_step::by_code(tx, &half, &key, code, &session).await
            })
            .await
            .unwrap();
        (step, token)
    }

    async fn prints_codes(&self, actor: &Actor) -> Vec<String> {
        let codes = RecoveryCode::set();
        let (actor, given) = (actor.clone(), codes.clone());
        self.db
            .write(async move |tx| recovery::renew(tx, &actor, &key(), &given, Sudo::at_the_terminal()).await)
            .await
            .unwrap();
        codes.iter().map(RecoveryCode::text).collect()
    }

    async fn is_asked_for_new_key(&self, actor: &Actor, name: &str) -> Result<(String, Secret), Refused> {
        let chance = Chance { token: Secret::generate(), handle: Secret::generate() };
        let (actor, given, name) = (actor.clone(), chance.clone(), name.to_owned());
        let ask = async move |tx: &mut _| {
            let by = (&actor, Sudo::at_the_terminal());
            passkeys::ask(tx, by, &site(), &given, (&name, "Soporte")).await
        };
        Ok((self.db.write(ask).await?, chance.token))
    }

    async fn adds_key(&self, actor: &Actor, token: &Secret, answer: &str) -> Result<(), Unproved> {
        let (actor, token, answer) = (actor.clone(), token.clone(), answer.to_owned());
        self.db.write(async move |tx| passkeys::add(tx, &actor, &site(), &token, &answer).await).await.unwrap()
    }

    async fn makes_key(&self, actor: &Actor, name: &str) -> Authenticator {
        let (options, token) = self.is_asked_for_new_key(actor, name).await.unwrap();
        let mut device = Authenticator::new(ORIGIN);
        self.adds_key(actor, &token, &device.makes(&options)).await.unwrap();
        device
    }

    async fn is_asked_for_any_key(&self) -> (String, Secret) {
        let token = Secret::generate();
        let given = token.clone();
        (self.db.write(async move |tx| by_key::ask(tx, &site(), &given).await).await.unwrap(), token)
    }

    async fn enters_by_key(&self, token: &Secret, answer: &str) -> Result<(Entered, Secret), SignInError> {
        let (token, answer, session) = (token.clone(), answer.to_owned(), session());
        let opened = session.token.clone();
        let enter = async move |tx: &mut _| by_key::enter(tx, &site(), &token, &answer, &session).await;
        Ok((self.db.write(enter).await?, opened))
    }

    /// Whether the answer to a fresh question opens a session.
    async fn comes_in_with(&self, device: &mut Authenticator) -> bool {
        let (options, token) = self.is_asked_for_any_key().await;
        let (entered, opened) = self.enters_by_key(&token, &device.answers(&options)).await.unwrap();
        let is_in = matches!(entered, Entered::In { .. });
        assert_eq!(self.is_in(&opened).await, is_in);
        is_in
    }

    async fn is_asked_for_own_key(&self, half: &Secret) -> (String, Tokens) {
        let tokens = Tokens { half: half.clone(), asked: Secret::generate() };
        let given = tokens.clone();
        let options = self
            .db
            .write(async move |tx| {
                let half = access::half(tx, &given.half).await?.unwrap();
                second_step::ask(tx, &half, &site(), &given.asked).await
            })
            .await
            .unwrap();
        (options, tokens)
    }

    async fn confirms_with(&self, tokens: &Tokens, answer: &str) -> Step {
        let (tokens, answer, session) = (tokens.clone(), answer.to_owned(), session());
        let confirm = async move |tx: &mut _| second_step::by_passkey(tx, &tokens, &site(), &answer, &session).await;
        self.db.write(confirm).await.unwrap()
    }

    async fn factors(&self, actor: &Actor) -> Factors {
        let actor = actor.clone();
        self.db.read(async move |tx| access::own(tx, &actor).await).await.unwrap()
    }

    async fn removes_key(&self, actor: &Actor, of: &Actor) -> Result<(), Refused> {
        let (actor, first) = (actor.clone(), self.factors(of).await.passkeys[0].id);
        self.db
            .write(async move |tx| {
                let in_use = InUse { elsewhere: vec!["google".into()], passkeys: true };
                let removable = access::removable(tx, &actor, first, &in_use).await?;
                Ok(passkeys::remove(tx, &actor, &removable, Sudo::at_the_terminal()).await?)
            })
            .await
    }

    async fn verbs(&self, person: PersonId) -> Vec<String> {
        let rows: Vec<(String,)> = self
            .db
            .read(async move |tx| {
                tx.all(
                    sql!("SELECT verb FROM events WHERE object = 'person' AND object_id = $1 ORDER BY id"),
                    args![person],
                )
                .await
            })
            .await
            .unwrap();
        rows.into_iter().map(|(verb,)| verb).collect()
    }
}

fn claims(email: &str) -> Claims {
    Claims {
        provider: "google".into(),
        label: "Google".into(),
        issuer: "https://accounts.google.com".into(),
        subject: "7".into(),
        name: None,
        email: Some(email.into()),
        email_verified: true,
    }
}

async fn arrives(desk: &Desk, person: Option<PersonId>, email: &str, joins: bool) -> (Arrived, Secret) {
    let session = NewSession { token: Secret::generate(), limits: LIMITS, client: Client::default() };
    let handouts = Handouts { session, link: Secret::generate(), silently: false };
    let (departure, token) = (
        Departure { provider: "google".into(), person, data: "{}".into(), back_to: "/".into() },
        handouts.session.token.clone(),
    );
    let claims = claims(email);
    let arrive = async move |tx: &mut _| arrive::arrive(tx, &departure, &claims, joins, &handouts).await;
    (desk.db.write(arrive).await.unwrap(), token)
}
