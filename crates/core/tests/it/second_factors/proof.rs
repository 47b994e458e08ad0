//! Factors show once more who is signed in, for what is dangerous.

use super::*;
use atiende_core::second_factors::actions::proof::{self, Answered};
use atiende_core::sessions::actions::prove::{self, Shown};

impl Desk {
    async fn actor_of(&self, token: &Secret) -> Actor {
        let token = token.clone();
        self.db.read(async move |tx| accounts::by_session(tx, &token, LIMITS, "").await).await.unwrap().unwrap().0
    }

    /// Whether it proves, and that the session is then as good as fresh, and only then.
    async fn proves(&self, token: &Secret, shown: Shown) -> bool {
        let by = self.actor_of(token).await;
        let prove = async move |tx: &mut _| Ok::<_, Denied>(prove::prove(tx, by.oneself()?, &shown).await?);
        let is_proved = self.db.write(prove).await.unwrap();
        assert_eq!(self.actor_of(token).await.sudo().is_ok(), is_proved);
        is_proved
    }

    /// The question for this session's person, and the token of the browser that was asked.
    async fn is_asked_for_a_proof(&self, token: &Secret) -> (Option<String>, Secret) {
        let (by, asked) = (self.actor_of(token).await, Secret::generate());
        let given = asked.clone();
        let ask = async move |tx: &mut _| Ok::<_, Denied>(proof::ask(tx, by.oneself()?, &site(), &given).await?);
        (self.db.write(ask).await.unwrap(), asked)
    }
}

fn app_code(code: &str) -> Shown {
    Shown::AppCode(key(), code.to_owned())
}

fn printed(code: &str) -> Shown {
    Shown::RecoveryCode(key(), code.to_owned())
}

fn passkey(asked: &Secret, answer: &str) -> Shown {
    Shown::Passkey(Box::new(Answered { site: site(), asked: asked.clone(), answer: answer.to_owned() }))
}

