//! A provider's settings change. Its word and its kind stay: people's accounts hang on them.

use crate::Sudo;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::providers::access::Manageable;
use crate::providers::{Change, store};
use atiende_db::Tx;
use serde_json::json;

/// Errors: `Invalid`; also when the issuer is another and its secret was not given, or people enter with the one of before.
pub async fn change(tx: &mut Tx, manageable: &Manageable<'_>, change: &Change, _sudo: Sudo<'_>) -> Result<(), Refused> {
    let provider = &manageable.provider;
    let change = Change { kind: provider.kind, word: provider.word.clone(), ..change.clone() };
    change.check(false)?;
    change.check_move(&provider.settings, store::is_used(tx, &provider.word, &provider.settings.issuer).await?)?;
    store::update(tx, provider.id, &change).await?;
    let data = json!({ "name": change.label.trim(), "new_secret": change.sealed_secret.is_some() });
    events::record(tx, &By::from(manageable.by.actor()), (Object::Provider, provider.id.0), "changed", &data).await?;
    Ok(())
}
