//! Finding tickets by words.

use crate::support::{Cast, Desk};
use atiende_core::Actor;
use atiende_core::id::TicketId;
use atiende_core::search;
use atiende_core::tickets::{access, lists};

/// How many a search shows here.
const SHOWN: usize = 50;

impl Desk {
    pub(crate) async fn finds(&self, actor: &Actor, query: &str) -> Vec<TicketId> {
        let (actor, query) = (actor.clone(), query.to_owned());
        let scope = access::scope(&actor);
        let rows = self.db.read(async move |tx| lists::search(tx, &scope, &query, SHOWN).await).await.unwrap();
        rows.into_iter().map(|row| row.id).collect()
    }

    async fn tidies(&self, begin: bool) -> bool {
        self.db.write(async move |tx| search::tidy(tx, begin).await).await.unwrap()
    }
}

on_both! {
    /// Search is accent-blind, by prefix, by number, by person and by device; each in what they may see.
    async fn search_finds_what_one_may_see(desk: Desk) {
        let Cast { la_paz, el_mar, maria, carmen, jon, luis, .. } = desk.cast().await;
        let hers = desk.opens(&maria, "El cañón del aula 12 no proyecta", la_paz).await;
        let his = desk.opens(&jon, "Cañones averiados", el_mar).await;

        for query in ["CANON", "cañon", "proyecta aula", "maría", &hers.to_string(), "#1", "bandeja llena", "la paz"] {
            assert_eq!(desk.finds(&maria, query).await, [hers], "{query}");
            assert_eq!(desk.finds(&carmen, query).await, [hers], "{query}");
        }
        assert_eq!(desk.finds(&luis, "cañ").await, [his, hers], "newest first");
        assert_eq!(desk.finds(&jon, "aula 12").await, []);
        assert_eq!(desk.finds(&jon, &hers.to_string()).await, [], "not even by its number");
        assert_eq!(desk.finds(&maria, "\" OR zorg2 * ' --").await, [], "operators are only words");
    }

    /// Of a common word the newest tickets that have it; of a rarer one also what only begins so.
    async fn beginnings_count_where_words_are_few(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let rare = desk.opens(&maria, "Dos impresoras atascadas", la_paz).await;
        let mut common = Vec::new();
        for n in 0..SHOWN {
            common.push(desk.opens(&maria, &format!("Otro tóner, el {n}"), la_paz).await);
        }
        common.reverse();
        let beginning = desk.opens(&maria, "Tónerama atascado en las impresoras", la_paz).await;

        assert_eq!(desk.finds(&luis, "toner").await, common, "enough have the word itself");
        assert_eq!(desk.finds(&luis, "tonerama").await, [beginning]);
        assert_eq!(desk.finds(&luis, "impresor").await, [beginning, rare], "a stem");
        assert_eq!(desk.finds(&luis, "atas").await, [beginning, rare], "no word, but the beginning of one");
        assert_eq!(desk.finds(&luis, "toner atas").await, [beginning], "of several words, too, where they find nothing");
    }

    /// What others write does not change what somebody finds.
    async fn common_elsewhere_is_not_common_here(desk: Desk) {
        let Cast { la_paz, el_mar, maria, jon, .. } = desk.cast().await;
        let his = desk.opens(&jon, "Tónerama en el aula", el_mar).await;
        let both = desk.opens(&jon, "El tóner del aula", el_mar).await;
        assert_eq!(desk.finds(&jon, "toner aula").await, [both, his]);
        for n in 0..=SHOWN {
            desk.opens(&maria, &format!("Otro tóner, el {n}"), la_paz).await;
        }
        assert_eq!(desk.finds(&jon, "toner aula").await, [both, his]);
    }

    /// However many words begin so.
    async fn many_beginnings_count_as_few_do(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let mut opened = Vec::new();
        for n in 100..140 {
            opened.push(desk.opens(&maria, &format!("Monitor mon{n}x mon{n}y"), la_paz).await);
        }
        opened.reverse();
        assert_eq!(desk.finds(&luis, "mon").await, opened, "eighty words");
        assert_eq!(desk.finds(&luis, "mon12").await, opened[10..20], "twenty");
        assert_eq!(desk.finds(&luis, "mon139x").await, opened[..1], "none but itself");
        assert_eq!(desk.finds(&luis, "mon12 monitor").await, opened[10..20]);
        assert_eq!(desk.finds(&luis, "mon12 la pa").await, opened[10..20]);
        assert_eq!(desk.finds(&luis, "monz").await, []);
    }

    /// The night's tidying ends, and everything is found as before.
    async fn a_tidied_index_finds_the_same(desk: Desk) {
        let Cast { la_paz, maria, luis, .. } = desk.cast().await;
        let mut opened = Vec::new();
        for n in 0..40 {
            opened.push(desk.opens(&maria, &format!("Avería {n} del tóner"), la_paz).await);
        }
        opened.reverse();
        let mut more = desk.tidies(true).await;
        let mut steps = 0;
        while more {
            more = desk.tidies(false).await;
            steps += 1;
            assert!(steps < 100, "it does not end");
        }
        assert_eq!(desk.finds(&luis, "toner").await, opened);
        assert_eq!(desk.finds(&luis, "averia 0").await.len(), 1);
    }
}
