//! Devices that carry a sticker. For now what the ticket form needs: tag, name, place.

use crate::actor::Admin;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::{AssetId, LocationId, OrganizationId};
use crate::{Actor, Denied, audit, orgs};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use atiende_text::fold::fold;
use serde_json::json;

/// A device with the names of its organization and place.
#[derive(Debug, Clone)]
pub struct Asset {
    pub id: AssetId,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub location: Option<LocationId>,
    pub location_path: Option<String>,
    pub tag: String,
    pub hostname: String,
    pub kind: String,
    pub model: String,
    pub serial: String,
}
atiende_db::from_row!(Asset {
    id,
    organization,
    organization_name,
    location,
    location_path,
    tag,
    hostname,
    kind,
    model,
    serial
});

/// What the form says about a device.
#[derive(Debug, Clone)]
pub struct AssetChange {
    pub organization: OrganizationId,
    pub location: Option<LocationId>,
    pub tag: String,
    pub hostname: String,
    pub kind: String,
    pub model: String,
    pub serial: String,
}

/// Devices of an organization whose tag or name begins with, or contains, what was typed.
/// For everybody who may open tickets there; at most 8.
pub async fn complete(tx: &Tx, actor: &Actor, organization: OrganizationId, typed: &str) -> Result<Vec<Asset>, Denied> {
    if !(actor.belongs_to(organization) || actor.attends(organization)) {
        return Err(Denied::NotFound);
    }
    let contains = format!("%{}%", fold(typed.trim()).replace(['%', '_'], ""));
    let found = tx
        .all(
            sql!(
                "SELECT a.id, a.organization_id, o.name, a.location_id, l.path, a.tag, a.hostname, a.kind, a.model, a.serial
                 FROM assets a JOIN organizations o ON o.id = a.organization_id
                 LEFT JOIN locations l ON l.id = a.location_id
                 WHERE a.organization_id = $1 AND NOT a.archived AND a.folded LIKE $2
                 ORDER BY a.tag LIMIT 8"
            ),
            args![organization, contains],
        )
        .await?;
    Ok(found)
}

/// The device of an organization that is called exactly so, by sticker or name.
pub(crate) async fn named(
    tx: &Tx,
    organization: OrganizationId,
    typed: &str,
) -> Result<Option<(AssetId, Option<LocationId>)>, DbError> {
    // "HP-203 · Impresora" is what completion writes into the field.
    let name = typed.split(" · ").next().unwrap_or(typed).trim();
    tx.opt(
        sql!(
            "SELECT id, location_id FROM assets
             WHERE organization_id = $1 AND NOT archived AND (tag = $2 OR lower(tag) = lower($2) OR lower(hostname) = lower($2))
             ORDER BY CASE WHEN lower(tag) = lower($2) THEN 0 ELSE 1 END, id LIMIT 1"
        ),
        args![organization, name],
    )
    .await
}

/// One device, for staff who attend its organization and for its coordinators.
pub async fn find(tx: &Tx, actor: &Actor, id: AssetId) -> Result<Asset, Denied> {
    let asset = in_use(tx, id).await?;
    asset.filter(|a| actor.attends(a.organization) || actor.coordinates(a.organization)).ok_or(Denied::NotFound)
}

/// One device, for everybody who may open tickets about it.
pub async fn usable(tx: &Tx, actor: &Actor, id: AssetId) -> Result<Asset, Denied> {
    let asset = in_use(tx, id).await?;
    asset.filter(|a| actor.attends(a.organization) || actor.belongs_to(a.organization)).ok_or(Denied::NotFound)
}

/// What happened to a device, oldest first; holding it proves the right to know.
pub async fn history(tx: &Tx, asset: &Asset) -> Result<Vec<audit::Entry>, DbError> {
    audit::history(tx, Object::Asset, asset.id.0).await
}

async fn in_use(tx: &Tx, id: AssetId) -> Result<Option<Asset>, DbError> {
    tx.opt(
        sql!(
            "SELECT a.id, a.organization_id, o.name, a.location_id, l.path, a.tag, a.hostname, a.kind, a.model, a.serial
             FROM assets a JOIN organizations o ON o.id = a.organization_id
             LEFT JOIN locations l ON l.id = a.location_id
             WHERE a.id = $1 AND NOT a.archived"
        ),
        args![id],
    )
    .await
}

