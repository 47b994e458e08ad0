//! `/admin/inventario/nuevo`: registering a device.

use super::form;
use crate::admin::list;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::assets;
use atiende_core::events::By;

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    // A sticker that nobody knows leads here with what it says.
    let asked = list::asked(&signed_in.visitor.here, &["tag", "organization"]);
    form::show(&state, &signed_in, None, asked).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    // Without scripts, the places of another client come by asking for the form again.
    if fields.is_on("places") {
        return form::show(&state, &signed_in, None, Form::typed(&fields)).await;
    }
    let (actor, new) = (signed_in.actor.clone(), form::change(&fields));
    let added = state.db().write(async move |tx| assets::add(tx, &By::from(&*actor), &new).await).await;
    match added {
        Ok(_) => see_other_with("/admin/inventario", Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = Form::refused(&fields, &problems, signed_in.visitor.locale);
            form::show(&state, &signed_in, None, refused).await
        }
        Err(other) => Err(other.into()),
    }
}
