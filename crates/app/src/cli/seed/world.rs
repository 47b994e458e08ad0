//! Building the demo's world in one transaction: all of it, or nothing.

use super::Mark;
use super::data::{Applicant, Client, Data, Rule, Someone};
use crate::cli::Failure;
use crate::cli::user::hashed;
use atiende_core::accounts::actions::add;
use atiende_core::accounts::{NewAccount, Role, access};
use atiende_core::actor::Admin;
use atiende_core::articles::{self, ArticleChange, ArticleState, Visibility};
use atiende_core::events::By;
use atiende_core::id::{CategoryId, LocationId, OrganizationId, PersonId, TeamId};
use atiende_core::orgs::actions::{locations, save};
use atiende_core::orgs::{Location, OrganizationChange};
use atiende_core::routing::{self, RuleChange};
use atiende_core::tickets::BodyFormat;
use atiende_core::{Actor, Denied, Refused, assets, settings};
use atiende_db::{Db, Tx};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashMap;

/// The ids of what was made, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Built {
    pub(super) people: HashMap<String, PersonId>,
    pub(super) organizations: HashMap<String, OrganizationId>,
    /// By organization and path.
    pub(super) locations: HashMap<(OrganizationId, String), LocationId>,
    pub(super) categories: HashMap<String, CategoryId>,
    /// Everybody who acts, by address.
    pub(super) actors: HashMap<String, Actor>,
    /// Of the articles, in their order.
    pub(super) slugs: Vec<String>,
    pub(super) applicant: Option<Applicant>,
    pub(super) password_hash: String,
}

pub(super) async fn build(db: &Db, data: &Data, rng: u64) -> Result<Built, Failure> {
    let hash = hashed(data.world.password.clone()).await?;
    let world = data.world.clone();
    let changes: Vec<(ArticleChange, String)> =
        data.articles.iter().map(|text| (article(text), text.category.clone())).collect();
    let built = db
        .write(async move |tx| -> Result<Built, Refused> {
            let mut built =
                Built { applicant: Some(world.applicant.clone()), password_hash: hash.clone(), ..Built::default() };
            // The data, not the plan, want these numbers: the devices are the same in any order of tickets.
            let mut serials = StdRng::seed_from_u64(rng);
            people(tx, &mut built, &world.people).await?;
            for client in &world.organizations {
                organization(tx, &mut built, client, &mut serials).await?;
            }
            memberships(tx, &mut built, &world.people).await?;
            let admin = first_admin(&built)?;
            let admin = admin.admin()?;
            for name in &world.categories {
                let id = routing::save_category(tx, admin, None, name).await?;
                built.categories.insert(name.clone(), id);
            }
            let members: Vec<PersonId> =
                world.team.members.iter().filter_map(|email| built.people.get(email).copied()).collect();
            let team = routing::save_team(tx, admin, None, &world.team.name, &members).await?;
            for rule in &world.rules {
                add_rule(tx, admin, &built, (rule, team)).await?;
            }
            write_articles(tx, &mut built, &changes).await?;
            settings::note(tx, &Mark { is_demo: true }).await?;
            Ok(built)
        })
        .await?;
    Ok(built)
}

