//! The address was proved: an invitation or a domain lets in at once, otherwise a person decides.

use super::approve::admit;
use crate::accounts::{AccountState, Person};
use crate::admission::access::{proposals, stands};
use crate::admission::{Admission, Rules, store};
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, PersonId};
use crate::live::{self, Change};
use crate::notify::{self, AccountMail};
use crate::{Refused, accounts, settings};
use atiende_db::{DbError, Tx};
use serde_json::{Value, json};

/// What may let somebody in without a decision of this moment.
struct Rule {
    by: By,
    organization: OrganizationId,
    coordinator: bool,
    how: Value,
}

/// Makes the applicant wait, or lets in where that was decided beforehand. `by` is the applicant.
pub(crate) async fn begin(tx: &mut Tx, person: &Person, admission: Admission, by: &By) -> Result<(), DbError> {
    store::begin_to_wait(tx, person.id).await?;
    let event = events::record(tx, by, (Object::Person, person.id.0), "confirmed", &json!({})).await?;
    if let Some(rule) = decided_beforehand(tx, person, by).await? {
        let into = (rule.organization, rule.coordinator);
        match admit(tx, &rule.by, person.id, into, &rule.how).await {
            Ok(_) => return Ok(()),
            Err(Refused::Db(error)) => return Err(error),
            // What a rule cannot do is left to a person.
            Err(refused) => tracing::warn!(person = person.id.0, %refused, "a rule could not let somebody in"),
        }
    }
    if admission == Admission::Open {
        return store::decide(tx, person.id, AccountState::Active, None, "").await;
    }
    let is_by_mail = store::came_via(tx, person.id).await? == accounts::VIA_MAIL;
    let told = if is_by_mail { AccountMail::HeldByMail } else { AccountMail::WaitsForApproval };
    notify::account(tx, event, person.id, &told).await?;
    super::remind::tell(tx, event, person.id, notify::MailKind::NewAccount).await?;
    live::announce(tx, Change::Accounts);
    Ok(())
}

async fn decided_beforehand(tx: &mut Tx, person: &Person, by: &By) -> Result<Option<Rule>, DbError> {
    match by_invitation(tx, person.id, by).await? {
        Some(rule) => Ok(Some(rule)),
        None => by_domain(tx, person).await,
    }
}

async fn by_invitation(tx: &mut Tx, person: PersonId, by: &By) -> Result<Option<Rule>, DbError> {
    let Some(id) = store::invitation_of_person(tx, person).await? else { return Ok(None) };
    let Some(invitation) = store::invitation(tx, id).await? else { return Ok(None) };
    if !stands(tx, &invitation).await? || !store::use_invitation(tx, id).await? {
        return Ok(None);
    }
    Ok(Some(Rule {
        by: By { ip: by.ip.clone(), ..By::desk() },
        organization: invitation.organization,
        coordinator: invitation.coordinator,
        how: json!({ "by": "invitation", "invitation": id }),
    }))
}

async fn by_domain(tx: &Tx, person: &Person) -> Result<Option<Rule>, DbError> {
    if !settings::get::<Rules>(tx).await?.by_domain {
        return Ok(None);
    }
    let mut own = proposals(tx, &person.email).await?;
    own.retain(|proposal| proposal.by_domain);
    let [only] = own.as_slice() else { return Ok(None) };
    let how = json!({ "by": "domain" });
    Ok(Some(Rule { by: By::desk(), organization: only.organization, coordinator: false, how }))
}
