//! Who is signed in shows once more who they are. For `PROVED_FOR` the session may then do what is dangerous.

use crate::accounts::password::Verified;
use crate::actor::Oneself;
use crate::events::{self, By, Object};
use crate::identities::Claims;
use crate::sessions::store;
use atiende_db::{DbError, Tx};
use serde_json::json;

/// What somebody shows. Another way of showing it is another arm here and a way on the page `/confirmar`.
#[derive(Debug)]
pub enum Shown<'a> {
    Password(Verified),
    /// An account elsewhere, whose provider was told to ask who it is.
    Identity(&'a Claims),
}

impl Shown<'_> {
    const fn word(&self) -> &'static str {
        match self {
            Self::Password(_) => "password",
            Self::Identity(_) => "identity",
        }
    }
}

/// Notes that the actor's session was proved now; `false`, and nothing noted, when what is shown is not theirs. An
/// account elsewhere counts only if it was the person's when this session began: who finds a browser open may have
/// added one since.
pub async fn prove(tx: &mut Tx, by: Oneself<'_>, shown: &Shown<'_>) -> Result<bool, DbError> {
    let actor = by.actor();
    let Some(session) = actor.session else { return Ok(false) };
    let is_theirs = match shown {
        Shown::Password(verified) => verified.person() == actor.id,
        Shown::Identity(claims) => {
            let named = (claims.issuer.as_str(), claims.subject.as_str());
            store::is_older_identity(tx, named, actor.id, session).await?
        }
    };
    if is_theirs {
        store::proved(tx, actor.id, session).await?;
        let data = json!({ "by": shown.word() });
        events::record(tx, &By::from(actor), (Object::Person, actor.id.0), "proved_again", &data).await?;
    }
    Ok(is_theirs)
}
