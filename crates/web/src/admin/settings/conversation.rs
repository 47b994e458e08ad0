//! `POST /admin/apariencia/conversaciones`: when tickets close, and for how long they reopen.

use super::appearance::{self, Refusals};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::error::Check;
use atiende_core::events::By;
use atiende_core::settings::{self, Conversation};
use atiende_i18n::key;

const DAYS_MAX: u16 = 365;
/// Seconds: whoever waits for an answer waits so much longer.
const UNDO_MAX: u16 = 60;
const DIGEST_MAX: u16 = 600;

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let conversation = match change(&fields) {
        Ok(conversation) => conversation,
        Err(Refused::Invalid(problems)) => {
            let talk = Some(Form::refused(&fields, &problems, signed_in.visitor.locale));
            return appearance::show(&state, &signed_in, Refusals { own: None, talk }).await;
        }
        Err(other) => return Err(other.into()),
    };
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| settings::set(tx, &By::from(&*actor), &conversation).await).await?;
    see_other_with("/admin/apariencia", Notice::SAVED)
}

fn change(fields: &Fields) -> Result<Conversation, Refused> {
    let mut check = Check::default();
    let mut days = |field: &'static str, least: u16| {
        let days = fields.parse::<u16>(field).filter(|days| (least..=DAYS_MAX).contains(days));
        check.that(days.is_some(), field, key!("admin-days-wrong"));
        days.unwrap_or_default()
    };
    let (close_after_days, reopen_for_days) = (days("close_after_days", 1), days("reopen_for_days", 0));
    let mut seconds = |field: &'static str, most: u16| {
        let seconds = fields.parse::<u16>(field).filter(|seconds| *seconds <= most);
        check.that(seconds.is_some(), field, key!("admin-seconds-wrong"));
        seconds.unwrap_or_default()
    };
    let (undo_seconds, digest_seconds) = (seconds("undo_seconds", UNDO_MAX), seconds("digest_seconds", DIGEST_MAX));
    let conversation = Conversation { close_after_days, reopen_for_days, undo_seconds, digest_seconds };
    check.finish()?;
    Ok(conversation)
}
