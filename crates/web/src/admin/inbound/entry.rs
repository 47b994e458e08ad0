//! `/admin/correo/entrada/{id}`: one message, why it became what it is, and what can be done about it.

use super::words;
use crate::admin::{Id, Options, options};
use crate::shell::{Answer, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::id::InboundId;
use atiende_core::inbound::{Entry, Outcome, access};

#[derive(Template)]
#[template(path = "admin/inbound/entry.html")]
struct EntryPage {
    page: Page,
    form: Form,
    entry: Entry,
    organizations: Options,
}

impl EntryPage {
    /// It has brought about nothing that would be there twice.
    fn can_be_read_again(&self) -> bool {
        self.entry.message.is_none() && self.entry.duplicate_of.is_none() && self.entry.outcome != Outcome::Received
    }

    fn subject(&self) -> &str {
        if self.entry.subject.is_empty() { self.page.text("inbound-no-subject") } else { &self.entry.subject }
    }

    fn why(&self) -> &'static str {
        self.entry.why().map_or("", |why| self.page.text(words::why_key(why)))
    }

    fn size(&self) -> String {
        self.page.t.bytes(self.entry.size)
    }
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<InboundId>) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, id, Form::default()).await
}

pub(super) async fn show(state: &State, signed_in: &SignedIn, id: InboundId, form: Form) -> Answer {
    let actor = signed_in.actor.clone();
    let (entry, organizations) = state
        .db()
        .read(async move |tx| {
            let entry = access::entry(tx, actor.admin()?, id).await?;
            Ok::<_, Denied>((entry, options::organizations(tx, actor.staff()?).await?))
        })
        .await?;
    let template = EntryPage { page: Page::new(state, &signed_in.visitor), form, entry, organizations };
    template.page.answer(&template.form, &template)
}