on_both! {
    /// A code of the own app proves, once, in one session.
    async fn a_code_of_the_app_proves_once(desk: Desk) {
        let cast = desk.cast().await;
        let (here, there) = (desk.begins(cast.maria.id).await.1, desk.begins(cast.maria.id).await.1);
        let marias = desk.sets_up_app(&cast.maria).await;
        let carmens = desk.sets_up_app(&cast.carmen).await;
        desk.wait(SignedDuration::from_mins(16));
        let code = desk.shows(&marias).await;
        for wrong in ["", "000000", &desk.shows(&carmens).await] {
            assert!(!desk.proves(&here, app_code(wrong)).await, "{wrong}");
        }
        assert!(desk.proves(&here, app_code(&code)).await);
        assert_eq!(desk.verbs(cast.maria.id).await.last().unwrap(), "proved_again");
        assert!(!desk.proves(&there, app_code(&code)).await, "replayed in another session");
        let half = desk.owes(cast.maria.id).await;
        assert_eq!(desk.types(&half, &code).await, Step::Wrong, "nor does it open one");
        desk.wait(SignedDuration::from_mins(16));
        assert!(desk.actor_of(&here).await.sudo().is_err(), "for a quarter of an hour");
        let foreign = Shown::AppCode(Key::new("the key of another desk, as long as one must be"), desk.shows(&marias).await);
        assert!(!desk.proves(&here, foreign).await);
    }

    /// A printed code proves once, and its owner is told.
    async fn a_recovery_code_proves_once(desk: Desk) {
        let cast = desk.cast().await;
        let (_, token) = desk.begins(cast.maria.id).await;
        desk.sets_up_app(&cast.maria).await;
        desk.sets_up_app(&cast.carmen).await;
        let (hers, carmens) = (desk.prints_codes(&cast.maria).await, desk.prints_codes(&cast.carmen).await);
        desk.wait(SignedDuration::from_mins(16));
        desk.mails().await;
        for wrong in ["", "7K2M-QW9D-0XHT", &carmens[0]] {
            assert!(!desk.proves(&token, printed(wrong)).await, "{wrong}");
        }
        assert!(desk.proves(&token, printed(&hers[0])).await);
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es"]);
        desk.wait(SignedDuration::from_mins(16));
        assert!(!desk.proves(&token, printed(&hers[0])).await, "used");
        assert_eq!(desk.factors(&cast.maria).await.codes_left, 9);
    }

    /// A key proves by the answer to a question of this browser, once, and only its owner.
    async fn a_passkey_proves_by_an_answer_of_its_own(desk: Desk) {
        let cast = desk.cast().await;
        let (here, carmen_in) = (desk.begins(cast.maria.id).await.1, desk.begins(cast.carmen.id).await.1);
        assert_eq!(desk.is_asked_for_a_proof(&here).await.0, None, "she has no key yet");
        let mut phone = desk.makes_key(&cast.maria, "Móvil").await;
        let mut carmens = desk.makes_key(&cast.carmen, "Móvil").await;
        desk.wait(SignedDuration::from_mins(16));

        let (options, asked) = desk.is_asked_for_a_proof(&here).await;
        let answer = phone.answers(&options.unwrap());
        assert!(!desk.proves(&here, passkey(&Secret::generate(), &answer)).await, "another browser was not asked");
        assert!(!desk.proves(&here, passkey(&asked, "{}")).await);
        assert!(!desk.proves(&here, passkey(&asked, &answer)).await, "a question is good for one answer");

        let (options, asked) = desk.is_asked_for_a_proof(&here).await;
        assert!(!desk.proves(&here, passkey(&asked, &carmens.answers(&options.unwrap()))).await, "another person's key");
        let (options, asked) = desk.is_asked_for_a_proof(&carmen_in).await;
        assert!(!desk.proves(&here, passkey(&asked, &phone.answers(&options.unwrap()))).await, "another was asked");
        // The question at the entrance is another, and the answer to this one opens nothing.
        let (options, asked) = desk.is_asked_for_any_key().await;
        assert!(!desk.proves(&here, passkey(&asked, &phone.answers(&options))).await);
        let (options, asked) = desk.is_asked_for_a_proof(&here).await;
        let entered = desk.enters_by_key(&asked, &phone.answers(&options.unwrap())).await.unwrap().0;
        assert!(matches!(entered, Entered::Unproved(_)));

        phone.verifies = false;
        let (options, asked) = desk.is_asked_for_a_proof(&here).await;
        assert!(!desk.proves(&here, passkey(&asked, &phone.answers(&options.unwrap()))).await, "no finger, no proof");
        phone.verifies = true;
        let (options, asked) = desk.is_asked_for_a_proof(&here).await;
        let answer = phone.answers(&options.unwrap());
        desk.wait(SignedDuration::from_mins(11));
        assert!(!desk.proves(&here, passkey(&asked, &answer)).await, "too late");

        let (options, asked) = desk.is_asked_for_a_proof(&here).await;
        let answer = phone.answers(&options.unwrap());
        assert!(desk.proves(&here, passkey(&asked, &answer)).await);
        desk.wait(SignedDuration::from_mins(16));
        assert!(!desk.proves(&here, passkey(&asked, &answer)).await, "replayed");
    }

    /// Only what was just added comes with codes without another proof; an old factor's codes stay.
    async fn first_codes_replace_none(desk: Desk) {
        let cast = desk.cast().await;
        let first = async || {
            let (actor, set) = (cast.maria.clone(), RecoveryCode::set());
            desk.db.write(async move |tx| recovery::first(tx, &actor, &key(), &set).await).await
        };
        assert!(matches!(first().await, Err(Refused::Denied(Denied::Forbidden))), "without a factor");
        desk.sets_up_app(&cast.maria).await;
        first().await.unwrap();
        assert!(matches!(first().await, Err(Refused::Denied(Denied::Forbidden))), "she has some");
    }
}
