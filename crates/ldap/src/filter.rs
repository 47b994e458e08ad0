//! Filters with places for what somebody typed.

use ldap3::{ldap_escape, parse_filter};

/// The place of the login in the filter for people.
pub(crate) const LOGIN: &str = "{login}";
/// The place of the entry's name in the filter for groups.
pub(crate) const DN: &str = "{dn}";

/// The filter with `value` at its place, as RFC 4515 3 writes what would otherwise be part of the filter.
pub(crate) fn fill(filter: &str, place: &str, value: &str) -> String {
    filter.replace(place, &ldap_escape(value))
}

/// Whether the filter has the place and, filled in, is one.
pub(crate) fn check(filter: &str, place: &str) -> Result<(), String> {
    if !filter.contains(place) {
        return Err(format!("does not contain {place}"));
    }
    parse_filter(fill(filter, place, "x")).map(drop).map_err(|()| "is no filter, as in (uid={login})".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_typed_stays_a_value() {
        assert_eq!(fill("(uid={login})", LOGIN, "*)(uid=*"), "(uid=\\2a\\29\\28uid=\\2a)");
        assert_eq!(fill("(|(uid={login})(mail={login}))", LOGIN, "a\0\\"), "(|(uid=a\\00\\5c)(mail=a\\00\\5c))");
    }

    #[test]
    fn a_filter_has_a_place_and_is_one() {
        assert_eq!(check("(uid={login})", LOGIN), Ok(()));
        assert!(check("(uid=maria)", LOGIN).is_err());
        assert!(check("(uid={login}", LOGIN).is_err());
        assert!(check("(member={dn})", DN).is_ok());
    }

    proptest! {
        #[test]
        fn no_login_changes_the_shape(login in ".{0,40}") {
            let filled = fill("(&(objectClass=person)(uid={login}))", LOGIN, &login);
            prop_assert_eq!(filled.matches('(').count(), 3);
            prop_assert_eq!(filled.matches(')').count(), 3);
            prop_assert!(!filled.contains('*'));
        }
    }
}
