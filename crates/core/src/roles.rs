//! Who may do what, in one table. The checks of tickets read it, the administration shows it, and a test tries each verb
//! as each role against a desk and holds what happened against it (`tests/it/roles.rs`).

use crate::tickets::Seat;

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    No,
    /// Theirs where the administrator lets them (`admission::Rules`); else nothing.
    IfLet,
    /// What one opened oneself, or was opened for one.
    Own,
    /// All of the organizations that are theirs: where a requester belongs, that a coordinator coordinates, that a
    /// technician attends.
    Theirs,
    All,
}

text_enum! {
    /// What people are to the desk, as the table's columns; a coordinator is a requester with a membership that says so.
    Standing {
        Requester = "requester",
        Coordinator = "coordinator",
        Technician = "technician",
        Admin = "admin",
    }
}

text_enum! {
    Verb {
        OpenTickets = "open_tickets",
        ReadTickets = "read_tickets",
        Reply = "reply",
        ReadNotes = "read_notes",
        WriteNotes = "write_notes",
        WorkTickets = "work_tickets",
        SeeOrganization = "see_organization",
        SeePlaces = "see_places",
        SeeDevices = "see_devices",
        SeeMembers = "see_members",
        DecideAccounts = "decide_accounts",
        ReadStaffArticles = "read_staff_articles",
        WriteArticles = "write_articles",
        ManagePeople = "manage_people",
        ManageOrganizations = "manage_organizations",
        ManageDevices = "manage_devices",
        ManageRouting = "manage_routing",
        SeeMail = "see_mail",
        ChangeSettings = "change_settings",
        ReadRecord = "read_record",
    }
}

impl Verb {
    /// The row of the table: requester, coordinator, technician, administrator.
    const fn row(self) -> [Reach; 4] {
        use Reach::{All, IfLet, No, Own, Theirs};
        match self {
            Self::OpenTickets | Self::SeeOrganization | Self::SeePlaces => [Theirs, Theirs, Theirs, All],
            Self::ReadTickets | Self::Reply => [Own, Theirs, Theirs, All],
            Self::SeeDevices => [No, Theirs, Theirs, All],
            Self::ReadNotes | Self::WriteNotes | Self::WorkTickets | Self::SeeMembers => [No, No, Theirs, All],
            Self::DecideAccounts => [No, IfLet, Theirs, All],
            Self::ReadStaffArticles | Self::WriteArticles => [No, No, All, All],
            Self::ManagePeople
            | Self::ManageOrganizations
            | Self::ManageDevices
            | Self::ManageRouting
            | Self::SeeMail
            | Self::ChangeSettings
            | Self::ReadRecord => [No, No, No, All],
        }
    }

    /// How far the verb reaches for people of this standing.
    pub const fn reach(self, standing: Standing) -> Reach {
        let [requester, coordinator, technician, admin] = self.row();
        match standing {
            Standing::Requester => requester,
            Standing::Coordinator => coordinator,
            Standing::Technician => technician,
            Standing::Admin => admin,
        }
    }

    /// Whether who sits so at a ticket has the verb there. A seat is given by `tickets/access.rs`: its requester's, a
    /// coordinator's of its organization, or of staff who attend that.
    pub(crate) fn is_of(self, seat: Seat) -> bool {
        match seat {
            Seat::Requester => self.reach(Standing::Requester) >= Reach::Own,
            Seat::Coordinator => self.reach(Standing::Coordinator) >= Reach::Theirs,
            Seat::Staff => self.reach(Standing::Technician) >= Reach::Theirs,
        }
    }
}