/// Devices by tag, of one organization or all that staff attend or a coordinator coordinates. Errors: `Forbidden`
/// for who does neither.
pub async fn list(
    tx: &Tx,
    actor: &Actor,
    organization: Option<OrganizationId>,
    (words, after): (&str, &str),
    limit: i64,
) -> Result<Vec<Asset>, Denied> {
    if !actor.is_active() || !actor.is_staff() && actor.coordinated().next().is_none() {
        return Err(Denied::Forbidden);
    }
    let mut query = SqlBuilder::new(
        "SELECT a.id, a.organization_id, o.name, a.location_id, l.path, a.tag, a.hostname, a.kind, a.model, a.serial
         FROM assets a JOIN organizations o ON o.id = a.organization_id
         LEFT JOIN locations l ON l.id = a.location_id WHERE NOT a.archived AND a.tag > ",
    )
    .bind(after);
    if !actor.attends_all() {
        query = query
            .push(
                " AND (EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = a.organization_id
                           AND m.coordinator AND NOT o.archived AND m.person_id = ",
            )
            .bind(actor.id)
            .push(") OR ")
            .bind(actor.is_staff())
            .push(
                " AND EXISTS (SELECT 1 FROM attended_organizations t
                         WHERE t.organization_id = a.organization_id AND t.person_id = ",
            )
            .bind(actor.id)
            .push("))");
    }
    if let Some(organization) = organization {
        query = query.push(" AND a.organization_id = ").bind(organization);
    }
    if !words.trim().is_empty() {
        let contains = format!("%{}%", fold(words.trim()).replace(['%', '_'], ""));
        query = query.push(" AND a.folded LIKE ").bind(contains);
    }
    Ok(tx.all_built(&query.push(" ORDER BY a.tag LIMIT ").bind(limit + 1)).await?)
}

/// Registers a device. Errors: `Invalid` on `tag` when the sticker is in use.
pub async fn add(tx: &mut Tx, by: &By, new: &AssetChange) -> Result<AssetId, Refused> {
    check(tx, new).await?;
    let (id,): (AssetId,) = tx
        .returning_one(
            sql!(
                "INSERT INTO assets (organization_id, location_id, tag, hostname, kind, model, serial, folded, archived,
                     created_at, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, $9, $9) RETURNING id"
            ),
            args![
                new.organization,
                new.location,
                new.tag.trim(),
                new.hostname.trim(),
                new.kind.trim(),
                new.model.trim(),
                new.serial.trim(),
                folded(new),
                tx.now()
            ],
        )
        .await
        .map_err(taken)?;
    events::record(tx, by, (Object::Asset, id.0), "added", &json!({ "tag": new.tag.trim() })).await?;
    Ok(id)
}

/// Changes a device.
pub async fn change(tx: &mut Tx, by: Admin<'_>, asset: &Asset, change: &AssetChange) -> Result<(), Refused> {
    check(tx, change).await?;
    tx.execute(
        sql!(
            "UPDATE assets SET organization_id = $2, location_id = $3, tag = $4, hostname = $5, kind = $6, model = $7,
                 serial = $8, folded = $9, updated_at = $10 WHERE id = $1"
        ),
        args![
            asset.id,
            change.organization,
            change.location,
            change.tag.trim(),
            change.hostname.trim(),
            change.kind.trim(),
            change.model.trim(),
            change.serial.trim(),
            folded(change),
            tx.now()
        ],
    )
    .await
    .map_err(taken)?;
    let data = json!({ "tag": change.tag.trim(), "location": change.location });
    events::record(tx, &By::from(by.actor()), (Object::Asset, asset.id.0), "changed", &data).await?;
    Ok(())
}

async fn check(tx: &Tx, asset: &AssetChange) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(&asset.tag, "tag", "assets-tag-missing", 60);
    for (text, field) in
        [(&asset.hostname, "hostname"), (&asset.kind, "kind"), (&asset.model, "model"), (&asset.serial, "serial")]
    {
        check.at_most(text, field, 120);
    }
    if let Some(location) = asset.location {
        let known = orgs::access::location_of(tx, asset.organization, location).await?;
        check.that(known.is_some(), "location", "orgs-location-unknown");
    }
    check.that(orgs::access::name(tx, asset.organization).await?.is_some(), "organization", "orgs-unknown");
    check.finish()
}

fn folded(asset: &AssetChange) -> String {
    fold(&format!("{} {} {} {}", asset.tag, asset.hostname, asset.kind, asset.model))
}

fn taken(error: DbError) -> Refused {
    match error {
        DbError::Unique => Refused::invalid("tag", "assets-tag-taken"),
        other => other.into(),
    }
}
