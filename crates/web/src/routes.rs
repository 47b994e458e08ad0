//! The whole site on one screen.

use crate::admin;
use crate::agent::{edit, queue, search};
use crate::portal;
use crate::portal::accounts::{
    addresses, confirm, elsewhere, first_run, invitation, own, recover, second_factors, sign_in, sign_up, waiting,
};
use crate::portal::accounts::{look_on, not_me, prove, sessions};
use crate::portal::help;
use crate::portal::tickets::{attachments, completion, mine, open, received, reply, show, state};
use crate::shell::{State, WebError, assets, error, security};
use crate::{api, ops, scim};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
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
        .merge(entrance())
        .merge(second_factors::routes())
        .merge(support())
        .merge(desk())
        .merge(admin::routes())
        .fallback(async || WebError::NotFound)
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), error::dress))
                .layer(CsrfLayer::new()),
        )
        .merge(from_elsewhere().layer(middleware::from_fn_with_state(state.clone(), error::dress)))
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
fn entrance() -> Router<State> {
    Router::new()
        .route("/", get(portal::home::get))
        .route("/bienvenida", get(first_run::get).post(first_run::post))
        .route("/crear-cuenta", get(sign_up::get).post(sign_up::post))
        .route("/crear-cuenta/confirmar/{link}", get(confirm::get).post(confirm::post))
        .route("/acceder", get(sign_in::get).post(sign_in::post))
        .route("/logout", post(sign_in::sign_out))
        .route("/recuperar", get(recover::get).post(recover::post))
        .route("/recuperar/{link}", get(recover::choose).post(recover::set))
        .route("/espera", get(waiting::get).post(waiting::post))
        .route("/invitacion/{link}", get(invitation::get).post(invitation::post))
        .route("/cuenta", get(own::get).post(own::post))
        .route("/cuenta/contrasena", post(own::password))
        .route("/cuenta/correos", get(addresses::get).post(addresses::post))
        .route("/cuenta/correos/{id}/principal", post(addresses::prefer))
        .route("/cuenta/correos/{id}/quitar", post(addresses::remove))
        .route("/cuenta/correos/confirmar/{link}", get(addresses::confirming).post(addresses::confirm))
        .route("/cuenta/sesiones", get(sessions::get))
        .route("/cuenta/sesiones/cerrar-otras", post(sessions::end_others))
        .route("/cuenta/sesiones/cerrar-todas", post(sessions::end_all))
        .route("/cuenta/sesiones/{session}/cerrar", post(sessions::end_one))
        .route("/cuenta/dejar-de-ver", post(look_on::stop))
        .route("/confirmar", get(prove::get).post(prove::post))
        .route("/confirmar/listo", get(prove::done))
        .route("/no-he-sido-yo/{link}", get(not_me::get).post(not_me::post))
        .route("/cuenta/otras/{identity}/quitar", post(elsewhere::own::remove))
        .route("/auth/{id}/start", get(elsewhere::start))
        .route("/auth/{id}/callback", get(elsewhere::callback))
        .route("/auth/facebook/data-deletion/{code}", get(elsewhere::facebook::erased))
        .route("/crear-cuenta/continuar", get(elsewhere::new::get).post(elsewhere::new::post))
        .route("/assets/{file}", get(assets::get))
        .route("/marca.css", get(portal::brand::style_sheet))
        .route("/marca/{logo}", get(portal::brand::logo))
}

/// What other sites post by their nature, without our cookies: no CSRF, for none of them trusts a session.
fn from_elsewhere() -> Router<State> {
    Router::new()
        .route("/auth/{id}/callback", post(elsewhere::posted::post))
        .route("/auth/facebook/deauthorize", post(elsewhere::facebook::deauthorize))
        .route("/auth/facebook/data-deletion", post(elsewhere::facebook::erase))
}

/// Tickets and self-help, for the clients' people and everybody.
fn support() -> Router<State> {
    Router::new()
        .route("/soporte/abrir", get(open::get).post(open::post))
        .route("/soporte/recibido/{number}", get(received::get))
        .route("/soporte/mis-tickets", get(mine::get))
        .route("/soporte/equipos", get(completion::devices))
        .route("/soporte/ubicaciones", get(completion::places))
        .route("/adjuntos", post(attachments::post))
        .route("/adjuntos/{id}", get(attachments::get))
        .route("/adjuntos/{id}/quitar", post(attachments::remove))
        .route("/t/{number}", get(show::get))
        .route("/t/{number}/respuestas", post(reply::create))
        .route("/t/{number}/estado", post(state::post))
        .route("/buscar", get(search::get))
        .route("/ayuda", get(help::index))
        .route("/ayuda/sugerencias", get(help::suggestions))
        .route("/ayuda/resuelto", post(help::resolved))
        .route("/ayuda/{slug}", get(help::article))
        .route("/ayuda/{slug}/leido", post(help::viewed))
}

/// What technicians work with.
fn desk() -> Router<State> {
    Router::new()
        .route("/cola/{view}", get(queue::get))
        .route("/t/{number}/tecnico", post(edit::technician))
        .route("/t/{number}/prioridad", post(edit::priority))
        .route("/t/{number}/categoria", post(edit::category))
        .route("/t/{number}/ubicacion", post(edit::location))
        .route("/t/{number}/equipo", post(edit::asset))
}
