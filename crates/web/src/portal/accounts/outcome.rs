//! "Mira tu correo": what comes next, the same words whoever asked.

use crate::shell::{Answer, Page, State, Visitor};
use askama::Template;

#[derive(Template)]
#[template(path = "portal/accounts/outcome.html")]
struct OutcomePage {
    page: Page,
    title: &'static str,
    text: String,
    /// Without a mail server nothing will arrive: who tries the demo must know.
    demo_note: &'static str,
}

pub(super) fn show(state: &State, visitor: &Visitor, title: &'static str, text: String) -> Answer {
    let page = Page::new(state, visitor);
    let demo_note = if state.settings().mail_is_set_up { "" } else { page.text("accounts-no-mail-note") };
    let template = OutcomePage { page, title, text, demo_note };
    template.page.show(&template)
}
