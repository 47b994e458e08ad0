//! `/admin/correo/ajustes/prueba`: a mail to one of the desk's mailboxes, and whether it comes back.

use crate::admin::Id;
use crate::shell::page::see_other;
use crate::shell::{Answer, Fields, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::id::MailId;
use atiende_core::mailboxes::Tried;
use atiende_core::notify::round_trip::{self, RoundTrip};
use atiende_i18n::key;
use jiff::{SignedDuration, Timestamp};

/// After that it is told what may be wrong.
const PATIENCE: SignedDuration = SignedDuration::from_mins(3);

#[derive(Template)]
#[template(path = "admin/mail_setup/round_trip.html")]
struct RoundTripPage {
    page: Page,
    to: String,
    steps: Vec<Tried>,
    /// The entry of the ledger.
    came: Option<String>,
    /// What there is to wait for.
    waits: Option<String>,
}

pub(crate) async fn begin(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let address = fields.value("address").to_owned();
    let known = state.mailroom().mailboxes();
    if !known.iter().any(|shown| shown.address == address) {
        return Ok(see_other(super::HERE));
    }
    let actor = signed_in.actor.clone();
    let begun = state
        .db()
        .write(async move |tx| Ok::<_, Denied>(round_trip::begin(tx, actor.admin()?, &address).await?))
        .await?;
    Ok(see_other(&format!("/admin/correo/ajustes/prueba/{begun}")))
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(mail): Id<MailId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let trip = state
        .db()
        .read(async move |tx| Ok::<_, Denied>((round_trip::follow(tx, actor.admin()?, mail).await?, tx.now())))
        .await?;
    let page = Page::new(&state, &signed_in.visitor);
    let (trip, now) = trip;
    let (steps, waits) = steps(&page, &trip, now);
    let template = RoundTripPage { to: trip.to, steps, came: trip.came.map(|id| id.to_string()), waits, page };
    template.page.show(&template)
}

/// What went well and what did not, and what there is to wait for.
fn steps(page: &Page, trip: &RoundTrip, now: Timestamp) -> (Vec<Tried>, Option<String>) {
    let t = page.t;
    let is_over = now.duration_since(trip.begun_at) > PATIENCE;
    let step = |what: &str, told| Tried { what: what.to_owned(), told };
    let (out, back) = (t.text(key!("setup-trip-out")), t.text(key!("setup-trip-back")));
    let Some(sent_at) = trip.sent_at else {
        let queued = if trip.last_error.is_empty() { t.text(key!("setup-trip-queued")) } else { &trip.last_error };
        let failed = if trip.last_error.is_empty() { t.text(key!("setup-trip-failed")) } else { &trip.last_error };
        let ended = matches!(trip.state.as_str(), "failed" | "suppressed") || is_over;
        return if ended {
            (vec![step(out, Err(failed.to_owned()))], None)
        } else {
            (Vec::new(), Some(queued.to_owned()))
        };
    };
    let sent = step(out, Ok(t.with("setup-trip-sent", "at", page.date_time(&sent_at))));
    match trip.came_at {
        Some(at) => (vec![sent, step(back, Ok(t.with("setup-trip-came", "at", page.date_time(&at))))], None),
        None if is_over => (vec![sent, step(back, Err(t.text(key!("setup-trip-lost")).to_owned()))], None),
        None => (vec![sent], Some(t.text(key!("setup-trip-waits")).to_owned())),
    }
}
