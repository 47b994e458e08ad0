//! What is dangerous wants a proof of the last quarter of an hour.

use super::*;

on_both! {
    /// A wider reach wants a proof: every client, one more attended, one more coordinated. A narrower one does not.
    async fn a_wider_reach_wants_a_fresh_proof(desk: Desk) {
        let cast = desk.cast().await;
        let (stale, fresh) = (cast.admin.clone(), desk.proved("ada@desk.es").await);
        let (la_paz, el_mar) = (cast.la_paz, cast.el_mar);
        let some = |change: &mut PersonChange| {
            change.all_organizations = false;
            change.attended = vec![la_paz];
        };
        assert!(unproved(&desk.edits(&stale, cast.luis.id, |change| change.attended = vec![la_paz]).await));
        desk.edits(&fresh, cast.luis.id, some).await.unwrap();
        let more = |change: &mut PersonChange| change.attended.push(el_mar);
        assert!(unproved(&desk.edits(&stale, cast.luis.id, more).await));
        desk.edits(&fresh, cast.luis.id, more).await.unwrap();
        desk.edits(&stale, cast.luis.id, some).await.unwrap();
        let all = |change: &mut PersonChange| change.all_organizations = true;
        assert!(unproved(&desk.edits(&stale, cast.luis.id, all).await));
        desk.edits(&fresh, cast.luis.id, all).await.unwrap();

        let member = |change: &mut PersonChange| change.memberships.push((el_mar, false));
        desk.edits(&stale, cast.maria.id, member).await.unwrap();
        let coordinator = |change: &mut PersonChange| change.memberships = vec![(la_paz, true)];
        assert!(unproved(&desk.edits(&stale, cast.maria.id, coordinator).await));
        desk.edits(&fresh, cast.maria.id, coordinator).await.unwrap();
        desk.edits(&stale, cast.maria.id, |change| change.phone = "600 111 222".into()).await.unwrap();
        desk.edits(&stale, cast.maria.id, |change| change.memberships = vec![(la_paz, false)]).await.unwrap();
    }

    /// What is dangerous wants a proof of the last quarter of an hour; with it, it goes.
    async fn what_is_dangerous_wants_a_fresh_proof(desk: Desk) {
        let cast = desk.cast().await;
        desk.has_password(cast.admin.id).await;
        let (browser, fresh) = ada_in(&desk, &cast).await;
        desk.wait(SignedDuration::from_mins(16));
        let stale = desk.actor_in(&browser).await;
        assert!(fresh.sudo().is_ok() && matches!(stale.sudo(), Err(Denied::Unproved)));
        let (maria, luis) = (desk.person_by("maria@ceiplapaz.es").await, desk.person_by("luis@desk.es").await);
        // Each of them: denied first, then done.
        assert!(unproved(&desk.changes(&stale, &maria, Role::Technician, false).await));
        assert!(unproved(&desk.changes(&stale, &maria, Role::Requester, true).await));
        let renamed = Person { email: "otro@desk.es".into(), ..luis.clone() };
        assert!(unproved(&desk.changes(&stale, &renamed, Role::Technician, false).await));
        assert!(unproved(&desk.looks_on(&stale, maria.id, "Ayudar").await));
        let adds = async |by: &Actor, role: Role, email: &str| {
            let new = NewAccount { name: "Eva".into(), email: email.into(), ..NewAccount::default() };
            let by = by.clone();
            desk.db.write(async move |tx| add::by_admin(tx, by.admin()?, &new, role).await).await
        };
        assert!(unproved(&adds(&stale, Role::Technician, "eva@desk.es").await));
        let disables = async |by: &Actor, person: &Person| {
            let (by, person) = (by.clone(), person.clone());
            desk.db
                .write(async move |tx| update::disable(tx, &By::from(&by), by.sudo()?, &person).await)
                .await
        };
        assert!(unproved(&disables(&stale, &maria).await));
        assert!(unproved(&desk.changes(&stale, &luis, Role::Requester, false).await), "a place taken from others");
        // What is not dangerous needs none.
        desk.changes(&stale, &maria, Role::Requester, false).await.unwrap();
        adds(&stale, Role::Requester, "leo@ceiplapaz.es").await.unwrap();

        let again = async |typed: &str, by: &Actor| {
            let Some(verified) = desk.verifies("ada@desk.es", typed).await else { return false };
            let by = by.clone();
            let prove = async move |tx: &mut atiende_db::Tx| {
                Ok::<_, Denied>(prove::prove(tx, by.oneself()?, &Shown::Password(verified)).await?)
            };
            desk.db.write(prove).await.unwrap()
        };
        assert!(!again("otra frase larga", &stale).await);
        assert!(again(PASSWORD, &stale).await);
        let proved = desk.actor_in(&browser).await;
        desk.changes(&proved, &maria, Role::Technician, false).await.unwrap();
        adds(&proved, Role::Technician, "eva@desk.es").await.unwrap();
        desk.changes(&proved, &renamed, Role::Technician, false).await.unwrap();
        disables(&proved, &luis).await.unwrap();
        // Another person's proof is nobody's else.
        desk.has_password(cast.carmen.id).await;
        let mut carmens = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut carmens, cast.carmen.id).await;
        let carmen = desk.actor_in(&carmens).await;
        assert!(!again(PASSWORD, &carmen).await, "Ada's password proves nothing of Carmen");
    }

    /// An account elsewhere proves who one is if it was one's own before this session began.
    async fn an_identity_proves_unless_it_was_just_added(desk: Desk) {
        let cast = desk.cast().await;
        let (google, thiefs) = (claims("7"), claims("8"));
        let joined = async |claims: &Claims| {
            let (departure, claims) = (departure(Some(cast.admin.id)), claims.clone());
            desk.db
                .write(async move |tx| arrive::arrive(tx, &departure, &claims, false, &handouts()).await)
                .await
                .unwrap();
        };
        joined(&google).await;
        let (browser, _) = ada_in(&desk, &cast).await;
        joined(&thiefs).await;
        desk.wait(SignedDuration::from_mins(20));
        let ada = desk.actor_in(&browser).await;
        let by = ada.clone();
        let means = desk.db.read(async move |tx| sessions::access::means(tx, &by).await).await.unwrap();
        assert_eq!((means.identities.len(), means.has_password), (1, false));
        for (claims, proves) in [(&thiefs, false), (&claims("9"), false), (&google, true)] {
            let (by, claims) = (ada.clone(), claims.clone());
            let prove = async move |tx: &mut atiende_db::Tx| {
                Ok::<_, Denied>(prove::prove(tx, by.oneself()?, &Shown::Identity(claims.clone())).await?)
            };
            assert_eq!(desk.db.write(prove).await.unwrap(), proves);
            assert_eq!(desk.actor_in(&browser).await.sudo().is_ok(), proves);
        }
    }

    /// A token that administers is as good as a proof; others are not.
    async fn tokens_that_administer_need_no_other_proof(desk: Desk) {
        use atiende_core::accounts::actions::tokens::{self, Grant};
        let cast = desk.cast().await;
        let (browser, fresh) = ada_in(&desk, &cast).await;
        desk.wait(SignedDuration::from_mins(16));
        let stale = desk.actor_in(&browser).await;
        assert!(matches!(Grant::of(TokenScope::Admin, || stale.sudo()), Err(Denied::Unproved)));
        assert!(Grant::of(TokenScope::Write, || stale.sudo()).is_ok());
        for (scope, is_fresh) in [(TokenScope::Write, false), (TokenScope::Admin, true)] {
            let (secret, by) = (Secret::generate(), fresh.clone());
            let given = secret.clone();
            desk.db
                .write(async move |tx| {
                    let grant = Grant::of(scope, || by.sudo())?;
                    tokens::add(tx, &By::from(&by), by.id, (&given, "t", grant), None).await?;
                    Ok::<_, Denied>(())
                })
                .await
                .unwrap();
            let found = desk.db.read(async move |tx| access::by_api_token(tx, &secret, "").await).await.unwrap();
            assert_eq!(found.unwrap().0.sudo().is_ok(), is_fresh, "{scope}");
        }
    }
}
