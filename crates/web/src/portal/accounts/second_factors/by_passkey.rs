//! `/acceder/llave`: in with a passkey, without address or password.

use crate::portal::accounts::elsewhere::WAITING;
use crate::portal::accounts::sign_in::{Wanted, enter, new_session};
use crate::shell::cookies;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, State, Visitor, WebError};
use atiende_core::accounts::Secret;
use atiende_core::accounts::actions::sign_in::SignInError;
use atiende_core::identities::actions::join;
use atiende_core::second_factors::actions::sign_in::{self, Entered};
use axum::http::HeaderMap;

/// `POST /acceder/llave/reto`: the question for the script. One row for each opened page: as seldom as the API.
pub(crate) async fn ask(state: State, visitor: Visitor) -> Answer {
    let site = super::site(&state)?;
    state.limiters().api.check(&visitor.client.ip)?;
    let token = Secret::generate();
    let given = token.clone();
    let options = state.db().write(async move |tx| sign_in::ask(tx, &site, &given).await).await?;
    super::asking(&state, super::json(options), &token)
}

/// `POST /acceder/llave`: the answer of a key.
pub(crate) async fn post(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let site = super::site(&state)?;
    state.limiters().flood.check(&visitor.client.ip)?;
    let (session, asked) = (new_session(&state, &visitor), super::asked(&headers));
    let (answer, waiting) = (fields.value("answer").to_owned(), cookies::secret(&headers, WAITING));
    let given = session.clone();
    let entered = state
        .db()
        .write(async move |tx| {
            let entered = sign_in::enter(tx, &site, &asked, &answer, &given).await?;
            if let (Entered::In { person, .. }, Some(waiting)) = (&entered, &waiting) {
                join::waiting(tx, *person, waiting, &given.client.ip).await?;
            }
            Ok::<_, SignInError>(entered)
        })
        .await;
    let wanted = Wanted::of(&fields);
    match entered {
        Ok(Entered::In { role, .. }) => {
            cookies::without(&state, enter(&state, role, &session.token, &wanted)?, super::ASKED)
        }
        Ok(Entered::Unproved(unproved)) => {
            tracing::warn!(ip = %visitor.client.ip, %unproved, "passkey refused");
            see_other_with(&again("/acceder", &wanted), Notice::PASSKEY_REFUSED)
        }
        // Who has the key may know; but the page that says so is the password's.
        Err(SignInError::Unconfirmed | SignInError::Closed) => see_other_with("/acceder", Notice::PASSKEY_REFUSED),
        Err(SignInError::Db(error)) => Err(WebError::from(error)),
    }
}

/// A page of signing in that still knows where somebody wanted to go.
pub(super) fn again(path: &str, wanted: &Wanted<'_>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("volver", wanted.back_to);
    if wanted.unsent {
        query.append_pair("unsent", "on");
    }
    format!("{path}?{}", query.finish())
}
