//! Letting newcomers in: by whom, by which rule, by which link; what is asked meanwhile, and reminders.

mod invitations;

use crate::support::{Desk, ticket};
use atiende_core::accounts::actions::{confirm, sign_up};
use atiende_core::accounts::{self, AccountState, NewAccount, Secret};
use atiende_core::admission::actions::{answer, approve, ask, configure, invite, join, reject, remind};
use atiende_core::admission::{Admission, Invited, NewInvitation, Rules, access};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::tickets::actions::hold;
use atiende_core::{Actor, Denied, Refused, Sudo};
use atiende_db::{Tx, args, sql};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

impl Desk {
    /// Signs up and confirms the address.
    async fn signs_up_with(&self, email: &str, invited: Option<Invited>, admission: Admission) -> PersonId {
        let new = NewAccount {
            name: "Nora Pons".into(),
            email: email.into(),
            claimed_organization: "La Paz".into(),
            locale: "es".into(),
            invited,
            ..NewAccount::default()
        };
        let link = Secret::generate();
        self.db
            .write(async move |tx| {
                sign_up::sign_up(tx, &new, Some("hash"), &link, "198.51.100.4").await?;
                let holder = accounts::access::confirming(tx, &link).await?;
                Ok::<_, Refused>(confirm::confirm(tx, &holder, admission, "198.51.100.4").await?)
            })
            .await
            .unwrap()
    }

    async fn sets(&self, admin: &Actor, rules: Rules) {
        let admin = admin.clone();
        let sudo = Sudo::at_the_terminal();
        self.db.write(async move |tx| configure::configure(tx, admin.admin()?, sudo, &rules).await).await.unwrap();
    }

    async fn invites(&self, actor: &Actor, new: NewInvitation) -> Result<Secret, Refused> {
        let (actor, token) = (actor.clone(), Secret::generate());
        let given = token.clone();
        self.db
            .write(async move |tx| {
                let by = access::decider(tx, &actor).await?;
                invite::invite(tx, by, &new, &given).await
            })
            .await
            .map(|_| token)
    }

    /// Opens the invitation's link.
    async fn opens_link(&self, token: &Secret) -> Option<Invited> {
        let token = token.clone();
        self.db.read(async move |tx| access::invitation(tx, &token).await).await.ok().map(|(_, proof)| proof)
    }

    /// Names of those about whom the actor decides.
    async fn queue_of(&self, actor: &Actor) -> Result<Vec<String>, Denied> {
        let actor = actor.clone();
        self.db
            .read(async move |tx| {
                let by = access::decider(tx, &actor).await?;
                Ok(access::pending(tx, by, None, 100)
                    .await?
                    .into_iter()
                    .map(|(card, _)| card.applicant.email)
                    .collect())
            })
            .await
    }

    async fn approves(&self, actor: &Actor, who: PersonId, into: (OrganizationId, bool)) -> Result<(), Refused> {
        let actor = actor.clone();
        self.db
            .write(async move |tx| {
                let decidable = access::decidable(tx, &actor, who).await?;
                approve::approve(tx, decidable, into.0, into.1).await.map(drop)
            })
            .await
    }

    async fn state(&self, person: PersonId, state: AccountState) {
        let set = async move |tx: &mut Tx| {
            tx.execute(sql!("UPDATE people SET state = $2 WHERE id = $1"), args![person, state]).await
        };
        self.db.write(set).await.unwrap();
    }

    /// Who was reminded of whom, and of how many others.
    async fn reminded(&self) -> Vec<(String, String, i64)> {
        let read = async |tx: &Tx| {
            let statement =
                sql!("SELECT to_address, data FROM outbox WHERE kind = 'applicant_waits' ORDER BY to_address");
            tx.all::<(String, String)>(statement, args![]).await
        };
        let told = |(to, data): (String, String)| {
            let data: serde_json::Value = serde_json::from_str(&data).unwrap();
            (to, data["email"].as_str().unwrap().to_owned(), data["others"].as_i64().unwrap())
        };
        self.db.read(read).await.unwrap().into_iter().map(told).collect()
    }

    async fn reminds(&self) -> usize {
        let zone = TimeZone::get("Europe/Madrid").unwrap();
        self.db.write(async move |tx| remind::remind(tx, &zone).await).await.unwrap()
    }
}

fn into(organization: OrganizationId) -> NewInvitation {
    NewInvitation { organization, coordinator: false, note: "Claustro".into(), max_uses: 2, days: 14 }
}

