//! The codes of an app, and those on paper.

use super::*;

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
        let none = desk.db.write(async move |tx| recovery::renew(tx, &actor, &key(), &set, Sudo::at_the_terminal()).await).await;
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
}
