//! Two directories at one desk: neither sees or moves what is the other's, nor anything that nobody gave it.

use super::{Cast, Token, actor, ask, entra, entrust, fault, get, ids, means, patch, send, send_as, set_role};
use atiende_core::accounts::{AccountState, Role, TokenScope};
use atiende_core::directories::Meaning;
use atiende_core::id::{MergeId, PersonId};
use atiende_core::{Refused, Sudo, merges};
use atiende_db::{Tx, args, sql};
use axum::http::Method;
use serde_json::json;

atiende_testing::on_both![
    a_group_is_its_own_directorys,
    a_person_is_their_own_directorys,
    one_directory_takes_nothing_of_the_others_word,
    who_is_staff_by_another_word_is_not_touched,
    who_was_there_before_is_found_where_it_was_given,
    a_name_that_changed_hands_is_another_person,
    an_account_opened_by_hand_is_the_directorys_again,
    who_is_merged_goes_on_as_the_other,
];

/// The directory of another school, kept in Luis' name.
async fn another(cast: &Cast) -> Token {
    cast.desk.token(cast.luis.person, TokenScope::Scim).await
}

async fn user(cast: &Cast, name: &str) -> PersonId {
    let made = send(cast, Method::POST, "/Users", &entra(name)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    PersonId(made.id().parse().unwrap())
}

async fn a_group_is_its_own_directorys() {
    let cast = Cast::new().await;
    let other = another(&cast).await;
    let new = json!({ "displayName": "Responsables TIC" });
    let group = send(&cast, Method::POST, "/Groups", &new).await.id();
    let coordinates = Meaning { organization: Some(cast.la_paz), coordinator: true, role: None };
    means(&cast, &group, coordinates).await;
    let filter = "/Groups?filter=displayName+eq+%22Responsables+TIC%22";
    assert_eq!(ids(&get(&cast, filter).await), [group.as_str()]);
    assert!(ids(&ask(&cast, Method::GET, &other, filter).go().await).is_empty());

    let stranger = send_as(&cast, &other, (Method::POST, "/Users"), &entra("pau")).await.id();
    let path = format!("/Groups/{group}");
    let whole = json!({ "displayName": "Responsables TIC", "members": [{ "value": stranger }] });
    let part = patch(&json!([{ "op": "add", "path": "members", "value": [{ "value": stranger }] }]));
    for (method, body) in
        [(Method::GET, &whole), (Method::PUT, &whole), (Method::PATCH, &part), (Method::DELETE, &whole)]
    {
        assert_eq!(fault(&send_as(&cast, &other, (method, path.as_str()), body).await), (404, ""));
    }
    // Nor does its own of this name mean anything, nor this one take in the other's people.
    let own = send_as(&cast, &other, (Method::POST, "/Groups"), &whole).await;
    assert_eq!(own.status, 201, "{}", own.body);
    assert_ne!(own.id(), group);
    assert_eq!(fault(&send(&cast, Method::PATCH, &path, &part).await), (400, "invalidValue"));
    assert!(actor(&cast, PersonId(stranger.parse().unwrap())).await.memberships.is_empty());
    let lucia = user(&cast, "lucia").await;
    let part = patch(&json!([{ "op": "add", "path": "members", "value": [{ "value": lucia.to_string() }] }]));
    assert_eq!(send(&cast, Method::PATCH, &path, &part).await.status, 200);
    assert!(actor(&cast, lucia).await.coordinates(cast.la_paz));
}

async fn a_person_is_their_own_directorys() {
    let cast = Cast::new().await;
    let other = another(&cast).await;
    let lucia = user(&cast, "lucia").await;
    let path = format!("/Users/{lucia}");
    let steal = patch(&json!([{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "x@x.es" }]));
    for (method, body) in [(Method::GET, &steal), (Method::PATCH, &steal), (Method::DELETE, &steal)] {
        assert_eq!(fault(&send_as(&cast, &other, (method, path.as_str()), body).await), (404, ""));
    }
    assert_eq!(fault(&send_as(&cast, &other, (Method::PUT, path.as_str()), &entra("lucia")).await), (404, ""));
    assert!(ids(&ask(&cast, Method::GET, &other, "/Users").go().await).is_empty());
    let twice = send_as(&cast, &other, (Method::POST, "/Users"), &entra("lucia")).await;
    assert_eq!(fault(&twice), (409, "uniqueness"), "an address is one person's");
    // A name is taken in one directory alone.
    let mut name = entra("lucia2");
    name["userName"] = json!("lucia");
    assert_eq!(send(&cast, Method::POST, "/Users", &name).await.status, 201);
    let mut same = entra("lucia3");
    same["userName"] = json!("Lucia");
    assert_eq!(send_as(&cast, &other, (Method::POST, "/Users"), &same).await.status, 201);
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &same).await), (409, "uniqueness"));
    assert_eq!(ids(&get(&cast, "/Users").await).len(), 2);
    // Given up, the account is still nobody's but this directory's.
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    let reopened = send_as(&cast, &other, (Method::POST, "/Users"), &entra("lucia")).await;
    assert_eq!(fault(&reopened), (409, "uniqueness"));
    assert_eq!(actor(&cast, lucia).await.state, AccountState::Disabled);
}

