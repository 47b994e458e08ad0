//! Who asks, and what each kind of access means for them.

use crate::shell::routing::Access;

/// Everything is CEIP La Paz's, and was opened by María.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Who {
    Anybody,
    /// Signed up, and waits for approval.
    Pending,
    /// Coordinates another organization.
    Foreigner,
    /// Attends another organization alone.
    Stranger,
    /// María.
    Requester,
    Coordinator,
    /// Attends every organization.
    Technician,
    Admin,
}

impl Who {
    /// The least first: what the last of them destroys, nobody misses.
    pub(super) const ALL: [Self; 8] = [
        Self::Anybody,
        Self::Pending,
        Self::Foreigner,
        Self::Stranger,
        Self::Requester,
        Self::Coordinator,
        Self::Technician,
        Self::Admin,
    ];

    /// Whether La Paz is none of their business.
    pub(super) fn is_outside(self) -> bool {
        matches!(self, Self::Anybody | Self::Pending | Self::Foreigner | Self::Stranger)
    }
}

/// How a request is answered, as far as access goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    In,
    /// Sent to sign in; 401 in the API.
    SignIn,
    /// Sent to the page of those who wait; in the API a token of theirs is none.
    Wait,
    /// 403.
    Forbidden,
    /// 404.
    Nothing,
}

/// What a route of this access must answer.
pub(super) fn expected(access: Access, who: Who) -> Verdict {
    match (access, who) {
        (Access::Everybody | Access::Secret, _) => return Verdict::In,
        (_, Who::Anybody) => return Verdict::SignIn,
        (Access::SignedIn | Access::Owner, _) => {}
        (_, Who::Pending) => return Verdict::Wait,
        _ => {}
    }
    let is_staff = matches!(who, Who::Stranger | Who::Technician | Who::Admin);
    let (is_refused, how) = match access {
        Access::Owner => (who != Who::Requester, Verdict::Nothing),
        Access::Member | Access::Participant => (who.is_outside(), Verdict::Nothing),
        Access::Attendant if who.is_outside() => (true, Verdict::Nothing),
        Access::Overseen => (who.is_outside() || who == Who::Requester, Verdict::Nothing),
        Access::Overseer => (who == Who::Requester, Verdict::Forbidden),
        Access::Attending if who == Who::Stranger => (true, Verdict::Nothing),
        Access::Attendant | Access::Staff | Access::Attending => (!is_staff, Verdict::Forbidden),
        Access::Admin => (who != Who::Admin, Verdict::Forbidden),
        Access::Directory => (true, Verdict::Forbidden),
        Access::Everybody | Access::Secret | Access::SignedIn | Access::Approved => (false, Verdict::In),
    };
    if is_refused { how } else { Verdict::In }
}
