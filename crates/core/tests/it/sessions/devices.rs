//! A browser never seen before is told by mail, and whoever it was is thrown out by its link.

use super::*;

on_both! {
    /// A browser never seen before is told, once; the first of all is not, nor one known by its cookie.
    async fn a_new_device_is_told(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        let told = format!("new_device to {}", cast.maria.email);
        let mut office = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut office, maria).await;
        assert!(desk.mails().await.is_empty(), "the first ever");
        office.ip = "198.51.100.4";
        desk.enters(&mut office, maria).await;
        assert!(desk.mails().await.is_empty(), "known by its cookie, wherever it is");
        // It came back by its cookie: whoever looks like it is another one.
        for _ in 0..3 {
            desk.enters(&mut Browser::new(CHROME, "198.51.100.200"), maria).await;
            assert_eq!(desk.mails().await, std::slice::from_ref(&told), "a thief in the same network");
        }
        let mut elsewhere = Browser::new(CHROME, "192.0.2.77");
        desk.enters(&mut elsewhere, maria).await;
        assert_eq!(desk.mails().await, std::slice::from_ref(&told));
        desk.enters(&mut elsewhere, maria).await;
        assert!(desk.mails().await.is_empty(), "told once");
        // Jon's own browser, that looks like hers, in the same network: it keeps what it was given, and it is his.
        let mut jons = Browser::new(CHROME, "198.51.100.9");
        desk.enters(&mut jons, cast.jon.id).await;
        assert!(desk.mails().await.is_empty());
        desk.enters(&mut jons, maria).await;
        assert_eq!(desk.mails().await, std::slice::from_ref(&told));
        desk.enters(&mut jons, cast.jon.id).await;
        assert!(desk.mails().await.is_empty(), "a shared browser is known to both");
        // What a browser was known by does not work twice: it changes with each sign-in.
        let old = elsewhere.device.clone();
        desk.enters(&mut elsewhere, maria).await;
        let mut copied = Browser { device: old, ..Browser::new(FIREFOX, "192.0.2.200") };
        desk.enters(&mut copied, maria).await;
        assert_eq!(desk.mails().await, [told]);
    }

    /// A computer that is wiped each evening is told of twice, not every morning; a thief elsewhere still is.
    async fn a_wiped_browser_is_told_twice(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        desk.enters(&mut Browser::new(FIREFOX, "192.0.2.77"), maria).await;
        let mut told = Vec::new();
        for _ in 0..5 {
            desk.wait(SignedDuration::from_secs(10));
            desk.enters(&mut Browser::new(CHROME, "198.51.100.4"), maria).await;
            told.push(desk.mails().await.iter().any(|mail| mail.starts_with("new_device")));
        }
        assert_eq!(told, [true, true, false, false, false]);
        desk.enters(&mut Browser::new(CHROME, "203.0.113.7"), maria).await;
        assert!(!desk.mails().await.is_empty(), "from elsewhere");
        desk.enters(&mut Browser::new(FIREFOX, "198.51.100.4"), maria).await;
        assert!(!desk.mails().await.is_empty(), "another browser");
    }

    /// Who still waits to be let in has nothing to lose, and is not told.
    async fn who_waits_is_not_told(desk: Desk) {
        let cast = desk.cast().await;
        let set = atiende_db::sql!("UPDATE people SET state = 'pending' WHERE id = $1");
        let maria = cast.maria.id;
        desk.db.write(async move |tx| tx.execute(set, atiende_db::args![maria]).await).await.unwrap();
        desk.enters(&mut Browser::new(CHROME, "203.0.113.7"), maria).await;
        desk.enters(&mut Browser::new(FIREFOX, "198.51.100.4"), maria).await;
        assert!(desk.mails().await.is_empty());
    }

    /// "No he sido yo": everybody is out, the password is void, what was added since is gone, the owner gets a link.
    async fn a_stranger_is_thrown_out(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        desk.has_password(maria).await;
        let mut office = Browser::new(CHROME, "203.0.113.7");
        desk.enters(&mut office, maria).await;
        let mut thief = Browser::new(FIREFOX, "198.51.100.4");
        desk.enters(&mut thief, maria).await;
        let link = thief.token().derive("not me");
        desk.mails().await;
        desk.guessed_at("maria@ceiplapaz.es").await;
        assert!(desk.may_try(&office, "maria@ceiplapaz.es").await && desk.may_try(&thief, "maria@ceiplapaz.es").await);
        // The thief leaves a door open.
        let google = claims("7");
        let (departure, google2) = (departure(Some(maria)), google.clone());
        desk.db
            .write(async move |tx| arrive::arrive(tx, &departure, &google2, false, &handouts()).await)
            .await
            .unwrap();
        assert_eq!(desk.mails().await, [format!("identity_added to {}", cast.maria.email)]);

        let throws_out = async |link: &Secret| {
            let (link, next) = (link.clone(), Secret::generate());
            let given = next.clone();
            desk.db
                .write(async move |tx| {
                    let disowning = access::disowning(tx, &link).await?;
                    assert!(disowning.has_password && disowning.has_identities);
                    disown::disown(tx, &disowning, &given, "192.0.2.1").await?;
                    Ok::<_, Refused>(())
                })
                .await
                .map(|()| next)
        };
        assert!(throws_out(&Secret::generate()).await.is_err());
        let next = throws_out(&link).await.unwrap();
        assert!(throws_out(&link).await.is_err(), "good for once");
        assert_eq!(desk.mails().await, [format!("disowned to {}", cast.maria.email)]);
        assert!(desk.who(&office.token()).await.is_none() && desk.who(&thief.token()).await.is_none());
        assert!(desk.verifies("maria@ceiplapaz.es", PASSWORD).await.is_none());
        let actor = cast.maria.clone();
        let own = desk.db.read(async move |tx| identities::access::own(tx, &actor).await).await.unwrap();
        assert!(own.is_empty());
        let holder = desk.db.read(async move |tx| access::resetting(tx, &next).await).await.unwrap();
        assert_eq!(holder.person.id, maria);
        // Nothing is known any longer, neither to the limits ..
        desk.guessed_at("maria@ceiplapaz.es").await;
        for browser in [&office, &thief] {
            assert!(!desk.may_try(browser, "maria@ceiplapaz.es").await, "a stranger's browser waits");
        }
        // .. nor to the mail: the next one is told, whichever it is.
        office.session = None;
        desk.enters(&mut office, maria).await;
        assert_eq!(desk.mails().await, [format!("new_device to {}", cast.maria.email)]);
    }

    /// Keys, an app and codes that the stranger added open and guard nothing any longer; the owner's own key stays.
    async fn a_stranger_keeps_no_key(desk: Desk) {
        use atiende_db::{args, sql};
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        let adds = async |credential: &'static str| {
            let key = sql!(
                "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
                 VALUES ($1, $2, '', $2, '{}', $3)"
            );
            desk.db.write(async move |tx| tx.execute(key, args![maria, credential, tx.now()]).await).await.unwrap();
        };
        desk.enters(&mut Browser::new(CHROME, "203.0.113.7"), maria).await;
        let mut thief = Browser::new(FIREFOX, "198.51.100.4");
        desk.wait(SignedDuration::from_mins(1));
        desk.enters(&mut thief, maria).await;
        let link = thief.token().derive("not me");
        desk.wait(SignedDuration::from_mins(1));
        adds("the thief's").await;
        let older = sql!(
            "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
             VALUES ($1, 'hers', '', 'hers', '{}', 0)"
        );
        let app = sql!(
            "INSERT INTO authenticator_apps (person_id, secret, last_step, created_at) VALUES ($1, $2, 0, $3)"
        );
        let code = sql!("INSERT INTO recovery_codes (code_hash, person_id, created_at) VALUES ('h', $1, $2)");
        desk.db
            .write(async move |tx| {
                tx.execute(older, args![maria]).await?;
                tx.execute(app, args![maria, vec![1_u8], tx.now()]).await?;
                tx.execute(code, args![maria, tx.now()]).await
            })
            .await
            .unwrap();
        desk.db
            .write(async move |tx| {
                let disowning = access::disowning(tx, &link).await?;
                disown::disown(tx, &disowning, &Secret::generate(), "").await?;
                Ok::<_, Refused>(())
            })
            .await
            .unwrap();
        let actor = cast.maria.clone();
        let own = async move |tx: &atiende_db::Tx| atiende_core::second_factors::access::own(tx, &actor).await;
        let left = desk.db.read(own).await.unwrap();
        assert_eq!(left.passkeys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["hers"]);
        assert!(left.app.is_none() && left.codes_left == 0);
    }

    /// Addresses that the stranger added open nothing any longer, and mails go where they went before.
    async fn a_stranger_keeps_no_address(desk: Desk) {
        use atiende_core::addresses::{access as held, actions as addresses};
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        desk.has_password(maria).await;
        let adds = async |email: &'static str| {
            let (actor, link) = (cast.maria.clone(), Secret::generate());
            let added = async move |tx: &mut atiende_db::Tx| {
                addresses::ask(tx, &actor, email, &link).await?;
                addresses::confirm(tx, &held::confirmable(tx, &actor, &link).await?).await?;
                let own = held::own(tx, &actor).await?;
                Ok::<_, Refused>(own.last().unwrap().id)
            };
            desk.db.write(added).await.unwrap()
        };
        let prefers = async |id: atiende_core::id::AddressId| {
            let actor = cast.maria.clone();
            let prefer =
                async move |tx: &mut atiende_db::Tx| addresses::prefer(tx, &held::owned(tx, &actor, id).await?).await;
            desk.db.write(prefer).await.unwrap();
        };
        let own = adds("maria@gmail.com").await;
        desk.enters(&mut Browser::new(CHROME, "203.0.113.7"), maria).await;
        let mut thief = Browser::new(FIREFOX, "198.51.100.4");
        desk.enters(&mut thief, maria).await;
        let link = thief.token().derive("not me");
        prefers(own).await;
        let theirs = adds("thief@gmail.com").await;
        prefers(theirs).await;
        desk.mails().await;
        desk.db
            .write(async move |tx| {
                let disowning = access::disowning(tx, &link).await?;
                disown::disown(tx, &disowning, &Secret::generate(), "").await?;
                Ok::<_, Refused>(())
            })
            .await
            .unwrap();
        assert_eq!(desk.mails().await, ["disowned to maria@ceiplapaz.es"]);
        let thiefs = desk.db.read(async move |tx| access::by_email(tx, "thief@gmail.com").await).await.unwrap();
        assert!(thiefs.is_none());
        let actor = desk.actor("maria@ceiplapaz.es").await;
        let left = desk.db.read(async move |tx| held::own(tx, &actor).await).await.unwrap();
        assert_eq!(left.iter().map(|held| held.email.as_str()).collect::<Vec<_>>(), ["maria@gmail.com"]);
    }

    /// The link lives a week. Without a password here there is none to choose: no link is mailed.
    async fn a_link_that_disowns_is_good_for_a_week(desk: Desk) {
        let cast = desk.cast().await;
        let maria = cast.maria.id;
        desk.enters(&mut Browser::new(CHROME, "203.0.113.7"), maria).await;
        let mut other = Browser::new(FIREFOX, "198.51.100.4");
        desk.enters(&mut other, maria).await;
        let link = other.token().derive("not me");
        desk.mails().await;
        desk.wait(SignedDuration::from_hours(7 * 24 - 1));
        let good = async |link: &Secret| {
            let link = link.clone();
            desk.db.read(async move |tx| access::disowning(tx, &link).await).await
        };
        let disowning = good(&link).await.unwrap();
        assert!(!disowning.has_password && !disowning.has_identities);
        desk.db.write(async move |tx| disown::disown(tx, &disowning, &Secret::generate(), "").await).await.unwrap();
        // A week later the worker's leases have ended: the earlier mails are there again.
        assert!(desk.mails().await.iter().all(|mail| mail.starts_with("new_device")));
        desk.enters(&mut other, maria).await;
        let link = other.token().derive("not me");
        desk.wait(SignedDuration::from_hours(7 * 24));
        assert!(matches!(good(&link).await, Err(Denied::NotFound)));
    }

    /// Browsers that nobody uses are forgotten, after as long as their cookie lives.
    async fn old_devices_are_forgotten(desk: Desk) {
        use atiende_core::sessions::actions::forget;
        let cast = desk.cast().await;
        desk.enters(&mut Browser::new(CHROME, "203.0.113.7"), cast.maria.id).await;
        desk.wait(SignedDuration::from_hours(399 * 24));
        assert_eq!(desk.db.write(async |tx| forget::old_devices(tx).await).await.unwrap(), 0);
        desk.wait(SignedDuration::from_hours(2 * 24));
        assert_eq!(desk.db.write(async |tx| forget::old_devices(tx).await).await.unwrap(), 1);
    }
}
