//! `/cuenta/seguridad/codigos`: recovery codes: how many are left, and new ones, shown once.

use crate::shell::page::see_other;
use crate::shell::visitor::SECURITY;
use crate::shell::{Answer, Fields, Page, SignedIn, State};
use askama::Template;
use atiende_core::second_factors::actions::recovery;
use atiende_core::second_factors::recovery::RecoveryCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

#[derive(Template)]
#[template(path = "portal/accounts/codes.html")]
struct CodesPage {
    page: Page,
    left: i64,
}

#[derive(Template)]
#[template(path = "portal/accounts/codes_new.html")]
struct NewCodesPage {
    page: Page,
    codes: Vec<String>,
    email: String,
    /// The same as a text file, inside its own address: it is kept nowhere.
    file: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    let factors = super::own(&state, &signed_in).await?;
    if !factors.any() {
        return Ok(see_other(SECURITY));
    }
    let template = CodesPage { page: Page::new(&state, &signed_in.visitor), left: factors.codes_left };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    // They stand in for a factor: without one there is nothing that they could spare.
    if !super::own(&state, &signed_in).await?.any() {
        return Ok(see_other(SECURITY));
    }
    signed_in.sure(&fields)?;
    let codes = RecoveryCode::set();
    let (actor, key, given) = (signed_in.actor.clone(), state.settings().key.clone(), codes.clone());
    state.db().write(async move |tx| recovery::renew(tx, &actor, &key, &given, actor.sudo()?).await).await?;
    show(&state, &signed_in, &codes)
}

/// With a first factor come the first codes.
pub(super) async fn first(state: &State, signed_in: &SignedIn) -> Answer {
    let codes = RecoveryCode::set();
    let (actor, key, given) = (signed_in.actor.clone(), state.settings().key.clone(), codes.clone());
    state.db().write(async move |tx| recovery::first(tx, &actor, &key, &given).await).await?;
    show(state, signed_in, &codes)
}

/// The one page that ever shows them.
fn show(state: &State, signed_in: &SignedIn, codes: &[RecoveryCode]) -> Answer {
    let page = Page::new(state, &signed_in.visitor);
    let codes: Vec<String> = codes.iter().map(RecoveryCode::text).collect();
    let email = signed_in.actor.email.clone();
    let heading = page.t.with2("factors-codes-file", "desk", page.brand.name.as_str(), "email", email.as_str());
    let text = format!("{heading}\r\n\r\n{}\r\n", codes.join("\r\n"));
    let file = format!("data:text/plain;charset=utf-8,{}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
    let template = NewCodesPage { page, codes, email, file };
    super::unkept(template.page.show(&template))
}
