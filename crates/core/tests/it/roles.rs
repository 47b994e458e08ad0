//! The table of roles cannot lie: each verb is tried as each role, near and far.

use crate::support::{Desk, ticket};
use atiende_core::accounts::actions::{confirm, sign_up};
use atiende_core::accounts::{self, Role};
use atiende_core::accounts::{NewAccount, Secret};
use atiende_core::admission::actions::approve;
use atiende_core::articles::{self, ArticleChange, ArticleState, Visibility as Readers};
use atiende_core::assets::{self, AssetChange};
use atiende_core::audit::{self, Filter};
use atiende_core::events::By;
use atiende_core::id::{ArticleId, AssetId, OrganizationId, PersonId, TicketId};
use atiende_core::notify::{self, OutboxFilter};
use atiende_core::roles::{Reach, Standing, Verb};
use atiende_core::routing::{self, RuleChange};
use atiende_core::settings::{self, Appearance};
use atiende_core::tickets::actions::{open, reply};
use atiende_core::tickets::{self, Body, BodyFormat, NewReply, Source, Visibility};
use atiende_core::{Actor, Denied, Refused, admission, orgs};
use atiende_db::{DbError, Tx};
use std::fmt::Write as _;

/// What there is to try a verb on.
#[derive(Debug, Clone, Copy)]
struct Thing {
    organization: OrganizationId,
    ticket: TicketId,
    asset: AssetId,
    person: PersonId,
    applicant: PersonId,
    /// For staff alone.
    article: ArticleId,
}

/// Undoes what was tried.
#[derive(Debug)]
enum Undo {
    Done,
    Refused,
    #[expect(dead_code, reason = "read by who reads a failed test")]
    Broken(String),
}
impl From<DbError> for Undo {
    fn from(error: DbError) -> Self {
        Self::Broken(error.to_string())
    }
}
impl From<Denied> for Undo {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound | Denied::Forbidden => Self::Refused,
            Denied::Unproved => Self::Broken("wants a proof".into()),
            Denied::Db(error) => error.into(),
        }
    }
}
impl From<Refused> for Undo {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(denied) => denied.into(),
            // An organization that is not theirs is none that the form offers.
            Refused::Invalid(problems) if problems.iter().all(|p| p.field == "organization") => Self::Refused,
            other => Self::Broken(format!("{other:?}")),
        }
    }
}

/// Does the verb as the product does it: through the proof and the action that the doors call.
async fn does(tx: &mut Tx, actor: &Actor, verb: Verb, thing: Thing) -> Result<(), Undo> {
    match verb {
        Verb::OpenTickets => {
            open::open(tx, actor, &ticket("Sin red", thing.organization)).await?;
        }
        Verb::ReadTickets => drop(tickets::access::readable(tx, actor, thing.ticket).await?),
        Verb::Reply => say(tx, actor, thing.ticket, Visibility::Public).await?,
        Verb::WriteNotes => say(tx, actor, thing.ticket, Visibility::Internal).await?,
        Verb::ReadNotes => {
            let readable = tickets::access::readable(tx, actor, thing.ticket).await?;
            return if readable.sees_internal() { Ok(()) } else { Err(Undo::Refused) };
        }
        Verb::WorkTickets => drop(tickets::access::workable(tx, actor, thing.ticket).await?),
        Verb::SeeOrganization => drop(orgs::access::readable(tx, actor, thing.organization).await?),
        Verb::SeePlaces => drop(orgs::access::locations(tx, actor, thing.organization).await?),
        Verb::SeeDevices => drop(assets::find(tx, actor, thing.asset).await?),
        Verb::SeeMembers => drop(orgs::access::members(tx, actor.staff()?, thing.organization).await?),
        Verb::DecideAccounts => {
            let decidable = admission::access::decidable(tx, actor, thing.applicant).await?;
            approve::approve(tx, decidable, thing.organization, false).await?;
        }
        Verb::ReadStaffArticles => drop(articles::visible_by_id(tx, actor, thing.article).await?),
        Verb::WriteArticles => drop(articles::editable(tx, actor.staff()?, thing.article).await?),
        Verb::ManagePeople => drop(accounts::access::manageable(tx, actor, thing.person).await?),
        Verb::ManageOrganizations => drop(orgs::access::manageable(tx, actor, thing.organization).await?),
        Verb::ManageDevices => {
            let by = actor.admin()?;
            let asset = assets::find(tx, actor, thing.asset).await?;
            assets::change(tx, by, &asset, &device(thing.organization, "OTRA-1")).await?;
        }
        Verb::ManageRouting => {
            routing::save_rule(tx, actor.admin()?, None, &rule(actor.id)).await?;
        }
        Verb::SeeMail => drop(notify::list(tx, actor.admin()?, &OutboxFilter::default(), 1).await?),
        Verb::ChangeSettings => settings::set_appearance(tx, actor.admin()?, &Appearance::default()).await?,
        Verb::ReadRecord => drop(audit::entries(tx, actor.admin()?, &Filter::default(), 1).await?),
    }
    Ok(())
}

