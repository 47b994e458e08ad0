//! How mail goes and comes, typed and tried here; what the configuration says is shown and is not to be typed.

mod mailbox;
mod outgoing;
mod overview;
mod round_trip;
mod server;

use crate::shell::routing::{Access::Admin, Routes, get, post};
use crate::shell::{SignedIn, State};
use atiende_core::Denied;
use atiende_core::mailboxes::Tried;
use atiende_core::settings::{MailSetup, mail_setup};

/// Where all of it is.
const HERE: &str = "/admin/correo/ajustes";

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/admin/correo/ajustes", Admin, get(overview::get))
        .route("/admin/correo/ajustes/envio", Admin, get(outgoing::get).post(outgoing::post))
        .route("/admin/correo/ajustes/buzon", Admin, get(mailbox::get).post(mailbox::post))
        .route("/admin/correo/ajustes/prueba", Admin, post(round_trip::begin))
        .route("/admin/correo/ajustes/prueba/{mail}", Admin, get(round_trip::get))
}

/// What was typed.
async fn setup(state: &State, signed_in: &SignedIn) -> Result<MailSetup, Denied> {
    let actor = signed_in.actor.clone();
    state.db().read(async move |tx| Ok(mail_setup::mail_setup(tx, actor.admin()?).await?)).await
}

/// Whether something of what was tried went wrong.
fn failed(tried: &[Tried]) -> bool {
    tried.iter().any(|step| step.told.is_err())
}
