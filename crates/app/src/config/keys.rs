//! Every setting there is, once: its name, what it looks like, its default, whether it is secret.

use super::ConfigError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Int,
    Flag,
    /// Of texts.
    List,
}

/// What `config show` may print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Privacy {
    Open,
    Secret,
    /// An address that may hold a password.
    Address,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// As in the file, levels parted by dots.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// As in the environment; `None`: put together from other settings by `derive`.
    pub(super) default: Option<&'static str>,
    pub(super) privacy: Privacy,
}

const fn key(name: &'static str, kind: Kind, default: &'static str) -> Key {
    Key { name, kind, default: Some(default), privacy: Privacy::Open }
}

const fn derived(name: &'static str) -> Key {
    Key { name, kind: Kind::Text, default: None, privacy: Privacy::Open }
}

impl Key {
    const fn private(mut self, privacy: Privacy) -> Self {
        self.privacy = privacy;
        self
    }

    /// `ATIENDE_RATE_LIMITS__LOGIN`.
    pub(super) fn variable(&self) -> String {
        format!("ATIENDE_{}", self.name.to_uppercase().replace('.', "__"))
    }

    /// Whether `.._FILE` names a file to read it from.
    pub(super) fn may_be_a_file(&self) -> bool {
        self.privacy != Privacy::Open
    }
}

/// In the order in which people read them.
pub(super) const KEYS: &[Key] = &[
    key("listen", Kind::Text, "127.0.0.1:8080"),
    derived("public_url"),
    key("data_dir", Kind::Text, "data"),
    derived("database_url").private(Privacy::Address),
    key("auto_migrate", Kind::Flag, "true"),
    key("startup_wait", Kind::Text, "30s"),
    key("stop_delay", Kind::Text, ""),
    key("secret_key", Kind::Text, "").private(Privacy::Secret),
    derived("storage"),
    key("storage_key", Kind::Text, "").private(Privacy::Secret),
    key("storage_secret", Kind::Text, "").private(Privacy::Secret),
    key("smtp_url", Kind::Text, "").private(Privacy::Address),
    key("smtp_oauth", Kind::Text, ""),
    derived("mail_from"),
    derived("mail_domain"),
    key("mail_retry_for", Kind::Text, "2d"),
    key("mail_attach_max_bytes", Kind::Int, "10485760"),
    key("dkim.domain", Kind::Text, ""),
    key("dkim.selector", Kind::Text, ""),
    key("dkim.key", Kind::Text, "").private(Privacy::Secret),
    key("notify.new_ticket", Kind::List, ""),
    key("lmtp_listen", Kind::Text, ""),
    key("imap_poll_seconds", Kind::Int, "60"),
    key("mail_dns", Kind::Text, "system"),
    key("max_message_bytes", Kind::Int, "52428800"),
    key("max_upload_bytes", Kind::Int, "26214400"),
    key("allowed_upload_types", Kind::List, ""),
    key("clamd", Kind::Text, ""),
    key("clamd_required", Kind::Flag, "false"),
    key("registration", Kind::Text, "approval"),
    key("session_idle", Kind::Text, "14d"),
    key("session_max", Kind::Text, "90d"),
    key("rate_limits.login", Kind::Text, "10/min"),
    key("rate_limits.reset", Kind::Text, "5/hour"),
    key("rate_limits.register", Kind::Text, "5/hour"),
    key("rate_limits.api", Kind::Text, "600/min"),
    key("rate_limits.auto_reply_per_sender", Kind::Text, "5/hour"),
    key("live.streams", Kind::Int, "10000"),
    key("live.streams_per_person", Kind::Int, "20"),
    key("live.heartbeat", Kind::Text, "20s"),
    key("trusted_proxies", Kind::List, ""),
    key("outbound_allow", Kind::List, ""),
    key("backup_dir", Kind::Text, ""),
    key("backup_keep", Kind::Int, "14"),
    key("locale", Kind::Text, "es"),
    key("timezone", Kind::Text, "Europe/Madrid"),
    key("log", Kind::Text, "text"),
];

/// Settings of parts that this release does not have: saying so beats "unknown".
const LATER: &[&str] = &["inventory_auth", "max_inventory_bytes"];

/// The setting of this name. Errors: one that names `origin` (a file or variable) and the nearest setting.
pub(super) fn find(name: &str, origin: &str) -> Result<&'static Key, ConfigError> {
    if let Some(key) = KEYS.iter().find(|key| key.name == name) {
        return Ok(key);
    }
    let later = |known: &&&str| name == **known || name.strip_prefix(**known).is_some_and(|rest| rest.starts_with('.'));
    if let Some(known) = LATER.iter().find(later) {
        return Err(ConfigError(format!(
            "{origin}: {known:?} belongs to a later release; this one has nothing that uses it"
        )));
    }
    // Half a name is nearer than another name of the same length.
    let far = |key: &&Key| (!key.name.starts_with(name), distance(key.name, name));
    let nearest = KEYS.iter().min_by_key(far);
    let hint = nearest.map_or_else(String::new, |key| format!("; the nearest is {:?} ({})", key.name, key.variable()));
    Err(ConfigError(format!("{origin}: there is no setting {name:?}{hint}")))
}

/// Levenshtein's: how many letters to add, drop or change.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        let pairs = row.iter().zip(row.iter().skip(1));
        for ((&corner, &above), to) in pairs.zip(b.chars()) {
            let left = next.last().copied().unwrap_or(0);
            next.push((corner + usize::from(from != to)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
