//! `/admin/apariencia`: the provider's name, colour and logo; and how conversations behave.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::settings::{self, Appearance, Conversation};
use atiende_core::{Problem, Refused, files};
use atiende_db::{DbError, Tx};
use atiende_i18n::key;
use axum::extract::{FromRequest, Request};

/// What the colour input shows as long as no colour is set: the design's own.
const BUILT_IN: &str = "#0b5cad";
/// The logo is on every page.
const LOGO_BYTES: u64 = 512 * 1024;

#[derive(Template)]
#[template(path = "admin/settings/appearance.html")]
struct AppearancePage {
    page: Page,
    form: Form,
    talk: Form,
    stored: Appearance,
}

/// The forms of the page as they came back refused.
#[derive(Default)]
pub(super) struct Refusals {
    pub(super) own: Option<Form>,
    pub(super) talk: Option<Form>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, Refusals::default()).await
}

pub(super) async fn show(state: &State, signed_in: &SignedIn, refusals: Refusals) -> Answer {
    let (stored, conversation) = state
        .db()
        .read(async move |tx| {
            Ok::<_, DbError>((settings::get::<Appearance>(tx).await?, settings::get::<Conversation>(tx).await?))
        })
        .await?;
    let template = AppearancePage {
        page: Page::new(state, &signed_in.visitor),
        form: refusals.own.unwrap_or_else(|| filled(&stored)),
        talk: refusals.talk.unwrap_or_else(|| talk(conversation)),
        stored,
    };
    let refused = template.form.is_refused() || template.talk.is_refused();
    if refused { template.page.refuse(&template) } else { template.page.show(&template) }
}

fn filled(stored: &Appearance) -> Form {
    Form::filled([
        ("name", stored.name.as_str()),
        ("tagline", &stored.tagline),
        ("phone", &stored.phone),
        ("color", &stored.color),
        ("picked", shown(&stored.color)),
    ])
}

fn talk(conversation: Conversation) -> Form {
    Form::filled([
        ("close_after_days", conversation.close_after_days),
        ("reopen_for_days", conversation.reopen_for_days),
        ("undo_seconds", conversation.undo_seconds),
        ("digest_seconds", conversation.digest_seconds),
    ])
}

/// Takes the whole request: a logo is stored as it arrives, so the right to send one is proved before.
pub(crate) async fn post(state: State, signed_in: SignedIn, request: Request) -> Answer {
    signed_in.approved()?.admin()?;
    let fields = Fields::from_request(request, &state).await?;
    let stored = state.db().read(async move |tx| settings::get::<Appearance>(tx).await).await?;
    let saved = match change(&fields, &stored) {
        Ok(appearance) => {
            let actor = signed_in.actor.clone();
            let set = async move |tx: &mut _| settings::set_appearance(tx, actor.admin()?, &appearance).await;
            state.db().write(set).await
        }
        Err(refused) => Err(refused),
    };
    match saved {
        Ok(()) => see_other_with("/admin/apariencia", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            forget(&state, &fields).await?;
            let own = Some(Form::refused(&fields, &problems, signed_in.visitor.locale));
            show(&state, &signed_in, Refusals { own, talk: None }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What was uploaded and refused is nobody's file.
async fn forget(state: &State, fields: &Fields) -> Result<(), WebError> {
    let taken: Vec<String> =
        fields.uploads.iter().filter_map(|upload| Some(upload.taken.as_ref().ok()?.sha256.clone())).collect();
    let leave = async move |tx: &mut Tx| {
        for sha256 in &taken {
            files::leave(tx, sha256).await?;
        }
        Ok::<_, DbError>(())
    };
    Ok(state.db().write(leave).await?)
}

fn change(fields: &Fields, stored: &Appearance) -> Result<Appearance, Refused> {
    Ok(Appearance {
        name: fields.trimmed("name").to_owned(),
        tagline: fields.trimmed("tagline").to_owned(),
        phone: fields.trimmed("phone").to_owned(),
        color: color(fields.trimmed("color"), fields.trimmed("picked"), &stored.color).to_owned(),
        logo: logo(fields, &stored.logo)?,
    })
}

fn shown(color: &str) -> &str {
    if color.is_empty() { BUILT_IN } else { color }
}

/// Two inputs set one colour: the one that was changed counts, what was typed before what was picked.
fn color<'c>(typed: &'c str, picked: &'c str, stored: &str) -> &'c str {
    let changed = !picked.is_empty() && !picked.eq_ignore_ascii_case(shown(stored));
    if typed == stored && changed { picked } else { typed }
}

/// The logo's address in the file store: the new one, none, or the one that is there.
fn logo(fields: &Fields, stored: &str) -> Result<String, Refused> {
    let wrong = || Refused::Invalid(vec![Problem::new("logo", key!("admin-logo-wrong"))]);
    match fields.uploads.first().map(|upload| &upload.taken) {
        None if fields.is_on("no_logo") => Ok(String::new()),
        None => Ok(stored.to_owned()),
        Some(Ok(file)) if file.content_type == "image/png" && file.size <= LOGO_BYTES => Ok(file.sha256.clone()),
        Some(_) => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_that_was_changed_sets_the_colour() {
        assert_eq!(color("", BUILT_IN, ""), "", "nobody chose one");
        assert_eq!(color("", "#882222", ""), "#882222");
        assert_eq!(color("#117711", "#882222", "#882222"), "#117711");
        assert_eq!(color("", "#882222", "#882222"), "", "emptied: the built-in one again");
        assert_eq!(color("#AA2222", "#aa2222", "#AA2222"), "#AA2222");
    }
}
