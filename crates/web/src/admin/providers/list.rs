//! `/admin/proveedores`: all providers, also those of the configuration, which are changed there.

use crate::portal::accounts::elsewhere::{buttons, known};
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::providers::{Provider, access};
use atiende_i18n::key;

#[derive(Template)]
#[template(path = "admin/providers/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    mark: buttons::Mark,
    word: String,
    label: String,
    /// Can be changed here.
    is_ours: bool,
    is_on: bool,
    /// Why it is so, if it is not its switch; may be empty.
    note: &'static str,
    people: i64,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let (stored, counts) = state
        .db()
        .read(async move |tx| {
            let by = actor.admin()?;
            Ok::<_, Denied>((access::list(tx, by).await?, access::counts(tx, by).await?))
        })
        .await?;
    let people = |word: &str| counts.iter().find(|(provider, _)| provider == word).map_or(0, |(_, count)| *count);
    let page = Page::new(&state, &signed_in.visitor);
    let configured = state.settings().providers.iter().map(|known| Row {
        mark: buttons::mark(&known.provider.issuer),
        word: known.provider.id.clone(),
        label: known.provider.label.clone(),
        is_ours: false,
        is_on: true,
        note: page.text(key!("providers-state-configured")),
        people: people(&known.provider.id),
    });
    let ours = stored.iter().map(|provider| row(&state, &page, (provider, people(&provider.word))));
    let rows = configured.chain(ours).collect();
    let template = ListPage { page, rows };
    template.page.show(&template)
}

fn row(state: &State, page: &Page, (provider, people): (&Provider, i64)) -> Row {
    let opened = known::opened(state, provider);
    let (word, label) = (provider.word.clone(), provider.label.clone());
    let note = if known::is_configured(state, &word) {
        page.text(key!("providers-state-hidden"))
    } else if opened.is_none() {
        page.text(key!("providers-state-broken"))
    } else {
        ""
    };
    let mark = buttons::mark(opened.as_ref().map_or("", |known| &known.provider.issuer));
    Row { mark, word, label, is_ours: true, is_on: provider.enabled && note.is_empty(), note, people }
}
