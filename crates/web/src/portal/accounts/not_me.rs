//! `/no-he-sido-yo/{link}`: somebody else signed in. Opening the link changes nothing, because mail scanners open links;
//! the button does.

use super::outcome;
use crate::shell::{Answer, Page, State, Visitor};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::Secret;
use atiende_core::accounts::access::{self, Disowning};
use atiende_core::accounts::actions::disown;
use atiende_i18n::{Locale, key};
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/accounts/not_me.html")]
struct NotMePage {
    page: Page,
    email: String,
    has_password: bool,
    has_identities: bool,
}

pub(crate) async fn get(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let link = Secret::presented(&link);
    let Disowning { person, has_password, has_identities, .. } =
        state.db().read(async move |tx| access::disowning(tx, &link).await).await?;
    let template = NotMePage { page: Page::new(&state, &visitor), email: person.email, has_password, has_identities };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let (link, next, ip) = (Secret::presented(&link), Secret::generate(), visitor.client.ip.clone());
    let disowning = state
        .db()
        .write(async move |tx| {
            let disowning = access::disowning(tx, &link).await?;
            disown::disown(tx, &disowning, &next, &ip).await?;
            Ok::<_, Refused>(disowning)
        })
        .await?;
    // Who asked may have been signed in: no more.
    let visitor = Visitor { actor: None, ..visitor };
    let t = visitor.locale;
    let title = t.text(key!("sessions-disowned-title"));
    let text = words(t, &disowning);
    if disowning.has_password {
        outcome::show(&state, &visitor, title, text)
    } else {
        outcome::plain(&state, &visitor, title, text)
    }
}

fn words(t: Locale, disowning: &Disowning) -> String {
    let mut sentences = vec![t.text(key!("sessions-disowned-done")).to_owned()];
    if disowning.has_password {
        sentences.push(t.with("sessions-disowned-mailed", "email", disowning.person.email.as_str()));
    }
    if disowning.has_identities || !disowning.has_password {
        sentences.push(t.text(key!("sessions-disowned-elsewhere")).to_owned());
    }
    sentences.join(" ")
}
