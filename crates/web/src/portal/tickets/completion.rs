//! What the ticket form asks while one types: devices and places of an organization.

use crate::shell::{Answer, SignedIn, State};
use atiende_core::id::OrganizationId;
use atiende_core::{assets, orgs};
use axum::Json;
use axum::extract::Query;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    q: String,
    centro: OrganizationId,
}

#[derive(Serialize)]
struct Device {
    tag: String,
    name: String,
    location: Option<String>,
}

#[derive(Serialize)]
struct Place {
    id: String,
    name: String,
}

/// `GET /soporte/equipos?q=&centro=`.
pub(crate) async fn devices(state: State, signed_in: SignedIn, Query(typed): Query<Typed>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let found = state.db().read(async move |tx| assets::complete(tx, &actor, typed.centro, &typed.q).await).await?;
    let device = |asset: assets::Asset| Device {
        name: if asset.hostname.is_empty() { asset.kind } else { asset.hostname },
        tag: asset.tag,
        location: asset.location_path,
    };
    Ok(Json(found.into_iter().map(device).collect::<Vec<_>>()).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Where {
    centro: OrganizationId,
}

/// `GET /soporte/ubicaciones?centro=`.
pub(crate) async fn places(state: State, signed_in: SignedIn, Query(at): Query<Where>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let found = state.db().read(async move |tx| orgs::access::locations(tx, &actor, at.centro).await).await?;
    let place =
        |node: &orgs::LocationNode| Place { id: node.location.id.to_string(), name: node.location.path.clone() };
    Ok(Json(found.iter().map(place).collect::<Vec<_>>()).into_response())
}
