//! `/categories`: what staff sort tickets by.

use super::sent::{Made, Sent};
use super::values::{Id, Listing, Paging, Params, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::id::CategoryId;
use atiende_core::routing;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A kind of problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Category {
    id: Id,
    name: String,
    /// No ticket can be given it any more.
    archived: bool,
}

/// List categories
#[utoipa::path(get, path = "/categories", tag = "categories", params(Paging),
    responses((status = 200, body = Listing<Category>)))]
pub(crate) async fn list(state: State, caller: Caller, Params(paging): Params<Paging>) -> Answer<Listing<Category>> {
    let after = paging.after::<CategoryId>()?;
    let staff =
        async move |tx: &atiende_db::Tx| Ok::<_, Problem>(routing::categories(tx, caller.actor.staff()?).await?);
    let mut rows = state.db().read(staff).await?;
    rows.retain(|category| after.is_none_or(|after| category.id > after));
    rows.sort_by_key(|category| category.id);
    let next_cursor = cut(&mut rows, paging.limit(), |category| category.id.to_string());
    let items = rows.into_iter().map(|row| Category { id: row.id.into(), name: row.name, archived: row.archived });
    Ok(Json(Listing { items: items.collect(), next_cursor }))
}

/// A category to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCategory {
    #[serde(default)]
    #[schema(required)]
    name: String,
}

/// Make a category
#[utoipa::path(post, path = "/categories", tag = "categories", request_body = NewCategory,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = Category)))]
pub(crate) async fn add(sent: Sent<NewCategory>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    sent.once(async |tx, actor, new| {
        let id = routing::save_category(tx, actor.admin()?, None, &new.name).await?;
        let category = Category { id: id.into(), name: new.name.trim().to_owned(), archived: false };
        Made::at(format!("/api/v1/categories/{id}"), &category)
    })
    .await
}