async fn say(tx: &mut Tx, actor: &Actor, ticket: TicketId, visibility: Visibility) -> Result<(), Undo> {
    let replyable = tickets::access::replyable(tx, actor, ticket).await?;
    let new = NewReply {
        body: Body::markdown("Voy."),
        visibility,
        attachments: Vec::new(),
        then: None,
        seen: None,
        source: Source::Web,
        wakes: true,
    };
    reply::reply(tx, replyable, &new).await?;
    Ok(())
}

fn device(organization: OrganizationId, tag: &str) -> AssetChange {
    AssetChange {
        organization,
        location: None,
        tag: tag.into(),
        hostname: String::new(),
        kind: String::new(),
        model: String::new(),
        serial: String::new(),
    }
}

fn rule(technician: PersonId) -> RuleChange {
    RuleChange {
        name: "Wifi".into(),
        enabled: true,
        organization: None,
        category: None,
        location: None,
        words: String::new(),
        priority: None,
        technician: Some(technician),
        team: None,
    }
}

impl Desk {
    async fn may(&self, actor: &Actor, verb: Verb, thing: Thing) -> bool {
        let actor = actor.clone();
        let tried: Result<(), Undo> = self
            .db
            .write(async move |tx| {
                does(tx, &actor, verb, thing).await?;
                Err(Undo::Done)
            })
            .await;
        match tried {
            Err(Undo::Done) => true,
            Err(Undo::Refused) => false,
            other => panic!("{verb} of {thing:?}: {other:?}"),
        }
    }

    /// Whether coordinators decide about their own people.
    async fn lets_coordinators(&self, coordinators: bool) {
        let rules = admission::Rules { coordinators, ..admission::Rules::default() };
        self.db.write(async move |tx| settings::set(tx, &By::desk(), &rules).await).await.unwrap();
    }

