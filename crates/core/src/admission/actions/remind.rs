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
use std::collections::BTreeMap;

/// People looked at in one go.
const AT_ONCE: i64 = 200;

/// Whether anybody has waited for longer than the rules bear.
pub async fn is_due(tx: &Tx, zone: &TimeZone) -> Result<bool, DbError> {
    Ok(!late(tx, zone).await?.is_empty())
}

/// Reminds of everybody who has; how many they are. Each who decides gets one mail: the card of who waits longest, and how
/// many others there are.
pub async fn remind(tx: &mut Tx, zone: &TimeZone) -> Result<usize, DbError> {
    let late = late(tx, zone).await?;
    let mut cards = Vec::new();
    let mut first_of: BTreeMap<PersonId, (usize, i64)> = BTreeMap::new();
    for &person in &late {
        store::reminded(tx, person).await?;
        let event = events::record(tx, &By::desk(), (Object::Person, person.0), "reminded_of", &json!({})).await?;
        let Some((card, deciders)) = card(tx, person).await? else { continue };
        for decider in deciders {
            first_of.entry(decider).and_modify(|(_, others)| *others += 1).or_insert((cards.len(), 0));
        }
        cards.push((event, card));
    }
    for (decider, (first, others)) in first_of {
        let Some((event, card)) = cards.get(first) else { continue };
        notify::of_applicant(tx, (*event, MailKind::ApplicantWaits), (card, others), decider).await?;
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
    let Some((card, deciders)) = card(tx, person).await? else { return Ok(()) };
    for decider in deciders {
        notify::of_applicant(tx, (event, kind), (&card, 0), decider).await?;
    }
    Ok(())
}

/// What who decides should know of the applicant, and who that is.
async fn card(tx: &Tx, person: PersonId) -> Result<Option<(ApplicantCard, Vec<PersonId>)>, DbError> {
    let Some(applicant) = store::applicant(tx, person).await? else { return Ok(None) };
    let proposals = proposals(tx, &applicant.email).await?;
    let mut deciders = notify::admins(tx).await?;
    let own = proposals.iter().any(|proposal| proposal.by_domain);
    if own && settings::get::<Rules>(tx).await?.coordinators {
        let domain = address::email_domain(&applicant.email).unwrap_or_default();
        deciders.extend(store::coordinators_of_domain(tx, domain).await?);
    }
    let card = ApplicantCard {
        held: tickets::actions::hold::subject(tx, person).await?,
        proposal: proposals.first().map(|best| (best.organization.0, best.name.clone(), best.by_domain)),
        applicant,
    };
    Ok(Some((card, deciders)))
}
