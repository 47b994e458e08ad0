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
    use Verdict::{Forbidden, In, Nothing, SignIn, Wait};
    use Who::{Admin, Anybody, Coordinator, Foreigner, Pending, Requester, Stranger, Technician};
    match (access, who) {
        (Access::Everybody | Access::Secret, _) => In,
        (_, Anybody) => SignIn,
        (Access::SignedIn, _) | (Access::Owner, Requester) => In,
        (Access::Owner, _) => Nothing,
        (_, Pending) => Wait,
        (Access::Member | Access::Participant | Access::Attendant | Access::Overseen, Foreigner | Stranger)
        | (Access::Overseen, Requester) => Nothing,
        (Access::Attendant, Requester | Coordinator)
        | (Access::Overseer, Requester)
        | (Access::Staff, Foreigner | Requester | Coordinator)
        | (Access::Admin, Foreigner | Stranger | Requester | Coordinator | Technician) => Forbidden,
        (Access::Approved | Access::Member | Access::Participant | Access::Attendant, _)
        | (Access::Overseer | Access::Overseen | Access::Staff, _)
        | (Access::Admin, Admin) => In,
    }
}
