//! Who decides hears of who waits: at once, and again when it takes long.

use crate::admission::access::proposals;
use crate::admission::{Rules, store};
use crate::events::{self, By, Object};
use crate::id::{EventId, PersonId};
use crate::notify::{self, ApplicantCard, MailKind};
use crate::{settings, tickets};
use atiende_db::{DbError, Tx};
use atiende_text::address;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// People looked at in one go.
const AT_ONCE: i64 = 200;

/// Whether anybody has waited for longer than the rules bear.
pub async fn is_due(tx: &Tx, zone: &TimeZone) -> Result<bool, DbError> {
    Ok(!late(tx, zone).await?.is_empty())
}

/// Reminds of everybody who has; how many they are.
pub async fn remind(tx: &mut Tx, zone: &TimeZone) -> Result<usize, DbError> {
    let late = late(tx, zone).await?;
    for &person in &late {
        store::reminded(tx, person).await?;
        let event = events::record(tx, &By::desk(), (Object::Person, person.0), "reminded_of", &json!({})).await?;
        tell(tx, event, person, MailKind::ApplicantWaits).await?;
    }
    Ok(late.len())
}

async fn late(tx: &Tx, zone: &TimeZone) -> Result<Vec<PersonId>, DbError> {
    let rules: Rules = settings::get(tx).await?;
    if rules.remind_after_hours == 0 {
        return Ok(Vec::new());
    }
    let bear = SignedDuration::from_hours(rules.remind_after_hours.into());
    let is_late = |since: Timestamp| rules.hours.between(since, tx.now(), zone) >= bear;
    let waiting = store::waiting(tx, AT_ONCE).await?;
    Ok(waiting.into_iter().filter(|&(_, since)| is_late(since)).map(|(person, _)| person).collect())
}

/// Mails the applicant's card to the administrators, and to coordinators who may decide.
pub(super) async fn tell(tx: &mut Tx, event: EventId, person: PersonId, kind: MailKind) -> Result<(), DbError> {
    let Some(applicant) = store::applicant(tx, person).await? else { return Ok(()) };
    let proposals = proposals(tx, &applicant.email).await?;
    let card = ApplicantCard {
        held: tickets::actions::hold::subject(tx, person).await?,
        proposal: proposals.first().map(|best| (best.organization.0, best.name.clone(), best.by_domain)),
        applicant,
    };
    let domain = address::email_domain(&card.applicant.email).unwrap_or_default().to_owned();
    let own = proposals.iter().any(|proposal| proposal.by_domain);
    let coordinators = if own && settings::get::<Rules>(tx).await?.coordinators {
        store::coordinators_of_domain(tx, &domain).await?
    } else {
        Vec::new()
    };
    notify::of_applicant(tx, (event, kind), &card, &coordinators).await
}
