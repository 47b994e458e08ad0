//! Limits of the streams that tell open pages what changed.

use super::sources::Values;
use super::{ConfigError, units};
use atiende_web::Live;
use std::time::Duration;

/// Each stream is looked at with every heartbeat.
const HEARTBEAT_MIN: Duration = Duration::from_secs(1);

pub(super) fn limits(values: &Values) -> Result<Live, ConfigError> {
    Ok(Live {
        streams: some(values, "live.streams")?,
        per_person: some(values, "live.streams_per_person")?,
        heartbeat: values.parse("live.heartbeat", |text| {
            let every = units::duration(text)?;
            if every < HEARTBEAT_MIN { Err("must be 1s or more".to_owned()) } else { Ok(every) }
        })?,
    })
}

fn some(values: &Values, key: &'static str) -> Result<usize, ConfigError> {
    let number = usize::try_from(values.int(key)).ok().filter(|number| *number > 0);
    number.ok_or_else(|| values.wrong(key, "must be more than 0"))
}
