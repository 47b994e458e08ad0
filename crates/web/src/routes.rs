//! The whole site on one screen.

use crate::admin;
use crate::agent::{edit, queue, requester, search};
use crate::live;
use crate::portal;
use crate::portal::accounts::{
    addresses, confirm, elsewhere, first_run, invitation, own, recover, second_factors, sign_in, sign_up, waiting,
};
use crate::portal::accounts::{look_on, not_me, prove, sessions};
use crate::portal::help;
use crate::portal::tickets::{
    attachments, completion, images, mine, open, received, reply, show, state, undo, unfollow,
};
use crate::shell::routing::Access::{
    Approved, Attendant, Everybody, Member, Owner, Participant, Secret, SignedIn, Staff,
};
use crate::shell::routing::{Routes, get, post};
use crate::shell::{State, WebError, assets, error, security};
use crate::{api, ops, scim};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::csrf::CsrfLayer;

/// However small the files may be, a form with megabytes of text is read, so that it can be told what is wrong.
const BODY_FLOOR: usize = 64 * 1024 * 1024;

/// The site, ready to be served with `into_make_service_with_connect_info::<SocketAddr>()`.
pub fn site(state: State) -> Router {
    let limit = usize::try_from(state.settings().uploads.file_bytes).unwrap_or(usize::MAX);
    Router::new()
        .merge(pages().into_router())
        .fallback(async || WebError::NotFound)
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), error::dress))
                .layer(CsrfLayer::new()),
        )
        .merge(from_elsewhere().into_router().layer(middleware::from_fn_with_state(state.clone(), error::dress)))
        // Programs have neither cookies nor pages: no CSRF, and errors of their own.
        .merge(api::routes(&state))
        .merge(scim::routes(&state))
        .merge(ops::routes(&state))
        .layer(
            // One layer of four, from the outside in: each layer of a router costs every request its boxes.
            ServiceBuilder::new()
                // Forms and uploads count their own bytes, so that what is too large gets words, not a cut line.
                .layer(DefaultBodyLimit::max(limit.saturating_mul(64).max(BODY_FLOOR)))
                .layer(middleware::from_fn(ops::measure))
                .layer(compression())
                .layer(middleware::map_response_with_state(state.clone(), security::headers)),
        )
        .with_state(state)
}

/// All that people see, with who may see it.
pub(crate) fn pages() -> Routes {
    entrance().merge(second_factors::routes()).merge(support()).merge(desk()).merge(admin::routes())
}

/// Pages and JSON for who has no proxy that does it: quick rather than tight. Assets come compressed
/// from the build, files and pictures gain nothing.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::SSE);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it)
}

/// What anybody sees, and the way in.
fn entrance() -> Routes {
    Routes::new()
        .route("/", Everybody, get(portal::home::get))
        .route("/bienvenida", Everybody, get(first_run::get).post(first_run::post))
        .route("/crear-cuenta", Everybody, get(sign_up::get).post(sign_up::post))
        .route("/crear-cuenta/confirmar/{link}", Secret, get(confirm::get).post(confirm::post))
        .route("/acceder", Everybody, get(sign_in::get).post(sign_in::post))
        .route("/logout", Everybody, post(sign_in::sign_out))
        .route("/recuperar", Everybody, get(recover::get).post(recover::post))
        .route("/recuperar/{link}", Secret, get(recover::choose).post(recover::set))
        .route("/espera", SignedIn, get(waiting::get).post(waiting::post))
        .route("/invitacion/{link}", Secret, get(invitation::get).post(invitation::post))
        .route("/cuenta", SignedIn, get(own::get).post(own::post))
        .route("/cuenta/contrasena", SignedIn, post(own::password))
        .route("/cuenta/correos", Approved, get(addresses::get).post(addresses::post))
        .route("/cuenta/correos/{id}/principal", Owner, post(addresses::prefer))
        .route("/cuenta/correos/{id}/quitar", Owner, post(addresses::remove))
        .route("/cuenta/correos/confirmar/{link}", Secret, get(addresses::confirming).post(addresses::confirm))
        .route("/cuenta/sesiones", SignedIn, get(sessions::get))
        .route("/cuenta/sesiones/cerrar-otras", SignedIn, post(sessions::end_others))
        .route("/cuenta/sesiones/cerrar-todas", SignedIn, post(sessions::end_all))
        .route("/cuenta/sesiones/{session}/cerrar", Owner, post(sessions::end_one))
        // The secret is a session that looks on; for any other it does not exist.
        .route("/cuenta/dejar-de-ver", Secret, post(look_on::stop))
        .route("/confirmar", SignedIn, get(prove::get).post(prove::post))
        .route("/confirmar/llave", SignedIn, post(prove::ask))
        .route("/confirmar/listo", SignedIn, get(prove::done))
        .route("/no-he-sido-yo/{link}", Secret, get(not_me::get).post(not_me::post))
        .route("/cuenta/otras/{identity}/quitar", Owner, post(elsewhere::own::remove))
        .route("/auth/{id}/start", Everybody, get(elsewhere::start))
        .route("/auth/{id}/callback", Secret, get(elsewhere::callback))
        .route("/auth/facebook/data-deletion/{code}", Secret, get(elsewhere::facebook::erased))
        .route("/crear-cuenta/continuar", Secret, get(elsewhere::new::get).post(elsewhere::new::post))
        .route("/assets/{file}", Everybody, get(assets::get))
        .route("/marca.css", Everybody, get(portal::brand::style_sheet))
        .route("/marca/{logo}", Everybody, get(portal::brand::logo))
}

