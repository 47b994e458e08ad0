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
    /// There is a mail to look for.
    is_mailed: bool,
    /// Where to try again; empty if there is nothing to try.
    retry: &'static str,
}

/// Something that has no mail to wait for.
pub(super) fn plain(state: &State, visitor: &Visitor, title: &'static str, text: String) -> Answer {
    retry(state, visitor, (title, text), "")
}

/// Something that may go better another time.
pub(super) fn retry(state: &State, visitor: &Visitor, words: (&'static str, String), retry: &'static str) -> Answer {
    let (title, text) = words;
    let template = OutcomePage { page: Page::new(state, visitor), title, text, demo_note: "", is_mailed: false, retry };
    template.page.show(&template)
}

pub(super) fn show(state: &State, visitor: &Visitor, title: &'static str, text: String) -> Answer {
    let page = Page::new(state, visitor);
    let demo_note = if state.mail_is_set_up() { "" } else { page.text("accounts-no-mail-note") };
    let template = OutcomePage { page, title, text, demo_note, is_mailed: true, retry: "" };
    template.page.show(&template)
}