async fn one_directory_takes_nothing_of_the_others_word() {
    let cast = Cast::new().await;
    let other = another(&cast).await;
    entrust(&cast, cast.la_paz).await;
    let maria = cast.maria.person;
    let members = json!([{ "value": maria.to_string() }]);
    let new = json!({ "displayName": "TIC", "members": members });
    let ours = send(&cast, Method::POST, "/Groups", &new).await.id();
    means(&cast, &ours, Meaning { role: Some(Role::Technician), ..Meaning::default() }).await;
    // As if the other school's had been mapped before María was anybody's.
    let theirs = send_as(&cast, &other, (Method::POST, "/Groups"), &json!({ "displayName": "TIC" })).await.id();
    let (group, put) = (theirs.clone(), sql!("INSERT INTO directory_members (group_id, person_id) VALUES ($1, $2)"));
    let group: i64 = group.parse().unwrap();
    cast.desk.db().write(async move |tx| tx.execute(put, args![group, maria]).await).await.unwrap();
    means(&cast, &theirs, Meaning { role: Some(Role::Technician), ..Meaning::default() }).await;
    let gone = send_as(&cast, &other, (Method::DELETE, &format!("/Groups/{theirs}")), &json!({})).await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    assert_eq!(actor(&cast, maria).await.role, Role::Technician, "the first directory still says so");
    assert_eq!(send(&cast, Method::DELETE, &format!("/Groups/{ours}"), &json!({})).await.status, 204);
    assert_eq!(actor(&cast, maria).await.role, Role::Requester);
}

/// Who can name the address of an account can open it: not that of staff whom somebody else made staff.
async fn who_is_staff_by_another_word_is_not_touched() {
    let cast = Cast::new().await;
    let lucia = user(&cast, "lucia").await;
    let path = format!("/Users/{lucia}");
    let address = |name: &str| {
        patch(&json!([{ "op": "replace", "path": "emails[type eq \"work\"].value", "value": format!("{name}@x.es") }]))
    };
    let group = json!({ "displayName": "TIC", "members": [{ "value": lucia.to_string() }] });
    let group = send(&cast, Method::POST, "/Groups", &group).await.id();
    means(&cast, &group, Meaning { role: Some(Role::Technician), ..Meaning::default() }).await;
    let own = send(&cast, Method::PATCH, &path, &address("a")).await;
    assert_eq!(own.status, 200, "its own word made her staff: {}", own.body);
    set_role(&cast, lucia, "admin").await;
    for (method, body) in [(Method::PATCH, address("b")), (Method::PUT, entra("lucia")), (Method::DELETE, json!({}))] {
        let refused = send(&cast, method, &path, &body).await;
        assert_eq!(fault(&refused), (403, ""), "{}", refused.body);
    }
    assert_eq!(get(&cast, &path).await.body["emails"][0]["value"], "a@x.es");
    for staff in [&cast.ada, &cast.luis] {
        let path = format!("/Users/{}", staff.person);
        assert_eq!(fault(&send(&cast, Method::PATCH, &path, &address("c")).await), (404, ""));
    }
}

async fn who_was_there_before_is_found_where_it_was_given() {
    let cast = Cast::new().await;
    assert!(ids(&get(&cast, "/Users").await).is_empty(), "staff and other schools are none of its business");
    entrust(&cast, cast.la_paz).await;
    let both = [cast.maria.person.to_string(), cast.carmen.person.to_string()];
    assert_eq!(ids(&get(&cast, "/Users").await), both);
    assert!(ids(&ask(&cast, Method::GET, &another(&cast).await, "/Users").go().await).is_empty());
    // Who belongs to another organization, too, is not this directory's to name.
    let (carmen, el_mar) = (cast.carmen.person, cast.el_mar);
    let join = sql!("INSERT INTO memberships (organization_id, person_id, coordinator) VALUES ($1, $2, FALSE)");
    cast.desk.db().write(async move |tx| tx.execute(join, args![el_mar, carmen]).await).await.unwrap();
    assert_eq!(ids(&get(&cast, "/Users").await), both[..1]);
    assert_eq!(fault(&get(&cast, &format!("/Users/{}", cast.jon.person)).await), (404, ""));
}

