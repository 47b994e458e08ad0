//! `/admin/correo/entrada/{id}`: one message, why it became what it is, and what can be done about it.

use super::words;
use crate::admin::{Id, Options, options};
use crate::shell::{Answer, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::id::InboundId;
use atiende_core::inbound::{Check, Entry, Outcome, Verification, access};

#[derive(Template)]
#[template(path = "admin/inbound/entry.html")]
struct EntryPage {
    page: Page,
    form: Form,
    entry: Entry,
    verified: Option<Verification>,
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

    /// Each check by its name; those that found nothing to check too.
    fn checks(&self) -> Vec<(&'static str, Check)> {
        let Some(found) = &self.verified else { return Vec::new() };
        let mut checks = vec![("SPF", found.spf.clone())];
        checks.extend(found.dkim.iter().map(|check| ("DKIM", check.clone())));
        if found.dkim.is_empty() {
            checks.push(("DKIM", Check::none()));
        }
        checks.push(("DMARC", found.dmarc.clone()));
        checks.extend(found.arc.iter().map(|check| ("ARC", check.clone())));
        checks
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
    let (page, verified) = (Page::new(state, &signed_in.visitor), entry.verified());
    let template = EntryPage { page, form, entry, verified, organizations };
    template.page.answer(&template.form, &template)
}
