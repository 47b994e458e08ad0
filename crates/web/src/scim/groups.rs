//! `/scim/v2/Groups`.

use super::fault::{Found, id, of_core};
use super::list::{self, Asked};
use super::reply::{self, Body};
use super::{Directory, group, patch};
use crate::shell::State;
use atiende_core::directories::access::Source;
use atiende_core::directories::actions::groups;
use atiende_core::directories::{self, Field, Group, GroupChange, access};
use atiende_core::id::{GroupId, PersonId};
use atiende_core::{Denied, Refused};
use atiende_db::Tx;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::sync::Arc;

/// A group with its people.
type Whole = (Group, Vec<(PersonId, String)>);

/// What a filter may compare.
fn field(name: &str) -> Option<Field> {
    Some(match name {
        "id" => Field::Id,
        "externalid" => Field::ExternalId,
        "displayname" => Field::DisplayName,
        "members" | "members.value" => Field::Member,
        "meta.created" => Field::Created,
        "meta.lastmodified" => Field::LastModified,
        _ => return None,
    })
}

pub(super) async fn list(state: State, Directory(source): Directory, asked: Asked) -> Found<Response> {
    let selection = list::selection(&asked, field)?;
    let (from, with_members) = (selection.from, list::wants(&asked, "members"));
    let read = async move |tx: &Tx| {
        let listed = directories::groups(tx, &source, &selection).await?;
        let ids: Vec<GroupId> = listed.items.iter().filter(|_| with_members).map(|group| group.id).collect();
        let mut members = directories::members_of_each(tx, &source, &ids).await?;
        let whole = listed.items.into_iter().map(|group| {
            let own = members.remove(&group.id).unwrap_or_default();
            (group, own)
        });
        Ok::<_, Denied>((listed.total, whole.collect::<Vec<Whole>>()))
    };
    let (total, whole) = state.db().read(read).await?;
    let documents = whole.iter().map(|whole| document(&state, whole)).collect();
    Ok(list::answer(&asked, total, from, documents))
}

pub(super) async fn show(
    state: State,
    Directory(source): Directory,
    Path(group): Path<String>,
    headers: HeaderMap,
    asked: Asked,
) -> Found<Response> {
    let (group, with_members) = (id::<GroupId>(&group)?, list::wants(&asked, "members"));
    let whole = state.db().read(async move |tx| whole(tx, (&source, group), with_members).await).await?;
    let document = list::cut(document(&state, &whole), &asked);
    Ok(reply::shown(&headers, &reply::version(whole.0.updated_at), &document))
}

pub(super) async fn add(state: State, Directory(source): Directory, Body(body): Body) -> Found<Response> {
    let new = group::read(&body)?;
    let added = state.db().write(async move |tx| {
        let group = groups::add(tx, &source, new.clone()).await?;
        Ok::<_, Refused>(whole(tx, (&source, group), true).await?)
    });
    Ok(reply::resource(StatusCode::CREATED, &document(&state, &added.await.map_err(of_core)?)))
}

pub(super) async fn replace(
    state: State,
    Directory(source): Directory,
    Path(group): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Found<Response> {
    let new = group::read(&body)?;
    save(&state, (source, id(&group)?), &headers, move |_| Ok(new.clone())).await
}

pub(super) async fn change(
    state: State,
    Directory(source): Directory,
    Path(group): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Found<Response> {
    let changed = move |before: Value| group::read(&patch::apply(before, &body)?);
    save(&state, (source, id(&group)?), &headers, changed).await
}

pub(super) async fn remove(
    state: State,
    Directory(source): Directory,
    Path(group): Path<String>,
    headers: HeaderMap,
) -> Found<Response> {
    let (group, expected) = (id::<GroupId>(&group)?, reply::if_match(&headers));
    let remove = async move |tx: &mut Tx| {
        let target = access::owned(tx, &source, group).await?;
        reply::check_version(expected.as_ref(), &reply::version(target.group.updated_at))?;
        groups::remove(tx, &target).await.map_err(of_core)
    };
    state.db().write(remove).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes the group what `read` finds in its document of before.
async fn save(
    state: &State,
    (source, group): (Arc<Source>, GroupId),
    headers: &HeaderMap,
    read: impl Fn(Value) -> Found<GroupChange> + Send + Sync + 'static,
) -> Found<Response> {
    let (expected, site) = (reply::if_match(headers), state.settings().public_url.clone());
    let save = async move |tx: &mut Tx| {
        let target = access::owned(tx, &source, group).await?;
        reply::check_version(expected.as_ref(), &reply::version(target.group.updated_at))?;
        let members = access::members_of(tx, &source, group).await?;
        let new = read(group::document(&target.group, &members, &site))?;
        groups::replace(tx, &target, new).await.map_err(of_core)?;
        Ok::<_, super::Fault>(whole(tx, (&source, group), true).await?)
    };
    let whole = state.db().write(save).await?;
    Ok(reply::resource(StatusCode::OK, &document(state, &whole)))
}

async fn whole(tx: &Tx, (source, id): (&Source, GroupId), with_members: bool) -> Result<Whole, Denied> {
    let group = access::owned(tx, source, id).await?.group;
    let members = if with_members { access::members_of(tx, source, id).await? } else { Vec::new() };
    Ok((group, members))
}

fn document(state: &State, (group, members): &Whole) -> Value {
    group::document(group, members, &state.settings().public_url)
}
