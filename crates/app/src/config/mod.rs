//! The configuration: a TOML file, over it the environment, under both the defaults.
//!
//! `keys` lists every setting once; `sources` reads file and environment into `Values`;
//! this file turns values into types. An unknown key or a wrong value is an error that names
//! the key: a misspelt setting that is silently ignored is found out too late.

mod derive;
mod directories;
mod doors;
mod keys;
mod live;
mod mail_oauth;
mod mailboxes;
mod outgoing;
mod providers;
mod secret_key;
mod show;
mod sources;
mod typed;
mod units;

pub(crate) use secret_key::secret_key;
pub(crate) use sources::environment;
pub(crate) use units::duration;

use crate::backup::keep::Shelf;
use atiende_clamav::Address;
use atiende_core::accounts::SessionLimits;
use atiende_core::files::Limits;
use atiende_core::limits;
use atiende_core::tickets::FILES_MAX;
use atiende_i18n::Locale;
use atiende_mail::incoming::imap::ImapMailbox;
use atiende_mail::incoming::{Mailbox, NameServers};
use atiende_mail::oauth::OAuthClient;
use atiende_mail::outgoing::Dkim;
use atiende_web::{Live, Rate, RateLimits, Registration, SignInDirectory, SignInProvider};
use ipnet::IpNet;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use outgoing::Sender;
use sources::Values;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Servers hang up on who says nothing for half an hour (RFC 9051 5.4).
const IMAP_POLL: std::ops::RangeInclusive<u64> = 1..=1500;

/// What the proxy gets at the most, beside the time that requests and workers may take to end.
const STOP_DELAY: Duration = Duration::from_secs(5);

/// What is wrong, beginning with where: a key, a variable or a file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConfigError(String);

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Where attached files are kept.
#[derive(Clone)]
pub(crate) struct Storage {
    pub(crate) address: String,
    pub(crate) key: String,
    pub(crate) secret: String,
}

/// Outgoing mail.
#[derive(Clone)]
pub(crate) struct Mail {
    /// Checked by the mail door, which alone knows what it can do with it.
    pub(crate) smtp_url: Option<String>,
    /// The account of `by_token` whose leave stands for a password in it.
    pub(crate) smtp_account: Option<String>,
    pub(crate) from: String,
    pub(crate) domain: String,
    pub(crate) retry_for: SignedDuration,
    pub(crate) dkim: Option<Dkim>,
    /// Bytes of files that travel with one mail.
    pub(crate) attach_max: u64,
    /// Who gets a copy of each new ticket, besides the people it concerns.
    pub(crate) new_ticket: Vec<String>,
    pub(crate) mailboxes: Vec<Mailbox>,
    /// Those of them that are fetched.
    pub(crate) fetched: Vec<ImapMailbox>,
    /// Accounts that are opened by leave: their word, who they are at their provider, and by what application.
    pub(crate) by_token: Vec<(String, String, OAuthClient)>,
    /// Ends of client secrets, by the word of `mail_oauth`.
    pub(crate) secret_ends: Vec<(String, Timestamp)>,
    /// How often a mailbox is looked into whose server does not call.
    pub(crate) imap_poll: Duration,
    /// `host:port` or `unix:/path`.
    pub(crate) lmtp_listen: Option<String>,
    /// Who is asked whether a message is from whom it says.
    pub(crate) name_servers: NameServers,
    pub(crate) max_message_bytes: u64,
    /// How many automatic answers one sender gets.
    pub(crate) auto_replies: limits::Rate,
}

/// Every setting, checked. No `Debug`: it holds secrets.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) data_dir: PathBuf,
    pub(crate) database_url: String,
    pub(crate) auto_migrate: bool,
    pub(crate) startup_wait: Duration,
    /// For how long requests are still taken after the order to stop, which a proxy has to notice.
    pub(crate) stop_delay: Duration,
    pub(crate) secret_key: Option<String>,
    pub(crate) storage: Storage,
    pub(crate) mail: Mail,
    pub(crate) uploads: Limits,
    /// Where the virus scanner is, if there is one.
    pub(crate) clamd: Option<Address>,
    /// What was not scanned is not handed out.
    pub(crate) clamd_required: bool,
    pub(crate) sessions: SessionLimits,
    pub(crate) registration: Registration,
    pub(crate) rates: RateLimits,
    pub(crate) live: Live,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) providers: Vec<SignInProvider>,
    pub(crate) directories: Vec<SignInDirectory>,
    pub(crate) outbound_allow: Vec<IpNet>,
    /// Where nightly backups go, if anywhere.
    pub(crate) backups: Option<Shelf>,
    pub(crate) locale: Locale,
    pub(crate) time_zone: TimeZone,
    pub(crate) log: LogFormat,
    values: Values,
}

