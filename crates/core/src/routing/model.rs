//! Rules, and the pure decision of which one holds.

use crate::error::{Check, Refused};
use crate::id::{CategoryId, LocationId, OrganizationId, PersonId, RuleId, TeamId};
use crate::tickets::Priority;
use atiende_text::fold::fold;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone)]
pub struct Category {
    pub id: CategoryId,
    pub name: String,
    pub archived: bool,
}
atiende_db::from_row!(Category { id, name, archived });

#[derive(Debug, Clone)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub members: Vec<PersonId>,
}

/// A rule: every condition that is set must hold.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: RuleId,
    pub position: i64,
    pub name: String,
    pub enabled: bool,
    pub organization: Option<OrganizationId>,
    pub category: Option<CategoryId>,
    pub location: Option<LocationId>,
    /// Separated by commas; any of them in the subject, whole words, accents and case aside.
    pub words: String,
    pub priority: Option<Priority>,
    pub technician: Option<PersonId>,
    pub team: Option<TeamId>,
}
atiende_db::from_row!(Rule {
    id,
    position,
    name,
    enabled,
    organization,
    category,
    location,
    words,
    priority,
    technician,
    team
});

/// What the rule form says.
#[derive(Debug, Clone)]
pub struct RuleChange {
    pub name: String,
    pub enabled: bool,
    pub organization: Option<OrganizationId>,
    pub category: Option<CategoryId>,
    pub location: Option<LocationId>,
    pub words: String,
    pub priority: Option<Priority>,
    pub technician: Option<PersonId>,
    pub team: Option<TeamId>,
}

impl RuleChange {
    pub fn check(&self) -> Result<(), Refused> {
        let mut check = Check::default();
        check.required(&self.name, "name", "routing-name-missing", 120);
        check.at_most(&self.words, "words", 500);
        check.that(self.technician.is_some() != self.team.is_some(), "technician", "routing-target-missing");
        check.finish()
    }
}

/// What is known of a ticket when its technician is chosen.
#[derive(Debug, Clone)]
pub struct Facts {
    pub organization: OrganizationId,
    pub category: Option<CategoryId>,
    /// The place and every place above it.
    pub locations: Vec<LocationId>,
    pub subject: String,
    pub priority: Priority,
}

/// Why a technician was chosen; kept with the ticket and shown in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Reason {
    /// A rule named the technician.
    Rule { rule: String },
    /// A rule named a team; this member had the fewest open tickets.
    LeastLoaded { rule: String, team: String, open: i64 },
    /// The organization's own technician.
    Organization,
    /// No rule and no technician of its own: whoever attends the organization with the fewest open tickets.
    Attending { open: i64 },
    /// Nobody attends the organization: it waits among the unassigned.
    Nobody,
}

/// Who gets the ticket and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub technician: Option<PersonId>,
    pub reason: Reason,
}

impl Rule {
    /// Whether every condition of the rule holds.
    pub fn holds(&self, facts: &Facts) -> bool {
        self.enabled
            && self.organization.is_none_or(|o| o == facts.organization)
            && self.category.is_none_or(|c| facts.category == Some(c))
            && self.location.is_none_or(|l| facts.locations.contains(&l))
            && self.priority.is_none_or(|p| p == facts.priority)
            && self.mentioned_in(&facts.subject)
    }

    fn mentioned_in(&self, subject: &str) -> bool {
        let wanted: Vec<String> = self.words.split(',').map(padded).filter(|w| w != "  ").collect();
        let subject = padded(subject);
        wanted.is_empty() || wanted.iter().any(|word| subject.contains(word))
    }
}

/// Folded words between single spaces, with one at each end, so that `contains` finds whole words.
fn padded(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

/// The first rule that holds, by position.
pub(super) fn first_match<'r>(rules: &'r [Rule], facts: &Facts) -> Option<&'r Rule> {
    rules.iter().find(|rule| rule.holds(facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(words: &str) -> Rule {
        Rule {
            id: RuleId(1),
            position: 1,
            name: "Impresoras".into(),
            enabled: true,
            organization: None,
            category: None,
            location: None,
            words: words.into(),
            priority: None,
            technician: Some(PersonId(7)),
            team: None,
        }
    }

    fn facts(subject: &str) -> Facts {
        Facts {
            organization: OrganizationId(1),
            category: None,
            locations: vec![LocationId(3), LocationId(1)],
            subject: subject.into(),
            priority: Priority::Normal,
        }
    }

    #[test]
    fn words_match_whole_and_accent_blind() {
        let rule = rule("cañón, PROYECTOR, sin señal");
        assert!(rule.holds(&facts("El canon no enciende")));
        assert!(rule.holds(&facts("Proyector: ¡sin imagen!")));
        assert!(rule.holds(&facts("Pantalla sin señal")));
        assert!(!rule.holds(&facts("El cañonazo de salida")));
    }

    #[test]
    fn every_condition_must_hold() {
        let mut rule = rule("");
        assert!(rule.holds(&facts("x")));
        rule.location = Some(LocationId(1));
        assert!(rule.holds(&facts("x")), "a place above the ticket's counts");
        rule.priority = Some(Priority::Urgent);
        assert!(!rule.holds(&facts("x")));
        rule.priority = None;
        rule.enabled = false;
        assert!(!rule.holds(&facts("x")));
    }

    #[test]
    fn the_first_rule_by_position_wins() {
        let rules = [rule("wifi"), rule("impresora"), rule("")];
        let facts = facts("No va la impresora");
        assert_eq!(first_match(&rules, &facts).unwrap().words, "impresora");
    }
}
