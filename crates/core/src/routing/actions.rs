//! Changing rules, teams and categories.

use super::model::RuleChange;
use super::store;
use crate::Denied;
use crate::actor::Admin;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::{CategoryId, PersonId, RuleId, TeamId};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Makes a rule (`None`: at the end of the list) or changes one.
pub async fn save_rule(tx: &mut Tx, by: Admin<'_>, id: Option<RuleId>, rule: &RuleChange) -> Result<RuleId, Refused> {
    rule.check()?;
    let saved = match id {
        None => store::insert_rule(tx, rule).await?,
        Some(id) if store::update_rule(tx, id, rule).await? == 1 => id,
        Some(_) => return Err(Denied::NotFound.into()),
    };
    let data = json!({ "name": rule.name.trim(), "enabled": rule.enabled });
    record(tx, by, (Object::Rule, saved.0), if id.is_some() { "changed" } else { "added" }, &data).await?;
    Ok(saved)
}

/// Moves a rule one place up (`-1`) or down (`1`).
pub async fn move_rule(tx: &mut Tx, by: Admin<'_>, id: RuleId, step: i64) -> Result<(), Refused> {
    let mut rules = store::rules(tx).await?;
    let at = rules.iter().position(|rule| rule.id == id).ok_or(Denied::NotFound)?;
    let to = at.saturating_add_signed(isize::try_from(step.signum()).unwrap_or(0)).min(rules.len() - 1);
    rules.swap(at, to);
    for (position, rule) in (1..).zip(&rules) {
        if rule.position != position {
            store::set_position(tx, rule.id, position).await?;
        }
    }
    record(tx, by, (Object::Rule, id.0), "moved", &json!({ "position": to + 1 })).await?;
    Ok(())
}

pub async fn delete_rule(tx: &mut Tx, by: Admin<'_>, id: RuleId) -> Result<(), Refused> {
    if store::delete_rule(tx, id).await? == 0 {
        return Err(Denied::NotFound.into());
    }
    record(tx, by, (Object::Rule, id.0), "deleted", &json!({})).await?;
    Ok(())
}

/// Makes or changes a team.
pub async fn save_team(
    tx: &mut Tx,
    by: Admin<'_>,
    id: Option<TeamId>,
    name: &str,
    members: &[PersonId],
) -> Result<TeamId, Refused> {
    checked_name(name)?;
    let saved = match id {
        None => store::insert_team(tx, name.trim()).await?,
        Some(id) if store::update_team(tx, id, name.trim()).await? == 1 => id,
        Some(_) => return Err(Denied::NotFound.into()),
    };
    store::replace_team_members(tx, saved, members).await?;
    let data = json!({ "name": name.trim(), "members": members });
    record(tx, by, (Object::Team, saved.0), if id.is_some() { "changed" } else { "added" }, &data).await?;
    Ok(saved)
}

/// Makes or renames a category.
pub async fn save_category(
    tx: &mut Tx,
    by: Admin<'_>,
    id: Option<CategoryId>,
    name: &str,
) -> Result<CategoryId, Refused> {
    checked_name(name)?;
    let saved = match id {
        None => store::insert_category(tx, name.trim()).await?,
        Some(id) if store::update_category(tx, id, name.trim(), false).await? == 1 => id,
        Some(_) => return Err(Denied::NotFound.into()),
    };
    let data = json!({ "name": name.trim() });
    record(tx, by, (Object::Category, saved.0), if id.is_some() { "changed" } else { "added" }, &data).await?;
    Ok(saved)
}

/// Takes a category out of use; its tickets keep it.
pub async fn archive_category(tx: &mut Tx, by: Admin<'_>, id: CategoryId) -> Result<(), Refused> {
    let all = store::categories(tx).await?;
    let category = all.into_iter().find(|category| category.id == id).ok_or(Denied::NotFound)?;
    store::update_category(tx, id, &category.name, true).await?;
    record(tx, by, (Object::Category, id.0), "archived", &json!({ "name": category.name })).await?;
    Ok(())
}

fn checked_name(name: &str) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(name, "name", "routing-name-missing", 80);
    check.finish()
}

async fn record(
    tx: &mut Tx,
    by: Admin<'_>,
    object: (Object, i64),
    verb: &'static str,
    data: &serde_json::Value,
) -> Result<(), DbError> {
    events::record(tx, &By::from(by.actor()), object, verb, data).await?;
    Ok(())
}
