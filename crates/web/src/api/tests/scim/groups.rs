//! Groups: who is in them, and what that makes of people.

use super::{Cast, actor, entra, entrust, fault, get, ids, means, patch, send, set_role};
use atiende_core::accounts::{Role, access};
use atiende_core::directories::Meaning;
use atiende_core::id::PersonId;
use axum::http::Method;
use serde_json::{Value, json};

atiende_testing::on_both![
    entra_fills_and_empties_a_group,
    okta_renames_replaces_and_deletes_a_group,
    a_group_that_means_something_gives_it_and_takes_it_back,
    nobody_is_put_into_a_group_by_mistake,
    a_group_lets_in_who_waits_and_sends_what_they_wrote,
    a_group_of_many_is_listed_without_them,
];

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

async fn group(cast: &Cast, name: &str) -> String {
    let new = json!({ "schemas": [GROUP], "externalId": format!("{name}-8aa1"), "displayName": name,
        "meta": { "resourceType": "Group" } });
    let made = send(cast, Method::POST, "/Groups", &new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.id()
}

fn members(answer: &Value) -> Vec<&str> {
    answer["members"].as_array().unwrap().iter().map(|member| member["value"].as_str().unwrap()).collect()
}

async fn entra_fills_and_empties_a_group() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    let id = group(&cast, "Docentes").await;
    let path = format!("/Groups/{id}");
    let found = get(&cast, "/Groups?excludedAttributes=members&filter=displayName+eq+%22docentes%22").await;
    assert_eq!(ids(&found).join(" "), id);
    assert!(found.body["Resources"][0].get("members").is_none());
    let (maria, carmen) = (cast.maria.person.to_string(), cast.carmen.person.to_string());
    let add = patch(&json!([{ "op": "Add", "path": "members", "value": [{ "value": maria }, { "value": carmen }] }]));
    let filled = send(&cast, Method::PATCH, &path, &add).await;
    assert_eq!(members(&filled.body), [maria.as_str(), &carmen], "{}", filled.body);
    let one = get(&cast, &format!("/Groups?filter=id+eq+%22{id}%22+and+members+eq+%22{maria}%22")).await;
    assert_eq!(ids(&one).len(), 1);
    assert_eq!(get(&cast, &format!("/Users/{maria}")).await.body["groups"][0]["display"], "Docentes");
    let remove = patch(&json!([{ "op": "Remove", "path": "members", "value": [{ "value": maria }] }]));
    assert_eq!(members(&send(&cast, Method::PATCH, &path, &remove).await.body), [carmen.as_str()]);
    let rename = patch(&json!([{ "op": "Replace", "path": "displayName", "value": "Claustro" }]));
    assert_eq!(send(&cast, Method::PATCH, &path, &rename).await.body["displayName"], "Claustro");
    // Whoever keeps the group by its version hears that somebody in it is gone.
    let eva = send(&cast, Method::POST, "/Users", &entra("eva")).await.id();
    let add = patch(&json!([{ "op": "Add", "path": "members", "value": [{ "value": eva }] }]));
    let version = send(&cast, Method::PATCH, &path, &add).await.header("etag").to_owned();
    assert_eq!(send(&cast, Method::DELETE, &format!("/Users/{eva}"), &json!({})).await.status, 204);
    let after = get(&cast, &path).await;
    assert!(after.header("etag") != version && members(&after.body) == [carmen.as_str()], "{}", after.body);
}

async fn okta_renames_replaces_and_deletes_a_group() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    let id = group(&cast, "Docentes").await;
    let path = format!("/Groups/{id}");
    let (maria, carmen) = (cast.maria.person.to_string(), cast.carmen.person.to_string());
    let whole = json!({ "schemas": [GROUP], "id": id, "displayName": "Docentes",
        "members": [{ "value": maria, "display": "maria@ceiplapaz.es" }, { "value": maria }] });
    assert_eq!(members(&send(&cast, Method::PUT, &path, &whole).await.body), [maria.as_str()]);
    let both = patch(&json!([
        { "op": "remove", "path": format!("members[value eq \"{maria}\"]") },
        { "op": "add", "path": "members", "value": [{ "value": carmen, "display": "Carmen" }] },
    ]));
    assert_eq!(members(&send(&cast, Method::PATCH, &path, &both).await.body), [carmen.as_str()]);
    let rename = patch(&json!([{ "op": "replace", "value": { "id": id, "displayName": "Claustro" } }]));
    let renamed = send(&cast, Method::PATCH, &path, &rename).await;
    assert_eq!((&renamed.body["displayName"], members(&renamed.body)), (&json!("Claustro"), vec![carmen.as_str()]));
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(fault(&get(&cast, &path).await), (404, ""));
    assert_eq!(get(&cast, &format!("/Users/{carmen}")).await.body["groups"], json!([]));
}

