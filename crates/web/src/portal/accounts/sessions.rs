//! `/cuenta/sesiones`: the browsers in which one is signed in, ended one by one or all; and who looked on as oneself.

use crate::shell::cookies;
use crate::shell::page::see_other_with;
use crate::shell::words::device;
use crate::shell::{Answer, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::SessionId;
use atiende_core::sessions::actions::end;
use atiende_core::sessions::{Impersonation, Listed, access};
use atiende_core::{Denied, Refused};
use axum::extract::Path;

const PAGE: &str = "/cuenta/sesiones";

#[derive(Template)]
#[template(path = "portal/accounts/sessions.html")]
struct SessionsPage {
    page: Page,
    sessions: Vec<Line>,
    impersonations: Vec<Impersonation>,
}

/// A session in words.
pub(crate) struct Line {
    pub(crate) id: SessionId,
    pub(crate) device: String,
    /// May be empty.
    pub(crate) ip: String,
    pub(crate) since: String,
    pub(crate) seen: String,
    pub(crate) is_current: bool,
}

pub(crate) fn line(page: &Page, listed: Listed, current: Option<SessionId>) -> Line {
    Line {
        id: listed.id,
        device: device(page.t, &listed.user_agent),
        ip: listed.ip,
        since: page.date_time(&listed.created_at),
        seen: page.relative(&listed.seen_at),
        is_current: current == Some(listed.id),
    }
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.actor.oneself()?;
    let (actor, limits) = (signed_in.actor.clone(), state.settings().sessions);
    let (listed, impersonations) = state
        .db()
        .read(async move |tx| {
            let listed = access::own(tx, &actor, limits).await?;
            Ok::<_, WebError>((listed, access::impersonations(tx, &actor).await?))
        })
        .await?;
    let page = Page::new(&state, &signed_in.visitor);
    let current = signed_in.actor.session;
    let mut sessions: Vec<Line> = listed.into_iter().map(|listed| line(&page, listed, current)).collect();
    // This one first: it is what the others are compared with.
    sessions.sort_by_key(|line| !line.is_current);
    let template = SessionsPage { page, sessions, impersonations };
    template.page.show(&template)
}

/// `POST /cuenta/sesiones/{session}/cerrar`.
pub(crate) async fn end_one(state: State, signed_in: SignedIn, Path(id): Path<String>) -> Answer {
    let id: SessionId = id.parse().map_err(|_| WebError::NotFound)?;
    let actor = signed_in.actor.clone();
    let is_own = actor.session == Some(id);
    state
        .db()
        .write(async move |tx| {
            let endable = access::endable(tx, actor.oneself()?, id).await?;
            Ok::<_, Refused>(end::one(tx, &endable).await?)
        })
        .await?;
    if is_own { cookies::signed_out(&state) } else { see_other_with(PAGE, Notice::SESSION_ENDED) }
}

/// `POST /cuenta/sesiones/cerrar-otras`.
pub(crate) async fn end_others(state: State, signed_in: SignedIn) -> Answer {
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| Ok::<_, Denied>(end::others(tx, actor.oneself()?).await?)).await?;
    see_other_with(PAGE, Notice::SESSIONS_ENDED)
}

/// `POST /cuenta/sesiones/cerrar-todas`.
pub(crate) async fn end_all(state: State, signed_in: SignedIn) -> Answer {
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx| Ok::<_, Denied>(end::all(tx, actor.oneself()?).await?)).await?;
    cookies::signed_out(&state)
}
