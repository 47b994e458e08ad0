//! `/admin`: what there is to administer, in cards. Technicians see what they may.

use crate::icon::{self, Icon};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::admission::access;
use atiende_core::notify::{self, OutboxCounts};
use atiende_i18n::{Locale, key};

#[derive(Template)]
#[template(path = "admin/hub.html")]
struct HubPage {
    page: Page,
    sections: Vec<Section>,
    mail_is_missing: bool,
}

struct Section {
    title: &'static str,
    cards: Vec<Card>,
}

struct Card {
    icon: Icon,
    href: &'static str,
    title: &'static str,
    text: &'static str,
    count: String,
    is_hot: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.staff()?;
    let actor = signed_in.actor.clone();
    let (pending, outbox) = state
        .db()
        .read(async move |tx| {
            let pending = access::pending_count(tx, actor.staff()?).await?;
            Ok::<_, Denied>((pending, notify::counts(tx).await?))
        })
        .await?;
    let page = Page::new(&state, &signed_in.visitor);
    let is_admin = signed_in.actor.is_admin();
    let template = HubPage {
        sections: if is_admin { all(page.t, pending, outbox) } else { of_technician(page.t, pending) },
        mail_is_missing: is_admin && !state.mail_is_set_up(),
        page,
    };
    template.page.show(&template)
}

fn of_technician(t: Locale, pending: i64) -> Vec<Section> {
    vec![Section { title: t.text("admin-yours"), cards: vec![accounts(t, pending), articles(t)] }]
}

fn all(t: Locale, pending: i64, outbox: OutboxCounts) -> Vec<Section> {
    let clients = vec![
        accounts(t, pending),
        card(t, (icon::USERS, "/admin/personas"), key!("admin-people"), key!("admin-people-text")),
        card(t, (icon::LOCK, "/admin/proveedores"), key!("providers-all"), key!("providers-all-text")),
        card(t, (icon::LOCK, "/admin/roles"), key!("roles-title"), key!("roles-text")),
        card(t, (icon::BUILDING, "/admin/centros"), key!("orgs-all"), key!("orgs-all-text")),
        card(t, (icon::NETWORK, "/admin/directorios"), key!("admin-directories"), key!("admin-directories-text")),
    ];
    let work = vec![
        card(t, (icon::ROUTE, "/admin/reglas"), key!("routing-rules"), key!("routing-rules-text")),
        card(t, (icon::CLIPBOARD, "/admin/equipos-de-trabajo"), key!("routing-teams"), key!("routing-teams-text")),
        card(t, (icon::TAG, "/admin/categorias"), key!("routing-categories"), key!("routing-categories-text")),
        card(t, (icon::MONITOR, "/admin/inventario"), key!("assets-all"), key!("assets-all-text")),
        articles(t),
    ];
    let record = vec![
        mail(t, outbox),
        card(t, (icon::MAIL, "/admin/correo/entrada"), key!("inbound-title"), key!("inbound-card-text")),
        card(t, (icon::MAIL_CHECK, "/admin/correo/buzones"), key!("mailboxes-title"), key!("mailboxes-card-text")),
        card(t, (icon::ROUTE, "/admin/correo/ajustes"), key!("setup-title"), key!("setup-card-text")),
        card(t, (icon::HISTORY, "/admin/historial"), key!("admin-history"), key!("admin-history-text")),
        card(t, (icon::SHIELD, "/admin/segundo-paso"), key!("factors-required"), key!("factors-required-text")),
        card(t, (icon::PALETTE, "/admin/apariencia"), key!("admin-appearance"), key!("admin-appearance-text")),
    ];
    vec![
        Section { title: t.text("admin-section-clients"), cards: clients },
        Section { title: t.text("admin-section-work"), cards: work },
        Section { title: t.text("admin-section-record"), cards: record },
    ]
}

fn card(t: Locale, (icon, href): (Icon, &'static str), title: &'static str, text: &'static str) -> Card {
    Card { icon, href, title: t.text(title), text: t.text(text), count: String::new(), is_hot: false }
}

fn accounts(t: Locale, pending: i64) -> Card {
    let plain = card(t, (icon::USER_CHECK, "/admin/cuentas"), key!("admin-pending"), key!("admin-pending-text"));
    Card { count: t.number(pending), is_hot: pending > 0, ..plain }
}

fn articles(t: Locale) -> Card {
    card(t, (icon::BOOK, "/admin/articulos"), key!("admin-articles"), key!("admin-articles-text"))
}

fn mail(t: Locale, counts: OutboxCounts) -> Card {
    let plain = card(t, (icon::MAIL, "/admin/correo"), key!("admin-mail"), key!("admin-mail-text"));
    let count = if counts.failed == 0 { String::new() } else { t.with("admin-mail-failed", "count", counts.failed) };
    Card { count, ..plain }
}