impl Config {
    /// Reads `file` and the variables that begin with `ATIENDE_`.
    pub(crate) fn load(file: Option<&Path>, environment: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut values = Values::default();
        if let Some(path) = file {
            let text =
                std::fs::read_to_string(path).map_err(|error| ConfigError(format!("{}: {error}", path.display())))?;
            values.read_file(path, &text)?;
        }
        values.read_environment(environment)?;
        values.complete()?;
        Self::build(values)
    }

    fn build(values: Values) -> Result<Self, ConfigError> {
        Ok(Self {
            listen: values.parse("listen", |text| {
                text.parse().map_err(|_| "is no address and port, as in 127.0.0.1:8080".to_owned())
            })?,
            public_url: values.parse("public_url", public_url)?,
            data_dir: PathBuf::from(values.text("data_dir")),
            database_url: values.parse("database_url", database_url)?,
            auto_migrate: values.flag("auto_migrate"),
            startup_wait: values.parse("startup_wait", units::duration)?,
            stop_delay: values.parse("stop_delay", stop_delay)?,
            secret_key: values.parse("secret_key", secret_key::checked)?,
            storage: storage(&values)?,
            mail: mail(&values)?,
            uploads: uploads(&values)?,
            clamd: values.parse("clamd", clamd)?,
            clamd_required: values.flag("clamd_required"),
            sessions: sessions(&values)?,
            registration: values.parse("registration", registration)?,
            rates: rates(&values)?,
            live: live::limits(&values)?,
            trusted_proxies: values.parse_each("trusted_proxies", network)?,
            providers: values.providers.build()?,
            directories: values.directories.build()?,
            outbound_allow: values.parse_each("outbound_allow", network)?,
            backups: backups(&values)?,
            locale: values
                .parse("locale", |code| code.parse().map_err(|_| one_of(&Locale::ALL.map(Locale::as_str))))?,
            time_zone: values.parse("timezone", |name| {
                TimeZone::get(name).map_err(|_| "is no time zone, as in Europe/Madrid".to_owned())
            })?,
            log: values.parse("log", log_format)?,
            values,
        })
    }
}

fn storage(values: &Values) -> Result<Storage, ConfigError> {
    let address = values.parse("storage", |text| {
        let known = text.starts_with("file:///") || text.starts_with("s3://");
        if known { Ok(text.to_owned()) } else { Err("is neither file:///path nor s3://bucket?endpoint=URL".to_owned()) }
    })?;
    Ok(Storage { address, key: values.text("storage_key").into(), secret: values.text("storage_secret").into() })
}

fn mail(values: &Values) -> Result<Mail, ConfigError> {
    let sender = outgoing::sender(values)?;
    Ok(Mail {
        smtp_url: Some(values.text("smtp_url").to_owned()).filter(|url| !url.is_empty()),
        smtp_account: sender.as_ref().map(|sender| sender.account.clone()),
        from: values.text("mail_from").to_owned(),
        domain: values.text("mail_domain").to_owned(),
        retry_for: signed(values, "mail_retry_for")?,
        dkim: outgoing::dkim(values)?,
        attach_max: u64::try_from(values.int("mail_attach_max_bytes"))
            .map_err(|_| values.wrong("mail_attach_max_bytes", "must be 0 or more"))?,
        new_ticket: values.parse_each("notify.new_ticket", address)?,
        mailboxes: values.mailboxes.build(values.text("mail_from")),
        fetched: values.mailboxes.fetched(),
        by_token: values
            .mail_oauth
            .accounts(values.mailboxes.by_token().chain(sender.iter().filter_map(Sender::own)))?,
        secret_ends: values.mail_oauth.secret_ends()?,
        imap_poll: u64::try_from(values.int("imap_poll_seconds"))
            .ok()
            .filter(|seconds| IMAP_POLL.contains(seconds))
            .map(Duration::from_secs)
            .ok_or_else(|| values.wrong("imap_poll_seconds", "is no number from 1 to 1500"))?,
        lmtp_listen: values.parse("lmtp_listen", lmtp_listen)?,
        name_servers: values.parse("mail_dns", name_servers)?,
        max_message_bytes: u64::try_from(values.int("max_message_bytes"))
            .ok()
            .filter(|bytes| *bytes > 0)
            .ok_or_else(|| values.wrong("max_message_bytes", "must be more than 0"))?,
        auto_replies: auto_replies(values)?,
    })
}

/// Nothing, or a little: stopping ends within 30 s in all.
fn stop_delay(text: &str) -> Result<Duration, String> {
    if text.is_empty() {
        return Ok(Duration::ZERO);
    }
    units::duration(text).ok().filter(|delay| *delay <= STOP_DELAY).ok_or_else(|| "is no time from 1s to 5s".to_owned())
}

/// Nothing, or where to listen.
fn lmtp_listen(text: &str) -> Result<Option<String>, String> {
    let is_address = |text: &str| text.parse::<SocketAddr>().is_ok();
    match text {
        "" => Ok(None),
        text if text.starts_with("unix:/") || is_address(text) => Ok(Some(text.to_owned())),
        _ => Err("is no address and port, as in 127.0.0.1:24, and no unix:/path".to_owned()),
    }
}

