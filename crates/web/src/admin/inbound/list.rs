//! `/admin/correo/entrada`: the ledger, the newest first, with totals that add up.

use super::words;
use crate::admin::list::{self, SHOWN};
use crate::shell::{Answer, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::id::InboundId;
use atiende_core::inbound::{Entry, Filter, Outcome, Trust, access};
use atiende_text::address::normalise_email;

#[derive(Template)]
#[template(path = "admin/inbound/list.html")]
struct LedgerPage {
    page: Page,
    form: Form,
    tabs: Vec<Tab>,
    trusts: Vec<(&'static str, &'static str)>,
    entries: Vec<Entry>,
    next: String,
}

struct Tab {
    href: String,
    words: &'static str,
    count: String,
    is_current: bool,
}

impl LedgerPage {
    fn subject<'e>(&self, entry: &'e Entry) -> &'e str {
        if entry.subject.is_empty() { self.page.text("inbound-no-subject") } else { &entry.subject }
    }

    fn why(&self, entry: &Entry) -> &'static str {
        entry.why().map_or("", |why| self.page.text(words::why_key(why)))
    }

    fn from<'e>(&self, entry: &'e Entry) -> &'e str {
        if entry.from_address.is_empty() { self.page.text("inbound-no-sender") } else { &entry.from_address }
    }
}

const OUTCOME: &str = "resultado";
const FROM: &str = "de";
const TRUST: &str = "autenticidad";

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let form = list::asked(&signed_in.visitor.here, &[OUTCOME, FROM, TRUST, list::AFTER]);
    let chosen: Option<Outcome> = form.value(OUTCOME).parse().ok();
    let filter = Filter {
        outcome: chosen,
        from: wanted(form.value(FROM)),
        trust: form.value(TRUST).parse().ok(),
        before: form.value(list::AFTER).parse().ok().map(InboundId),
        ..Filter::default()
    };
    let actor = signed_in.actor.clone();
    let (mut entries, counts) = state
        .db()
        .read_long(async move |tx| {
            let entries = access::list(tx, actor.admin()?, &filter, SHOWN).await?;
            Ok::<_, Denied>((entries, access::counts(tx, actor.admin()?).await?))
        })
        .await?;
    let next = list::next(&mut entries, &signed_in.visitor.here, |entry| entry.id.to_string());
    let page = Page::new(&state, &signed_in.visitor);
    let trusts = Trust::ALL.iter().map(|trust| (trust.as_str(), page.text(words::trust_short_key(*trust)))).collect();
    let template = LedgerPage { tabs: tabs(&page, chosen, &counts), trusts, form, entries, next, page };
    template.page.show(&template)
}

/// An address as the ledger has it; what is none is looked for as it was typed, and found nowhere.
fn wanted(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| normalise_email(typed).unwrap_or_else(|| typed.to_owned()))
}

fn tabs(page: &Page, chosen: Option<Outcome>, counts: &[(Outcome, i64)]) -> Vec<Tab> {
    let all = Tab {
        href: "/admin/correo/entrada".into(),
        words: page.text("admin-filter-all"),
        count: page.t.number(counts.iter().map(|(_, n)| n).sum::<i64>()),
        is_current: chosen.is_none(),
    };
    let tab = |&outcome: &Outcome| Tab {
        href: format!("/admin/correo/entrada?{OUTCOME}={outcome}"),
        words: page.text(words::outcomes_key(outcome)),
        count: page.t.number(counts.iter().find(|(of, _)| *of == outcome).map_or(0, |(_, n)| *n)),
        is_current: chosen == Some(outcome),
    };
    [all].into_iter().chain(Outcome::ALL.iter().map(tab)).collect()
}