/// What other sites post by their nature, without our cookies: no CSRF, for none of them trusts a session.
pub(crate) fn from_elsewhere() -> Routes {
    Routes::new()
        .route("/auth/{id}/callback", Secret, post(elsewhere::posted::post).also_from_elsewhere())
        .route("/seguimiento/baja/{token}", Secret, post(unfollow::post).also_from_elsewhere())
        .route("/auth/facebook/deauthorize", Secret, post(elsewhere::facebook::deauthorize).also_from_elsewhere())
        .route("/auth/facebook/data-deletion", Secret, post(elsewhere::facebook::erase).also_from_elsewhere())
}

/// Tickets and self-help, for the clients' people and everybody.
fn support() -> Routes {
    Routes::new()
        .route("/soporte/abrir", SignedIn, get(open::get).post(open::post))
        .route("/soporte/recibido/{number}", Participant, get(received::get))
        .route("/soporte/mis-tickets", Approved, get(mine::get))
        .route("/soporte/equipos", Member, get(completion::devices))
        .route("/soporte/ubicaciones", Member, get(completion::places))
        .route("/adjuntos", SignedIn, post(attachments::post))
        .route("/adjuntos/{id}", Participant, get(attachments::get))
        .route("/adjuntos/{id}/quitar", Owner, post(attachments::remove))
        .route("/t/{number}", Participant, get(show::get))
        .route("/t/{number}/respuestas", Participant, post(reply::create))
        .route("/t/{number}/respuestas/{message}/deshacer", Owner, post(undo::post))
        .route("/seguimiento/baja/{token}", Secret, get(unfollow::get))
        .route("/t/{number}/mensajes/{message}/imagenes/{nth}", Participant, get(images::get))
        .route("/t/{number}/estado", Participant, post(state::post))
        .route("/events", Participant, get(live::get))
        .route("/buscar", Approved, get(search::get))
        .route("/ayuda", Everybody, get(help::index))
        .route("/ayuda/sugerencias", Everybody, get(help::suggestions))
        .route("/ayuda/resuelto", Everybody, post(help::resolved))
        .route("/ayuda/{slug}", Everybody, get(help::article))
        .route("/ayuda/{slug}/leido", Everybody, post(help::viewed))
}

/// What technicians work with.
fn desk() -> Routes {
    Routes::new()
        .route("/cola/{view}", Staff, get(queue::get))
        .route("/t/{number}/correo/{inbound}", Attendant, post(edit::let_in))
        .route("/t/{number}/solicitante", Attendant, post(requester::post))
        .route("/t/{number}/tecnico", Attendant, post(edit::technician))
        .route("/t/{number}/prioridad", Attendant, post(edit::priority))
        .route("/t/{number}/categoria", Attendant, post(edit::category))
        .route("/t/{number}/ubicacion", Attendant, post(edit::location))
        .route("/t/{number}/equipo", Attendant, post(edit::asset))
}
