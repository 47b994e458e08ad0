//! Who and what there is in it.

use super::*;
use atiende_core::id::TicketId;
use atiende_core::inbound::actions::arrive;
use atiende_core::inbound::{Arrival, Via};
use atiende_core::notify::round_trip;
use atiende_core::tickets::{self, NewReply, Source};

impl World {
    pub(super) async fn populate(&mut self) {
        let luis = self.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
        let ana = self.person("Ana Ruiz", "ana@desk.es", Role::Technician).await;
        let ada = self.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        self.la_paz = self.organization(&format!("CEIP La Paz {CANARY}"), "ceiplapaz.es", Some(luis)).await;
        let el_mar = self.organization("IES El Mar", "ieselmar.es", None).await;
        let maria = self.member("María Gil", "maria@ceiplapaz.es", (self.la_paz, false)).await;
        let carmen = self.member("Carmen Soler", "carmen@ceiplapaz.es", (self.la_paz, true)).await;
        let jon = self.member("Jon Etxeberria", "jon@ieselmar.es", (el_mar, true)).await;
        let pepe = self.member("Pepe Bueno", "pepe@ceiplapaz.es", (self.la_paz, false)).await;
        let pending = self.applicant("pau@gmail.com").await;
        self.attends_only(ana, el_mar).await;
        for (who, person) in [
            (Who::Pending, pending),
            (Who::Foreigner, jon),
            (Who::Stranger, ana),
            (Who::Requester, maria),
            (Who::Coordinator, carmen),
            (Who::Technician, luis),
            (Who::Admin, ada),
        ] {
            let token = Secret::generate();
            let given = token.clone();
            let add = async move |tx: &mut Tx| {
                tokens::add(tx, &By::desk(), person, (&given, "test", Grant::Admin(Sudo::at_the_terminal())), None)
                    .await
            };
            self.db().write(add).await.unwrap();
            self.people.insert(who, (person, token));
        }
        self.ids.insert("person", pepe.to_string());
        self.ids.insert("organization", self.la_paz.to_string());
    }

    pub(super) async fn attends_only(&self, technician: PersonId, organization: OrganizationId) {
        let change = async move |tx: &mut Tx| {
            tx.execute(sql!("UPDATE people SET all_organizations = FALSE WHERE id = $1"), args![technician]).await?;
            tx.execute(
                sql!("INSERT INTO attended_organizations (person_id, organization_id) VALUES ($1, $2)"),
                args![technician, organization],
            )
            .await
        };
        self.db().write(change).await.unwrap();
    }

    /// Places, devices, rules, teams, categories and articles.
    pub(super) async fn furnish(&mut self) {
        let (la_paz, luis) = (self.la_paz, self.people[&Who::Technician].0);
        let admin = self.actor_of(Who::Admin).await;
        let made = async move |tx: &mut Tx| {
            let by = admin.admin()?;
            let location = locations::add_to(tx, la_paz, None, &format!("Aula {CANARY}")).await?;
            let asset = AssetChange {
                organization: la_paz,
                location: Some(location),
                tag: format!("{CANARY}-203"),
                hostname: format!("pc-{CANARY}"),
                kind: "Impresora".into(),
                model: String::new(),
                serial: String::new(),
            };
            let asset = assets::add(tx, &By::desk(), &asset).await?;
            let team = routing::save_team(tx, by, None, "Redes", &[luis]).await?;
            let category = routing::save_category(tx, by, None, "Impresoras").await?;
            let article = articles::add(tx, &By::desk(), &article("Atasco de papel")).await?;
            Ok::<_, Refused>([
                ("location", location.to_string()),
                ("asset", asset.to_string()),
                ("team", team.to_string()),
                ("category", category.to_string()),
                ("article", article.to_string()),
            ])
        };
        let made = self.db().write(made).await.unwrap();
        self.ids.extend(made);
        let article = self.ids["article"].parse::<i64>().unwrap();
        let slug = sql!("SELECT slug FROM articles WHERE id = $1");
        let (slug,): (String,) = self.db().read(async move |tx| tx.one(slug, args![article]).await).await.unwrap();
        self.ids.insert("slug", slug);
        let logo =
            self.uploads(Who::Admin, "/admin/apariencia", &[("name", "Atiende"), ("color", "")], ("logo", PNG)).await;
        assert_eq!(logo.status, StatusCode::SEE_OTHER, "{}", logo.text);
        self.served.state.reload().await.unwrap();
        let home = self.get(Who::Anybody, "/").await.text;
        let logo = home.split("/marca/").nth(1).unwrap().split('"').next().unwrap();
        self.ids.insert("logo", logo.to_owned());
    }

