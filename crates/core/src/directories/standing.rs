//! What somebody is here, out of what each directory wants of them and what they have by hand.
//!
//! The row of the source "" is what they have by hand. It is written when a directory first wants something, and found
//! again when what they are is no longer what the rows say: then a person changed it meanwhile.

use crate::accounts::Role;
use crate::id::OrganizationId;

/// The source of what was given by hand.
pub(super) const BY_HAND: &str = "";

/// A role, and who says so.
#[derive(Debug)]
pub(super) struct Standing {
    by_hand: Role,
    wanted: Vec<(String, Role)>,
}

impl Standing {
    /// Of who has the role `held` now.
    pub(super) fn of(held: Role, mut said: Vec<(String, Role)>) -> Self {
        let expected = said.iter().map(|&(_, role)| role).max().unwrap_or(Role::Requester);
        let stored = said.iter().find(|(source, _)| source == BY_HAND).map_or(Role::Requester, |&(_, role)| role);
        said.retain(|(source, _)| source != BY_HAND);
        Self { by_hand: if held == expected { stored } else { held }, wanted: said }
    }

    pub(super) const fn by_hand(&self) -> Role {
        self.by_hand
    }

    /// What they would be without these sources.
    pub(super) fn without(&self, is_out: impl Fn(&str) -> bool) -> Role {
        let others = self.wanted.iter().filter(|(source, _)| !is_out(source)).map(|&(_, role)| role);
        others.chain([self.by_hand]).max().unwrap_or(self.by_hand)
    }

    /// What they are once this source wants that of them.
    pub(super) fn with(&self, source: &str, wanted: Option<Role>) -> Role {
        self.without(|other| other == source).max(wanted.unwrap_or(Role::Requester))
    }
}

/// What a source wants of somebody in an organization: to coordinate, or merely to belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) source: String,
    pub(super) organization: OrganizationId,
    pub(super) coordinator: bool,
}
atiende_db::from_row!(Place { source, organization, coordinator });

/// The membership that somebody has by hand, who has `held` now; the rows are of one organization.
pub(super) fn place_by_hand(held: Option<bool>, said: &[&Place]) -> Option<bool> {
    let expected = said.iter().map(|place| place.coordinator).reduce(|one, other| one || other);
    let stored = said.iter().find(|place| place.source == BY_HAND).map(|place| place.coordinator);
    match (held, expected) {
        (held, expected) if held == expected => stored,
        // No longer coordinates, by hand: a member as before.
        (Some(false), Some(_)) => stored.map(|_| false),
        (held, _) => held,
    }
}

/// The membership that follows when `source` wants this: whether they belong, and coordinate.
pub(super) fn place_with(
    by_hand: Option<bool>,
    said: &[&Place],
    (source, wanted): (&str, Option<bool>),
) -> Option<bool> {
    let others = said.iter().filter(|place| place.source != source && place.source != BY_HAND);
    let all = others.map(|place| place.coordinator).chain(by_hand).chain(wanted);
    all.reduce(|one, other| one || other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role::{Admin, Requester, Technician};

    fn said<const N: usize>(rows: [(&str, Role); N]) -> Vec<(String, Role)> {
        rows.into_iter().map(|(source, role)| (source.to_owned(), role)).collect()
    }

    #[test]
    fn what_was_given_by_hand_is_not_taken() {
        let cases = [
            (Requester, said([]), Some(Technician), Technician),
            (Requester, said([]), None, Requester),
            (Admin, said([]), Some(Technician), Admin),
            (Admin, said([]), None, Admin),
            (Technician, said([("a", Technician)]), None, Requester),
            (Technician, said([("a", Technician)]), Some(Admin), Admin),
            (Admin, said([("a", Admin)]), Some(Technician), Technician),
            // An administrator changed it meanwhile.
            (Admin, said([("a", Technician)]), None, Admin),
            (Requester, said([("a", Technician)]), Some(Technician), Technician),
            // By hand first, and a directory after.
            (Technician, said([("", Technician), ("a", Technician)]), None, Technician),
            (Admin, said([("", Technician), ("a", Admin)]), None, Technician),
        ];
        for (held, rows, wanted, after) in cases {
            let standing = Standing::of(held, rows);
            assert_eq!(standing.with("a", wanted), after, "{held} {standing:?} {wanted:?}");
        }
    }

    #[test]
    fn one_directory_takes_back_its_own_word_alone() {
        let both = || Standing::of(Technician, said([("a", Technician), ("b", Technician)]));
        assert_eq!((both().with("a", None), both().without(|source| source == "b")), (Technician, Technician));
        assert_eq!(Standing::of(Technician, said([("a", Technician)])).without(|source| source == "a"), Requester);
        assert_eq!(Standing::of(Technician, said([])).without(|source| source == "a"), Technician, "by hand");
    }

    fn place(source: &str, coordinator: bool) -> Place {
        Place { source: source.to_owned(), organization: OrganizationId(1), coordinator }
    }

    #[test]
    fn a_member_by_hand_whom_a_group_raised_is_a_member_again() {
        let raised = [place("", false), place("a", true)];
        let raised: Vec<&Place> = raised.iter().collect();
        let by_hand = place_by_hand(Some(true), &raised);
        assert_eq!(by_hand, Some(false));
        assert_eq!(place_with(by_hand, &raised, ("a", None)), Some(false));
        assert_eq!(place_with(by_hand, &raised, ("a", Some(false))), Some(false));
        assert_eq!(place_with(by_hand, &raised, ("b", None)), Some(true), "another takes nothing back");
    }

    #[test]
    fn what_a_person_changed_is_by_hand() {
        let given = [place("a", false)];
        let given: Vec<&Place> = given.iter().collect();
        for (held, by_hand) in [(Some(false), None), (Some(true), Some(true)), (None, None)] {
            assert_eq!(place_by_hand(held, &given), by_hand, "{held:?}");
        }
        assert_eq!(place_by_hand(Some(true), &[]), Some(true));
        let lowered = [place("", true), place("a", true)];
        assert_eq!(place_by_hand(Some(false), &lowered.iter().collect::<Vec<_>>()), Some(false));
        assert_eq!(place_with(None, &given, ("a", None)), None);
    }
}
