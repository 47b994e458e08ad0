//! One's sessions: seen, ended, limited, and never those that somebody planted.

use super::*;

on_both! {
    /// One sees one's own sessions and ends them, one, the others, or all; nobody else's.
    async fn sessions_are_seen_and_ended(desk: Desk) {
        let cast = desk.cast().await;
        let (mut office, mut home, mut other) =
            (Browser::new(CHROME, "203.0.113.7"), Browser::new(FIREFOX, "198.51.100.4"), Browser::new(CHROME, ""));
        desk.enters(&mut office, cast.maria.id).await;
        desk.enters(&mut home, cast.maria.id).await;
        desk.enters(&mut other, cast.carmen.id).await;
        let maria = desk.actor_in(&home).await;
        let listed = desk.sessions_of(&maria).await;
        let told: Vec<_> = listed.iter().map(|s| (sessions::agent(&s.user_agent).plain(), s.ip.as_str())).collect();
        assert_eq!(told, [("Firefox · Linux".into(), "198.51.100.4"), ("Chrome · Windows".into(), "203.0.113.7")]);
        assert_eq!(maria.session, Some(listed[0].id));

        let theirs = desk.actor_in(&other).await.session.unwrap();
        assert!(matches!(desk.ends(&maria, theirs).await, Err(Refused::Denied(Denied::NotFound))));
        assert!(desk.who(&other.token()).await.is_some());
        desk.ends(&maria, listed[1].id).await.unwrap();
        assert!(desk.who(&office.token()).await.is_none() && desk.who(&home.token()).await.is_some());

        desk.enters(&mut office, cast.maria.id).await;
        let by = maria.clone();
        let ended = desk.db.write(async move |tx| Ok::<_, Denied>(end::others(tx, by.oneself()?).await?)).await;
        assert_eq!(ended.unwrap(), 1);
        assert!(desk.who(&office.token()).await.is_none() && desk.who(&home.token()).await.is_some());
        let by = maria.clone();
        desk.db.write(async move |tx| Ok::<_, Denied>(end::all(tx, by.oneself()?).await?)).await.unwrap();
        assert!(desk.who(&home.token()).await.is_none() && desk.who(&other.token()).await.is_some());
    }

    /// Administrators see and end anybody's; nobody else does.
    async fn administrators_end_anybodys_sessions(desk: Desk) {
        let cast = desk.cast().await;
        let mut browser = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut browser, cast.maria.id).await;
        let maria = cast.maria.id;
        let id = desk.actor_in(&browser).await.session.unwrap();
        let try_end = async |by: &Actor, whose: PersonId| {
            let by = by.clone();
            desk.db
                .write(async move |tx| {
                    let manageable = access::manageable(tx, &by, whose).await?;
                    let endable = sessions::access::endable_of(tx, &manageable, id).await?;
                    Ok::<_, Refused>(end::one(tx, &endable).await?)
                })
                .await
        };
        for by in [&cast.luis, &cast.carmen] {
            assert!(forbidden(&try_end(by, maria).await));
        }
        assert!(matches!(try_end(&cast.admin, cast.carmen.id).await, Err(Refused::Denied(Denied::NotFound))));
        assert!(desk.who(&browser.token()).await.is_some());
        try_end(&cast.admin, maria).await.unwrap();
        assert!(desk.who(&browser.token()).await.is_none());

        desk.enters(&mut browser, maria).await;
        let by = cast.admin.clone();
        let seen = desk
            .db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &by, maria).await?;
                let seen = sessions::access::of(tx, &manageable, LIMITS).await?.len();
                end::all_of(tx, &manageable).await?;
                Ok::<_, Refused>(seen)
            })
            .await
            .unwrap();
        assert_eq!(seen, 1);
        assert!(desk.who(&browser.token()).await.is_none());
    }

    /// Unused for too long, or too old in all: it opens nothing, and is no longer listed.
    async fn sessions_have_limits(desk: Desk) {
        let cast = desk.cast().await;
        let mut browser = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut browser, cast.maria.id).await;
        let maria = desk.actor_in(&browser).await;
        for _ in 0..40 {
            desk.wait(SignedDuration::from_hours(18));
            if desk.who(&browser.token()).await.is_none() {
                break;
            }
            let token = browser.token();
            desk.db.write(async move |tx| sign_in::keep_alive(tx, &token).await).await.unwrap();
        }
        // 30 days of use every 18 hours: 40 times would have been exactly that.
        assert!(desk.who(&browser.token()).await.is_none(), "too old in all");
        assert!(desk.sessions_of(&maria).await.is_empty());
        desk.enters(&mut browser, cast.maria.id).await;
        desk.wait(SignedDuration::from_hours(23));
        assert!(desk.who(&browser.token()).await.is_some());
        desk.wait(SignedDuration::from_hours(2));
        assert!(desk.who(&browser.token()).await.is_none(), "unused for a day");
    }

    /// A key that somebody put into the browser before is worth nothing afterwards, whosever it was.
    async fn a_planted_session_does_not_survive_signing_in(desk: Desk) {
        let cast = desk.cast().await;
        let mut thief = Browser::new(FIREFOX, "198.51.100.4");
        desk.enters(&mut thief, cast.jon.id).await;
        let mut victim = Browser::new(CHROME, "203.0.113.7");
        for planted in [thief.token(), Secret::presented("guessed")] {
            victim.session = Some(planted.clone());
            desk.enters(&mut victim, cast.maria.id).await;
            assert_ne!(victim.token().hash(), planted.hash());
            assert!(desk.who(&planted).await.is_none());
            assert_eq!(desk.actor_in(&victim).await.id, cast.maria.id);
        }
        let before = victim.token();
        desk.enters(&mut victim, cast.maria.id).await;
        assert!(desk.who(&before).await.is_none(), "one browser, one session");
    }

    /// After a change of what one may do, the key is another at the next request; the old one opens nothing.
    async fn keys_change_with_the_rights(desk: Desk) {
        let cast = desk.cast().await;
        let (_, ada) = ada_in(&desk, &cast).await;
        let mut browser = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut browser, cast.maria.id).await;
        assert!(!desk.wants_renewal(&browser.token()).await);
        let maria = desk.person_by("maria@ceiplapaz.es").await;
        desk.changes(&ada, &maria, Role::Technician, false).await.unwrap();
        assert!(desk.wants_renewal(&browser.token()).await);
        let (old, new) = (browser.token(), Secret::generate());
        let renewed = async |new: &Secret| {
            let (old, new) = (old.clone(), new.clone());
            desk.db.write(async move |tx| renew::renew(tx, &old, &new).await).await.unwrap()
        };
        assert!(renewed(&new).await);
        assert!(!renewed(&Secret::generate()).await, "whoever comes second has not renewed it");
        assert!(desk.who(&old).await.is_none());
        assert!(desk.who(&new).await.is_some() && !desk.wants_renewal(&new).await);
    }

    /// Changing the password ends all others; this one goes on under another key.
    async fn a_new_password_ends_the_other_sessions(desk: Desk) {
        let cast = desk.cast().await;
        let (mut office, mut home) = (Browser::new(CHROME, "203.0.113.7"), Browser::new(FIREFOX, "198.51.100.4"));
        desk.enters(&mut office, cast.maria.id).await;
        desk.enters(&mut home, cast.maria.id).await;
        let (maria, new) = (desk.actor_in(&home).await, Secret::generate());
        let given = new.clone();
        let change = async move |tx: &mut atiende_db::Tx| {
            Ok::<_, Denied>(reset_password::change_own(tx, maria.oneself()?, "hash", &given).await?)
        };
        desk.db.write(change).await.unwrap();
        assert!(desk.who(&office.token()).await.is_none() && desk.who(&home.token()).await.is_none());
        assert_eq!(desk.who(&new).await.unwrap().id, cast.maria.id);
    }
}
