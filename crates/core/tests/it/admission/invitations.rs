//! Links that open accounts in an organization.

use super::*;

on_both! {
    /// An invitation lets in as often as it says, until it ends or is taken back.
    async fn an_invitation_lets_in(desk: Desk) {
        let cast = desk.cast().await;
        let link = desk.invites(&cast.luis, into(cast.la_paz)).await.unwrap();
        let came = desk.opens_link(&link).await;
        assert!(came.is_some());
        desk.signs_up_with("uno@gmail.com", came, Admission::Approval).await;
        let uno = desk.actor("uno@gmail.com").await;
        assert!(uno.is_active() && uno.belongs_to(cast.la_paz), "nobody had to decide");
        // Somebody of another school joins by the same link; a second time uses nothing up.
        let jon = cast.jon.clone();
        for _ in 0..2 {
            let (jon, came) = (jon.clone(), came.unwrap());
            desk.db.write(async move |tx| join::join(tx, &jon, came).await).await.ok();
        }
        assert!(desk.actor("jon@ieselmar.es").await.belongs_to(cast.la_paz));
        assert!(desk.opens_link(&link).await.is_none(), "used up");
        desk.signs_up_with("tarde@gmail.com", came, Admission::Approval).await;
        assert_eq!(desk.actor("tarde@gmail.com").await.state, AccountState::Pending, "a person decides");

        let link = desk.invites(&cast.luis, into(cast.la_paz)).await.unwrap();
        desk.wait(SignedDuration::from_hours(24 * 14 - 1));
        assert!(desk.opens_link(&link).await.is_some());
        desk.wait(SignedDuration::from_hours(2));
        assert!(desk.opens_link(&link).await.is_none(), "out of date");

        let staff = cast.luis.clone();
        let link = desk.invites(&cast.luis, into(cast.la_paz)).await.unwrap();
        let came = desk.opens_link(&link).await.unwrap();
        let joins = desk.db.write(async move |tx| join::join(tx, &staff, came).await).await;
        assert!(matches!(joins, Err(Refused::Denied(Denied::Forbidden))), "staff belong to the provider");
    }

    /// Who invites where, who takes back what, and that a coordinator's link is for one person.
    async fn invitations_are_made_by_who_may(desk: Desk) {
        let cast = desk.cast().await;
        assert!(matches!(desk.invites(&cast.carmen, into(cast.la_paz)).await, Err(Refused::Denied(Denied::Forbidden))));
        desk.sets(&cast.admin, Rules { coordinators: true, ..Rules::default() }).await;
        let link = desk.invites(&cast.carmen, into(cast.la_paz)).await.unwrap();
        assert!(matches!(desk.invites(&cast.carmen, into(cast.el_mar)).await, Err(Refused::Denied(Denied::NotFound))));
        let chief = NewInvitation { coordinator: true, max_uses: 1, ..into(cast.la_paz) };
        let refused = desk.invites(&cast.carmen, chief.clone()).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::Forbidden))));
        let refused = desk.invites(&cast.luis, NewInvitation { max_uses: 0, ..chief.clone() }).await;
        assert!(matches!(refused, Err(Refused::Invalid(_))));
        let named = desk.invites(&cast.luis, chief).await.unwrap();
        let came = desk.opens_link(&named).await;
        desk.signs_up_with("jefa@gmail.com", came, Admission::Approval).await;
        assert!(desk.actor("jefa@gmail.com").await.coordinates(cast.la_paz));

        let (carmen, jon) = (cast.carmen.clone(), cast.jon.clone());
        let own = desk
            .db
            .read(async move |tx| access::invitations(tx, access::decider(tx, &carmen).await?).await.map_err(Denied::from))
            .await
            .unwrap();
        assert_eq!(own.len(), 2, "the organization's, whoever made them");
        let id = own[1].0.id;
        let takes_back = async |actor: Actor| {
            desk.db
                .write(async move |tx| {
                    let revocable = access::revocable(tx, &actor, id).await?;
                    Ok::<_, Denied>(invite::revoke(tx, &revocable).await?)
                })
                .await
        };
        assert!(matches!(takes_back(jon).await, Err(Denied::NotFound)));
        takes_back(cast.carmen.clone()).await.unwrap();
        assert!(desk.opens_link(&link).await.is_none());
    }

    /// Who may not invite any longer lets nobody in by an old link; who was turned away meanwhile does not come by one.
    async fn an_invitation_is_worth_what_its_maker_is(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets(&cast.admin, Rules { coordinators: true, ..Rules::default() }).await;
        let by_staff = desk.invites(&cast.luis, into(cast.la_paz)).await.unwrap();
        let by_carmen = desk.invites(&cast.carmen, into(cast.la_paz)).await.unwrap();
        let came = desk.opens_link(&by_carmen).await.unwrap();
        let good = async || (desk.opens_link(&by_staff).await.is_some(), desk.opens_link(&by_carmen).await.is_some());
        assert_eq!(good().await, (true, true));
        desk.sets(&cast.admin, Rules::default()).await;
        assert_eq!(good().await, (true, false), "coordinators decide no more");
        let jon = cast.jon.clone();
        let joins = desk.db.write(async move |tx| join::join(tx, &jon, came).await).await;
        assert!(matches!(joins, Err(Refused::Denied(Denied::NotFound))), "the link was open already");
        desk.signs_up_with("tarde@gmail.com", Some(came), Admission::Approval).await;
        assert_eq!(desk.actor("tarde@gmail.com").await.state, AccountState::Pending, "a person decides");
        let listed = async || {
            let carmen = cast.luis.clone();
            let read = async move |tx: &_| access::invitations(tx, access::decider(tx, &carmen).await?).await.map_err(Denied::from);
            desk.db.read(read).await.unwrap().into_iter().map(|(_, is_good)| is_good).collect::<Vec<_>>()
        };
        assert_eq!(listed().await, [false, true], "the newest first");

        desk.signs_up_with("nora@gmail.com", None, Admission::Approval).await;
        let nora = desk.actor("nora@gmail.com").await;
        let came = desk.opens_link(&by_staff).await.unwrap();
        desk.state(nora.id, AccountState::Rejected).await;
        let waited = nora.clone();
        let joins = desk.db.write(async move |tx| join::join(tx, &waited, came).await).await;
        assert!(matches!(joins, Err(Refused::Denied(Denied::Forbidden))), "turned away since the page was read");
        desk.state(cast.luis.id, AccountState::Disabled).await;
        assert_eq!(good().await, (false, false), "who has left invites nobody");
    }

    /// Where anybody may enter, an invitation still says where to.
    async fn an_open_desk_knows_invitations_too(desk: Desk) {
        let cast = desk.cast().await;
        desk.signs_up_with("uno@gmail.com", None, Admission::Open).await;
        assert!(desk.actor("uno@gmail.com").await.is_active());
        let link = desk.invites(&cast.luis, into(cast.la_paz)).await.unwrap();
        let came = desk.opens_link(&link).await;
        desk.signs_up_with("dos@gmail.com", came, Admission::Open).await;
        assert!(desk.actor("dos@gmail.com").await.belongs_to(cast.la_paz));
    }
}
