//! `/admin/correo`: the outbox, the newest first.

use super::words::{STATES, kind_key};
use crate::admin::list::{self, SHOWN};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::notify::{self, Listed, OutboxCounts, OutboxFilter};

#[derive(Template)]
#[template(path = "admin/mail/outbox.html")]
struct OutboxPage {
    page: Page,
    tabs: Vec<Tab>,
    mails: Vec<Listed>,
    next: String,
    email: String,
    mail_is_missing: bool,
}

struct Tab {
    href: String,
    words: &'static str,
    count: String,
    is_current: bool,
}

impl OutboxPage {
    fn subject<'m>(&self, mail: &'m Listed) -> &'m str {
        if mail.subject.is_empty() { self.page.text(kind_key(mail.kind)) } else { &mail.subject }
    }

    /// What waits for its time or was given up can be tried at once.
    fn can_retry(mail: &Listed) -> bool {
        mail.state == "failed" || (mail.state == "queued" && mail.attempts > 0)
    }
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let (chosen, filter) = asked(&signed_in.visitor.here);
    let actor = signed_in.actor.clone();
    let (mut mails, counts) = state
        .db()
        .read(async move |tx| {
            let mails = notify::list(tx, actor.admin()?, &filter, SHOWN).await?;
            Ok::<_, Denied>((mails, notify::counts(tx).await?))
        })
        .await?;
    let next = list::next(&mut mails, &signed_in.visitor.here, |mail| mail.id.to_string());
    let page = Page::new(&state, &signed_in.visitor);
    let template = OutboxPage {
        tabs: tabs(&page, chosen, counts),
        mails,
        next,
        email: signed_in.actor.email.clone(),
        mail_is_missing: !state.mail_is_set_up(),
        page,
    };
    template.page.show(&template)
}

/// The state whose mails are listed, and the filter that lists them.
fn asked(here: &str) -> (Option<&'static str>, OutboxFilter) {
    let form = list::asked(here, &["estado", list::AFTER]);
    let chosen = STATES.iter().map(|(name, _)| *name).find(|name| form.has("estado", name));
    let before = form.value(list::AFTER).parse().ok();
    (chosen, OutboxFilter { state: chosen.map(str::to_owned), before, ..OutboxFilter::default() })
}

fn tabs(page: &Page, chosen: Option<&str>, counts: OutboxCounts) -> Vec<Tab> {
    let all = Tab {
        href: "/admin/correo".into(),
        words: page.text("admin-filter-all"),
        count: String::new(),
        is_current: chosen.is_none(),
    };
    let tab = |&(name, key): &(&str, &'static str)| Tab {
        href: format!("/admin/correo?estado={name}"),
        words: page.text(key),
        count: match name {
            "queued" => page.t.number(counts.waiting),
            "failed" => page.t.number(counts.failed),
            _ => String::new(),
        },
        is_current: chosen == Some(name),
    };
    [all].into_iter().chain(STATES.iter().map(tab)).collect()
}
