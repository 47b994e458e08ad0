//! `/assets`: devices, for staff and for the coordinators of their organization.

use super::audit::{Happened, happened};
use super::sent::{Made, Sent};
use super::values::{Given, Id, Listing, Paging, Params, PathId, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::assets::{self, AssetChange};
use atiende_core::events::By;
use atiende_core::id::OrganizationId;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A device that carries a sticker.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asset {
    id: Id,
    /// What the sticker says.
    tag: String,
    hostname: String,
    kind: String,
    model: String,
    serial: String,
    organization: Id,
    location: Option<Id>,
    /// `Building / Floor / Room`.
    location_path: Option<String>,
}

impl Asset {
    fn of(asset: assets::Asset) -> Self {
        Self {
            id: asset.id.into(),
            tag: asset.tag,
            hostname: asset.hostname,
            kind: asset.kind,
            model: asset.model,
            serial: asset.serial,
            organization: asset.organization.into(),
            location: asset.location.map(Id::from),
            location_path: asset.location_path,
        }
    }
}

/// Which devices to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    organization: Option<Id>,
    /// Letters of the sticker, the name, the kind or the model.
    q: Option<String>,
}

/// List devices by their stickers
#[utoipa::path(get, path = "/assets", tag = "assets", params(Which, Paging),
    responses((status = 200, body = Listing<Asset>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Asset>> {
    let listing = state.db().read(async move |tx| {
        let after = paging.after::<String>()?.unwrap_or_default();
        let words = which.q.unwrap_or_default();
        let organization = which.organization.map(OrganizationId::from);
        let mut rows = assets::list(tx, &caller.actor, organization, (&words, &after), paging.rows()).await?;
        let next_cursor = cut(&mut rows, paging.limit(), |asset| asset.tag.clone());
        Ok::<_, Problem>(Listing { items: rows.into_iter().map(Asset::of).collect(), next_cursor })
    });
    Ok(Json(listing.await?))
}

/// Read a device
#[utoipa::path(get, path = "/assets/{id}", tag = "assets", params(("id" = String, Path)),
    responses((status = 200, body = Asset)))]
pub(crate) async fn show(state: State, caller: Caller, PathId(id): PathId) -> Answer<Asset> {
    let asset = state.db().read(async move |tx| assets::find(tx, &caller.actor, id.into()).await);
    Ok(Json(Asset::of(asset.await?)))
}

/// Read what happened to a device, the oldest first
#[utoipa::path(get, path = "/assets/{id}/history", tag = "assets", params(("id" = String, Path), Paging),
    responses((status = 200, body = Listing<Happened>)))]
pub(crate) async fn history(
    state: State,
    caller: Caller,
    PathId(id): PathId,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Happened>> {
    let after = paging.after::<i64>()?;
    let reading = state.db().read(async move |tx| {
        let asset = assets::find(tx, &caller.actor, id.into()).await?;
        Ok::<_, Problem>(assets::history(tx, &asset).await?)
    });
    let mut entries = reading.await?;
    entries.retain(|entry| after.is_none_or(|after| entry.id.0 > after));
    let next_cursor = cut(&mut entries, paging.limit(), |entry| entry.id.to_string());
    Ok(Json(Listing { items: entries.into_iter().map(happened).collect(), next_cursor }))
}

/// A device to be registered, or what of one is to change.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    organization: Option<Id>,
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    location: Given<Id>,
    #[schema(max_length = 60)]
    tag: Option<String>,
    #[schema(max_length = 120)]
    hostname: Option<String>,
    #[schema(max_length = 120)]
    kind: Option<String>,
    #[schema(max_length = 120)]
    model: Option<String>,
    #[schema(max_length = 120)]
    serial: Option<String>,
}

impl Change {
    fn over(&self, before: AssetChange) -> AssetChange {
        AssetChange {
            organization: self.organization.map_or(before.organization, OrganizationId::from),
            location: self.location.over(before.location),
            tag: self.tag.clone().unwrap_or(before.tag),
            hostname: self.hostname.clone().unwrap_or(before.hostname),
            kind: self.kind.clone().unwrap_or(before.kind),
            model: self.model.clone().unwrap_or(before.model),
            serial: self.serial.clone().unwrap_or(before.serial),
        }
    }
}

fn blank() -> AssetChange {
    let empty = String::new;
    AssetChange {
        // Nobody's: refused unless the caller names one.
        organization: OrganizationId(0),
        location: None,
        tag: empty(),
        hostname: empty(),
        kind: empty(),
        model: empty(),
        serial: empty(),
    }
}

/// Register a device; it needs a `tag` and an `organization`
#[utoipa::path(post, path = "/assets", tag = "assets", request_body = Change,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Asset, headers(("Location" = String)))))]
pub(crate) async fn add(sent: Sent<Change>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    sent.once(async |tx, actor, new| {
        let id = assets::add(tx, &By::from(actor), &new.over(blank())).await?;
        Made::at(format!("/api/v1/assets/{id}"), &Asset::of(assets::find(tx, actor, id).await?))
    })
    .await
}

/// Change a device
#[utoipa::path(patch, path = "/assets/{id}", tag = "assets", request_body = Change, params(("id" = String, Path)),
    responses((status = 200, body = Asset)))]
pub(crate) async fn change(PathId(id): PathId, sent: Sent<Change>) -> Answer<Asset> {
    sent.caller.administers()?;
    let Sent { state, caller, value, .. } = sent;
    let asset = state.db().write(async move |tx| {
        let actor = &caller.actor;
        let before = assets::find(tx, actor, id.into()).await?;
        assets::change(tx, actor.admin()?, &before, &value.over(as_it_is(&before))).await?;
        Ok::<_, Problem>(assets::find(tx, actor, id.into()).await?)
    });
    Ok(Json(Asset::of(asset.await?)))
}

fn as_it_is(asset: &assets::Asset) -> AssetChange {
    AssetChange {
        organization: asset.organization,
        location: asset.location,
        tag: asset.tag.clone(),
        hostname: asset.hostname.clone(),
        kind: asset.kind.clone(),
        model: asset.model.clone(),
        serial: asset.serial.clone(),
    }
}
