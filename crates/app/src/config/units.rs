//! Lengths of time and rates as people write them: `90s`, `15min`, `12h`, `14d`; `10/min`.

use atiende_web::Rate;
use std::num::NonZeroU32;
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A whole number and its unit, longer than nothing.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "is no length of time, as in 30s, 15min, 12h or 14d".to_owned();
    let text = text.trim();
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(unit_at);
    let seconds = unit_seconds(unit.trim()).ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    // Ten thousand days: far beyond any use, and far from where sums overflow.
    let total = number.checked_mul(seconds).filter(|total| (1..=10_000 * DAY).contains(total)).ok_or_else(wrong)?;
    Ok(Duration::from_secs(total))
}

/// So many times per unit of time.
pub(super) fn rate(text: &str) -> Result<Rate, String> {
    let wrong = || "is no rate, as in 10/min or 5/hour".to_owned();
    let (times, unit) = text.split_once('/').ok_or_else(wrong)?;
    let times: NonZeroU32 = times.trim().parse().map_err(|_| wrong())?;
    let within = unit_seconds(unit.trim()).map(Duration::from_secs).ok_or_else(wrong)?;
    Ok(Rate { times, within })
}

fn unit_seconds(unit: &str) -> Option<u64> {
    match unit {
        "s" | "sec" | "second" | "seconds" => Some(1),
        "m" | "min" | "minute" | "minutes" => Some(MINUTE),
        "h" | "hour" | "hours" => Some(HOUR),
        "d" | "day" | "days" => Some(DAY),
        "w" | "week" | "weeks" => Some(7 * DAY),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let cases = [
            ("30s", Some(30)),
            ("15min", Some(900)),
            ("15m", Some(900)),
            (" 12 h ", Some(12 * 3600)),
            ("14d", Some(14 * 86400)),
            ("2 weeks", Some(14 * 86400)),
            ("0s", None),
            ("14", None),
            ("d", None),
            ("", None),
            ("-1d", None),
            ("1.5h", None),
            ("1d12h", None),
            ("99999999999999999999d", None),
            ("213503982334602d", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(duration(text).ok(), seconds.map(Duration::from_secs), "{text:?}");
        }
    }

    #[test]
    fn rates() {
        let cases = [
            ("10/min", Some((10, 60))),
            ("5/hour", Some((5, 3600))),
            ("600 / minute", Some((600, 60))),
            ("1/d", Some((1, 86400))),
            ("3/s", Some((3, 1))),
            ("0/min", None),
            ("10", None),
            ("10/", None),
            ("/min", None),
            ("ten/min", None),
            ("10/fortnight", None),
        ];
        for (text, expected) in cases {
            let found = rate(text).ok().map(|rate| (rate.times.get(), rate.within.as_secs()));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