async fn a_group_that_means_something_gives_it_and_takes_it_back() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    let (staff, mar) = (group(&cast, "TIC").await, group(&cast, "El Mar").await);
    let made = send(&cast, Method::POST, "/Users", &entra("lucia")).await;
    let lucia = PersonId(made.id().parse().unwrap());
    let put = async |group: &str, people: &[PersonId]| {
        let members: Vec<Value> = people.iter().map(|id| json!({ "value": id.to_string() })).collect();
        let body = patch(&json!([{ "op": "replace", "path": "members", "value": members }]));
        let answer = send(&cast, Method::PATCH, &format!("/Groups/{group}"), &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    put(&mar, &[lucia, cast.carmen.person]).await;
    assert!(actor(&cast, lucia).await.memberships.is_empty(), "a group means nothing until somebody says so");
    let coordinates = Meaning { role: None, organization: Some(cast.el_mar), coordinator: true };
    means(&cast, &mar, coordinates).await;
    let now = actor(&cast, lucia).await;
    assert!(now.coordinates(cast.el_mar) && now.role == Role::Requester);
    assert_eq!(actor(&cast, cast.carmen.person).await.memberships.len(), 2, "beside her own");

    means(&cast, &staff, Meaning { role: Some(Role::Technician), ..Meaning::default() }).await;
    put(&staff, &[lucia]).await;
    assert_eq!(actor(&cast, lucia).await.role, Role::Technician);
    put(&staff, &[]).await;
    assert_eq!(actor(&cast, lucia).await.role, Role::Requester);
    means(&cast, &mar, Meaning::default()).await;
    assert!(actor(&cast, lucia).await.memberships.is_empty());
    let carmen = actor(&cast, cast.carmen.person).await;
    assert!(carmen.memberships.len() == 1 && carmen.coordinates(cast.la_paz), "what was given by hand stays");

    // Who is staff by hand stays so when the group goes away.
    set_role(&cast, lucia, "technician").await;
    means(&cast, &staff, Meaning { role: Some(Role::Technician), ..Meaning::default() }).await;
    put(&staff, &[lucia]).await;
    assert_eq!(send(&cast, Method::DELETE, &format!("/Groups/{staff}"), &json!({})).await.status, 204);
    assert_eq!(actor(&cast, lucia).await.role, Role::Technician);
}

async fn nobody_is_put_into_a_group_by_mistake() {
    let cast = Cast::new().await;
    let path = format!("/Groups/{}", group(&cast, "Docentes").await);
    entrust(&cast, cast.la_paz).await;
    let (maria, jon, luis) = (cast.maria.person, cast.jon.person, cast.luis.person);
    for members in [
        json!([{ "value": "9999" }]),
        json!([{ "value": "x" }]),
        json!("7"),
        json!([7]),
        json!([{}]),
        // A group within the group has a number that may be somebody's.
        json!([{ "value": maria.to_string(), "type": "Group" }]),
        json!([{ "value": jon.to_string() }]),
        json!([{ "value": luis.to_string() }]),
    ] {
        let body = patch(&json!([{ "op": "replace", "path": "members", "value": members }]));
        let refused = send(&cast, Method::PATCH, &path, &body).await;
        assert_eq!(fault(&refused), (400, "invalidValue"), "{members}: {}", refused.body);
    }
    assert_eq!(get(&cast, &path).await.body["members"], json!([]));
    let own = json!([{ "value": maria.to_string(), "type": "User" }]);
    let body = patch(&json!([{ "op": "replace", "path": "members", "value": own }]));
    assert_eq!(send(&cast, Method::PATCH, &path, &body).await.status, 200);
    let nameless = send(&cast, Method::POST, "/Groups", &json!({ "schemas": [GROUP] })).await;
    assert_eq!(fault(&nameless), (400, "invalidValue"));
}

async fn a_group_of_many_is_listed_without_them() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    let id = group(&cast, "Docentes").await;
    let everybody = [&cast.maria, &cast.carmen].map(|who| json!({ "value": who.person.to_string() }));
    let body = json!({ "schemas": [GROUP], "displayName": "Docentes", "members": everybody });
    let filled = send(&cast, Method::PUT, &format!("/Groups/{id}"), &body).await;
    assert_eq!(members(&filled.body).len(), 2);
    let listed = get(&cast, "/Groups?attributes=displayName&filter=displayName+eq+%22Docentes%22").await;
    assert_eq!(listed.body["Resources"], json!([{ "id": id, "schemas": [GROUP], "displayName": "Docentes" }]));
}

/// Who waited and wrote a first ticket is let in by a group, and the ticket is sent.
async fn a_group_lets_in_who_waits_and_sends_what_they_wrote() {
    use atiende_core::accounts::actions::{confirm, sign_up};
    use atiende_core::accounts::{AccountState, NewAccount, Secret};
    use atiende_core::admission::Admission;
    use atiende_core::tickets::actions::hold;
    use atiende_core::tickets::{Body, NewTicket, Priority, Source};
    let cast = Cast::new().await;
    let new = NewAccount {
        name: "Eva Ros".into(),
        email: "eva@ceiplapaz.es".into(),
        claimed_organization: "La Paz".into(),
        locale: "es".into(),
        ..NewAccount::default()
    };
    let link = Secret::generate();
    let asks = async move |tx: &mut atiende_db::Tx| {
        sign_up::sign_up(tx, &new, None, &link, "").await?;
        let holder = access::confirming(tx, &link).await?;
        confirm::confirm(tx, &holder, Admission::Approval, "").await?;
        let eva = access::by_email(tx, "eva@ceiplapaz.es").await?.unwrap();
        let actor = access::actor(tx, &eva, "").await?;
        let ticket = NewTicket {
            subject: "Sin red".into(),
            priority: Some(Priority::Normal),
            body: Body::markdown("No va."),
            ..NewTicket::blank(Source::Web)
        };
        hold::hold(tx, &actor, &ticket).await?;
        Ok::<_, atiende_core::Refused>(eva.id)
    };
    let eva = cast.desk.db().write(asks).await.unwrap();
    let id = group(&cast, "Docentes").await;
    means(&cast, &id, Meaning { organization: Some(cast.la_paz), ..Meaning::default() }).await;
    let add = patch(&json!([{ "op": "Add", "path": "members", "value": [{ "value": eva.to_string() }] }]));
    assert_eq!(send(&cast, Method::PATCH, &format!("/Groups/{id}"), &add).await.status, 200);
    let eva = actor(&cast, eva).await;
    assert!(eva.state == AccountState::Active && eva.belongs_to(cast.la_paz));
    assert_eq!(cast.desk.get(&cast.luis, "/tickets").go().await.column("subject"), ["Sin red"]);
}