async fn a_name_that_changed_hands_is_another_person() {
    let cast = Cast::new().await;
    let lucia = user(&cast, "lucia").await;
    let path = format!("/Users/{lucia}");
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    let mut heir = entra("lucia");
    heir["externalId"] = json!("another-human");
    let refused = send(&cast, Method::POST, "/Users", &heir).await;
    assert_eq!(fault(&refused), (409, "uniqueness"));
    assert!(refused.body["detail"].as_str().unwrap().contains("cuenta cerrada"), "{}", refused.body);
    assert_eq!(actor(&cast, lucia).await.state, AccountState::Disabled);
    // An administrator gives the closed account another address: the name is the newcomer's.
    let set = sql!("UPDATE people SET email = 'lucia.antes@ceiplapaz.es' WHERE id = $1");
    cast.desk.db().write(async move |tx| tx.execute(set, args![lucia]).await).await.unwrap();
    let made = send(&cast, Method::POST, "/Users", &heir).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_ne!(made.id(), lucia.to_string());
    // Nor does the account of who was made staff come back by a name.
    let marta = user(&cast, "marta").await;
    assert_eq!(send(&cast, Method::DELETE, &format!("/Users/{marta}"), &json!({})).await.status, 204);
    set_role(&cast, marta, "technician").await;
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &entra("marta")).await), (409, "uniqueness"));
    // The address of somebody else is not to be had by coming back.
    let pau = user(&cast, "pau").await;
    assert_eq!(send(&cast, Method::DELETE, &format!("/Users/{pau}"), &json!({})).await.status, 204);
    let mut back = entra("pau");
    back["emails"] = json!([{ "value": "maria@ceiplapaz.es", "primary": true }]);
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &back).await), (409, "uniqueness"));
}

async fn an_account_opened_by_hand_is_the_directorys_again() {
    let cast = Cast::new().await;
    let lucia = user(&cast, "lucia").await;
    let path = format!("/Users/{lucia}");
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    let on = json!({ "disabled": false });
    let opened = cast.desk.patch(&cast.ada, &format!("/users/{lucia}"), &on).go().await;
    assert_eq!(opened.status, 200, "{}", opened.body);
    assert_eq!(get(&cast, &path).await.body["active"], true);
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &entra("lucia")).await), (409, "uniqueness"));
}

async fn merged(cast: &Cast, kept: PersonId, gone: PersonId) -> Result<MergeId, Refused> {
    let ada = actor(cast, cast.ada.person).await;
    let merge = async move |tx: &mut Tx| {
        let both = merges::access::mergeable(tx, &ada, (kept, gone)).await?;
        merges::actions::merge(tx, &both, Sudo::at_the_terminal()).await
    };
    cast.desk.db().write(merge).await
}

/// The directory finds the account that is kept, and what it gave goes with it, and back.
async fn who_is_merged_goes_on_as_the_other() {
    let cast = Cast::new().await;
    let (maria, lucia, pau) = (cast.maria.person, user(&cast, "lucia").await, user(&cast, "pau").await);
    assert!(matches!(merged(&cast, pau, lucia).await, Err(Refused::Conflict("merges-two-users"))));
    let group = json!({ "displayName": "El Mar", "members": [{ "value": lucia.to_string() }] });
    let path = format!("/Groups/{}", send(&cast, Method::POST, "/Groups", &group).await.id());
    means(&cast, &path[8..], Meaning { organization: Some(cast.el_mar), ..Meaning::default() }).await;
    let filter = "/Users?filter=userName+eq+%22lucia@ceiplapaz.es%22";
    let merge = merged(&cast, maria, lucia).await.unwrap();
    assert_eq!(ids(&get(&cast, filter).await), [maria.to_string()]);
    assert_eq!(fault(&get(&cast, &format!("/Users/{lucia}")).await), (404, ""));
    assert_eq!(get(&cast, &path).await.body["members"][0]["value"], maria.to_string());
    assert!(actor(&cast, maria).await.belongs_to(cast.el_mar));

    let ada = actor(&cast, cast.ada.person).await;
    let undo = async move |tx: &mut Tx| {
        let undoable = merges::access::undoable(tx, &ada, merge).await?;
        merges::actions::undo(tx, &undoable, Sudo::at_the_terminal()).await
    };
    cast.desk.db().write(undo).await.unwrap();
    assert_eq!(ids(&get(&cast, filter).await), [lucia.to_string()]);
    assert!(!actor(&cast, maria).await.belongs_to(cast.el_mar));
    // Merged again, and given up by the group: what the directory gave, it takes from who is kept.
    merged(&cast, maria, lucia).await.unwrap();
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    let maria = actor(&cast, maria).await;
    assert!(maria.belongs_to(cast.la_paz) && !maria.belongs_to(cast.el_mar));
}
