//! The key that signs what leaves the program and comes back: made once, kept in the data folder.

use super::{Config, ConfigError};
use atiende_core::accounts::Secret;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Shorter ones can be guessed.
const SHORTEST: usize = 32;

pub(super) fn checked(text: &str) -> Result<Option<String>, String> {
    match text.len() {
        0 => Ok(None),
        SHORTEST.. => Ok(Some(text.to_owned())),
        _ => Err(format!("is too short: at least {SHORTEST} characters, as `openssl rand -hex 32` makes them")),
    }
}

/// The key that was given, or that of the data folder, which is made if it is not there.
pub(crate) fn secret_key(config: &Config) -> Result<String, ConfigError> {
    if let Some(key) = &config.secret_key {
        return Ok(key.clone());
    }
    let path = config.data_dir.join("secret_key");
    let failed = |error: io::Error| ConfigError(format!("{}: {error}", path.display()));
    if !fs::exists(&path).map_err(failed)? {
        make(&path).map_err(failed)?;
    }
    let key = fs::read_to_string(&path).map_err(failed)?.trim().to_owned();
    if key.len() < SHORTEST {
        return Err(ConfigError(format!("{}: holds no key; remove it to have a new one made", path.display())));
    }
    Ok(key)
}

/// Whole or not at all, and of two programs that start at once the first one's stays.
fn make(path: &Path) -> io::Result<()> {
    let key = Secret::generate();
    let draft = path.with_extension(std::process::id().to_string());
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", key.reveal())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
