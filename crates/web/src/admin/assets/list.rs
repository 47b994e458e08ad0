//! `/admin/inventario`: devices by sticker.

use crate::admin::list::{self, SHOWN};
use crate::admin::{Options, options};
use crate::shell::{Answer, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::assets::{self, Asset};

#[derive(Template)]
#[template(path = "admin/assets/list.html")]
struct AssetsPage {
    page: Page,
    form: Form,
    assets: Vec<Asset>,
    organizations: Options,
    next: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let form = list::asked(&signed_in.visitor.here, &["q", "centro", list::AFTER]);
    let (mut assets, organizations, form) = state
        .db()
        .read(async move |tx| {
            let wanted = (form.value("q"), form.value(list::AFTER));
            let assets = assets::list(tx, &actor, form.value("centro").parse().ok(), wanted, SHOWN).await?;
            Ok::<_, Denied>((assets, options::organizations(tx, actor.staff()?).await?, form))
        })
        .await?;
    let next = list::next(&mut assets, &signed_in.visitor.here, |asset| asset.tag.clone());
    let template = AssetsPage { page: Page::new(&state, &signed_in.visitor), form, assets, organizations, next };
    template.page.show(&template)
}