async fn people(tx: &mut Tx, built: &mut Built, people: &[Someone]) -> Result<(), Refused> {
    for person in people {
        let role = person.role.parse().unwrap_or(Role::Requester);
        let new = NewAccount {
            name: person.name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            claimed_organization: person.organization.clone().unwrap_or_default(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let id = add::add(tx, &By::desk(), &new, role, Some(&built.password_hash)).await?;
        built.people.insert(person.email.clone(), id);
    }
    Ok(())
}

async fn organization(tx: &mut Tx, built: &mut Built, client: &Client, serials: &mut StdRng) -> Result<(), Refused> {
    let new = OrganizationChange {
        name: client.name.clone(),
        kind: client.kind,
        phone: client.phone.clone(),
        notes: client.notes.clone(),
        domains: client.domains.clone(),
        default_technician: client.technician.as_ref().and_then(|email| built.people.get(email).copied()),
        archived: false,
    };
    let id = save::add_by(tx, &By::desk(), new).await?;
    built.organizations.insert(client.name.clone(), id);
    for path in &client.locations {
        let (above, name) = path.rsplit_once(" / ").unwrap_or(("", path));
        let parent = built.locations.get(&(id, above.to_owned())).map(|&parent| Location {
            id: parent,
            organization: id,
            parent: None,
            name: above.rsplit(" / ").next().unwrap_or(above).to_owned(),
            path: above.to_owned(),
        });
        let location = locations::add_to(tx, id, parent.as_ref(), name).await?;
        built.locations.insert((id, path.clone()), location);
    }
    for device in &client.assets {
        let new = assets::AssetChange {
            organization: id,
            location: built.locations.get(&(id, device.4.clone())).copied(),
            tag: device.0.clone(),
            hostname: device.1.clone(),
            kind: device.2.clone(),
            model: device.3.clone(),
            serial: format!("{:010}", serials.random_range(1_000_000_000_u64..9_999_999_999)),
        };
        assets::add(tx, &By::desk(), &new).await?;
    }
    Ok(())
}

/// Everybody into their organization; and who acts in the demo is known from now on.
async fn memberships(tx: &mut Tx, built: &mut Built, people: &[Someone]) -> Result<(), Refused> {
    for person in people {
        let organization = person.organization.as_ref().and_then(|name| built.organizations.get(name));
        if let (Some(&id), Some(&organization)) = (built.people.get(&person.email), organization) {
            add::into_organization(tx, &By::desk(), id, organization, person.coordinator).await?;
        }
        let known = access::by_email(tx, &person.email).await?.ok_or(Denied::NotFound)?;
        let actor = access::actor(tx, &known, "").await?;
        built.actors.insert(person.email.clone(), actor);
    }
    Ok(())
}

fn first_admin(built: &Built) -> Result<Actor, Denied> {
    built.actors.values().find(|actor| actor.is_admin()).cloned().ok_or(Denied::NotFound)
}

async fn add_rule(tx: &mut Tx, by: Admin<'_>, built: &Built, (rule, team): (&Rule, TeamId)) -> Result<(), Refused> {
    let change = RuleChange {
        name: rule.name.clone(),
        enabled: true,
        organization: rule.organization.as_ref().and_then(|name| built.organizations.get(name).copied()),
        category: rule.category.as_ref().and_then(|name| built.categories.get(name).copied()),
        location: None,
        words: rule.words.clone(),
        priority: rule.priority,
        technician: rule.technician.as_ref().and_then(|email| built.people.get(email).copied()),
        team: rule.team.then_some(team),
    };
    routing::save_rule(tx, by, None, &change).await?;
    Ok(())
}

async fn write_articles(tx: &mut Tx, built: &mut Built, changes: &[(ArticleChange, String)]) -> Result<(), Refused> {
    let author = built.actors.values().find(|actor| actor.is_admin()).map_or_else(By::desk, By::from);
    for (change, category) in changes {
        let change = ArticleChange { category: built.categories.get(category).copied(), ..change.clone() };
        articles::add(tx, &author, &change).await?;
    }
    let mut rows = articles::popular(tx, None, changes.len()).await?;
    // In the order in which they were written.
    rows.sort_by_key(|row| row.id);
    built.slugs = rows.into_iter().map(|row| row.slug).collect();
    Ok(())
}

fn article(text: &super::data::Text) -> ArticleChange {
    ArticleChange {
        title: text.title.clone(),
        summary: text.summary.clone(),
        body: text.body.clone(),
        body_format: BodyFormat::Markdown,
        visibility: Visibility::Public,
        state: ArticleState::Published,
        language: "es".into(),
        category: None,
    }
}
