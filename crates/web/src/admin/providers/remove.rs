//! `/admin/proveedores/{word}/quitar`: who would lose it is told before.

use crate::admin::Id;
use crate::portal::accounts::elsewhere::known;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::providers::actions::remove;
use atiende_core::providers::{Provider, Users, access};
use atiende_core::{Denied, Refused};

#[derive(Template)]
#[template(path = "admin/providers/remove.html")]
struct RemovePage {
    page: Page,
    provider: Provider,
    users: Users,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(word): Id<String>) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, in_use) = (signed_in.actor.clone(), known::in_use(&state).await?);
    let (provider, users) = state
        .db()
        .read(async move |tx| {
            let manageable = access::manageable(tx, &actor, &word).await?;
            let users = access::users(tx, &manageable, &in_use).await?;
            Ok::<_, Denied>((manageable.provider, users))
        })
        .await?;
    let template = RemovePage { page: Page::new(&state, &signed_in.visitor), provider, users };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(word): Id<String>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let actor = signed_in.actor.clone();
    let removed = async move |tx: &mut atiende_db::Tx| {
        let manageable = access::manageable(tx, &actor, &word).await?;
        remove::remove(tx, &manageable, actor.sudo()?).await?;
        Ok::<_, Refused>(())
    };
    state.db().write(removed).await?;
    see_other_with("/admin/proveedores", Notice::DELETED)
}
