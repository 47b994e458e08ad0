//! An administrator looks on as somebody else.

use super::*;

on_both! {
    /// An administrator looks on for a reason; the person is told, both are on record, and it ends by itself.
    async fn an_administrator_looks_on_as_somebody(desk: Desk) {
        let cast = desk.cast().await;
        let number = desk.opens(&cast.maria, "No imprime", cast.la_paz).await;
        desk.mails().await;
        let (browser, ada) = ada_in(&desk, &cast).await;
        assert!(matches!(desk.looks_on(&ada, cast.maria.id, " ").await, Err(Refused::Invalid(_))));
        let token = desk.looks_on(&ada, cast.maria.id, "No ve su ticket").await.unwrap();
        assert_eq!(desk.mails().await, [format!("impersonated to {}", cast.maria.email)]);
        let as_maria = desk.who(&token).await.unwrap();
        assert_eq!((as_maria.id, &as_maria.impersonator.as_ref().unwrap().name), (cast.maria.id, &"Ada Admin".into()));
        // She reads as María reads, and what she reads and writes is on record with both.
        let by = as_maria.clone();
        desk.db
            .write(async move |tx| {
                tickets::readable(tx, &by, number).await?;
                impersonate::saw(tx, &by, "/t/1").await?;
                update::update_own(tx, &by, ("María Gil", ""), ("es", atiende_core::accounts::Theme::Dark)).await
            })
            .await
            .unwrap();
        let mut marias = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut marias, cast.maria.id).await;
        let maria = desk.actor_in(&marias).await;
        assert_eq!(desk.sessions_of(&maria).await.len(), 1, "not among her own");
        let looks = desk.db.read(async move |tx| sessions::access::impersonations(tx, &maria).await).await.unwrap();
        assert_eq!((looks[0].by.as_str(), looks[0].reason.as_str()), ("Ada Admin", "No ve su ticket"));

        let (ended, own) = desk.stops(&token).await.unwrap();
        assert_eq!(ended, impersonate::Ended { person: cast.maria.id, is_back: true });
        assert!(desk.who(&token).await.is_none() && desk.who(&browser.token()).await.is_none());
        assert_eq!(desk.who(&own).await.unwrap().id, cast.admin.id, "her own session, under another key");
        assert!(matches!(desk.stops(&own).await, Err(Denied::NotFound)), "nobody looks on there");
        let record = desk.record_of(&cast.admin, cast.maria.id).await;
        let expected = [
            "impersonated Ada Admin/-",
            "saw María Gil/Ada Admin",
            "changed_own_data María Gil/Ada Admin",
            "signed_in María Gil/-",
            "stopped_impersonating Ada Admin/-",
        ];
        assert!(record.ends_with(&expected.map(str::to_owned)), "{record:#?}");

        let token = desk.looks_on(&desk.who(&own).await.unwrap(), cast.maria.id, "Otra vez").await.unwrap();
        desk.wait(SignedDuration::from_mins(31));
        assert!(desk.who(&token).await.is_none(), "half an hour at the most");
    }

    /// When the half hour is over, or the person is out, whoever looked on is themselves again, as long as they would be.
    async fn a_look_that_is_over_leads_back(desk: Desk) {
        let cast = desk.cast().await;
        let is_look = async |token: &Secret| {
            let token = token.clone();
            desk.db.read(async move |tx| sessions::access::is_look(tx, &token).await).await.unwrap()
        };
        let forget = async || desk.db.write(async |tx| sign_in::forget_old_sessions(tx, LIMITS).await).await.unwrap();
        let (browser, ada) = ada_in(&desk, &cast).await;
        let token = desk.looks_on(&ada, cast.maria.id, "Ayudar").await.unwrap();
        assert!(is_look(&token).await && !is_look(&browser.token()).await && !is_look(&Secret::generate()).await);
        desk.wait(SignedDuration::from_mins(31));
        forget().await;
        assert!(is_look(&token).await, "the night's job leaves the way back");
        let (ended, own) = desk.stops(&token).await.unwrap();
        assert!(ended.is_back && desk.who(&browser.token()).await.is_none() && !is_look(&token).await);
        assert_eq!(desk.who(&own).await.unwrap().id, cast.admin.id);
        assert!(matches!(desk.stops(&token).await, Err(Denied::NotFound)), "once");

        // María is disabled meanwhile, by somebody else.
        let (_, ada) = ada_in(&desk, &cast).await;
        let token = desk.looks_on(&ada, cast.maria.id, "Ayudar").await.unwrap();
        let maria = desk.person_by("maria@ceiplapaz.es").await;
        desk.changes(&ada, &maria, Role::Requester, true).await.unwrap();
        assert!(desk.who(&token).await.is_none() && is_look(&token).await);
        let (ended, own) = desk.stops(&token).await.unwrap();
        assert!(ended.is_back && desk.who(&own).await.is_some());

        // A day later nobody has used either: what is idle for too long wakes for nobody.
        let (_, ada) = ada_in(&desk, &cast).await;
        let token = desk.looks_on(&ada, cast.carmen.id, "Ayudar").await.unwrap();
        desk.wait(SignedDuration::from_hours(25));
        let (ended, own) = desk.stops(&token).await.unwrap();
        assert!(!ended.is_back && desk.who(&own).await.is_none());
        let (_, ada) = ada_in(&desk, &cast).await;
        let token = desk.looks_on(&ada, cast.carmen.id, "Ayudar").await.unwrap();
        desk.wait(SignedDuration::from_hours(25));
        forget().await;
        assert!(!is_look(&token).await);
    }

    /// Nobody looks on as an administrator, oneself, or who is not in; nor any but administrators.
    async fn not_everybody_is_looked_on(desk: Desk) {
        let cast = desk.cast().await;
        let (_, ada) = ada_in(&desk, &cast).await;
        let eva = desk.person("Eva Ruiz", "eva@desk.es", Role::Admin).await;
        for person in [eva, ada.id] {
            assert!(forbidden(&desk.looks_on(&ada, person, "Ayudar").await));
        }
        let maria = desk.person_by("maria@ceiplapaz.es").await;
        desk.changes(&ada, &maria, Role::Requester, true).await.unwrap();
        assert_eq!(desk.person_by("maria@ceiplapaz.es").await.state, AccountState::Disabled);
        assert!(forbidden(&desk.looks_on(&ada, maria.id, "Ayudar").await));
        let mut luis_in = Browser::new(CHROME, "");
        desk.enters(&mut luis_in, cast.luis.id).await;
        let luis = desk.actor_in(&luis_in).await;
        assert!(forbidden(&desk.looks_on(&luis, cast.carmen.id, "Ayudar").await));
        desk.looks_on(&ada, cast.carmen.id, "Ayudar").await.unwrap();
    }

    /// Who looks on does nothing to the account itself, and is out with their own session or rights.
    async fn who_looks_on_keeps_hands_off(desk: Desk) {
        let cast = desk.cast().await;
        let (browser, ada) = ada_in(&desk, &cast).await;
        let token = desk.looks_on(&ada, cast.maria.id, "Ayudar").await.unwrap();
        let as_maria = desk.who(&token).await.unwrap();
        assert!(matches!(as_maria.oneself(), Err(Denied::Forbidden)));
        assert!(matches!(as_maria.sudo(), Err(Denied::Forbidden)));
        let mut marias = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut marias, cast.maria.id).await;
        let own = desk.actor_in(&marias).await.session.unwrap();
        assert!(forbidden(&desk.ends(&as_maria, own).await));
        let by = as_maria.clone();
        let removed = desk
            .db
            .read(async move |tx| {
                let (id, in_use) = (atiende_core::id::IdentityId(1), atiende_core::accounts::ways::InUse::default());
                identities::access::removable(tx, &by, id, &in_use).await.map(drop)
            })
            .await;
        assert!(matches!(removed, Err(Denied::Forbidden)));

        // Her own session ends: so does what hangs on it.
        desk.ends(&ada, ada.session.unwrap()).await.unwrap();
        assert!(desk.who(&token).await.is_none() && desk.who(&browser.token()).await.is_none());
        // She is no administrator any longer.
        let eva = desk.person("Eva Ruiz", "eva@desk.es", Role::Admin).await;
        let mut evas = Browser::new(FIREFOX, "");
        desk.enters(&mut evas, eva).await;
        let eva_in = desk.actor_in(&evas).await;
        let token = desk.looks_on(&eva_in, cast.maria.id, "Ayudar").await.unwrap();
        assert!(desk.who(&token).await.is_some());
        let (_, ada) = ada_in(&desk, &cast).await;
        let person = desk.person_by("eva@desk.es").await;
        desk.changes(&ada, &person, Role::Technician, false).await.unwrap();
        assert!(desk.who(&token).await.is_none());
        // María ends all the others: who looks on as her is one of them.
        let token = desk.looks_on(&ada, cast.maria.id, "Ayudar").await.unwrap();
        let maria = desk.actor_in(&marias).await;
        desk.db.write(async move |tx| Ok::<_, Denied>(end::others(tx, maria.oneself()?).await?)).await.unwrap();
        assert!(desk.who(&token).await.is_none());
        // Signing out while looking on leaves no own session behind.
        let (browser, ada) = ada_in(&desk, &cast).await;
        let token = desk.looks_on(&ada, cast.maria.id, "Ayudar").await.unwrap();
        desk.db.write(async move |tx| sign_in::sign_out(tx, &token, "").await).await.unwrap();
        assert!(desk.who(&browser.token()).await.is_none());
    }
}
