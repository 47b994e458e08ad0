//! Who is signed in shows once more who they are. For `PROVED_FOR` the session may then do what is dangerous.

use crate::accounts::password::Verified;
use crate::accounts::sealed::Key;
use crate::actor::Oneself;
use crate::events::{self, By, Object};
use crate::identities::Claims;
use crate::second_factors::actions::proof::{self, Answered};
use crate::second_factors::actions::second_step::Code;
use crate::sessions::store;
use atiende_db::{DbError, Tx};
use serde_json::json;

/// What somebody shows. Another way of showing it is another arm here and a way on the page `/confirmar`.
#[derive(Debug)]
pub enum Shown {
    Password(Verified),
    /// An account elsewhere, whose provider was told to ask who it is.
    Identity(Claims),
    /// What somebody typed as a code of the app.
    AppCode(Key, String),
    /// What somebody typed from paper.
    RecoveryCode(Key, String),
    Passkey(Box<Answered>),
}

impl Shown {
    const fn word(&self) -> &'static str {
        match self {
            Self::Password(_) => "password",
            Self::Identity(_) => "identity",
            Self::AppCode(..) => "app",
            Self::RecoveryCode(..) => "recovery_code",
            Self::Passkey(_) => "passkey",
        }
    }
}

/// Notes that the actor's session was proved now; `false`, and nothing noted, when what is shown is not theirs. An
/// account elsewhere counts only if it was the person's when this session began: who finds a browser open may have
/// added one since. (Nobody adds a passkey or an app without a proof.)
pub async fn prove(tx: &mut Tx, by: Oneself<'_>, shown: &Shown) -> Result<bool, DbError> {
    let actor = by.actor();
    let Some(session) = actor.session else { return Ok(false) };
    let is_theirs = match shown {
        Shown::Password(verified) => verified.person() == actor.id,
        Shown::Identity(claims) => {
            let named = (claims.issuer.as_str(), claims.subject.as_str());
            store::is_older_identity(tx, named, actor.id, session).await?
        }
        Shown::AppCode(key, typed) => proof::by_code(tx, by, key, Code::App(typed)).await?,
        Shown::RecoveryCode(key, typed) => proof::by_code(tx, by, key, Code::Recovery(typed)).await?,
        Shown::Passkey(answered) => proof::by_passkey(tx, by, answered).await?,
    };
    if is_theirs {
        store::proved(tx, actor.id, session).await?;
        let data = json!({ "by": shown.word() });
        events::record(tx, &By::from(actor), (Object::Person, actor.id.0), "proved_again", &data).await?;
    }
    Ok(is_theirs)
}
