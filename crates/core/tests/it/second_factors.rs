//! A second factor is owed by who has one, however they came; nothing opens a session around it.

use crate::authenticator::Authenticator;
use crate::support::Desk;
use atiende_core::Sudo;
use atiende_core::accounts::actions::sign_in::{self, Begun, Client, NewSession, SignInError};
use atiende_core::accounts::actions::tokens::Grant;
use atiende_core::accounts::actions::{reset_password, tokens, update};
use atiende_core::accounts::sealed::Key;
use atiende_core::accounts::{Role, Secret, SessionLimits, access as accounts};
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
            .write(async move |tx| sign_in::begin(tx, person, &given, LIMITS, &Client::default()).await)
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
                app::offer(tx, &actor, &key(), &token, &secret).await?;
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
        self.db.write(async move |tx| recovery::renew(tx, &actor, &key(), &given).await).await.unwrap();
        codes.iter().map(RecoveryCode::text).collect()
    }

    async fn is_asked_for_new_key(&self, actor: &Actor, name: &str) -> Result<(String, Secret), Refused> {
        let chance = Chance { token: Secret::generate(), handle: Secret::generate() };
        let (actor, given, name) = (actor.clone(), chance.clone(), name.to_owned());
        let ask = async move |tx: &mut _| passkeys::ask(tx, &actor, &site(), &given, (&name, "Soporte")).await;
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
                let own = access::own_passkey(tx, &actor, first).await?;
                Ok(passkeys::remove(tx, &actor, &own).await?)
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
    let handouts =
        Handouts { session: Secret::generate(), limits: LIMITS, link: Secret::generate(), client: Client::default() };
    let (departure, token) = (
        Departure { provider: "google".into(), person, data: "{}".into(), back_to: "/".into() },
        handouts.session.clone(),
    );
    let claims = claims(email);
    let arrive = async move |tx: &mut _| arrive::arrive(tx, &departure, &claims, joins, &handouts).await;
    (desk.db.write(arrive).await.unwrap(), token)
}