    /// `domain`: of whom asks for an account there.
    async fn thing(&self, by: &Actor, (organization, domain): (OrganizationId, &str), person: PersonId) -> Thing {
        let ticket = self.opens(by, "No imprime", organization).await;
        let tag = format!("TAG-{ticket}");
        let email = format!("nuevo{ticket}@{domain}");
        let new = NewAccount {
            name: "Nora Pons".into(),
            email: email.clone(),
            claimed_organization: "?".into(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let make = async move |tx: &mut Tx| {
            let asset = assets::add(tx, &By::desk(), &device(organization, &tag)).await?;
            let link = Secret::generate();
            sign_up::sign_up(tx, &new, None, &link, "").await?;
            let holder = accounts::access::confirming(tx, &link).await?;
            let applicant = confirm::confirm(tx, &holder, admission::Admission::Approval, "").await?;
            let article = ArticleChange {
                title: format!("Claves {ticket}"),
                summary: String::new(),
                body: "En el armario.".into(),
                body_format: BodyFormat::Markdown,
                visibility: Readers::Staff,
                state: ArticleState::Published,
                language: "es".into(),
                category: None,
            };
            let article = articles::add(tx, &By::desk(), &article).await?;
            Ok::<_, Refused>(Thing { organization, ticket, asset, person, applicant, article })
        };
        self.db.write(make).await.unwrap()
    }
}

/// How far it reached, by what was refused: one's own, a colleague's, another organization's; first as the desk is when
/// it is new, then where the rules let coordinators decide.
fn reach(strict: [bool; 3], lenient: [bool; 3]) -> Reach {
    match (strict, lenient) {
        ([false, false, false], [true, true, false]) => Reach::IfLet,
        (strict, lenient) if strict != lenient => panic!("rules change {strict:?} to {lenient:?}"),
        ([false, false, false], _) => Reach::No,
        ([true, false, false], _) => Reach::Own,
        ([true, true, false], _) => Reach::Theirs,
        ([true, true, true], _) => Reach::All,
        (odd, _) => panic!("what is far may be done, what is near not: {odd:?}"),
    }
}

const TABLE: &str = "\
open_tickets         Theirs Theirs Theirs All
read_tickets         Own    Theirs Theirs All
reply                Own    Theirs Theirs All
read_notes           No     No     Theirs All
write_notes          No     No     Theirs All
work_tickets         No     No     Theirs All
see_organization     Theirs Theirs Theirs All
see_places           Theirs Theirs Theirs All
see_devices          No     Theirs Theirs All
see_members          No     No     Theirs All
decide_accounts      No     IfLet  Theirs All
read_staff_articles  No     No     All    All
write_articles       No     No     All    All
manage_people        No     No     No     All
manage_organizations No     No     No     All
manage_devices       No     No     No     All
manage_routing       No     No     No     All
see_mail             No     No     No     All
change_settings      No     No     No     All
read_record          No     No     No     All
";

on_both! {
    /// Ana attends La Paz alone; everything near is La Paz's, everything far El Mar's.
    async fn each_role_may_what_the_table_says(desk: Desk) {
        let cast = desk.cast().await;
        let ana = desk.person("Ana Ruiz", "ana@desk.es", Role::Technician).await;
        let la_paz = cast.la_paz;
        desk.attends_only(ana, la_paz).await;
        let pepe = desk.person("Pepe Bueno", "pepe@ceiplapaz.es", Role::Requester).await;
        desk.join(pepe, la_paz, false).await;
        let pepe = desk.actor("pepe@ceiplapaz.es").await;
        let ana = desk.actor("ana@desk.es").await;
        let colleagues = desk.thing(&pepe, (la_paz, "ceiplapaz.es"), pepe.id).await;
        let far = desk.thing(&cast.jon, (cast.el_mar, "ieselmar.es"), cast.jon.id).await;
        let people = [
            (Standing::Requester, cast.maria),
            (Standing::Coordinator, cast.carmen),
            (Standing::Technician, ana),
            (Standing::Admin, cast.admin),
        ];
        let mut table = String::new();
        for &verb in Verb::ALL {
            write!(table, "{:20}", verb.as_str()).unwrap();
            for (standing, actor) in &people {
                let own = desk.thing(actor, (la_paz, "ceiplapaz.es"), actor.id).await;
                let things = [own, colleagues, far];
                let mut tried = [[false; 3]; 2];
                for (coordinators, tried) in [false, true].into_iter().zip(&mut tried) {
                    desk.lets_coordinators(coordinators).await;
                    for (thing, may) in things.into_iter().zip(tried) {
                        *may = desk.may(actor, verb, thing).await;
                    }
                }
                let reached = reach(tried[0], tried[1]);
                assert_eq!(reached, verb.reach(*standing), "{verb} as {standing}: roles.rs says otherwise than the code does");
                let word = format!("{reached:?}");
                write!(table, " {word:6}").unwrap();
            }
            table = table.trim_end().to_owned() + "\n";
        }
        assert_eq!(table, TABLE);
    }

    /// Who waits for approval, or was turned out, has no role at all.
    async fn who_is_not_active_may_nothing(desk: Desk) {
        let cast = desk.cast().await;
        let near = desk.thing(&cast.carmen, (cast.la_paz, "ceiplapaz.es"), cast.carmen.id).await;
        for person in [cast.maria, cast.carmen, cast.luis, cast.admin] {
            for state in [accounts::AccountState::Pending, accounts::AccountState::Disabled] {
                let actor = Actor { state, ..person.clone() };
                for &verb in Verb::ALL {
                    // Where one belongs may be read while one waits: the first ticket is written for it.
                    if !matches!(verb, Verb::SeeOrganization | Verb::SeePlaces) {
                        assert!(!desk.may(&actor, verb, near).await, "{verb} as {} ({state})", actor.name);
                    }
                }
            }
        }
    }
}
