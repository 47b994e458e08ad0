//! Who waits, the rules of the queue, and invitations.

use super::hours::WorkingHours;
use crate::error::{Check, Refused};
use crate::id::{InvitationId, OrganizationId, PersonId};
use crate::settings::Setting;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Somebody who waits to be let in.
#[derive(Debug, Clone)]
pub struct Applicant {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub claimed_organization: String,
    /// What the provider is called whose account they came with; empty for the form.
    pub via: String,
    pub created_at: Timestamp,
    /// When the address was proved: the waiting counts from there.
    pub waits_since: Timestamp,
}
atiende_db::from_row!(Applicant { id, name, email, phone, claimed_organization, via, created_at, waits_since });

/// Where an applicant probably belongs, and why we think so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub organization: OrganizationId,
    pub name: String,
    /// The mail domain is one of the organization's own; else other people of that domain are there.
    pub by_domain: bool,
    pub colleagues: i64,
}
atiende_db::from_row!(Proposal { organization, name, by_domain, colleagues });

/// One thing that staff or the applicant said while the account waits.
#[derive(Debug, Clone)]
pub struct Said {
    pub author: PersonId,
    pub author_name: String,
    pub body: String,
    pub at: Timestamp,
}
atiende_db::from_row!(Said { author, author_name, body, at });

/// Questions and answers, the oldest first.
pub type Conversation = Vec<Said>;

/// How newcomers are let in, as an administrator set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Whose proved address has the own domain of exactly one organization enters it without anybody's decision.
    pub by_domain: bool,
    /// Coordinators decide about applicants with an address of their organization's own domains, and invite into it.
    pub coordinators: bool,
    /// Working hours after which somebody who waits is brought to mind, again and again; 0: never.
    pub remind_after_hours: u16,
    pub hours: WorkingHours,
}

impl Default for Rules {
    fn default() -> Self {
        Self { by_domain: false, coordinators: false, remind_after_hours: 4, hours: WorkingHours::default() }
    }
}

impl Setting for Rules {
    const NAME: &'static str = "admission";
}

impl Rules {
    /// Longer than a fortnight of work nobody is meant to wait.
    pub const REMIND_MAX: u16 = 80;

    pub fn check(&self) -> Result<(), Refused> {
        let mut check = Check::default();
        check.that(self.remind_after_hours <= Self::REMIND_MAX, "remind_after_hours", "admission-remind-wrong");
        check.that(self.hours.is_sound(), "opens", "admission-hours-wrong");
        check.that(self.hours.days.contains(&true), "days", "admission-days-missing");
        check.finish()
    }
}

/// Whether a person has to approve accounts, or the address is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Approval,
    Open,
}

/// A link that opens accounts in an organization.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub id: InvitationId,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub coordinator: bool,
    pub note: String,
    pub uses: i64,
    /// 0: any number.
    pub max_uses: i64,
    pub created_by: String,
    /// Good only while this person may still make it.
    pub(super) maker: PersonId,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}
atiende_db::from_row!(Invitation {
    id,
    organization,
    organization_name,
    coordinator,
    note,
    uses,
    max_uses,
    created_by,
    maker,
    expires_at,
    revoked_at
});

impl Invitation {
    /// Whether somebody can still come by it.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at > now && (self.max_uses == 0 || self.uses < self.max_uses)
    }
}

/// What the form for an invitation says.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    pub organization: OrganizationId,
    pub coordinator: bool,
    pub note: String,
    pub max_uses: i64,
    pub days: i64,
}

impl NewInvitation {
    /// A term: whoever gets the link later has left, or it has.
    const DAYS_MAX: i64 = 90;
    const USES_MAX: i64 = 1000;

    pub fn check(&self) -> Result<(), Refused> {
        let mut check = Check::default();
        check.at_most(&self.note, "note", 120);
        check.that((1..=Self::DAYS_MAX).contains(&self.days), "days", "admission-invitation-days-wrong");
        check.that((0..=Self::USES_MAX).contains(&self.max_uses), "max_uses", "admission-invitation-uses-wrong");
        // Who coordinates sees everything of the organization: never by a link that goes round.
        check.that(!self.coordinator || self.max_uses == 1, "max_uses", "admission-invitation-coordinator-once");
        check.finish()
    }

    pub(super) fn life(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * self.days)
    }
}

/// Proof that somebody presented a good invitation; its account is marked with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invited(pub(super) InvitationId);

impl Invited {
    pub(crate) fn id(self) -> InvitationId {
        self.0
    }
}

/// Domains that anybody can have an address at: they say nothing about an organization.
pub(super) fn is_public_domain(domain: &str) -> bool {
    const PUBLIC: &[&str] = &[
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.es",
        "outlook.com",
        "outlook.es",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.es",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.com",
        "gmx.es",
        "gmx.net",
        "proton.me",
        "protonmail.com",
        "telefonica.net",
        "movistar.es",
        "orange.es",
        "vodafone.es",
        "ono.com",
        "terra.es",
    ];
    PUBLIC.contains(&domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(max_uses: i64, uses: i64) -> Invitation {
        Invitation {
            id: InvitationId(1),
            organization: OrganizationId(1),
            organization_name: "CEIP La Paz".into(),
            coordinator: false,
            note: String::new(),
            uses,
            max_uses,
            created_by: "Elena".into(),
            maker: PersonId(1),
            expires_at: "2026-12-01T00:00:00Z".parse().unwrap(),
            revoked_at: None,
        }
    }

    #[test]
    fn an_invitation_ends_by_time_by_use_and_by_hand() {
        let before: Timestamp = "2026-11-30T23:59:59Z".parse().unwrap();
        assert!(invitation(0, 900).is_good(before));
        assert!(invitation(2, 1).is_good(before));
        assert!(!invitation(2, 2).is_good(before));
        assert!(!invitation(0, 0).is_good("2026-12-01T00:00:00Z".parse().unwrap()));
        assert!(!Invitation { revoked_at: Some(before), ..invitation(0, 0) }.is_good(before));
    }

    #[test]
    fn a_coordinators_invitation_is_for_one() {
        let new = NewInvitation {
            organization: OrganizationId(1),
            coordinator: true,
            note: String::new(),
            max_uses: 1,
            days: 7,
        };
        assert!(new.check().is_ok());
        for wrong in [
            NewInvitation { max_uses: 0, ..new.clone() },
            NewInvitation { days: 0, ..new.clone() },
            NewInvitation { days: 91, ..new.clone() },
            NewInvitation { coordinator: false, max_uses: 1001, ..new.clone() },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }
}
