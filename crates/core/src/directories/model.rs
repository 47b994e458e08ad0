//! What a directory says of people, and what that makes them here.

use crate::accounts::{AccountState, Role};
use crate::error::{Check, Refused};
use crate::id::{GroupId, OrganizationId, PersonId};
use atiende_text::address;
use jiff::Timestamp;

/// What the groups of a directory are here, as its configuration says: groups by name, organizations by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Where everybody belongs who is no staff.
    pub organization: Option<String>,
    /// A group, and where its members belong.
    pub groups: Vec<(String, String)>,
    /// Whose members coordinate where they belong.
    pub coordinators: Option<String>,
    /// By their whole names: whoever may make groups somewhere in the tree would else make staff.
    pub technicians: Option<String>,
    pub admins: Option<String>,
}

/// What somebody shall be here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<O = OrganizationId> {
    /// Of staff; `None`: no group of theirs makes them that.
    pub role: Option<Role>,
    /// Where they belong, each once, and whether they coordinate there.
    pub memberships: Vec<(O, bool)>,
    /// Every name is known; else what was given before stays, since it may be what a name meant.
    pub whole: bool,
}

impl<O> Wanted<O> {
    /// Whether this is enough to be let in: somebody has said what they are here.
    pub fn admits(&self) -> bool {
        self.role.is_some() || !self.memberships.is_empty()
    }
}

impl Rules {
    /// What the members of these groups (distinguished names) shall be.
    pub fn wanted(&self, groups: &[String]) -> Wanted<String> {
        let is_in = |group: &str| groups.iter().any(|dn| is_group(group, dn));
        let is_in_any = |group: &Option<String>| group.as_deref().is_some_and(is_in);
        let is_whole = |group: &Option<String>| group.as_deref().is_some_and(is_whole_name);
        let is_staff = |group: &Option<String>| is_whole(group) && is_in_any(group);
        let role = match (is_staff(&self.admins), is_staff(&self.technicians)) {
            (true, _) => Some(Role::Admin),
            (false, true) => Some(Role::Technician),
            (false, false) => None,
        };
        let coordinates = is_in_any(&self.coordinators);
        let of_all = self.organization.iter().filter(|_| role.is_none());
        let of_groups = self.groups.iter().filter(|(group, _)| is_in(group)).map(|(_, organization)| organization);
        let mut memberships: Vec<(String, bool)> = Vec::new();
        for organization in of_all.chain(of_groups) {
            if memberships.iter().all(|(known, _)| known != organization) {
                memberships.push((organization.clone(), coordinates));
            }
        }
        Wanted { role, memberships, whole: true }
    }
}

/// Whether this is the whole name of a group, and not its first part alone.
pub fn is_whole_name(group: &str) -> bool {
    group.contains('=')
}

/// Whether the configuration's `group` is the entry of this name: by its whole name, or by the first part alone
/// ("docentes" is "cn=Docentes,ou=groups,dc=x"). Neither case, nor blanks at commas, nor how a comma is escaped matter.
fn is_group(group: &str, dn: &str) -> bool {
    if is_whole_name(group) {
        return parts(group) == parts(dn);
    }
    let (parts, group) = (parts(dn), group.trim().to_lowercase());
    let first = parts.first().and_then(|part| part.split_once('='));
    first.is_some_and(|(_, name)| name.trim() == group)
}

/// The parts of a distinguished name in small letters, without what escapes them (RFC 4514 2.4).
fn parts(dn: &str) -> Vec<String> {
    let mut parts: Vec<Vec<u8>> = vec![Vec::new()];
    let mut rest = dn.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let value = match (*byte, rest) {
            (b',', _) => {
                parts.push(Vec::new());
                continue;
            }
            (b'\\', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                rest = after;
                hex(*high) << 4 | hex(*low)
            }
            (b'\\', [escaped, after @ ..]) => {
                rest = after;
                *escaped
            }
            (byte, _) => byte,
        };
        if let Some(part) = parts.last_mut() {
            part.push(value);
        }
    }
    let plain = |part: Vec<u8>| {
        let text = String::from_utf8_lossy(&part).to_lowercase();
        // "CN = x" and "cn=x" are one.
        let (name, value) = text.split_once('=').unwrap_or(("", &text));
        format!("{}={}", name.trim(), value.trim())
    };
    parts.into_iter().map(plain).collect()
}

const fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.saturating_sub(b'A') + 10,
    }
}

/// Letters of the names that a directory gives.
const NAME_MAX: i64 = 254;
/// Letters of what Entra ID calls somebody, and of a name here.
const DISPLAY_MAX: i64 = 256;
const SHORT_MAX: usize = 120;

/// A user of SCIM (RFC 7643 4.1), as far as the desk keeps it.
#[derive(Debug, Clone)]
pub struct User {
    pub id: PersonId,
    pub user_name: String,
    pub external_id: String,
    pub given_name: String,
    pub family_name: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    /// `work`, `home`, ..; empty for an address and a number that no directory gave.
    pub email_type: String,
    pub phone_type: String,
    /// As the directory wrote it; may be empty.
    pub formatted: String,
    /// The directory's name for them, if it is longer than names are here.
    pub(super) display_name: String,
    pub locale: String,
    pub state: AccountState,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
atiende_db::from_row!(User {
    id,
    user_name,
    external_id,
    given_name,
    family_name,
    name,
    email,
    phone,
    email_type,
    phone_type,
    formatted,
    display_name,
    locale,
    state,
    created_at,
    updated_at
});

impl User {
    /// What the directory calls them; or somebody here, since.
    pub fn display_name(&self) -> &str {
        if shortened(&self.display_name) == self.name { &self.display_name } else { &self.name }
    }
}

/// What a directory says that a user is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewUser {
    pub user_name: String,
    pub external_id: String,
    pub given_name: String,
    pub family_name: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub email_type: String,
    pub phone_type: String,
    pub formatted: String,
    /// Empty: as it was, or the desk's.
    pub locale: String,
    /// `None`: as it was; a new one is.
    pub active: Option<bool>,
}

impl NewUser {
    /// With its address normalised. The problems' fields are called as SCIM calls them.
    pub fn check(mut self) -> Result<Self, Refused> {
        let mut check = Check::default();
        check.required(&self.user_name, "userName", "api-value-missing", NAME_MAX);
        check.at_most(&self.external_id, "externalId", NAME_MAX);
        check.required(&self.name, "displayName", "accounts-name-missing", DISPLAY_MAX);
        check.at_most(&self.formatted, "name.formatted", DISPLAY_MAX);
        check.at_most(&self.email_type, "emails", 40);
        check.at_most(&self.phone_type, "phoneNumbers", 40);
        check.at_most(&self.given_name, "name.givenName", 120);
        check.at_most(&self.family_name, "name.familyName", 120);
        check.at_most(&self.phone, "phoneNumbers", 40);
        match address::normalise_email(&self.email) {
            Some(email) => self.email = email,
            None => check.that(false, "emails", "accounts-email-wrong"),
        }
        check.finish()?;
        self.user_name = self.user_name.trim().to_owned();
        self.name = self.name.trim().to_owned();
        Ok(self)
    }
}

/// A name as long as names may be here.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= SHORT_MAX {
        return name.to_owned();
    }
    let start: String = name.chars().take(SHORT_MAX - 1).collect();
    format!("{}…", start.trim_end())
}

/// A group of a directory, with what it is here.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: GroupId,
    /// The directory that sent it, by the person who its token is of.
    pub source: PersonId,
    pub source_name: Option<String>,
    pub name: String,
    pub external_id: String,
    /// A role of staff, or empty.
    pub role: String,
    pub organization: Option<OrganizationId>,
    pub organization_name: Option<String>,
    pub coordinator: bool,
    pub members: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
atiende_db::from_row!(Group {
    id,
    source,
    source_name,
    name,
    external_id,
    role,
    organization,
    organization_name,
    coordinator,
    members,
    created_at,
    updated_at
});

/// What a directory says that a group is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupChange {
    pub name: String,
    pub external_id: String,
    /// Everybody in it.
    pub members: Vec<PersonId>,
}