    /// María's ticket with a file, a reply by staff, and a note that is none of hers.
    pub(super) async fn write_to_us(&mut self) {
        let file = self.api_uploads(Who::Requester, &format!("{CANARY}.txt"), CANARY.as_bytes()).await;
        let file = json(&file)["id"].as_str().unwrap().to_owned();
        let new = serde_json::json!({
            "subject": format!("La impresora {CANARY}"), "body": format!("No imprime {CANARY}"), "attachments": [file],
        });
        let ticket = self.api(Who::Requester, "POST", "/api/v1/tickets", &new.to_string()).await;
        assert_eq!(ticket.status, StatusCode::CREATED, "{}", ticket.text);
        self.ids.insert("ticket", json(&ticket)["number"].to_string());
        self.ids.insert("ticket id", json(&ticket)["id"].as_str().unwrap().to_owned());
        self.ids.insert("attachment", file);
        self.ids.insert("mailed message", self.mailed(&json(&ticket)["number"].to_string()).await);
        let sql = sql!("SELECT max(id) FROM outbox");
        let (mail,): (i64,) = self.db().read(async move |tx| tx.one(sql, args![]).await).await.unwrap();
        self.ids.insert("mail", mail.to_string());
        let came = Arrival {
            mailbox: "soporte@desk.es".into(),
            via: Via::Pipe,
            envelope_from: None,
            envelope_to: String::new(),
            message_id: "1@x.es".into(),
            digest: "1".into(),
            sha256: "1".into(),
            size: 7,
            raw: Some(CANARY.into()),
        };
        let arrived = self.db().write(async move |tx| arrive::arrive(tx, &came).await).await.unwrap();
        self.ids.insert("inbound", arrived.id.to_string());
        let reply = self.reply_in(self.ids["ticket"].parse().unwrap()).await;
        self.ids.insert("reply", reply);
        let admin = self.actor_of(Who::Admin).await;
        let begin = async move |tx: &mut Tx| {
            Ok::<_, Refused>(round_trip::begin(tx, admin.admin()?, "soporte@desk.example").await?)
        };
        self.ids.insert("trip", self.db().write(begin).await.unwrap().to_string());
    }

    /// A reply that María has just written in her ticket, and may take back.
    async fn reply_in(&self, number: TicketId) -> String {
        let actor = self.actor_of(Who::Requester).await;
        let new = NewReply {
            body: tickets::Body::markdown(CANARY),
            visibility: tickets::Visibility::Public,
            attachments: Vec::new(),
            then: None,
            seen: None,
            source: Source::Web,
            wakes: true,
        };
        let write = async move |tx: &mut Tx| {
            let replyable = tickets::access::replyable(tx, &actor, number).await?;
            tickets::actions::reply::reply(tx, replyable, &new).await
        };
        self.db().write(write).await.unwrap().message.unwrap().to_string()
    }

    /// The first message of the ticket, made one that came by mail and shows an image from this machine, which nobody fetches.
    async fn mailed(&self, ticket: &str) -> String {
        let ticket: i64 = ticket.parse().unwrap();
        let html = format!("<p>No imprime {CANARY}</p><p><img data-src=\"http://127.0.0.1:9/{CANARY}.png\"></p>");
        let made = sql!(
            "UPDATE messages SET source = 'mail', body_html = $2 WHERE id = (SELECT min(id) FROM messages WHERE ticket_id = $1)
             RETURNING id"
        );
        let made = self.db().write(async move |tx| tx.returning::<(i64,)>(made, args![ticket, html]).await);
        made.await.unwrap()[0].0.to_string()
    }

    pub(super) async fn person(&self, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        self.db().write(async move |tx| add::add(tx, &By::desk(), &new, role, None).await).await.unwrap()
    }

    pub(super) async fn member(
        &self,
        name: &str,
        email: &str,
        (organization, coordinator): (OrganizationId, bool),
    ) -> PersonId {
        let person = self.person(name, email, Role::Requester).await;
        let join = async move |tx: &mut Tx| members::put(tx, &By::desk(), person, organization, coordinator).await;
        self.db().write(join).await.unwrap();
        person
    }

    pub(super) async fn organization(&self, name: &str, domain: &str, technician: Option<PersonId>) -> OrganizationId {
        let new = OrganizationChange {
            name: name.into(),
            kind: Kind::School,
            phone: String::new(),
            notes: if technician.is_some() { format!("Clave del armario: {CANARY}") } else { String::new() },
            domains: vec![domain.into()],
            default_technician: technician,
            archived: false,
        };
        self.db().write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap()
    }

    pub(super) async fn applicant(&self, email: &str) -> PersonId {
        let new = NewAccount {
            name: "Pau Riba".into(),
            email: email.into(),
            claimed_organization: "El Mar".into(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let (link, email) = (Secret::generate(), email.to_owned());
        let knocks = async move |tx: &mut Tx| {
            sign_up::sign_up(tx, &new, None, &link, "").await?;
            let holder = access::confirming(tx, &link).await?;
            confirm::confirm(tx, &holder, Admission::Approval, "").await?;
            Ok::<_, Refused>(access::by_email(tx, &email).await?.unwrap().id)
        };
        self.db().write(knocks).await.unwrap()
    }

    pub(super) async fn actor(&self, person: PersonId) -> Actor {
        let email = sql!("SELECT email FROM people WHERE id = $1");
        let find = async move |tx: &Tx| {
            let (email,): (String,) = tx.one(email, args![person]).await?;
            let person = access::by_email(tx, &email).await?.unwrap();
            access::actor(tx, &person, "").await
        };
        self.db().read(find).await.unwrap()
    }

    pub(super) async fn actor_of(&self, who: Who) -> Actor {
        self.actor(self.people[&who].0).await
    }
}

fn article(title: &str) -> ArticleChange {
    ArticleChange {
        title: title.into(),
        summary: String::new(),
        body: "Abre la bandeja.".into(),
        body_format: BodyFormat::Markdown,
        visibility: Visibility::Public,
        state: ArticleState::Published,
        language: "es".into(),
        category: None,
    }
}
