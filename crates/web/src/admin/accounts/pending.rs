//! `/admin/cuentas`: one card per applicant, with where they probably belong and why.

use crate::admin::Options;
use crate::admin::options;
use crate::shell::form::Wrong;
use crate::shell::{Answer, Fields, Form, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::{Applicant, Proposal, access};
use atiende_core::id::PersonId;
use atiende_core::tickets::actions::hold;
use atiende_core::{Denied, Problem};
use atiende_db::{DbError, Tx};
use atiende_i18n::Locale;
use atiende_text::address;
use jiff::Timestamp;

#[derive(Template)]
#[template(path = "admin/accounts/pending.html")]
struct PendingPage {
    page: Page,
    cards: Vec<Card>,
    organizations: Options,
    /// Problems of the one card that was refused.
    form: Form,
}

struct Card {
    id: String,
    name: String,
    email: String,
    phone: String,
    claimed: String,
    since: Timestamp,
    /// The subject of the ticket that waits with the account.
    held: Option<String>,
    /// Why the first proposal is chosen, in words.
    why: String,
    /// What stands in the card's fields.
    form: Form,
}

type Read = (Applicant, Vec<Proposal>, Option<String>);

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.staff()?;
    let template = page(&state, &signed_in).await?;
    template.page.show(&template)
}

/// The page again: one card with what was typed into it and what is wrong.
pub(super) async fn refuse(
    state: &State,
    signed_in: &SignedIn,
    id: PersonId,
    (fields, problems): (&Fields, &[Problem]),
) -> Answer {
    let mut template = page(state, signed_in).await?;
    let id = id.to_string();
    let card = template.cards.iter_mut().find(|card| card.id == id).ok_or(WebError::NotFound)?;
    card.form = Form::refused(fields, problems, signed_in.visitor.locale);
    let wrong = |w: &Wrong| Wrong { field: format!("{}-{id}", w.field).into(), sentence: w.sentence.clone() };
    template.form.problems = card.form.problems.iter().map(wrong).collect();
    template.page.refuse(&template)
}

async fn page(state: &State, signed_in: &SignedIn) -> Result<PendingPage, WebError> {
    let actor = signed_in.actor.clone();
    let (read, organizations) = state
        .db()
        .read(async move |tx| {
            let mut read: Vec<Read> = Vec::new();
            for (applicant, proposals) in access::pending(tx, actor.staff()?).await? {
                let held = held(tx, &applicant).await?;
                read.push((applicant, proposals, held));
            }
            Ok::<_, Denied>((read, options::organizations(tx, actor.staff()?).await?))
        })
        .await?;
    let page = Page::new(state, &signed_in.visitor);
    let cards = read.into_iter().map(|read| card(page.t, read, &organizations)).collect();
    Ok(PendingPage { page, cards, organizations, form: Form::default() })
}

async fn held(tx: &Tx, applicant: &Applicant) -> Result<Option<String>, DbError> {
    let Some(person) = access::by_email(tx, &applicant.email).await? else { return Ok(None) };
    let actor = access::actor(tx, &person, "").await?;
    Ok(hold::held(tx, &actor).await?.map(|ticket| ticket.subject))
}

fn card(t: Locale, (applicant, proposals, held): Read, organizations: &Options) -> Card {
    let usable = |proposal: &&Proposal| organizations.iter().any(|(id, _)| *id == proposal.organization.to_string());
    let best = proposals.iter().find(usable).map(|proposal| proposal.organization.to_string());
    Card {
        id: applicant.id.to_string(),
        why: why(t, &applicant.email, &proposals),
        form: Form::filled(best.map(|best| ("organization", best))),
        name: applicant.name,
        email: applicant.email,
        phone: applicant.phone,
        claimed: applicant.claimed_organization,
        since: applicant.created_at,
        held,
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
