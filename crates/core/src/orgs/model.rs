//! Organizations and their tree of locations.

use crate::error::{Check, Refused};
use crate::id::{LocationId, OrganizationId, PersonId};
use atiende_text::fold::fold;

text_enum! {
    Kind {
        Company = "company",
        School = "school",
    }
}

#[derive(Debug, Clone)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    pub kind: Kind,
    pub phone: String,
    pub notes: String,
    pub default_technician: Option<PersonId>,
    pub archived: bool,
}
atiende_db::from_row!(Organization { id, name, kind, phone, notes, default_technician, archived });

/// A site, building, floor or room; `path` spells it from the root: "Edificio A / Aula 12".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub id: LocationId,
    pub organization: OrganizationId,
    pub parent: Option<LocationId>,
    pub name: String,
    pub path: String,
}
atiende_db::from_row!(Location { id, organization, parent, name, path });

/// A location with its depth, in the order of a printed tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationNode {
    pub location: Location,
    pub depth: usize,
}

/// A person of the organization.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub coordinator: bool,
}
atiende_db::from_row!(Member { id, name, email, coordinator });

/// What the admin form says about an organization.
#[derive(Debug, Clone)]
pub struct OrganizationChange {
    pub name: String,
    pub kind: Kind,
    pub phone: String,
    pub notes: String,
    pub domains: Vec<String>,
    pub default_technician: Option<PersonId>,
    pub archived: bool,
}

impl OrganizationChange {
    /// The change with its texts trimmed and its domains lower-cased, without doubles.
    pub fn check(mut self) -> Result<Self, Refused> {
        let mut check = Check::default();
        check.required(&self.name, "name", "orgs-name-missing", 120);
        check.at_most(&self.phone, "phone", 40);
        check.at_most(&self.notes, "notes", 5000);
        self.domains = self
            .domains
            .iter()
            .map(|d| d.trim().trim_start_matches('@').to_lowercase())
            .filter(|d| !d.is_empty())
            .collect();
        self.domains.sort();
        self.domains.dedup();
        check.that(self.domains.iter().all(|d| is_domain(d)), "domains", "orgs-domain-wrong");
        check.finish()?;
        self.name = self.name.trim().to_owned();
        Ok(self)
    }
}

/// RFC 1035 2.3.1 labels, plus letters of other alphabets as people type them.
fn is_domain(text: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.contains('.') && text.len() <= 253 && text.split('.').all(label)
}

/// Locations in the order of the tree, each right after what it is in. By the text of the paths "A (annex)" would
/// stand between "A" and "A / Floor 1".
pub fn tree(mut rows: Vec<Location>) -> Vec<LocationNode> {
    // NUL is before every letter, so a place is before what only begins like it.
    rows.sort_by_cached_key(|location| (fold(&location.path.replace(" / ", "\0")), location.id));
    rows.into_iter().map(|location| LocationNode { depth: location.path.matches(" / ").count(), location }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(domains: &[&str]) -> OrganizationChange {
        OrganizationChange {
            name: " CEIP La Paz ".into(),
            kind: Kind::School,
            phone: String::new(),
            notes: String::new(),
            domains: domains.iter().map(|&d| d.to_owned()).collect(),
            default_technician: None,
            archived: false,
        }
    }

    #[test]
    fn domains_are_cleaned() {
        let change = change(&[" @CeipLaPaz.es ", "ceiplapaz.es", ""]).check().unwrap();
        assert_eq!(change.domains, ["ceiplapaz.es"]);
        assert_eq!(change.name, "CEIP La Paz");
    }

    #[test]
    fn a_place_follows_what_it_is_in() {
        let location = |(id, path): (i64, &str)| Location {
            id: LocationId(id),
            organization: OrganizationId(1),
            parent: None,
            name: path.rsplit(" / ").next().unwrap().into(),
            path: path.into(),
        };
        let rows =
            [(1, "A"), (2, "A (anexo)"), (3, "A / Planta 1"), (4, "A / Planta 1 / Aula 12"), (5, "Ático"), (6, "B")];
        let nodes = tree(rows.map(location).into());
        let printed: Vec<_> = nodes.iter().map(|node| (node.location.id.0, node.depth)).collect();
        assert_eq!(printed, [(1, 0), (3, 1), (4, 2), (2, 0), (5, 0), (6, 0)]);
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for wrong in ["ceiplapaz", "-x.es", "a b.es", "x..es"] {
            assert!(change(&[wrong]).check().is_err(), "{wrong}");
        }
    }
}
