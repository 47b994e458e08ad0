//! A session begins in a browser: whatever key that browser presents, it gets a new one (no fixation), and a browser
//! that this person has never used is told to them by mail.

use crate::accounts::Secret;
use crate::accounts::actions::disown;
use crate::accounts::actions::sign_in::{Client, NewSession};
use crate::events::{self, By, Object};
use crate::id::{EventId, PersonId};
use crate::networks::network;
use crate::notify::{self, AccountMail};
use crate::sessions::actions::remember::{is_in, remember};
use crate::sessions::agent::kept;
use crate::sessions::devices::{self, Shown};
use crate::sessions::{Proof, agent, store};
use atiende_db::{DbError, Tx};
use serde_json::{Value, json};

/// What the browser keeps, beside the session's key, to be known another time.
pub fn device_key(session: &Secret) -> Secret {
    session.derive("device")
}

/// Writes the session and what the browser is known by; ends the session that the browser had. `how`: what the record
/// tells beside the device.
pub(crate) async fn begin(
    tx: &mut Tx,
    person: PersonId,
    (session, proof): (&NewSession, Proof),
    how: &Value,
) -> Result<(), DbError> {
    let NewSession { token, limits, client } = session;
    if let Some(earlier) = &client.session {
        super::end::of_browser(tx, earlier).await?;
    }
    let user_agent = kept(&client.user_agent);
    let new = store::New {
        token_hash: &token.hash(),
        person,
        expires_at: tx.now() + limits.max,
        proof,
        ip: &client.ip,
        user_agent: &user_agent,
        impersonator: None,
    };
    store::insert(tx, &new).await?;
    let is_new = is_new_device(tx, person, token, (client, &user_agent)).await?;
    let mut data = json!({ "device": agent(&user_agent).plain() });
    if let Some(data) = data.as_object_mut() {
        data.extend(is_new.then(|| ("new_device".to_owned(), Value::Bool(true))));
        data.extend(how.as_object().cloned().unwrap_or_default());
    }
    let by = By::person(person, &client.ip);
    let event = events::record(tx, &by, (Object::Person, person.0), "signed_in", &data).await?;
    if is_new { tell(tx, event, person, (token, client, &user_agent)).await } else { Ok(()) }
}

/// Remembers the browser under a new key. Whether the person has used others before, and never this one.
async fn is_new_device(
    tx: &mut Tx,
    person: PersonId,
    token: &Secret,
    (client, user_agent): (&Client, &str),
) -> Result<bool, DbError> {
    let (key, network) = (device_key(token).hash(), network(&client.ip));
    let shown = Shown { token_hash: &key, user_agent, network: &network };
    // A browser that keeps what it is given, and is another person's, is not this person's for looking alike.
    let is_anybodys = match &client.device {
        Some(device) => devices::is_anybodys(tx, &device.hash()).await?,
        None => false,
    };
    let is_wiped = !is_anybodys && devices::is_wiped(tx, person, (user_agent, &network)).await?;
    let first = !devices::any(tx, person).await?;
    let is_keyed = remember(tx, person, client.device.as_ref(), &shown).await?;
    Ok(!is_keyed && !is_wiped && !first)
}

/// Only people who are in.
async fn tell(
    tx: &mut Tx,
    event: EventId,
    person: PersonId,
    (token, client, user_agent): (&Secret, &Client, &str),
) -> Result<(), DbError> {
    if !is_in(tx, person).await? {
        return Ok(());
    }
    let link = token.derive("not me");
    disown::offer(tx, person, &link).await?;
    let mail = AccountMail::NewDevice {
        link: link.reveal().to_owned(),
        user_agent: user_agent.to_owned(),
        ip: client.ip.clone(),
    };
    notify::account(tx, event, person, &mail).await
}
