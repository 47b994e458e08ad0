//! Whether the virus scanner answers, and how old what it knows is.

use super::super::desk::Desk;
use super::words;
use atiende_clamav::Version;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// ClamAV's signatures change each day; who has older ones has a freshclam that does not run.
const OLD_DAYS: i32 = 7;

pub(super) async fn clamd(desk: &Desk) -> Result<String, String> {
    let Some(clamd) = desk.config.antivirus() else {
        return if desk.config.clamd_required {
            Err("clamd_required without clamd: nobody scans files, so none can be downloaded".into())
        } else {
            Ok("not set up (clamd): files are not scanned".into())
        };
    };
    clamd.ping().await.map_err(words)?;
    let today = (desk.clock)().to_zoned(TimeZone::UTC).date();
    aged(&clamd.version().await.map_err(words)?, today)
}

fn aged(version: &Version, today: Date) -> Result<String, String> {
    let program = version.program();
    let made = version.made_on().and_then(|(year, month, day)| Date::new(year, month, day).ok());
    let Some(made) = made else {
        return Ok(format!("{program} with signatures of its administrator's alone"));
    };
    // Its day may be another time zone's.
    let days = today.since(made).map_or(0, |span| span.get_days()).max(0);
    let said = format!("{program}, signatures {} of {made} ({days} days)", version.signatures().unwrap_or_default());
    if days > OLD_DAYS { Err(format!("{said}: they are old, does freshclam run?")) } else { Ok(said) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_signatures_are_told() {
        let today = jiff::civil::date(2026, 11, 23);
        let version = |text: &str| Version { text: text.into() };
        let fresh = aged(&version("ClamAV 1.4.6/27500/Sun Nov 22 09:26:00 2026"), today);
        assert_eq!(fresh, Ok("ClamAV 1.4.6, signatures 27500 of 2026-11-22 (1 days)".into()));
        assert!(aged(&version("ClamAV 1.4.6/27500/Tue Nov 24 01:26:00 2026"), today).is_ok());
        assert!(
            aged(&version("ClamAV 1.4.6/27100/Sun Nov 15 09:26:00 2026"), today).unwrap_err().contains("freshclam")
        );
        assert!(aged(&version("ClamAV 1.4.6/26000/Sun Nov 23 09:26:00 2025"), today).is_err());
        assert!(aged(&version("ClamAV 1.4.6"), today).is_ok());
    }
}
