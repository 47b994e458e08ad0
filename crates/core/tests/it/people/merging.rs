//! Two accounts become one person, and part again.

use super::*;

on_both! {
    /// Two accounts become one: tickets, addresses and memberships; and two again, each with its own.
    async fn two_accounts_become_one_and_two_again(desk: Desk) {
        let cast = desk.cast().await;
        let before = desk.opens(&cast.maria, "La impresora no imprime", cast.la_paz).await;
        let theirs = desk.opens(&cast.jon, "Sin red en el aula", cast.el_mar).await;
        for who in [&cast.maria, &cast.carmen, &cast.luis] {
            let refused = desk.merges(who, cast.maria.id, cast.jon.id).await;
            assert!(matches!(refused, Err(Refused::Denied(Denied::Forbidden))), "only administrators");
        }
        for (kept, gone) in [
            (cast.maria.id, cast.maria.id),
            (cast.maria.id, cast.luis.id),
            (cast.luis.id, cast.maria.id),
            (cast.maria.id, cast.admin.id),
        ] {
            let refused = desk.merges(&cast.admin, kept, gone).await;
            assert!(matches!(refused, Err(Refused::Denied(Denied::NotFound))), "{kept} {gone}");
        }
        assert!(!desk.reads(&cast.maria, theirs).await);
        desk.mails().await;
        let merge = desk.merges(&cast.admin, cast.maria.id, cast.jon.id).await.unwrap();
        assert_eq!(desk.mails().await, ["merged to maria@ceiplapaz.es"]);
        let maria = desk.actor("jon@ieselmar.es").await;
        assert_eq!(maria.id, cast.maria.id, "his address is hers");
        assert!(maria.belongs_to(cast.el_mar) && !maria.coordinates(cast.el_mar), "coordination is not inherited");
        assert!(desk.reads(&maria, theirs).await && desk.reads(&maria, before).await);
        let again = desk.merges(&cast.admin, cast.carmen.id, cast.jon.id).await;
        assert!(matches!(again, Err(Refused::Denied(Denied::NotFound))), "he is no more");

        let later = desk.opens(&maria, "Después de unir", cast.la_paz).await;
        let session = desk.signs_in_to(maria.id).await;
        assert!(desk.lives(&session).await);
        assert!(matches!(desk.parts(&cast.luis, merge).await, Err(Refused::Denied(Denied::Forbidden))));
        desk.mails().await;
        desk.parts(&cast.admin, merge).await.unwrap();
        assert_eq!(desk.mails().await, ["unmerged to maria@ceiplapaz.es", "unmerged to jon@ieselmar.es"]);
        assert!(!desk.lives(&session).await, "whoever of the two it was");
        let (maria, jon) = (desk.actor("maria@ceiplapaz.es").await, desk.actor("jon@ieselmar.es").await);
        assert_eq!((jon.id, jon.state), (cast.jon.id, AccountState::Active));
        assert!(jon.coordinates(cast.el_mar), "his right was kept for him");
        assert!(!maria.belongs_to(cast.el_mar));
        assert!(desk.reads(&jon, theirs).await && !desk.reads(&maria, theirs).await);
        assert!(desk.reads(&maria, later).await && !desk.reads(&jon, later).await, "what came later stays");
        assert!(matches!(desk.parts(&cast.admin, merge).await, Err(Refused::Denied(Denied::NotFound))), "once");
    }

    /// Parting fails whole while somebody has the address; once nobody has, it goes on.
    async fn parting_is_all_or_nothing(desk: Desk) {
        let cast = desk.cast().await;
        let theirs = desk.opens(&cast.jon, "Sin red en el aula", cast.el_mar).await;
        let merge = desk.merges(&cast.admin, cast.maria.id, cast.jon.id).await.unwrap();
        let maria = desk.actor("maria@ceiplapaz.es").await;
        desk.prefers_address(&maria, "jon@ieselmar.es").await;
        let refused = desk.parts(&cast.admin, merge).await;
        assert!(matches!(refused, Err(Refused::Conflict(_))), "her mails go there");
        assert!(desk.reads(&maria, theirs).await, "nothing moved");
        desk.prefers_address(&maria, "maria@ceiplapaz.es").await;
        desk.removes_address(&maria, "jon@ieselmar.es").await;
        let carmen = desk.proved("carmen@ceiplapaz.es").await;
        let link = desk.asks_to_add(&carmen, "jon@ieselmar.es").await.unwrap();
        desk.confirms_address(&carmen, &link).await.unwrap();
        assert!(matches!(desk.parts(&cast.admin, merge).await, Err(Refused::Conflict(_))), "it is Carmen's");
        assert!(desk.reads(&maria, theirs).await, "nothing moved");
        desk.removes_address(&cast.carmen, "jon@ieselmar.es").await;
        desk.parts(&cast.admin, merge).await.unwrap();
        let jon = desk.actor("jon@ieselmar.es").await;
        assert_eq!((jon.id, desk.reads(&jon, theirs).await), (cast.jon.id, true));
        assert!(!desk.reads(&maria, theirs).await);
    }

    /// Each gets the own addresses back and no other, in whatever row they stand by then.
    async fn addresses_go_back_by_their_names(desk: Desk) {
        let cast = desk.cast().await;
        let jon = desk.proved("jon@ieselmar.es").await;
        let link = desk.asks_to_add(&jon, "jon@gmail.com").await.unwrap();
        desk.confirms_address(&jon, &link).await.unwrap();
        let merge = desk.merges(&cast.admin, cast.maria.id, cast.jon.id).await.unwrap();
        let maria = desk.actor("maria@ceiplapaz.es").await;
        desk.prefers_address(&maria, "jon@gmail.com").await;
        assert!(matches!(desk.parts(&cast.admin, merge).await, Err(Refused::Conflict(_))), "her mails go there");
        desk.prefers_address(&maria, "maria@ceiplapaz.es").await;
        // The number of a removed row is given again on SQLite: the new address is hers all the same.
        desk.removes_address(&maria, "jon@ieselmar.es").await;
        let link = desk.asks_to_add(&maria, "maria@gmail.com").await.unwrap();
        desk.confirms_address(&maria, &link).await.unwrap();
        desk.parts(&cast.admin, merge).await.unwrap();
        for (email, owner) in [
            ("maria@ceiplapaz.es", cast.maria.id),
            ("maria@gmail.com", cast.maria.id),
            ("jon@ieselmar.es", cast.jon.id),
            ("jon@gmail.com", cast.jon.id),
        ] {
            assert_eq!(desk.actor(email).await.id, owner, "{email}");
        }
        assert_eq!(desk.actor("jon@gmail.com").await.email, "jon@ieselmar.es");
        assert_eq!(desk.actor("maria@gmail.com").await.email, "maria@ceiplapaz.es");
    }

    /// An account elsewhere that was added since stays, whatever its number.
    async fn identities_go_back_by_their_names(desk: Desk) {
        let cast = desk.cast().await;
        let (maria, jon) = (cast.maria.id, cast.jon.id);
        let adds = async |person: PersonId, subject: &'static str| {
            desk.db
                .write(async move |tx| {
                    tx.execute(
                        sql!(
                            "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
                             VALUES ($1, 'google', 'https://accounts.google.com', $2, '', 0, 0)"
                        ),
                        args![person, subject],
                    )
                    .await
                })
                .await
                .unwrap();
        };
        adds(jon, "his").await;
        adds(jon, "his other").await;
        let merge = desk.merges(&cast.admin, maria, jon).await.unwrap();
        let remove = sql!("DELETE FROM identities WHERE subject = 'his other'");
        desk.db.write(async move |tx| tx.execute(remove, args![]).await).await.unwrap();
        adds(maria, "hers").await;
        desk.parts(&cast.admin, merge).await.unwrap();
        let whose = sql!("SELECT subject, person_id FROM identities ORDER BY subject");
        let read = async move |tx: &Tx| tx.all::<(String, PersonId)>(whose, args![]).await;
        assert_eq!(desk.db.read(read).await.unwrap(), [("hers".to_owned(), maria), ("his".to_owned(), jon)]);
    }

    /// A membership that came by the merge goes with it, on record; one that somebody decided about since stays.
    async fn what_was_granted_since_stays(desk: Desk) {
        let cast = desk.cast().await;
        let (maria, jon) = (cast.maria.id, cast.jon.id);
        let third = desk.organization("Escola Nova", "nova.es", None).await;
        desk.join(jon, third, false).await;
        let merge = desk.merges(&cast.admin, maria, jon).await.unwrap();
        let told = async |verb: &'static str| {
            let read = sql!("SELECT count(*) FROM events WHERE object = 'person' AND object_id = $1 AND verb = $2");
            let count = async move |tx: &Tx| tx.one::<(i64,)>(read, args![maria, verb]).await;
            desk.db.read(count).await.unwrap().0
        };
        assert_eq!(told("joined").await, 3, "La Paz, and two by the merge");
        desk.join(maria, third, true).await;
        desk.parts(&cast.admin, merge).await.unwrap();
        let (maria, jon) = (desk.actor("maria@ceiplapaz.es").await, desk.actor("jon@ieselmar.es").await);
        assert!(maria.belongs_to(cast.la_paz) && !maria.belongs_to(cast.el_mar), "hers before, and his");
        assert!(maria.coordinates(third), "somebody made her coordinator meanwhile");
        assert!(jon.belongs_to(third) && jon.coordinates(cast.el_mar));
        assert_eq!(told("left").await, 1);
    }
}
