//! `/admin/personas/nueva`: an account for somebody, who then chooses a password by a link in a mail.

use super::form::{self, PersonPage};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State};
use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::accounts::actions::{add, invite};
use atiende_core::accounts::{NewAccount, Secret, access};
use atiende_core::id::PersonId;
use atiende_core::{Actor, Refused};
use atiende_db::Tx;
use atiende_text::address;

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let template = PersonPage::new(&state, &signed_in, form::blank()).await?;
    template.page.show(&template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, change, link) = (signed_in.actor.clone(), form::change(&fields), Secret::generate());
    let locale = signed_in.visitor.locale;
    let added = state
        .db()
        .write(async move |tx| {
            let id = insert(tx, &actor, &change, locale.as_str()).await?;
            let manageable = access::manageable(tx, &actor, id).await?;
            invite::invite(tx, &manageable, &link).await?;
            Ok::<_, Refused>(id)
        })
        .await;
    match added {
        Ok(id) => see_other_with(&format!("/admin/personas/{id}"), Notice::INVITED),
        Err(Refused::Invalid(problems)) => {
            let refused = Form::refused(&fields, &problems, locale);
            let template = PersonPage::new(&state, &signed_in, refused).await?;
            template.page.refuse(&template)
        }
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}

/// Makes the account, then says all that the form says by the one action that checks it.
async fn insert(tx: &mut Tx, actor: &Actor, change: &PersonChange, locale: &str) -> Result<PersonId, Refused> {
    let new = NewAccount {
        name: change.name.clone(),
        email: address::normalise_email(&change.email).unwrap_or_default(),
        phone: change.phone.clone(),
        claimed_organization: String::new(),
        locale: locale.to_owned(),
        ..NewAccount::default()
    };
    let id = add::by_admin(tx, actor.admin()?, &new, change.role).await?;
    let manageable = access::manageable(tx, actor, id).await?;
    update::update(tx, manageable, change).await?;
    Ok(id)
}
