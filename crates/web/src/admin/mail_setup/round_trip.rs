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
    is_waiting: bool,
}

pub(crate) async fn begin(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let address = fields.value("address").to_owned();
    let known = state.settings().mailroom.mailboxes();
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
    let (steps, is_waiting) = steps(&page, &trip, now);
    let template = RoundTripPage { to: trip.to, steps, came: trip.came.map(|id| id.to_string()), is_waiting, page };
    template.page.show(&template)
}

/// What went well and what did not, and whether there is something to wait for.
fn steps(page: &Page, trip: &RoundTrip, now: Timestamp) -> (Vec<Tried>, bool) {
    let t = page.t;
    let is_over = now.duration_since(trip.begun_at) > PATIENCE;
    let step = |what: &str, told| Tried { what: what.to_owned(), told };
    let (out, back) = (t.text(key!("setup-trip-out")), t.text(key!("setup-trip-back")));
    let Some(sent_at) = trip.sent_at else {
        let words = |key| if trip.last_error.is_empty() { t.text(key).to_owned() } else { trip.last_error.clone() };
        return match trip.state.as_str() {
            "failed" | "suppressed" => (vec![step(out, Err(words(key!("setup-trip-failed"))))], false),
            _ if is_over => (vec![step(out, Err(words(key!("setup-trip-queued"))))], false),
            _ => (vec![step(out, Ok(words(key!("setup-trip-queued"))))], true),
        };
    };
    let sent = step(out, Ok(t.with("setup-trip-sent", "at", page.date_time(&sent_at))));
    let came = match trip.came_at {
        Some(at) => step(back, Ok(t.with("setup-trip-came", "at", page.date_time(&at)))),
        None if is_over => step(back, Err(t.text(key!("setup-trip-lost")).to_owned())),
        None => step(back, Ok(t.text(key!("setup-trip-waits")).to_owned())),
    };
    (vec![sent, came], trip.came_at.is_none() && !is_over)
}
