//! No way leads around the second factor, and who lost it is helped.

use super::*;

on_both! {
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
                Ok::<_, Refused>(reset_password::reset(tx, &holder, "hash", Admission::Approval, "").await?)
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
        let maria = cast.maria.id;
        desk.db.write(async move |tx| reset_password::set(tx, &By::desk(), maria, "hash").await).await.unwrap();
        desk.mails().await;
        let resets = async |by: &Actor| {
            let by = by.clone();
            desk.db
                .write(async move |tx| {
                    let manageable = accounts::manageable(tx, &by, maria).await?;
                    Ok::<_, Refused>(reset::reset(tx, &manageable, Sudo::at_the_terminal(), &Secret::generate()).await?)
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
        let maria = desk.person_by("maria@ceiplapaz.es").await;
        let again = async move |tx: &mut _| reset::by(tx, &By::desk(), &maria, &Secret::generate()).await;
        assert!(!desk.db.write(again).await.unwrap());
        assert!(desk.mails().await.is_empty(), "there was nothing to take");
    }

    /// Whose only way in was a passkey gets a link to choose a password; who has another, or is closed out, does not.
    async fn who_had_nothing_else_is_helped_in(desk: Desk) {
        let cast = desk.cast().await;
        let resets = async |email: &'static str| {
            let (person, link) = (desk.person_by(email).await, Secret::generate());
            let given = link.clone();
            desk.db.write(async move |tx| reset::by(tx, &By::desk(), &person, &given).await).await.unwrap();
            let holder = desk.db.read(async move |tx| accounts::resetting(tx, &link).await).await;
            holder.is_ok_and(|holder| holder.person.email == email)
        };
        desk.makes_key(&cast.maria, "Móvil").await;
        desk.mails().await;
        assert!(resets("maria@ceiplapaz.es").await);
        assert_eq!(desk.mails().await, ["second_factor to maria@ceiplapaz.es", "reset_password to maria@ceiplapaz.es"]);
        let jon = cast.jon.id;
        desk.db.write(async move |tx| reset_password::set(tx, &By::desk(), jon, "hash").await).await.unwrap();
        desk.makes_key(&cast.jon, "Móvil").await;
        assert!(!resets("jon@ieselmar.es").await, "his password is enough");
        desk.makes_key(&cast.carmen, "Móvil").await;
        let carmen = cast.carmen.id;
        let closes = sql!("UPDATE people SET state = 'disabled' WHERE id = $1");
        desk.db.write(async move |tx| tx.execute(closes, args![carmen]).await).await.unwrap();
        assert!(!resets("carmen@ceiplapaz.es").await, "closed");
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
            let (actor, _) = found.unwrap();
            desk.db.read(async move |tx| access::has_any(tx, &actor).await).await.unwrap()
        };
        assert!(!has().await);
        desk.makes_key(&cast.luis, "Llave USB").await;
        assert!(has().await);
    }
}
