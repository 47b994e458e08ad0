//! Pages of a list: nothing twice, nothing left out, whatever is inserted meanwhile.

use crate::support::{Cast, Desk};
use atiende_core::tickets::access;
use atiende_core::tickets::lists::{self, Filter};
use atiende_core::{Cursor, Denied};

on_both! {
    /// Walks through 23 tickets five at a time while a new one comes in at each page.
    async fn a_walk_through_pages_sees_each_ticket_once(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let mut expected = Vec::new();
        for n in 0..23 {
            expected.push(desk.opens(&maria, &format!("Avería {n}"), la_paz).await);
        }
        expected.reverse();
        let mut seen = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let scope = access::scope(&luis);
            let page = desk
                .db
                .read(async move |tx| Ok::<_, Denied>(lists::page(tx, &scope, &Filter::default(), after, 5).await?))
                .await
                .unwrap();
            seen.extend(page.items.iter().map(|row| row.id));
            desk.opens(&maria, "Nueva mientras tanto", la_paz).await;
            let Some(next) = page.next else { break };
            after = Some(next.to_string().parse().unwrap());
        }
        assert_eq!(seen, expected);
    }

    /// A list holds what its reader may see and nothing else.
    async fn scopes_keep_organizations_apart(desk: Desk) {
        let cast = desk.cast().await;
        let hers = desk.opens(&cast.maria, "De María", cast.la_paz).await;
        let carmens = desk.opens(&cast.carmen, "De Carmen", cast.la_paz).await;
        let his = desk.opens(&cast.jon, "De Jon", cast.el_mar).await;
        for (actor, expected) in [
            (&cast.maria, vec![hers]),
            (&cast.carmen, vec![carmens, hers]),
            (&cast.jon, vec![his]),
            (&cast.luis, vec![his, carmens, hers]),
            (&cast.admin, vec![his, carmens, hers]),
        ] {
            let scope = access::scope(actor);
            let page =
                desk.db.read(async move |tx| lists::page(tx, &scope, &Filter::default(), None, 50).await).await.unwrap();
            let seen: Vec<_> = page.items.iter().map(|row| row.id).collect();
            assert_eq!(seen, expected, "{}", actor.name);
        }
    }
}
