//! `/admin/correo/ajustes`: how mail goes and comes, and whether what goes comes back.

use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::mailboxes::{Grant, Says, Shown, access};
use atiende_core::settings::mail_setup::{self, Server};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

#[derive(Template)]
#[template(path = "admin/mail_setup/overview.html")]
struct OverviewPage {
    page: Page,
    says: Says,
    from: String,
    outgoing: Option<Server>,
    mailboxes: Vec<Shown>,
    typed: Vec<String>,
    mail_is_missing: bool,
    /// The account that sends by leave, and the leave that there is.
    sender: Option<(String, Option<Grant>)>,
}

impl OverviewPage {
    fn authorise(account: &str) -> String {
        format!("/admin/correo/buzones/{}/autorizar", utf8_percent_encode(account, NON_ALPHANUMERIC))
    }

    /// Where a typed mailbox is changed; empty for one of the configuration.
    fn edit(&self, address: &str) -> String {
        if self.typed.iter().any(|typed| typed == address) {
            format!("/admin/correo/ajustes/buzon?direccion={}", utf8_percent_encode(address, NON_ALPHANUMERIC))
        } else {
            String::new()
        }
    }
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let (setup, grants) = state
        .db()
        .read(async move |tx| {
            let by = actor.admin()?;
            Ok::<_, Denied>((mail_setup::mail_setup(tx, by).await?, access::grants(tx, by).await?))
        })
        .await?;
    let room = state.mailroom();
    let says = room.says();
    let leave_of = |account: &str| grants.into_iter().find(|grant| grant.account == account);
    let template = OverviewPage {
        mailboxes: room.mailboxes(),
        typed: if says.mailboxes { Vec::new() } else { setup.mailboxes.into_iter().map(|m| m.address).collect() },
        from: setup.from,
        outgoing: setup.outgoing.filter(|_| !says.outgoing),
        mail_is_missing: !state.mail_is_set_up(),
        sender: room.sender().map(|account| (account.to_owned(), leave_of(account))),
        says,
        page: Page::new(&state, &signed_in.visitor),
    };
    template.page.show(&template)
}
