//! One applicant, as the list and the page of a decision show them.

use crate::admin::Options;
use crate::admin::list::SHOWN;
use crate::shell::{Form, WebError};
use atiende_core::admission::access::{self, Decidable, Decider};
use atiende_core::admission::{Applicant, Conversation, Proposal};
use atiende_core::id::PersonId;
use atiende_core::tickets::actions::hold;
use atiende_core::{Actor, Denied};
use atiende_db::Tx;
use atiende_i18n::Locale;
use atiende_text::address;
use jiff::Timestamp;

pub(super) struct Card {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) claimed: String,
    /// The provider whose account they came with; empty for the form.
    pub(super) via: String,
    pub(super) since: Timestamp,
    /// The subject of the ticket that waits with the account.
    pub(super) held: Option<String>,
    /// What was asked and answered.
    pub(super) conversation: Conversation,
    /// Why the first proposal is chosen, in words.
    pub(super) why: String,
    /// Which part of the card is open: `ask` or `reject`.
    pub(super) open: &'static str,
    /// What stands in the card's fields.
    pub(super) form: Form,
}

impl Card {
    /// Whether something of this part was refused, or is to be seen at once.
    pub(super) fn is_open(&self, part: &str, field: &str) -> bool {
        self.open == part || self.form.error(field).is_some()
    }
}

/// What is read of one applicant.
pub(super) struct Read {
    applicant: Applicant,
    proposals: Vec<Proposal>,
    held: Option<String>,
    conversation: Conversation,
}

impl Read {
    pub(super) const fn id(&self) -> PersonId {
        self.applicant.id
    }
}

/// Those about whom this person decides, and the organizations to choose from. Staff have all that wait before them:
/// they read page by page, and get one more than a page shows.
pub(super) async fn all(tx: &Tx, actor: &Actor, after: Option<PersonId>) -> Result<(Vec<Read>, Options, bool), Denied> {
    let by = access::decider(tx, actor).await?;
    let mut read = Vec::new();
    for (decidable, proposals) in access::pending(tx, by, after, SHOWN + 1).await? {
        read.push(one(tx, decidable, proposals).await?);
    }
    Ok((read, options(tx, by).await?, by.makes_coordinators()))
}

/// One of them.
pub(super) async fn alone(tx: &Tx, actor: &Actor, id: PersonId) -> Result<(Vec<Read>, Options, bool), Denied> {
    let by = access::decider(tx, actor).await?;
    let decidable = access::decidable(tx, actor, id).await?;
    let proposals = access::proposals_for(tx, &decidable).await?;
    Ok((vec![one(tx, decidable, proposals).await?], options(tx, by).await?, by.makes_coordinators()))
}

async fn one(tx: &Tx, decidable: Decidable<'_>, proposals: Vec<Proposal>) -> Result<Read, Denied> {
    let conversation = decidable.conversation(tx).await?;
    Ok(Read { held: hold::subject_for(tx, &decidable).await?, applicant: decidable.applicant, proposals, conversation })
}

async fn options(tx: &Tx, by: Decider<'_>) -> Result<Options, Denied> {
    let organizations = by.organizations(tx).await?;
    Ok(organizations.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}

pub(super) fn card(t: Locale, read: Read, organizations: &Options) -> Card {
    let Read { applicant, proposals, held, conversation } = read;
    let usable = |proposal: &&Proposal| organizations.iter().any(|(id, _)| *id == proposal.organization.to_string());
    let best = proposals.iter().find(usable).map(|proposal| proposal.organization.to_string());
    let only = organizations.first().filter(|_| organizations.len() == 1).map(|(id, _)| id.clone());
    Card {
        id: applicant.id.to_string(),
        why: why(t, &applicant.email, &proposals),
        form: Form::filled(best.or(only).map(|best| ("organization", best))),
        name: applicant.name,
        email: applicant.email,
        phone: applicant.phone,
        claimed: applicant.claimed_organization,
        via: applicant.via,
        since: applicant.waits_since,
        held,
        conversation,
        open: "",
    }
}

/// "CEIP La Paz, por el dominio ceiplapaz.es · IES Mar, 3 personas con ese dominio".
fn why(t: Locale, email: &str, proposals: &[Proposal]) -> String {
    let domain = address::email_domain(email).unwrap_or_default();
    if proposals.is_empty() {
        return t.with("admin-pending-no-proposal", "domain", domain);
    }
    let one = |p: &Proposal| {
        if p.by_domain {
            t.with2("admin-pending-by-domain", "name", &p.name, "domain", domain)
        } else {
            t.with3("admin-pending-by-people", "name", &p.name, "domain", domain, "count", p.colleagues)
        }
    };
    let reasons: Vec<String> = proposals.iter().map(one).collect();
    reasons.join(" · ")
}

/// The card with this id.
pub(super) fn find(cards: &mut [Card], id: PersonId) -> Result<&mut Card, WebError> {
    let id = id.to_string();
    cards.iter_mut().find(|card| card.id == id).ok_or(WebError::NotFound)
}
