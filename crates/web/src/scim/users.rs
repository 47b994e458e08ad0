//! `/scim/v2/Users`.

use super::fault::{Found, id, of_core};
use super::list::{self, Asked};
use super::reply::{self, Body};
use super::{Directory, patch, user};
use crate::shell::State;
use atiende_core::accounts::Secret;
use atiende_core::directories::access::{self, Provisionable, Source};
use atiende_core::directories::actions::people;
use atiende_core::directories::{self, Field, NewUser, User};
use atiende_core::id::{GroupId, PersonId};
use atiende_core::{Denied, Refused};
use atiende_db::Tx;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use std::sync::Arc;

/// A user with their groups.
type Whole = (User, Vec<(GroupId, String)>);

/// What a filter may compare.
fn field(name: &str) -> Option<Field> {
    Some(match name {
        "id" => Field::Id,
        "username" => Field::UserName,
        "externalid" => Field::ExternalId,
        "emails" | "emails.value" => Field::Email,
        "emails.type" => Field::EmailType,
        "displayname" => Field::DisplayName,
        "name.givenname" => Field::GivenName,
        "name.familyname" => Field::FamilyName,
        "active" => Field::Active,
        "meta.created" => Field::Created,
        "meta.lastmodified" => Field::LastModified,
        _ => return None,
    })
}

pub(super) async fn list(state: State, Directory(source): Directory, asked: Asked) -> Found<Response> {
    let selection = list::selection(&asked, field)?;
    let from = selection.from;
    let read = async move |tx: &Tx| {
        let listed = directories::users(tx, &source, &selection).await?;
        let ids: Vec<PersonId> = listed.items.iter().map(|user| user.id).collect();
        let mut groups = directories::groups_of_each(tx, &source, &ids).await?;
        let whole = listed.items.into_iter().map(|user| {
            let own = groups.remove(&user.id).unwrap_or_default();
            (user, own)
        });
        Ok::<_, Denied>((listed.total, whole.collect::<Vec<Whole>>()))
    };
    let (total, whole) = state.db().read(read).await?;
    let site = &state.settings().public_url;
    let documents = whole.iter().map(|(user, groups)| user::document(user, groups, site)).collect();
    Ok(list::answer(&asked, total, from, documents))
}

pub(super) async fn show(
    state: State,
    Directory(source): Directory,
    Path(person): Path<String>,
    headers: HeaderMap,
    asked: Asked,
) -> Found<Response> {
    let person = id::<PersonId>(&person)?;
    let whole = state.db().read(async move |tx| whole(tx, &source, person).await).await?;
    let document = list::cut(document(&state, &whole), &asked);
    Ok(reply::shown(&headers, &user::version(&whole.0, &whole.1), &document))
}

pub(super) async fn add(state: State, Directory(source): Directory, Body(body): Body) -> Found<Response> {
    let (new, link) = (user::read(&body)?, Secret::generate());
    let added = state.db().write(async move |tx| {
        let person = people::add(tx, &source, new.clone(), &link).await?;
        Ok::<_, Refused>(whole(tx, &source, person).await?)
    });
    Ok(reply::resource(StatusCode::CREATED, &document(&state, &added.await.map_err(of_core)?)))
}

pub(super) async fn replace(
    state: State,
    Directory(source): Directory,
    Path(person): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Found<Response> {
    let new = user::read(&body)?;
    save(&state, (source, id(&person)?), &headers, move |_| Ok(new.clone())).await
}

pub(super) async fn change(
    state: State,
    Directory(source): Directory,
    Path(person): Path<String>,
    headers: HeaderMap,
    Body(body): Body,
) -> Found<Response> {
    let changed = move |before: Value| user::read(&patch::apply(before, &body)?);
    save(&state, (source, id(&person)?), &headers, changed).await
}

/// `DELETE`: the account is closed; what its owner did stays.
pub(super) async fn remove(
    state: State,
    Directory(source): Directory,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Found<Response> {
    let (person, expected) = (id::<PersonId>(&person)?, reply::if_match(&headers));
    let remove = async move |tx: &mut Tx| {
        let target = access::provisionable(tx, &source, person).await?;
        check_version(tx, &target, expected.as_ref()).await?;
        people::remove(tx, &target).await.map_err(of_core)
    };
    state.db().write(remove).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes the user what `read` finds in their document of before.
async fn save(
    state: &State,
    (source, person): (Arc<Source>, PersonId),
    headers: &HeaderMap,
    read: impl Fn(Value) -> Found<NewUser> + Send + Sync + 'static,
) -> Found<Response> {
    let (expected, link) = (reply::if_match(headers), Secret::generate());
    let save = async move |tx: &mut Tx| {
        let target = access::provisionable(tx, &source, person).await?;
        check_version(tx, &target, expected.as_ref()).await?;
        let new = read(user::before(&target.user))?;
        people::replace(tx, &target, new, &link).await.map_err(of_core)?;
        Ok::<_, super::Fault>(whole(tx, &source, person).await?)
    };
    let whole = state.db().write(save).await?;
    Ok(reply::resource(StatusCode::OK, &document(state, &whole)))
}

async fn check_version(tx: &Tx, target: &Provisionable<'_>, expected: Option<&String>) -> Found<()> {
    if expected.is_none() {
        return Ok(());
    }
    let groups = target.groups(tx).await?;
    reply::check_version(expected, &user::version(&target.user, &groups))
}

async fn whole(tx: &Tx, source: &Source, person: PersonId) -> Result<Whole, Denied> {
    let user = access::user(tx, source, person).await?;
    let groups = access::groups_of(tx, source, person).await?;
    Ok((user, groups))
}

fn document(state: &State, (user, groups): &Whole) -> Value {
    user::document(user, groups, &state.settings().public_url)
}