/// Nothing, or where clamd listens.
fn clamd(text: &str) -> Result<Option<Address>, String> {
    if text.is_empty() {
        Ok(None)
    } else {
        text.parse().map(Some).map_err(|error: atiende_clamav::AddressError| error.to_string())
    }
}

fn name_servers(text: &str) -> Result<NameServers, String> {
    match text {
        "system" => Ok(NameServers::System),
        "off" => Ok(NameServers::Off),
        address => address
            .parse()
            .map(NameServers::At)
            .map_err(|_| "is neither system, off nor an address and port, as in 127.0.0.1:53".to_owned()),
    }
}

fn auto_replies(values: &Values) -> Result<limits::Rate, ConfigError> {
    let rate = values.parse("rate_limits.auto_reply_per_sender", units::rate)?;
    Ok(limits::Rate {
        times: rate.times.get(),
        within: SignedDuration::try_from(rate.within).unwrap_or(SignedDuration::MAX),
    })
}

fn uploads(values: &Values) -> Result<Limits, ConfigError> {
    let file_bytes = u64::try_from(values.int("max_upload_bytes"))
        .ok()
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| values.wrong("max_upload_bytes", "must be more than 0"))?;
    let types = values.parse_each("allowed_upload_types", |text| {
        if text.contains('/') {
            Ok(text.to_owned())
        } else {
            Err("is no content type, as in image/* or application/pdf".into())
        }
    })?;
    Ok(Limits { file_bytes, files: FILES_MAX, types })
}

fn sessions(values: &Values) -> Result<SessionLimits, ConfigError> {
    let limits = SessionLimits { idle: signed(values, "session_idle")?, max: signed(values, "session_max")? };
    if limits.idle > limits.max {
        return Err(values.wrong("session_idle", "is longer than session_max"));
    }
    Ok(limits)
}

/// Nothing, or where backups are kept and how many.
fn backups(values: &Values) -> Result<Option<Shelf>, ConfigError> {
    let keep = usize::try_from(values.int("backup_keep")).ok().filter(|keep| *keep > 0);
    let keep = keep.ok_or_else(|| values.wrong("backup_keep", "must be more than 0"))?;
    let folder = values.text("backup_dir");
    Ok((!folder.is_empty()).then(|| Shelf { folder: PathBuf::from(folder), keep }))
}

fn rates(values: &Values) -> Result<RateLimits, ConfigError> {
    let rate = |key| -> Result<Rate, ConfigError> { values.parse(key, units::rate) };
    Ok(RateLimits {
        login: rate("rate_limits.login")?,
        reset: rate("rate_limits.reset")?,
        register: rate("rate_limits.register")?,
        api: rate("rate_limits.api")?,
    })
}

fn signed(values: &Values, key: &'static str) -> Result<SignedDuration, ConfigError> {
    values.parse(key, |text| SignedDuration::try_from(units::duration(text)?).map_err(|error| error.to_string()))
}

/// Scheme and authority alone: paths are the program's own.
fn public_url(text: &str) -> Result<String, String> {
    let url = text.strip_suffix('/').unwrap_or(text);
    let authority = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = |a: &str| !a.is_empty() && !a.contains(['/', '?', '#', '@', '\\']) && !a.contains(char::is_whitespace);
    match authority {
        Some(authority) if plain(authority) => Ok(url.to_owned()),
        _ => Err("is no address of a site, as in https://soporte.example.com (without a path)".into()),
    }
}

fn database_url(text: &str) -> Result<String, String> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
    let names_something = text.split_once(':').is_some_and(|(_, rest)| !rest.trim_start_matches('/').is_empty());
    if known && names_something {
        Ok(text.to_owned())
    } else {
        Err("is neither sqlite:/path/to/file.db nor postgres://user@host/database".into())
    }
}

fn registration(text: &str) -> Result<Registration, String> {
    match text {
        "open" => Ok(Registration::Open),
        "approval" => Ok(Registration::Approval),
        "closed" => Ok(Registration::Closed),
        _ => Err(one_of(&["open", "approval", "closed"])),
    }
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(one_of(&["text", "json"])),
    }
}

/// A network, or a single address as the network of itself.
fn network(text: &str) -> Result<IpNet, String> {
    let single = text.parse().map(|address: std::net::IpAddr| IpNet::from(address));
    text.parse().or(single).map_err(|_| "is no network, as in 10.0.0.0/8".into())
}

fn address(text: &str) -> Result<String, String> {
    let odd = text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;".contains(c));
    match text.split_once('@') {
        Some((local, domain)) if !odd && !local.is_empty() && !domain.is_empty() && !domain.contains('@') => {
            Ok(text.to_owned())
        }
        _ => Err("is no e-mail address".into()),
    }
}

fn one_of(words: &[&str]) -> String {
    format!("must be one of: {}", words.join(", "))
}

#[cfg(test)]
mod tests;
