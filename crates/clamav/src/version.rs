//! Which daemon it is, and how old what it knows is.

/// What `VERSION` says: `ClamAV 1.4.6/27500/Tue Nov 22 09:26:00 2026`, without the last two where it was given none of
/// ClamAV's own signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// All of it. The same text means the same signatures, but for those that an administrator wrote.
    pub text: String,
}

impl Version {
    /// `ClamAV 1.4.6`.
    pub fn program(&self) -> &str {
        self.text.split('/').next().unwrap_or_default()
    }

    /// The number of the day's signatures.
    pub fn signatures(&self) -> Option<&str> {
        self.text.split('/').nth(1)
    }

    /// When they were made: year, month and day (in the daemon's own time zone).
    pub fn made_on(&self) -> Option<(i16, i8, i8)> {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        // ctime(3): weekday, month, day, time, year.
        let mut words = self.text.split('/').nth(2)?.split_whitespace().skip(1);
        let (month, day) = (words.next()?, words.next()?.parse().ok()?);
        let year = words.nth(1)?.parse().ok()?;
        let month = MONTHS.iter().position(|name| *name == month)?;
        Some((year, i8::try_from(month + 1).ok()?, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_tells_its_age() {
        let version = |text: &str| Version { text: text.into() };
        let full = version("ClamAV 1.4.6/27500/Tue Nov  2 09:26:00 2026");
        assert_eq!(
            (full.program(), full.signatures(), full.made_on()),
            ("ClamAV 1.4.6", Some("27500"), Some((2026, 11, 2)))
        );
        let bare = version("ClamAV 1.4.6");
        assert_eq!((bare.program(), bare.signatures(), bare.made_on()), ("ClamAV 1.4.6", None, None));
        for odd in ["", "a/b/c", "a/1/Tue Foo 2 09:26:00 2026", "a/1/Tue Nov x 09:26:00 2026"] {
            assert_eq!(version(odd).made_on(), None, "{odd}");
        }
    }
}
