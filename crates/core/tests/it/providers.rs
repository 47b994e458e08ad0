//! Providers that an administrator sets up: who may, and what stays.

use crate::support::Desk;
use atiende_core::Sudo;
use atiende_core::accounts::ways::InUse;
use atiende_core::providers::actions::{add, change, remove, switch};
use atiende_core::providers::{Change, Kind, Settings, Users, access};
use atiende_core::{Actor, Denied, Refused};

fn google(label: &str, sealed_secret: Option<Vec<u8>>) -> Change {
    Change {
        kind: Kind::Google,
        word: "google".into(),
        label: label.into(),
        settings: Settings { client_id: "client".into(), ..Settings::default() },
        sealed_secret,
        link_verified_email: false,
    }
}

impl Desk {
    async fn sets_up(&self, actor: &Actor, new: Change) -> Result<(), Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let by = actor.admin()?;
                add::add(tx, by, &new, &["colegio".to_owned()], Sudo::at_the_terminal()).await
            })
            .await
    }

    async fn labels(&self) -> Vec<(String, bool)> {
        let known = self.db.read(async |tx| access::known(tx).await).await.unwrap();
        known.iter().map(|provider| (provider.label.clone(), provider.enabled)).collect()
    }
}

on_both! {
    /// Denied as it is to all other roles.
    async fn only_administrators_set_them_up(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets_up(&cast.admin, google("Google", Some(vec![1]))).await.unwrap();
        for actor in [&cast.luis, &cast.carmen, &cast.maria] {
            let refused = desk.sets_up(actor, google("Otro", Some(vec![1]))).await;
            assert!(matches!(refused, Err(Refused::Denied(Denied::Forbidden))), "{}", actor.name);
            let actor = actor.clone();
            let denied = desk.db.read(async move |tx| access::manageable(tx, &actor, "google").await.map(|_| ())).await;
            assert!(matches!(denied, Err(Denied::Forbidden)));
        }
        let admin = cast.admin.clone();
        let unknown = desk.db.read(async move |tx| access::manageable(tx, &admin, "apple").await.map(|_| ())).await;
        assert!(matches!(unknown, Err(Denied::NotFound)));
    }

    /// By another here, or in the configuration.
    async fn a_word_is_taken_once(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets_up(&cast.admin, google("Google", Some(vec![1]))).await.unwrap();
        for word in ["google", "colegio"] {
            let again = Change { word: word.into(), ..google("Google", Some(vec![1])) };
            let refused = desk.sets_up(&cast.admin, again).await;
            assert!(matches!(refused, Err(Refused::Invalid(problems)) if problems[0].key == "providers-word-taken"));
        }
    }

    /// What readers remember is forgotten with every write.
    async fn every_reader_sees_a_change_at_once(desk: Desk) {
        let cast = desk.cast().await;
        assert!(desk.labels().await.is_empty());
        desk.sets_up(&cast.admin, google("Google", Some(vec![1, 2]))).await.unwrap();
        assert_eq!(desk.labels().await, [("Google".to_owned(), false)]);
        let admin = cast.admin.clone();
        desk.db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &admin, "google").await?;
                switch::switch(tx, &manageable, true, Sudo::at_the_terminal()).await?;
                // The kind and the word are not the form's to change.
                let changed = Change { kind: Kind::Apple, word: "apple".into(), ..google("Gúguel", None) };
                change::change(tx, &manageable, &changed, Sudo::at_the_terminal()).await
            })
            .await
            .unwrap();
        assert_eq!(desk.labels().await, [("Gúguel".to_owned(), true)]);
        let known = desk.db.read(async |tx| access::known(tx).await).await.unwrap();
        assert_eq!((known[0].kind, known[0].word.as_str()), (Kind::Google, "google"));
        assert_eq!(known[0].sealed_secret, [1, 2], "none was typed, so the old one stays");
        let admin = cast.admin.clone();
        let users = desk
            .db
            .write(async move |tx| {
                let manageable = access::manageable(tx, &admin, "google").await?;
                let users = access::users(tx, &manageable, &InUse::default()).await?;
                remove::remove(tx, &manageable, Sudo::at_the_terminal()).await?;
                Ok::<_, Refused>(users)
            })
            .await
            .unwrap();
        assert_eq!(users, Users::default());
        assert!(desk.labels().await.is_empty());
    }
}
