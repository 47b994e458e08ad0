//! `/admin/inventario/{id}`: one device.

use super::form;
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State, WebError};
use atiende_core::Refused;
use atiende_core::assets::{self, Asset};
use atiende_core::id::AssetId;

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<AssetId>) -> Answer {
    signed_in.approved()?.admin()?;
    let asset = find(&state, &signed_in, id).await?;
    form::show(&state, &signed_in, Some(asset.tag.clone()), form::filled(&asset)).await
}

async fn find(state: &State, signed_in: &SignedIn, id: AssetId) -> Result<Asset, WebError> {
    let actor = signed_in.actor.clone();
    Ok(state.db().read(async move |tx| assets::find(tx, &actor, id).await).await?)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<AssetId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let tag = find(&state, &signed_in, id).await?.tag;
    if fields.is_on("places") {
        return form::show(&state, &signed_in, Some(tag), Form::typed(&fields)).await;
    }
    let (actor, change) = (signed_in.actor.clone(), form::change(&fields));
    let saved = state
        .db()
        .write(async move |tx| {
            let asset = assets::find(tx, &actor, id).await?;
            assets::change(tx, actor.admin()?, &asset, &change).await
        })
        .await;
    match saved {
        Ok(()) => see_other_with("/admin/inventario", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = Form::refused(&fields, &problems, signed_in.visitor.locale);
            form::show(&state, &signed_in, Some(tag), refused).await
        }
        Err(other) => Err(other.into()),
    }
}
