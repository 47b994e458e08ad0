//! Clients and people in numbers, beside those of the demo.

use super::super::world::Built;
use super::Stuff;
use crate::cli::Failure;
use atiende_core::accounts::actions::add;
use atiende_core::accounts::{NewAccount, Role, access};
use atiende_core::assets::{self, AssetChange};
use atiende_core::events::By;
use atiende_core::id::{LocationId, OrganizationId, PersonId};
use atiende_core::orgs::actions::{locations, save};
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_core::{Actor, Denied, Refused};
use atiende_db::{Db, Tx};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use std::collections::BTreeMap;
use std::sync::Arc;

/// At the most: a small store has one for each 20 tickets.
const ORGANIZATIONS: usize = 500;
const PEOPLE_EACH: usize = 40;
const COORDINATORS_EACH: usize = 2;
const ASSETS_EACH: usize = 30;
const TECHNICIANS: usize = 30;

/// A client as the tickets need it.
pub(super) struct Client {
    pub(super) id: OrganizationId,
    pub(super) places: Vec<LocationId>,
    pub(super) tags: Vec<String>,
    pub(super) people: Vec<Arc<Actor>>,
}

/// Everybody who opens and answers tickets.
pub(super) struct World {
    pub(super) clients: Vec<Client>,
    pub(super) technicians: BTreeMap<PersonId, Arc<Actor>>,
}

struct Draft {
    change: OrganizationChange,
    people: Vec<NewAccount>,
    tag_prefix: String,
}

/// Makes clients, people and technicians in one transaction.
pub(super) async fn build(
    db: &Db,
    stuff: &Stuff,
    built: &Built,
    tickets: u64,
    rng: &mut StdRng,
) -> Result<World, Failure> {
    let organizations = usize::try_from(tickets / 20).unwrap_or(ORGANIZATIONS).clamp(1, ORGANIZATIONS);
    let drafts: Arc<Vec<Draft>> = Arc::new((0..organizations).map(|n| draft(stuff, n, rng)).collect());
    let missing = TECHNICIANS.saturating_sub(built.actors.values().filter(|actor| actor.is_staff()).count());
    let desk: Arc<Vec<NewAccount>> =
        Arc::new((0..missing).map(|n| account(stuff, rng, &format!("tecnico{n}@soporte.example"), "")).collect());
    let rooms = Arc::new(stuff.rooms.clone());
    let hash: Arc<str> = built.password_hash.as_str().into();
    let known: Vec<Arc<Actor>> = built.actors.values().filter(|a| a.is_staff()).cloned().map(Arc::new).collect();
    let world = db
        .write(async move |tx| -> Result<World, Refused> {
            let mut technicians: BTreeMap<PersonId, Arc<Actor>> =
                known.iter().map(|actor| (actor.id, Arc::clone(actor))).collect();
            for new in desk.iter() {
                let technician = someone(tx, new, Role::Technician, &hash).await?;
                technicians.insert(technician.id, technician);
            }
            let mut clients = Vec::with_capacity(drafts.len());
            for draft in drafts.iter() {
                clients.push(client(tx, draft, &rooms, &hash).await?);
            }
            Ok(World { clients, technicians })
        })
        .await?;
    Ok(world)
}

async fn client(tx: &mut Tx, draft: &Draft, rooms: &[String], hash: &str) -> Result<Client, Refused> {
    let id = save::add_by(tx, &By::desk(), draft.change.clone()).await?;
    let mut places = Vec::with_capacity(rooms.len());
    for room in rooms {
        places.push(locations::add_to(tx, id, None, room).await?);
    }
    let mut tags = Vec::with_capacity(ASSETS_EACH);
    for n in 0..ASSETS_EACH {
        let tag = format!("{}-{n:02}", draft.tag_prefix);
        let new = AssetChange {
            organization: id,
            location: places.get(n % places.len().max(1)).copied(),
            tag: tag.clone(),
            hostname: format!("pc-{}", tag.to_lowercase()),
            kind: "Ordenador".into(),
            model: "OptiPlex 3080".into(),
            serial: format!("SN{}{n:04}", draft.tag_prefix),
        };
        assets::add(tx, &By::desk(), &new).await?;
        tags.push(tag);
    }
    let mut people = Vec::with_capacity(draft.people.len());
    for (n, new) in draft.people.iter().enumerate() {
        let person = someone(tx, new, Role::Requester, hash).await?;
        add::into_organization(tx, &By::desk(), person.id, id, n < COORDINATORS_EACH).await?;
        people.push(actor(tx, &new.email).await?);
    }
    Ok(Client { id, places, tags, people })
}

async fn someone(tx: &mut Tx, new: &NewAccount, role: Role, hash: &str) -> Result<Arc<Actor>, Refused> {
    add::add(tx, &By::desk(), new, role, Some(hash)).await?;
    actor(tx, &new.email).await
}

async fn actor(tx: &Tx, email: &str) -> Result<Arc<Actor>, Refused> {
    let person = access::by_email(tx, email).await?.ok_or(Denied::NotFound)?;
    Ok(Arc::new(access::actor(tx, &person, "").await?))
}

fn draft(stuff: &Stuff, n: usize, rng: &mut StdRng) -> Draft {
    // Two schools to each company.
    let (kinds, kind) =
        if n.is_multiple_of(3) { (&stuff.companies, Kind::Company) } else { (&stuff.schools, Kind::School) };
    let name = format!("{} {} {}", one(kinds, rng), one(&stuff.places, rng), one(&stuff.surnames, rng));
    let domain = format!("cliente{n}.example");
    let people = (0..PEOPLE_EACH).map(|p| account(stuff, rng, &format!("persona{p}@{domain}"), &name)).collect();
    let change = OrganizationChange {
        name,
        kind,
        phone: "950 000 000".into(),
        notes: String::new(),
        domains: vec![domain],
        default_technician: None,
        archived: false,
    };
    Draft { change, people, tag_prefix: format!("K{n:03}") }
}

fn account(stuff: &Stuff, rng: &mut StdRng, email: &str, organization: &str) -> NewAccount {
    let name = format!("{} {} {}", one(&stuff.first_names, rng), one(&stuff.surnames, rng), one(&stuff.surnames, rng));
    NewAccount {
        name,
        email: email.to_owned(),
        phone: String::new(),
        claimed_organization: organization.to_owned(),
        locale: "es".into(),
        ..NewAccount::default()
    }
}

fn one<'a>(of: &'a [String], rng: &mut StdRng) -> &'a str {
    of.choose(rng).map_or("", String::as_str)
}
