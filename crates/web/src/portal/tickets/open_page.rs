//! The page of "Abrir ticket": what its fields offer.

use crate::shell::{Form, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::articles::{self, ArticleRow};
use atiende_core::id::{AttachmentId, OrganizationId};
use atiende_core::tickets::Priority;
use atiende_core::{Actor, Denied, files, orgs};
use atiende_db::Tx;
use atiende_i18n::key;
use std::sync::Arc;

/// Frequent questions at the right margin before anything is typed.
const QUESTIONS: usize = 6;

#[derive(Template)]
#[template(path = "portal/tickets/open.html")]
pub(super) struct OpenPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) is_pending: bool,
    /// Where tickets can be opened; a choice only for who belongs to several.
    pub(super) organizations: Vec<(String, String)>,
    pub(super) locations: Vec<String>,
    pub(super) priorities: Vec<Tile>,
    /// Files that are up already, kept when the form is shown again.
    pub(super) attached: Vec<Attached>,
    pub(super) questions: Vec<ArticleRow>,
    pub(super) typed: String,
    /// Names this filling-in of the form: sent twice, it makes one ticket.
    pub(super) once: String,
    pub(super) max_bytes: u64,
    pub(super) max_files: usize,
    pub(super) person: i64,
}

/// A choice of the priority, in the requester's words.
pub(super) struct Tile {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
}

/// A file that is up.
pub(crate) struct Attached {
    pub(crate) id: AttachmentId,
    pub(crate) name: String,
    pub(crate) size: String,
}

impl OpenPage {
    /// The page for this person, around a form. `files` are uploads of an earlier try.
    pub(super) async fn load(
        state: &State,
        signed_in: &SignedIn,
        form: Form,
        files: Vec<AttachmentId>,
    ) -> Result<Self, WebError> {
        let actor = signed_in.actor.clone();
        let load = async move |tx: &Tx| Ok::<_, Denied>((Found::load(tx, &actor, &form, &files).await?, form));
        let (found, form) = state.db().read(load).await?;
        Ok(Self::around(state, signed_in, found, form))
    }

    pub(super) fn around(state: &State, signed_in: &SignedIn, found: Found, mut form: Form) -> Self {
        let page = Page::new(state, &signed_in.visitor);
        let typed = typed(&form);
        if let ([(id, _)], true) = (found.organizations.as_slice(), form.value("organization").is_empty()) {
            form.set("organization", id.clone());
        }
        let t = page.t;
        let limits = &state.settings().uploads;
        let once = if form.value("once").is_empty() {
            Secret::generate().reveal().to_owned()
        } else {
            form.value("once").to_owned()
        };
        Self {
            is_pending: !signed_in.actor.is_active(),
            organizations: found.organizations,
            locations: found.locations,
            priorities: tiles(&page),
            attached: found
                .files
                .into_iter()
                .map(|(id, name, size)| Attached { id, name, size: t.bytes(size) })
                .collect(),
            questions: found.questions,
            typed: typed.trim().to_owned(),
            once,
            max_bytes: limits.file_bytes,
            max_files: limits.files,
            person: signed_in.actor.id.0,
            form,
            page,
        }
    }
}

/// What there is to find questions by.
fn typed(form: &Form) -> String {
    format!("{} {}", form.value("subject"), form.value("description"))
}

impl OpenPage {
    /// Nobody has put this person into an organization yet, so no ticket of theirs would have a place.
    fn belongs_nowhere(&self) -> bool {
        self.organizations.is_empty() && !self.is_pending
    }
}

fn tiles(page: &Page) -> Vec<Tile> {
    let words = |priority| match priority {
        Priority::Low => (key!("tickets-priority-low"), key!("tickets-priority-low-hint")),
        Priority::Normal => (key!("tickets-priority-normal"), key!("tickets-priority-normal-hint")),
        Priority::High => (key!("tickets-priority-high"), key!("tickets-priority-high-hint")),
        Priority::Urgent => (key!("tickets-priority-urgent"), key!("tickets-priority-urgent-hint")),
    };
    let tile = |&priority: &Priority| {
        let (label, hint) = words(priority);
        Tile { value: priority.as_str(), label: page.text(label), hint: page.text(hint) }
    };
    Priority::ALL.iter().map(tile).collect()
}

/// What the page reads, in one snapshot.
pub(super) struct Found {
    organizations: Vec<(String, String)>,
    locations: Vec<String>,
    questions: Vec<ArticleRow>,
    files: Vec<(AttachmentId, String, i64)>,
}

impl Found {
    pub(super) async fn load(tx: &Tx, actor: &Actor, form: &Form, ids: &[AttachmentId]) -> Result<Self, Denied> {
        let chosen: Option<OrganizationId> = form.value("organization").parse().ok();
        let usable = orgs::access::usable(tx, actor).await?;
        let at = chosen.or(if let [(only, _)] = usable.as_slice() { Some(*only) } else { None });
        let locations = match at {
            Some(organization) => orgs::access::locations(tx, actor, organization).await.unwrap_or_default(),
            None => Arc::default(),
        };
        let mut questions = articles::search(tx, Some(actor), &typed(form)).await?;
        if questions.is_empty() {
            questions = articles::popular(tx, Some(actor), QUESTIONS).await?;
        }
        let mut files = Vec::new();
        for &id in ids {
            if let Ok(file) = files::deletable(tx, actor, id).await {
                files.push((file.id, file.name, file.size));
            }
        }
        Ok(Self {
            organizations: usable.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            locations: locations.iter().map(|node| node.location.path.clone()).collect(),
            questions,
            files,
        })
    }
}
