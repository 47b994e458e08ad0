//! Things that a request may destroy: another one each time.

use super::*;

impl World {
    /// Somebody else who waits, to be decided about.
    pub(in crate::tests) async fn fresh_applicant(&self) -> String {
        let number = self.fresh.fetch_add(1, Ordering::Relaxed);
        self.applicant(&format!("nueva{number}@gmail.com")).await.to_string()
    }

    /// A rule that may be deleted.
    pub(in crate::tests) async fn fresh_rule(&self) -> String {
        let admin = self.actor_of(Who::Admin).await;
        let rule = RuleChange {
            name: format!("Regla {CANARY}"),
            enabled: true,
            organization: Some(self.la_paz),
            category: None,
            location: None,
            words: String::new(),
            priority: None,
            technician: Some(self.people[&Who::Technician].0),
            team: None,
        };
        let save = async move |tx: &mut Tx| routing::save_rule(tx, admin.admin()?, None, &rule).await;
        self.db().write(save).await.unwrap().to_string()
    }

    /// A place that may be archived.
    pub(in crate::tests) async fn fresh_location(&self) -> String {
        let la_paz = self.la_paz;
        let add = async move |tx: &mut Tx| locations::add_to(tx, la_paz, None, &format!("Sala {CANARY}")).await;
        self.db().write(add).await.unwrap().to_string()
    }

    /// A file of María's that no message carries yet.
    pub(in crate::tests) async fn fresh_upload(&self) -> String {
        let answer = self.api_uploads(Who::Requester, &format!("{CANARY}.txt"), CANARY.as_bytes()).await;
        json(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// An account elsewhere of María's, one of two.
    pub(in crate::tests) async fn fresh_identity(&self) -> String {
        let person = self.people[&Who::Requester].0;
        let mut newest = 0_i64;
        for _ in 0..2 {
            let subject = self.fresh.fetch_add(1, Ordering::Relaxed).to_string();
            let insert = async move |tx: &mut Tx| {
                tx.execute(
                    sql!(
                        "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
                         VALUES ($1, 'colegio', 'http://127.0.0.1:9', $2, '', 0, 0)"
                    ),
                    args![person, subject],
                )
                .await?;
                tx.one(sql!("SELECT max(id) FROM identities"), args![]).await
            };
            (newest,) = self.db().write(insert).await.unwrap();
        }
        newest.to_string()
    }

    /// A further address of María's.
    pub(in crate::tests) async fn fresh_address(&self) -> String {
        let person = self.people[&Who::Requester].0;
        let email = format!("maria{}@ceiplapaz.es", self.fresh.fetch_add(1, Ordering::Relaxed));
        let insert = async move |tx: &mut Tx| {
            let statement =
                sql!("INSERT INTO addresses (person_id, email, created_at) VALUES ($1, $2, 0) RETURNING id");
            tx.returning_one(statement, args![person, email]).await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// A mail that waits beside the ticket.
    pub(in crate::tests) async fn fresh_beside(&self) -> String {
        let ticket: i64 = self.ids["ticket"].parse().unwrap();
        let insert = async move |tx: &mut Tx| {
            let statement = sql!(
                "INSERT INTO inbound (mailbox, via, envelope_to, message_id, from_address, from_name, subject, excerpt, sha256,
                     size, received_at, result, reason, detail, trust, ticket_id, decision, attempts, next_at)
                 VALUES ('soporte@desk.es', 'pipe', '', '', 'x@y.es', '', '', '', '', 0, 0, 'quarantined', 'stranger', '',
                     'none', $1, '', 0, 0) RETURNING id"
            );
            tx.returning_one(statement, args![ticket]).await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// An invitation into La Paz that may be revoked.
    pub(in crate::tests) async fn fresh_invitation(&self) -> String {
        let (la_paz, by) = (self.la_paz, self.people[&Who::Admin].0);
        let token = Secret::generate().hash();
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO invitations (token_hash, organization_id, coordinator, note, uses, max_uses, created_by,
                         created_at, expires_at)
                     VALUES ($1, $2, FALSE, 'CANARIO', 0, 0, $3, 0, $4) RETURNING id"
                ),
                args![token, la_paz, by, 4_102_444_800_000_000_i64],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// Two accounts that were made one, and may be parted again.
    pub(in crate::tests) async fn fresh_merge(&self) -> String {
        let gone = self.fresh_person().await;
        let path = format!("/admin/personas/{}/unir", self.ids["person"]);
        let merged = self.post(Who::Admin, &path, &[("con", &gone)]).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text);
        let newest = async |tx: &Tx| tx.one(sql!("SELECT max(id) FROM merges"), args![]).await;
        let (id,): (i64,) = self.db().read(newest).await.unwrap();
        id.to_string()
    }

    /// Somebody who may be disabled.
    pub(in crate::tests) async fn fresh_person(&self) -> String {
        let number = self.fresh.fetch_add(1, Ordering::Relaxed);
        self.person("Pepe Bueno", &format!("pepe{number}@ceiplapaz.es"), Role::Requester).await.to_string()
    }

    /// A session of María's that may be ended.
    pub(in crate::tests) async fn fresh_session(&self) -> String {
        self.session(self.people[&Who::Requester].0, &Secret::generate()).await.to_string()
    }

    /// The same of the person whom administrators look at.
    pub(in crate::tests) async fn fresh_session_of_person(&self) -> String {
        let person = PersonId(self.ids["person"].parse().unwrap());
        self.session(person, &Secret::generate()).await.to_string()
    }

    /// By which a program speaks for the same.
    pub(in crate::tests) async fn fresh_token_of_person(&self) -> String {
        let (person, token) = (PersonId(self.ids["person"].parse().unwrap()), Secret::generate());
        let add =
            async move |tx: &mut Tx| tokens::add(tx, &By::desk(), person, (&token, "test", Grant::Read), None).await;
        self.db().write(add).await.unwrap().to_string()
    }

    /// A key of María's.
    pub(in crate::tests) async fn fresh_passkey(&self) -> String {
        let person = self.people[&Who::Requester].0;
        let name = format!("llave {}", self.fresh.fetch_add(1, Ordering::Relaxed));
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
                     VALUES ($1, $2, 'maria', $2, '{}', 0) RETURNING id"
                ),
                args![person, name],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// A group of a directory, of La Paz's people.
    pub(in crate::tests) async fn fresh_group(&self) -> String {
        let (la_paz, number) = (self.la_paz, self.fresh.fetch_add(1, Ordering::Relaxed));
        let name = format!("{CANARY} {number}");
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO directory_groups (name, name_folded, external_id, role, organization_id, coordinator,
                         created_at, updated_at)
                     VALUES ($1, $1, '', '', $2, FALSE, 0, 0) RETURNING id"
                ),
                args![name, la_paz],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// A provider that may be removed.
    pub(in crate::tests) async fn fresh_provider(&self) -> String {
        let word = format!("otro{}", self.fresh.fetch_add(1, Ordering::Relaxed));
        let given = word.clone();
        let secret = testing::key().seal(&atiende_core::providers::purpose(&word), b"secret").unwrap();
        let insert = async move |tx: &mut Tx| {
            let settings = r#"{"issuer":"http://127.0.0.1:9","client_id":"desk"}"#;
            tx.execute(
                sql!(
                    "INSERT INTO providers (word, kind, label, settings, secret, link_verified_email, enabled, created_at,
                         updated_at)
                     VALUES ($1, 'openid', $1, $2, $3, FALSE, TRUE, 0, 0)"
                ),
                args![given, settings, secret],
            )
            .await
        };
        self.db().write(insert).await.unwrap();
        word
    }
}