on_both! {
    /// Coordinators decide about the addresses of their own domains, once the administrator lets them.
    async fn coordinators_let_their_own_people_in(desk: Desk) {
        let cast = desk.cast().await;
        let nora = desk.signs_up_with("nora@ceiplapaz.es", None, Admission::Approval).await;
        let other = desk.signs_up_with("otra@ieselmar.es", None, Admission::Approval).await;
        desk.signs_up_with("libre@gmail.com", None, Admission::Approval).await;
        desk.mails().await;
        assert!(matches!(desk.queue_of(&cast.carmen).await, Err(Denied::Forbidden)), "off as built");
        desk.sets(&cast.admin, Rules { coordinators: true, ..Rules::default() }).await;
        assert_eq!(desk.queue_of(&cast.carmen).await.unwrap(), ["nora@ceiplapaz.es"]);
        assert_eq!(desk.queue_of(&cast.luis).await.unwrap().len(), 3, "staff see all");
        assert!(matches!(desk.queue_of(&cast.maria).await, Err(Denied::Forbidden)), "a member is no coordinator");

        let refused = desk.approves(&cast.carmen, other, (cast.la_paz, false)).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::NotFound))), "somebody else's applicant");
        let refused = desk.approves(&cast.carmen, nora, (cast.el_mar, false)).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::NotFound))), "somebody else's organization");
        let refused = desk.approves(&cast.carmen, nora, (cast.la_paz, true)).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::Forbidden))), "no coordinator makes another");
        desk.approves(&cast.carmen, nora, (cast.la_paz, false)).await.unwrap();
        assert!(desk.actor("nora@ceiplapaz.es").await.belongs_to(cast.la_paz));

        desk.signs_up_with("pep@ceiplapaz.es", None, Admission::Approval).await;
        let mut told = desk.mails().await;
        told.retain(|mail| mail.starts_with("new_account"));
        assert_eq!(told, ["new_account to ada@desk.es", "new_account to carmen@ceiplapaz.es"]);
    }

    /// A domain lets in only when the rule is on and exactly one organization has it.
    async fn a_domain_lets_in_when_the_rule_is_on(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets(&cast.admin, Rules { by_domain: true, ..Rules::default() }).await;
        desk.mails().await;
        desk.signs_up_with("nora@ceiplapaz.es", None, Admission::Approval).await;
        let nora = desk.actor("nora@ceiplapaz.es").await;
        assert!(nora.is_active() && nora.belongs_to(cast.la_paz) && !nora.coordinates(cast.la_paz));
        assert_eq!(desk.mails().await, ["confirm_address to nora@ceiplapaz.es", "approved to nora@ceiplapaz.es"]);

        desk.signs_up_with("libre@gmail.com", None, Admission::Approval).await;
        assert_eq!(desk.actor("libre@gmail.com").await.state, AccountState::Pending);
        desk.organization("Otro centro", "ceiplapaz.es", None).await;
        desk.signs_up_with("duda@ceiplapaz.es", None, Admission::Approval).await;
        assert_eq!(desk.actor("duda@ceiplapaz.es").await.state, AccountState::Pending, "two could be meant");
    }

    /// A technician of some clients decides about those and about who is nobody's yet.
    async fn a_technician_decides_about_the_own_clients_people(desk: Desk) {
        let cast = desk.cast().await;
        desk.attends_only(cast.luis.id, cast.la_paz).await;
        let luis = desk.actor("luis@desk.es").await;
        let far = desk.signs_up_with("otra@ieselmar.es", None, Admission::Approval).await;
        desk.signs_up_with("nora@ceiplapaz.es", None, Admission::Approval).await;
        let free = desk.signs_up_with("libre@gmail.com", None, Admission::Approval).await;
        assert_eq!(desk.queue_of(&luis).await.unwrap(), ["nora@ceiplapaz.es", "libre@gmail.com"]);
        assert_eq!(desk.queue_of(&cast.admin).await.unwrap().len(), 3);
        let counted = async |actor: &Actor| {
            let actor = actor.clone();
            let count = async move |tx: &_| Ok::<_, Denied>(access::pending_count(tx, actor.staff()?).await?);
            desk.db.read(count).await.unwrap()
        };
        assert_eq!((counted(&luis).await, counted(&cast.admin).await), (2, 3), "the number beside the list");
        let refused = desk.approves(&luis, far, (cast.la_paz, false)).await;
        assert!(matches!(refused, Err(Refused::Denied(Denied::NotFound))), "another client's");
        desk.approves(&luis, free, (cast.la_paz, false)).await.unwrap();
    }

    /// One mail for each who decides, however many wait; who owes an answer is waited for.
    async fn a_reminder_is_one_mail(desk: Desk) {
        let cast = desk.cast().await;
        desk.sets(&cast.admin, Rules { coordinators: true, ..Rules::default() }).await;
        let asked = desk.signs_up_with("primera@gmail.com", None, Admission::Approval).await;
        for email in ["dos@gmail.com", "tres@ceiplapaz.es", "cuatro@gmail.com"] {
            desk.wait(SignedDuration::from_secs(1));
            desk.signs_up_with(email, None, Admission::Approval).await;
        }
        let luis = cast.luis.clone();
        let ask = async move |tx: &mut _| {
            ask::ask(tx, &access::decidable(tx, &luis, asked).await?, "¿En qué centro trabajas?").await
        };
        desk.db.write(ask).await.unwrap();
        desk.mails().await;
        desk.wait(SignedDuration::from_hours(5));
        assert_eq!(desk.reminds().await, 3, "the first has a question to answer");
        assert_eq!(desk.reminded().await, [("ada@desk.es".into(), "dos@gmail.com".into(), 2), ("carmen@ceiplapaz.es".into(), "tres@ceiplapaz.es".into(), 0)]);
        let waiting = desk.actor("primera@gmail.com").await;
        let answer = async move |tx: &mut _| answer::answer(tx, &access::waiting(tx, &waiting).await?, "En La Paz").await;
        desk.db.write(answer).await.unwrap();
        assert_eq!(desk.reminds().await, 1, "now it is the desk's turn");
    }

    /// A question is mailed and answered on the applicant's page; nobody else reads or writes there.
    async fn staff_ask_before_deciding(desk: Desk) {
        let cast = desk.cast().await;
        let nora = desk.signs_up_with("nora@gmail.com", None, Admission::Approval).await;
        desk.mails().await;
        let asks = async |actor: Actor, question: &'static str| {
            desk.db
                .write(async move |tx| {
                    let decidable = access::decidable(tx, &actor, nora).await?;
                    ask::ask(tx, &decidable, question).await
                })
                .await
        };
        assert!(matches!(asks(cast.luis.clone(), " ").await, Err(Refused::Invalid(_))));
        assert!(matches!(asks(cast.carmen.clone(), "¿Quién eres?").await, Err(Refused::Denied(Denied::Forbidden))));
        asks(cast.luis.clone(), "¿En qué centro trabajas?").await.unwrap();
        assert_eq!(desk.mails().await, ["asked to nora@gmail.com"]);
        let answers = async |actor: Actor, text: &'static str| {
            desk.db
                .write(async move |tx| {
                    let waiting = access::waiting(tx, &actor).await?;
                    answer::answer(tx, &waiting, text).await
                })
                .await
        };
        let waiting = desk.actor("nora@gmail.com").await;
        assert!(matches!(answers(cast.maria.clone(), "yo").await, Err(Refused::Denied(Denied::Forbidden))));
        assert!(matches!(answers(waiting.clone(), "").await, Err(Refused::Invalid(_))));
        answers(waiting.clone(), "En La Paz, soy la nueva de Música").await.unwrap();
        assert_eq!(desk.mails().await, ["applicant_answered to luis@desk.es"]);
        for _ in 0..19 {
            answers(waiting.clone(), "y además").await.unwrap();
        }
        assert!(matches!(answers(waiting, "una más").await, Err(Refused::Invalid(_))), "enough is enough");
    }

    /// Who waits for longer than the rules bear is brought to mind, again and again, and never at night.
    async fn those_who_wait_are_not_forgotten(desk: Desk) {
        let cast = desk.cast().await;
        let nora = desk.signs_up_with("nora@gmail.com", None, Admission::Approval).await;
        let actor = desk.actor("nora@gmail.com").await;
        let new = ticket("Mi primer ticket", cast.la_paz);
        desk.db.write(async move |tx| hold::hold(tx, &actor, &new).await).await.unwrap();
        desk.mails().await;
        // 9:00 in Madrid; four working hours are borne.
        desk.wait(SignedDuration::from_mins(3 * 60 + 55));
        assert_eq!(desk.reminds().await, 0);
        desk.wait(SignedDuration::from_mins(10));
        assert_eq!(desk.reminds().await, 1);
        assert!(desk.mails().await.contains(&"applicant_waits to ada@desk.es".to_owned()));
        assert_eq!(desk.reminds().await, 0, "once");
        // 13:05; closes at 18:00 and opens at 8:00.
        desk.wait(SignedDuration::from_hours(4));
        assert_eq!(desk.reminds().await, 1);
        desk.wait(SignedDuration::from_hours(14));
        assert_eq!(desk.reminds().await, 0, "a night is no time to wait");
        desk.sets(&cast.admin, Rules { remind_after_hours: 0, ..Rules::default() }).await;
        desk.wait(SignedDuration::from_hours(72));
        assert_eq!(desk.reminds().await, 0, "switched off");
        desk.sets(&cast.admin, Rules::default()).await;
        desk.approves(&cast.luis, nora, (cast.la_paz, false)).await.unwrap();
        assert_eq!(desk.reminds().await, 0, "waits no more");
    }

    /// The usual wait is told in working time, once enough was decided; a refusal counts too.
    async fn the_usual_wait_is_known(desk: Desk) {
        let cast = desk.cast().await;
        let usual = async || {
            let zone = TimeZone::get("Europe/Madrid").unwrap();
            desk.db.read(async move |tx| access::usual_wait(tx, &zone).await).await.unwrap()
        };
        for (n, minutes) in [30, 120, 90].into_iter().enumerate() {
            assert_eq!(usual().await, None);
            let who = desk.signs_up_with(&format!("p{n}@gmail.com"), None, Admission::Approval).await;
            desk.wait(SignedDuration::from_mins(minutes));
            if n == 2 {
                let luis = cast.luis.clone();
                desk.db
                    .write(async move |tx| {
                        let decidable = access::decidable(tx, &luis, who).await?;
                        reject::reject(tx, decidable, "No te conocemos").await
                    })
                    .await
                    .unwrap();
            } else {
                desk.approves(&cast.luis, who, (cast.la_paz, false)).await.unwrap();
            }
        }
        assert_eq!(usual().await.unwrap().as_mins(), 90);
    }
}
