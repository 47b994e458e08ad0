//! `/admin/segundo-paso`: who must have a second factor.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::events::By;
use atiende_core::second_factors::Requirement;
use atiende_core::second_factors::access;
use atiende_core::settings;
use atiende_db::Tx;

#[derive(Template)]
#[template(path = "admin/settings/second_factor.html")]
struct RequirementPage {
    page: Page,
    form: Form,
    has_passkeys: bool,
    /// Who changes it must have one too, and has none yet.
    has_own: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let (Requirement { admins, technicians, coordinators, everybody }, own) = state
        .db()
        .read(async move |tx| Ok::<_, Denied>((settings::get(tx).await?, access::own(tx, &actor).await?)))
        .await?;
    let boxes =
        [("admins", admins), ("technicians", technicians), ("coordinators", coordinators), ("everybody", everybody)];
    let template = RequirementPage {
        page: Page::new(&state, &signed_in.visitor),
        form: Form::filled(boxes.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name, "on"))),
        has_passkeys: state.passkeys().is_some(),
        has_own: own.any(),
    };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let requirement = Requirement {
        admins: fields.is_on("admins"),
        technicians: fields.is_on("technicians"),
        coordinators: fields.is_on("coordinators"),
        everybody: fields.is_on("everybody"),
    };
    let actor = signed_in.actor.clone();
    state.db().write(async move |tx: &mut Tx| settings::set(tx, &By::from(&*actor), &requirement).await).await?;
    // Other nodes hear of it; this one does not wait to.
    state.reload().await?;
    see_other_with("/admin/segundo-paso", Notice::SAVED)
}
