//! Choosing a technician, trying it out, and who may read the rules.

use super::model::{Category, Choice, Facts, Reason, Rule, Team, first_match};
use super::store;
use crate::actor::{Admin, Staff};
use crate::id::{CategoryId, LocationId, OrganizationId, TeamId};
use crate::orgs;
use crate::tickets::Priority;
use atiende_db::{DbError, Tx};
use std::sync::Arc;

/// What would happen to a ticket like this: the choice, without making anything.
pub async fn try_out(
    tx: &Tx,
    _by: Admin<'_>,
    organization: OrganizationId,
    place: (Option<CategoryId>, Option<LocationId>),
    (subject, priority): (&str, Priority),
) -> Result<Choice, DbError> {
    choose(tx, organization, place, (subject, priority)).await
}

/// The technician who will attend a new ticket, and why.
pub(crate) async fn choose(
    tx: &Tx,
    organization: OrganizationId,
    (category, location): (Option<CategoryId>, Option<LocationId>),
    (subject, priority): (&str, Priority),
) -> Result<Choice, DbError> {
    let locations = match location {
        Some(location) => store::places_above(tx, location).await?,
        None => Vec::new(),
    };
    let facts = Facts { organization, category, locations, subject: subject.to_owned(), priority };
    let mut rules = store::rules(tx).await?;
    // A rule whose technician left, or does not attend this client, is passed over for the next.
    while let Some(rule) = first_match(&rules, &facts).cloned() {
        if let Some(choice) = target(tx, &rule, organization).await? {
            return Ok(choice);
        }
        rules.retain(|other| other.id != rule.id);
    }
    by_organization(tx, organization).await
}

async fn target(tx: &Tx, rule: &Rule, organization: OrganizationId) -> Result<Option<Choice>, DbError> {
    if let Some(technician) = rule.technician {
        let reason = Reason::Rule { rule: rule.name.clone() };
        let attends = store::attends(tx, technician, organization).await?;
        return Ok(attends.then_some(Choice { technician: Some(technician), reason }));
    }
    let Some(team) = rule.team else { return Ok(None) };
    let Some((technician, open)) = store::least_loaded(tx, team, organization).await? else { return Ok(None) };
    let name = store::teams(tx).await?.into_iter().find(|(id, _)| *id == team).map(|(_, name)| name);
    let reason = Reason::LeastLoaded { rule: rule.name.clone(), team: name.unwrap_or_default(), open };
    Ok(Some(Choice { technician: Some(technician), reason }))
}

async fn by_organization(tx: &Tx, organization: OrganizationId) -> Result<Choice, DbError> {
    let own = orgs::access::find(tx, organization).await?.and_then(|o| o.default_technician);
    if let Some(technician) = own
        && store::attends(tx, technician, organization).await?
    {
        return Ok(Choice { technician: Some(technician), reason: Reason::Organization });
    }
    Ok(match store::least_loaded_attending(tx, organization).await? {
        Some((technician, open)) => Choice { technician: Some(technician), reason: Reason::Attending { open } },
        None => Choice { technician: None, reason: Reason::Nobody },
    })
}

/// All rules in order, for administrators.
pub async fn rules(tx: &Tx, _by: Admin<'_>) -> Result<Vec<Rule>, DbError> {
    store::rules(tx).await
}

/// All teams with their members.
pub async fn teams(tx: &Tx, _by: Staff<'_>) -> Result<Vec<Team>, DbError> {
    let found = store::teams(tx).await?;
    with_members(tx, found).await
}

/// Teams page by page; asks for `limit` + 1 so that the caller sees whether there are more.
pub async fn teams_after(tx: &Tx, _by: Staff<'_>, after: Option<TeamId>, limit: i64) -> Result<Vec<Team>, DbError> {
    let found = store::teams_after(tx, after.map_or(0, |id| id.0), limit + 1).await?;
    with_members(tx, found).await
}

async fn with_members(tx: &Tx, found: Vec<(TeamId, String)>) -> Result<Vec<Team>, DbError> {
    let mut teams = Vec::new();
    for (id, name) in found {
        let members = store::team_members(tx, id).await?;
        teams.push(Team { id, name, members });
    }
    Ok(teams)
}

/// Whether a new ticket can be given this category.
pub(crate) async fn category_is_in_use(tx: &Tx, id: CategoryId) -> Result<bool, DbError> {
    store::category_is_in_use(tx, id).await
}

/// The category of this name that new tickets can be given.
pub async fn category_called(tx: &Tx, name: &str) -> Result<Option<CategoryId>, DbError> {
    store::category_called(tx, name).await
}

/// All categories, those out of use last.
pub async fn categories(tx: &Tx, _by: Staff<'_>) -> Result<Vec<Category>, DbError> {
    store::categories(tx).await
}

/// All categories page by page; asks for `limit` + 1 so that the caller sees whether there are more.
pub async fn categories_after(
    tx: &Tx,
    _by: Staff<'_>,
    after: Option<CategoryId>,
    limit: i64,
) -> Result<Vec<Category>, DbError> {
    store::categories_after(tx, after.map_or(0, |id| id.0), limit + 1).await
}

/// The categories that a ticket can be given.
pub async fn categories_in_use(tx: &Tx, _by: Staff<'_>) -> Result<Arc<Vec<Category>>, DbError> {
    let in_use = async |tx: &Tx| {
        let mut categories = store::categories(tx).await?;
        categories.retain(|category| !category.archived);
        Ok(categories)
    };
    tx.shared(("categories in use", 0), in_use).await
}