on_both! {
    /// An app counts from its first right code on; then the first factor alone opens nothing.
    async fn an_app_is_asked_for_once_it_was_confirmed(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        let secret = AppSecret::new(&Secret::generate());
        assert_eq!(desk.confirms_app(&cast.maria, &secret, "000000").await, Confirmed::Wrong);
        let (begun, token) = desk.begins(maria).await;
        assert_eq!(begun, Begun::Session(Role::Requester), "an app that nobody confirmed is none");
        assert!(desk.is_in(&token).await);

        let secret = desk.sets_up_app(&cast.maria).await;
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        let half = desk.owes(maria).await;
        assert!(!desk.is_in(&half).await, "what holds the first factor is no session");
        let used = desk.shows(&secret).await;
        assert_eq!(desk.types(&half, &used).await, Step::Wrong, "the code that confirmed it is used");
        desk.wait(SignedDuration::from_secs(30));
        let (step, session) = desk.tries(&half, &desk.shows(&secret).await, false, key()).await;
        assert_eq!(step, Step::In { person: maria, role: Role::Requester });
        assert!(desk.is_in(&session).await && !desk.is_in(&half).await);
        assert!(desk.factors(&cast.maria).await.app.unwrap().used_at.is_some());
        assert_eq!(desk.types(&half, &desk.shows(&secret).await).await, Step::Gone, "replayed");
    }

    /// A code is good once, for two browsers that both proved the password too.
    async fn a_code_is_good_once(desk: Desk) {
        let cast = desk.cast().await;
        let secret = desk.sets_up_app(&cast.maria).await;
        desk.wait(SignedDuration::from_secs(60));
        let (one, other) = (desk.owes(cast.maria.id).await, desk.owes(cast.maria.id).await);
        let code = desk.shows(&secret).await;
        assert!(matches!(desk.types(&one, &code).await, Step::In { .. }));
        assert_eq!(desk.types(&other, &code).await, Step::Wrong);
        // A step before the one that was used is used too.
        let earlier = secret.code(desk.now().await - SignedDuration::from_secs(30)).unwrap();
        assert_eq!(desk.types(&other, &earlier).await, Step::Wrong);
    }

    /// Half a sign-in lives ten minutes, in the browser that began it.
    async fn half_a_sign_in_is_short_and_ones_own(desk: Desk) {
        let cast = desk.cast().await;
        let secret = desk.sets_up_app(&cast.maria).await;
        let half = desk.owes(cast.maria.id).await;
        desk.wait(SignedDuration::from_secs(60));
        assert_eq!(desk.types(&Secret::generate(), &desk.shows(&secret).await).await, Step::Gone, "another browser");
        desk.wait(SignedDuration::from_mins(10));
        assert_eq!(desk.types(&half, &desk.shows(&secret).await).await, Step::Gone, "too late");
        assert!(desk.db.write(async |tx| second_factors::actions::forget_old(tx).await).await.unwrap() >= 1);
    }

    /// After five wrong codes the password is asked for again, and each is on record.
    async fn who_guesses_begins_again(desk: Desk) {
        let cast = desk.cast().await;
        let secret = desk.sets_up_app(&cast.maria).await;
        desk.wait(SignedDuration::from_secs(60));
        let half = desk.owes(cast.maria.id).await;
        for guess in ["000000", "111111", "rubbish", ""] {
            assert_eq!(desk.types(&half, guess).await, Step::Wrong);
        }
        assert_eq!(desk.recovers(&half, "7K2M-QW9D-0XHT").await, Step::Gone);
        assert_eq!(desk.types(&half, &desk.shows(&secret).await).await, Step::Gone, "even the right one");
        let failed = desk.verbs(cast.maria.id).await.iter().filter(|verb| *verb == "second_step_failed").count();
        assert_eq!(failed, 5);
    }

    /// Another's code is wrong: of the app, and of paper.
    async fn codes_are_of_one_person(desk: Desk) {
        let cast = desk.cast().await;
        let hers = desk.sets_up_app(&cast.maria).await;
        desk.sets_up_app(&cast.carmen).await;
        let printed = desk.prints_codes(&cast.maria).await;
        desk.wait(SignedDuration::from_secs(60));
        let half = desk.owes(cast.carmen.id).await;
        assert_eq!(desk.types(&half, &desk.shows(&hers).await).await, Step::Wrong);
        assert_eq!(desk.recovers(&half, &printed[0]).await, Step::Wrong);
    }

    /// A recovery code opens once, its owner is told, and new ones make the old ones worthless.
    async fn recovery_codes_open_once(desk: Desk) {
        let cast = desk.cast().await;
        let actor = cast.maria.clone();
        let set = RecoveryCode::set();
        let none = desk.db.write(async move |tx| recovery::renew(tx, &actor, &key(), &set).await).await;
        assert!(matches!(none, Err(Refused::Denied(Denied::Forbidden))), "nothing that they could stand in for");
        desk.sets_up_app(&cast.maria).await;
        let codes = desk.prints_codes(&cast.maria).await;
        assert_eq!((codes.len(), desk.factors(&cast.maria).await.codes_left), (10, 10));
        desk.mails().await;
        let half = desk.owes(cast.maria.id).await;
        assert!(matches!(desk.recovers(&half, &codes[0].to_lowercase()).await, Step::In { .. }));
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        assert_eq!(desk.factors(&cast.maria).await.codes_left, 9);
        let half = desk.owes(cast.maria.id).await;
        assert_eq!(desk.recovers(&half, &codes[0]).await, Step::Wrong, "used");
        let newer = desk.prints_codes(&cast.maria).await;
        assert_eq!(desk.recovers(&half, &codes[1]).await, Step::Wrong, "replaced");
        assert!(matches!(desk.recovers(&half, &newer[1]).await, Step::In { .. }));
    }

    /// The database alone knows neither the app's secret nor the codes on paper.
    async fn secrets_are_sealed(desk: Desk) {
        let cast = desk.cast().await;
        let secret = desk.sets_up_app(&cast.maria).await;
        let codes = desk.prints_codes(&cast.maria).await;
        let maria = cast.maria.id;
        let (sealed,): (Vec<u8>,) = desk
            .db
            .read(async move |tx| {
                tx.one(sql!("SELECT secret FROM authenticator_apps WHERE person_id = $1"), args![maria]).await
            })
            .await
            .unwrap();
        assert_eq!(sealed.len(), 1 + 12 + 20 + 16, "version, nonce, secret, tag");
        desk.wait(SignedDuration::from_secs(60));
        let half = desk.owes(maria).await;
        let other = || Key::new("the key of another desk, as long as one must be");
        let (step, _) = desk.tries(&half, &desk.shows(&secret).await, false, other()).await;
        assert_eq!(step, Step::Wrong, "with another key nothing opens");
        assert_eq!(desk.tries(&half, &codes[0], true, other()).await.0, Step::Wrong);
        // Moved to another row it does not open either.
        let jon = cast.jon.id;
        desk.db
            .write(async move |tx| {
                tx.execute(sql!("UPDATE authenticator_apps SET person_id = $1 WHERE person_id = $2"), args![jon, maria])
                    .await
            })
            .await
            .unwrap();
        let half = desk.owes(jon).await;
        assert_eq!(desk.types(&half, &desk.shows(&secret).await).await, Step::Wrong);
    }

    /// A passkey opens the account alone; with the password alone nothing opens any more.
    async fn a_passkey_counts_as_both(desk: Desk) {
        let cast = desk.cast().await;
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        assert!(desk.factors(&cast.maria).await.passkeys[0].used_at.is_none());
        assert!(desk.comes_in_with(&mut phone).await);
        assert!(desk.factors(&cast.maria).await.passkeys[0].used_at.is_some());
        let half = desk.owes(cast.maria.id).await;
        let (options, tokens) = desk.is_asked_for_own_key(&half).await;
        let step = desk.confirms_with(&tokens, &phone.answers(&options)).await;
        assert_eq!(step, Step::In { person: cast.maria.id, role: Role::Requester });
        let mut computer = desk.makes_key(&cast.maria, "Ordenador").await;
        assert!(desk.comes_in_with(&mut computer).await && desk.comes_in_with(&mut phone).await);
    }

    /// Every question is answered once, soon, by the browser that was asked.
    async fn a_question_is_answered_once(desk: Desk) {
        let cast = desk.cast().await;
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        let (options, token) = desk.is_asked_for_any_key().await;
        let answer = phone.answers(&options);
        let refused = async |token: &Secret, answer: &str| {
            matches!(desk.enters_by_key(token, answer).await.unwrap().0, Entered::Unproved(_))
        };
        assert!(refused(&Secret::generate(), &answer).await, "another browser");
        assert!(matches!(desk.enters_by_key(&token, &answer).await.unwrap().0, Entered::In { .. }));
        assert!(refused(&token, &answer).await, "replayed");
        let (_, token) = desk.is_asked_for_any_key().await;
        assert!(refused(&token, &answer).await, "the answer to an earlier question");
        assert!(refused(&token, &answer).await, "and the question is gone");
        let (options, token) = desk.is_asked_for_any_key().await;
        desk.wait(SignedDuration::from_mins(16));
        assert!(refused(&token, &phone.answers(&options)).await, "too late");
        // The question of one purpose is none of another.
        let (options, token) = desk.is_asked_for_any_key().await;
        let tokens = Tokens { half: desk.owes(cast.maria.id).await, asked: token };
        assert_eq!(desk.confirms_with(&tokens, &phone.answers(&options)).await, Step::Wrong);
    }

    /// Another site's answer, an unverified user, a forged handle, a strange key: none opens.
    async fn answers_that_do_not_hold_open_nothing(desk: Desk) {
        let cast = desk.cast().await;
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        phone.origin = "https://soporte.example.com.evil.example".into();
        assert!(!desk.comes_in_with(&mut phone).await, "phished");
        phone.origin = ORIGIN.into();
        phone.verifies = false;
        assert!(!desk.comes_in_with(&mut phone).await, "nobody was verified");
        phone.verifies = true;
        let (options, token) = desk.is_asked_for_any_key().await;
        let answer = phone.answers(&options);
        let mut forged: serde_json::Value = serde_json::from_str(&answer).unwrap();
        forged["response"]["userHandle"] = "AAAAAAAAAAAAAAAAAAAAAA".into();
        let (entered, _) = desk.enters_by_key(&token, &forged.to_string()).await.unwrap();
        assert!(matches!(entered, Entered::Unproved(_)), "of somebody else, it says");
        let mut stranger = Authenticator::new(ORIGIN);
        let (options, _) = desk.is_asked_for_new_key(&cast.jon, "Móvil").await.unwrap();
        stranger.makes(&options);
        assert!(!desk.comes_in_with(&mut stranger).await, "a key that was never added");
        assert!(desk.comes_in_with(&mut phone).await);
    }

    /// María's half is not finished with Carmen's key.
    async fn anothers_key_is_no_second_factor(desk: Desk) {
        let cast = desk.cast().await;
        desk.makes_key(&cast.maria, "Móvil").await;
        let mut carmens = desk.makes_key(&cast.carmen, "Móvil").await;
        let half = desk.owes(cast.maria.id).await;
        let (options, tokens) = desk.is_asked_for_own_key(&half).await;
        assert_eq!(desk.confirms_with(&tokens, &carmens.answers(&options)).await, Step::Wrong);
    }

    /// A counter that goes back means a copy: refused, recorded, and the owner hears of it.
    async fn a_copied_key_is_noticed(desk: Desk) {
        let cast = desk.cast().await;
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        assert!(desk.comes_in_with(&mut phone).await);
        desk.mails().await;
        phone.counter = 0;
        assert!(!desk.comes_in_with(&mut phone).await);
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        assert_eq!(desk.verbs(cast.maria.id).await.last().unwrap(), "passkey_copied");
        phone.counter = 100;
        assert!(desk.comes_in_with(&mut phone).await);
    }

    /// A key is made for who was asked, once, with a name, and on one account only.
    async fn a_key_is_made_by_who_was_asked(desk: Desk) {
        let cast = desk.cast().await;
        for name in ["", "   ", &"x".repeat(61)] {
            assert!(matches!(desk.is_asked_for_new_key(&cast.maria, name).await, Err(Refused::Invalid(_))));
        }
        let (options, token) = desk.is_asked_for_new_key(&cast.maria, "Móvil").await.unwrap();
        let mut phone = Authenticator::new(ORIGIN);
        let answer = phone.makes(&options);
        assert!(desk.adds_key(&cast.jon, &token, &answer).await.is_err(), "Jon was not asked");
        assert!(desk.adds_key(&cast.maria, &token, &answer).await.is_err(), "asked once");
        let mut unverified = Authenticator::new(ORIGIN);
        unverified.verifies = false;
        let (options, token) = desk.is_asked_for_new_key(&cast.maria, "Móvil").await.unwrap();
        assert!(desk.adds_key(&cast.maria, &token, &unverified.makes(&options)).await.is_err());
        let (options, token) = desk.is_asked_for_new_key(&cast.maria, "Móvil").await.unwrap();
        desk.adds_key(&cast.maria, &token, &phone.makes(&options)).await.unwrap();
        let (options, token) = desk.is_asked_for_new_key(&cast.jon, "Móvil").await.unwrap();
        assert!(desk.adds_key(&cast.jon, &token, &phone.makes(&options)).await.is_err(), "it is María's");
        let (options, token) = desk.is_asked_for_new_key(&cast.maria, "Otra").await.unwrap();
        let mut late = Authenticator::new(ORIGIN);
        desk.wait(SignedDuration::from_mins(11));
        assert!(desk.adds_key(&cast.maria, &token, &late.makes(&options)).await.is_err());
        assert_eq!(desk.factors(&cast.maria).await.passkeys.len(), 1);
    }

    /// Only one's own keys are renamed and removed; a removed one opens nothing, and with the last go the codes.
    async fn a_removed_key_opens_nothing(desk: Desk) {
        let cast = desk.cast().await;
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        desk.prints_codes(&cast.maria).await;
        let denied = desk.removes_key(&cast.jon, &cast.maria).await;
        assert!(matches!(denied, Err(Refused::Denied(Denied::NotFound))), "{denied:?}");
        let denied = desk.removes_key(&cast.admin, &cast.maria).await;
        assert!(matches!(denied, Err(Refused::Denied(Denied::NotFound))), "{denied:?}");
        let actor = cast.maria.clone();
        let first = desk.factors(&cast.maria).await.passkeys[0].id;
        desk.db
            .write(async move |tx| {
                let own = access::own_passkey(tx, &actor, first).await?;
                passkeys::rename(tx, &actor, &own, " Teléfono ").await
            })
            .await
            .unwrap();
        assert_eq!(desk.factors(&cast.maria).await.passkeys[0].name, "Teléfono");
        desk.mails().await;
        // Asked before the removal, answered after it.
        let half = desk.owes(cast.maria.id).await;
        let (options, tokens) = desk.is_asked_for_own_key(&half).await;
        desk.removes_key(&cast.maria, &cast.maria).await.unwrap();
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        assert_eq!(desk.confirms_with(&tokens, &phone.answers(&options)).await, Step::Wrong);
        assert!(!desk.comes_in_with(&mut phone).await);
        assert_eq!(desk.factors(&cast.maria).await.codes_left, 0);
        assert!(matches!(desk.begins(cast.maria.id).await.0, Begun::Session(_)));
    }

    /// A provider's word and a mailed link are first factors, and nothing more.
    async fn no_way_leads_around(desk: Desk) {
        let cast = desk.cast().await;
        let email = cast.maria.email.as_str();
        assert_eq!(arrives(&desk, Some(cast.maria.id), email, false).await.0, Arrived::Joined);
        assert!(matches!(arrives(&desk, None, email, false).await.0, Arrived::SignedIn { .. }));
        let secret = desk.sets_up_app(&cast.maria).await;
        let (arrived, token) = arrives(&desk, None, email, false).await;
        assert_eq!(arrived, Arrived::NeedsSecond);
        assert!(!desk.is_in(&token).await);
        desk.wait(SignedDuration::from_secs(60));
        assert!(matches!(desk.types(&token, &desk.shows(&secret).await).await, Step::In { .. }));
        // A link to a new password changes the password, and opens nothing.
        let link = Secret::generate();
        desk.db
            .write(async move |tx| {
                reset_password::request(tx, "maria@ceiplapaz.es", &link, "").await?;
                let holder = accounts::resetting(tx, &link).await?;
                Ok::<_, Refused>(reset_password::reset(tx, &holder, "hash", "").await?)
            })
            .await
            .unwrap();
        assert!(desk.factors(&cast.maria).await.app.is_some());
        desk.owes(cast.maria.id).await;
    }

    /// A trusted provider joins requesters at once, but none who has a second factor.
    async fn no_new_way_in_without_the_second_factor(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets_up_app(&cast.carmen).await;
        let (arrived, _) = arrives(&desk, None, &cast.carmen.email, true).await;
        assert_eq!(arrived, Arrived::HasAccount);
    }

    /// A closed account stays closed for its keys and codes.
    async fn a_closed_account_opens_for_no_key(desk: Desk) {
        let cast = desk.cast().await;
        let mut phone = desk.makes_key(&cast.jon, "Móvil").await;
        let half = desk.owes(cast.jon.id).await;
        let (own, tokens) = desk.is_asked_for_own_key(&half).await;
        let (any, token) = desk.is_asked_for_any_key().await;
        desk.db
            .write(async |tx| {
                let jon = accounts::by_email(tx, "jon@ieselmar.es").await?.unwrap();
                update::disable(tx, &By::desk(), Sudo::at_the_terminal(), &jon).await
            })
            .await
            .unwrap();
        assert!(matches!(desk.enters_by_key(&token, &phone.answers(&any)).await, Err(SignInError::Closed)));
        let (answer, session) = (phone.answers(&own), session());
        let confirm = async move |tx: &mut _| second_step::by_passkey(tx, &tokens, &site(), &answer, &session).await;
        assert!(matches!(desk.db.write(confirm).await, Err(SignInError::Closed)));
    }

    /// Who lost everything is helped by an administrator, or at the terminal; nobody else may.
    async fn what_is_lost_is_reset(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets_up_app(&cast.maria).await;
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        desk.prints_codes(&cast.maria).await;
        let half = desk.owes(cast.maria.id).await;
        desk.mails().await;
        let maria = cast.maria.id;
        let resets = async |by: &Actor| {
            let by = by.clone();
            desk.db
                .write(async move |tx| {
                    let manageable = accounts::manageable(tx, &by, maria).await?;
                    Ok::<_, Refused>(reset::reset(tx, &manageable, Sudo::at_the_terminal()).await?)
                })
                .await
        };
        for other in [&cast.luis, &cast.carmen, &cast.maria] {
            assert!(matches!(resets(other).await, Err(Refused::Denied(Denied::Forbidden))));
        }
        assert!(resets(&cast.admin).await.unwrap());
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        assert_eq!(desk.verbs(maria).await.last().unwrap(), "second_factor_reset");
        assert!(!desk.comes_in_with(&mut phone).await);
        assert_eq!(desk.types(&half, "000000").await, Step::Gone);
        let factors = desk.factors(&cast.maria).await;
        assert!(!factors.any() && factors.codes_left == 0);
        assert!(matches!(desk.begins(maria).await.0, Begun::Session(_)), "the password is enough again");
        assert!(!desk.db.write(async move |tx| reset::by(tx, &By::desk(), maria).await).await.unwrap());
        assert!(desk.mails().await.is_empty(), "there was nothing to take");
    }

    /// Programs have tokens and no telephone: what a token may do does not change.
    async fn api_tokens_are_not_affected(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets_up_app(&cast.luis).await;
        let (token, luis) = (Secret::generate(), cast.luis.id);
        let works = desk
            .db
            .write(async move |tx| {
                tokens::add(tx, &By::desk(), luis, (&token, "script", Grant::Write), None).await?;
                Ok::<_, DbError>(accounts::by_api_token(tx, &token, "").await?.is_some())
            })
            .await
            .unwrap();
        assert!(works);
    }

    /// Whom a requirement means: by role, by what they coordinate, or everybody.
    async fn a_requirement_is_of_roles(desk: Desk) {
        let cast = desk.cast().await;
        let people = [&cast.admin, &cast.luis, &cast.carmen, &cast.maria];
        let meant = |requirement: Requirement| people.map(|person| requirement.applies_to(person));
        let nobody = Requirement::default();
        assert_eq!(meant(nobody), [false; 4]);
        assert_eq!(meant(Requirement { admins: true, ..nobody }), [true, false, false, false]);
        assert_eq!(meant(Requirement { technicians: true, ..nobody }), [false, true, false, false]);
        assert_eq!(meant(Requirement { coordinators: true, ..nobody }), [false, false, true, false]);
        assert_eq!(meant(Requirement { everybody: true, ..nobody }), [true; 4]);
        // Doors ask whether the session's owner has one.
        let (_, token) = desk.begins(cast.luis.id).await;
        let has = async || {
            let token = token.clone();
            let found = desk.db.read(async move |tx| accounts::by_session(tx, &token, LIMITS, "").await).await.unwrap();
            found.unwrap().1.has_second_factor
        };
        assert!(!has().await);
        desk.makes_key(&cast.luis, "Llave USB").await;
        assert!(has().await);
    }
}
