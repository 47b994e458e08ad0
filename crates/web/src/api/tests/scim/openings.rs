//! Whose account a directory opens, and who is told.

use super::{Cast, entra, get, patch, send};
use atiende_core::accounts::{AccountState, access};
use atiende_core::id::PersonId;
use atiende_db::{Tx, args, sql};
use axum::http::Method;
use serde_json::{Value, json};

atiende_testing::on_both![
    a_profile_alone_opens_nobody,
    who_waits_is_opened_by_no_flag,
    who_is_opened_later_is_invited_then,
];

async fn made(cast: &Cast, new: &Value) -> (String, PersonId) {
    let made = send(cast, Method::POST, "/Users", new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    (format!("/Users/{}", made.id()), PersonId(made.id().parse().unwrap()))
}

async fn set_state(cast: &Cast, person: PersonId, state: AccountState) {
    let set = async move |tx: &mut Tx| {
        tx.execute(sql!("UPDATE people SET state = $2 WHERE id = $1"), args![person, state]).await
    };
    cast.desk.db().write(set).await.unwrap();
}

async fn state(cast: &Cast, person: PersonId) -> AccountState {
    let email = get(cast, &format!("/Users/{person}")).await.body["emails"][0]["value"].as_str().unwrap().to_owned();
    let found = cast.desk.db().read(async move |tx| access::by_email(tx, &email).await).await.unwrap();
    found.unwrap().state
}

fn profile(name: &str) -> Value {
    let mut whole = entra(name);
    whole.as_object_mut().unwrap().remove("active");
    whole["displayName"] = json!("Otro nombre");
    whole
}

/// Who says nothing of `active` changes nothing of it: not who was closed here, and not who was turned away.
async fn a_profile_alone_opens_nobody() {
    let cast = Cast::new().await;
    let (path, lucia) = made(&cast, &profile("lucia")).await;
    assert_eq!(state(&cast, lucia).await, AccountState::Active, "a new one is active");
    for was in [AccountState::Active, AccountState::Disabled, AccountState::Rejected, AccountState::Pending] {
        set_state(&cast, lucia, was).await;
        let mut null = profile("lucia");
        null["active"] = Value::Null;
        for whole in [profile("lucia"), null] {
            let answer = send(&cast, Method::PUT, &path, &whole).await;
            assert_eq!((answer.status.as_u16(), &answer.body["displayName"]), (200, &json!("Otro nombre")));
            assert_eq!(state(&cast, lucia).await, was);
        }
        for operation in [
            json!({ "op": "remove", "path": "active" }),
            json!({ "op": "replace", "path": "active", "value": null }),
            json!({ "op": "Replace", "path": "name.givenName", "value": "Lu" }),
        ] {
            let answer = send(&cast, Method::PATCH, &path, &patch(&json!([operation]))).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!(state(&cast, lucia).await, was, "{operation}");
        }
    }
    // Said, it closes and opens.
    set_state(&cast, lucia, AccountState::Active).await;
    for (active, expected) in [(false, AccountState::Disabled), (true, AccountState::Active)] {
        let mut whole = profile("lucia");
        whole["active"] = json!(active);
        assert_eq!(send(&cast, Method::PUT, &path, &whole).await.body["active"], active);
        assert_eq!(state(&cast, lucia).await, expected);
    }
}

/// The queue decides, or a group that says where they belong: else nobody would know, and what they wrote stayed held.
async fn who_waits_is_opened_by_no_flag() {
    let cast = Cast::new().await;
    let (path, lucia) = made(&cast, &entra("lucia")).await;
    let on = patch(&json!([{ "op": "Replace", "path": "active", "value": "True" }]));
    for was in [AccountState::Pending, AccountState::Rejected] {
        set_state(&cast, lucia, was).await;
        let answer = send(&cast, Method::PATCH, &path, &on).await;
        assert_eq!((answer.status.as_u16(), &answer.body["active"]), (200, &json!(false)), "{}", answer.body);
        assert_eq!(state(&cast, lucia).await, was);
    }
}

async fn who_is_opened_later_is_invited_then() {
    let cast = Cast::new().await;
    let mut new = entra("lucia");
    new["active"] = json!(false);
    let (path, lucia) = made(&cast, &new).await;
    assert_eq!(state(&cast, lucia).await, AccountState::Disabled);
    let mails = async || {
        let mails = cast.desk.get(&cast.ada, "/mail/outbound?to=lucia@ceiplapaz.es").go().await;
        mails.body["items"].as_array().unwrap().len()
    };
    assert_eq!(mails().await, 0);
    let active = |active: bool| patch(&json!([{ "op": "replace", "value": { "active": active } }]));
    send(&cast, Method::PATCH, &path, &active(true)).await;
    assert_eq!((mails().await, state(&cast, lucia).await), (1, AccountState::Active));
    send(&cast, Method::PATCH, &path, &active(true)).await;
    assert_eq!(mails().await, 1, "once");
    // Who has chosen a password needs no other link.
    let chosen = async move |tx: &mut Tx| {
        tx.execute(sql!("UPDATE people SET password_hash = 'x' WHERE id = $1"), args![lucia]).await
    };
    cast.desk.db().write(chosen).await.unwrap();
    send(&cast, Method::PATCH, &path, &active(false)).await;
    send(&cast, Method::PATCH, &path, &active(true)).await;
    assert_eq!((mails().await, state(&cast, lucia).await), (1, AccountState::Active));
}