impl GroupChange {
    pub fn check(self) -> Result<Self, Refused> {
        let mut check = Check::default();
        check.required(&self.name, "displayName", "api-value-missing", NAME_MAX);
        check.at_most(&self.external_id, "externalId", NAME_MAX);
        check.finish()?;
        Ok(self)
    }
}

/// What an administrator says that a group is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Of staff.
    pub role: Option<Role>,
    pub organization: Option<OrganizationId>,
    pub coordinator: bool,
}

/// Small letters: names in directories do not differ by case (RFC 7643 4.1.1).
pub(super) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            organization: Some("CEIP La Paz".into()),
            groups: vec![("cn=mar,ou=groups,dc=x".into(), "IES El Mar".into())],
            coordinators: Some("responsables".into()),
            technicians: Some("CN=Tecnicos, OU=groups, DC=x".into()),
            admins: Some("cn=jefes,dc=x".into()),
        }
    }

    fn wanted(groups: &[&str]) -> (Option<Role>, Vec<(String, bool)>) {
        let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
        let wanted = rules().wanted(&groups);
        (wanted.role, wanted.memberships)
    }

    #[test]
    fn groups_say_what_somebody_is() {
        let at = |name: &str, coordinator| (name.to_owned(), coordinator);
        assert_eq!(wanted(&[]), (None, vec![at("CEIP La Paz", false)]));
        assert_eq!(
            wanted(&["cn=Responsables,ou=groups,dc=x", "CN=mar,OU=Groups,DC=x"]),
            (None, vec![at("CEIP La Paz", true), at("IES El Mar", true)])
        );
        assert_eq!(wanted(&["cn=tecnicos,ou=groups,dc=x"]), (Some(Role::Technician), vec![]));
        assert_eq!(wanted(&["cn=tecnicos,ou=groups,dc=x", "cn=jefes,dc=x"]).0, Some(Role::Admin));
    }

    #[test]
    fn a_group_of_the_same_name_elsewhere_is_another() {
        assert_eq!(wanted(&["cn=tecnicos,ou=others,dc=x"]).0, None);
        assert_eq!(wanted(&["cn=x,cn=jefes,dc=x"]).0, None);
        assert!(!Rules::default().wanted(&["cn=jefes,dc=x".into()]).admits());
    }

    #[test]
    fn staff_is_nobody_by_the_first_part_of_a_name() {
        let short = Rules { admins: Some("jefes".into()), technicians: Some("jefes".into()), ..rules() };
        assert_eq!(short.wanted(&["cn=jefes,dc=x".into()]).role, None);
        assert_eq!(wanted(&["cn=jefes,ou=delegated,dc=x"]).0, None);
        assert_eq!(wanted(&["CN = Jefes , DC=x"]).0, Some(Role::Admin));
    }

    #[test]
    fn a_comma_within_a_name_is_one_however_it_is_escaped() {
        for (one, other) in [
            (r"cn=Gil\, María,ou=groups,dc=x", r"CN=gil\2c maría,OU=Groups,DC=X"),
            (r"cn=Gil\, María,dc=x", r"cn=gil\2C\20mar\c3\ada,dc=x"),
        ] {
            assert!(is_group(one, other) && is_group(other, one), "{one} {other}");
        }
        assert!(!is_group("cn=gil,cn= maría,dc=x", r"cn=gil\, maría,dc=x"));
        assert!(is_group("gil, maría", r"cn=Gil\, María,dc=x"));
        assert!(!is_group("x", "cn=y,cn=x") && !is_group("cn=x", r"cn=x\"));
    }

    #[test]
    fn a_long_name_is_shortened() {
        assert_eq!(shortened("María Gil"), "María Gil");
        assert_eq!(shortened(&"ñ".repeat(120)), "ñ".repeat(120));
        let long = format!("{} {}", "ñ".repeat(118), "x".repeat(138));
        assert_eq!(shortened(&long), format!("{}…", "ñ".repeat(118)));
    }

    #[test]
    fn a_user_needs_a_name_and_an_address() {
        let Err(Refused::Invalid(problems)) = NewUser::default().check() else { panic!("accepted nothing") };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["userName", "displayName", "emails"]);
    }
}
