//! Passkeys: to enter with, and as the second factor.

use super::*;

on_both! {
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
        let last = desk.removes_key(&cast.maria, &cast.maria).await;
        assert!(matches!(last, Err(Refused::Denied(Denied::Forbidden))), "nothing else opens her account: {last:?}");
        arrives(&desk, Some(cast.maria.id), &cast.maria.email, false).await;
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
}
