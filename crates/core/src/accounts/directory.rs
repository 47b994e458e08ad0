//! Lists of people, for those who may see them.

use super::model::{AccountState, Role};
use crate::Denied;
use crate::actor::{Admin, Staff};
use crate::id::{OrganizationId, PersonId};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use atiende_text::fold;
use std::sync::Arc;

/// Which people the admin list shows.
#[derive(Debug, Clone, Default)]
pub struct PeopleFilter {
    pub words: String,
    pub role: Option<Role>,
    pub state: Option<AccountState>,
    pub organization: Option<OrganizationId>,
    /// Continue after this person (by id, newest first).
    pub before: Option<PersonId>,
}

/// One row of the admin list.
#[derive(Debug, Clone)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub state: AccountState,
    pub organizations: Option<String>,
}
atiende_db::from_row!(PersonRow { id, name, email, role, state, organizations });

/// People for the admin list, newest first; `limit` + 1 rows tell whether there are more.
pub async fn people(tx: &Tx, _by: Admin<'_>, filter: &PeopleFilter, limit: i64) -> Result<Vec<PersonRow>, DbError> {
    let mut query = SqlBuilder::new(
        "SELECT p.id, p.name, p.email, p.role, p.state, (SELECT string_agg(o.name, ', ' ORDER BY o.name)
              FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.person_id = p.id)
         FROM people p WHERE p.id < ",
    )
    .bind(filter.before.map_or(i64::MAX, |id| id.0));
    if let Some(role) = filter.role {
        query = query.push(" AND p.role = ").bind(role);
    }
    if let Some(state) = filter.state {
        query = query.push(" AND p.state = ").bind(state);
    }
    if let Some(organization) = filter.organization {
        query = query
            .push(" AND EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id AND m.organization_id = ")
            .bind(organization)
            .push(")");
    }
    for word in filter.words.split_whitespace().take(4) {
        let like = format!("%{}%", fold::fold(word).replace(['%', '_'], ""));
        query = query.push(" AND p.folded LIKE ").bind(&like);
    }
    tx.all_built(&query.push(" ORDER BY p.id DESC LIMIT ").bind(limit + 1)).await
}

/// Everybody who can be given a ticket of this organization, by name.
pub async fn technicians(
    tx: &Tx,
    by: Staff<'_>,
    organization: OrganizationId,
) -> Result<Arc<Vec<(PersonId, String)>>, Denied> {
    if !by.actor().attends(organization) {
        return Err(Denied::NotFound);
    }
    let attending = async |tx: &Tx| {
        tx.all(
            sql!(
                "SELECT p.id, p.name FROM people p
                 WHERE p.state = 'active' AND p.role <> 'requester'
                     AND (p.role = 'admin' OR p.all_organizations OR EXISTS (
                         SELECT 1 FROM attended_organizations a WHERE a.person_id = p.id AND a.organization_id = $1))
                 ORDER BY p.name, p.id"
            ),
            args![organization],
        )
        .await
    };
    Ok(tx.shared::<_, DbError>(("technicians", organization.0), attending).await?)
}

/// All staff, for routing rules and defaults.
pub async fn staff(tx: &Tx, _by: Staff<'_>) -> Result<Arc<Vec<(PersonId, String)>>, DbError> {
    let all = async |tx: &Tx| {
        tx.all(
            sql!("SELECT id, name FROM people WHERE state = 'active' AND role <> 'requester' ORDER BY name, id"),
            args![],
        )
        .await
    };
    tx.shared(("staff", 0), all).await
}
