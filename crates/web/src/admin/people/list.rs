//! `/admin/personas`: everybody with an account, the newest first.

use super::words::{roles, states};
use crate::admin::list::{self, SHOWN};
use crate::admin::{Options, options};
use crate::shell::{Answer, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::accounts::directory::{self, PeopleFilter, PersonRow};

#[derive(Template)]
#[template(path = "admin/people/list.html")]
struct PeoplePage {
    page: Page,
    form: Form,
    people: Vec<PersonRow>,
    roles: Options,
    states: Options,
    organizations: Options,
    next: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let form = list::asked(&signed_in.visitor.here, &["q", "papel", "cuenta", "centro", list::AFTER]);
    let filter = PeopleFilter {
        words: form.value("q").to_owned(),
        role: form.value("papel").parse().ok(),
        state: form.value("cuenta").parse().ok(),
        organization: form.value("centro").parse().ok(),
        before: form.value(list::AFTER).parse().ok(),
    };
    let actor = signed_in.actor.clone();
    let (mut people, organizations) = state
        .db()
        .read(async move |tx| {
            let people = directory::people(tx, actor.admin()?, &filter, SHOWN).await?;
            Ok::<_, Denied>((people, options::organizations(tx, actor.staff()?).await?))
        })
        .await?;
    let next = list::next(&mut people, &signed_in.visitor.here, |person| person.id.to_string());
    let page = Page::new(&state, &signed_in.visitor);
    let (roles, states) = (roles(page.t), states(page.t));
    let template = PeoplePage { page, form, people, roles, states, organizations, next };
    template.page.show(&template)
}
