//! A directory as its settings describe it, checked once.

use crate::filter::{self, DN, LOGIN};
use crate::wire::Connection;
use crate::{Entry, Failure, ask, tls};
use ldap3::SearchEntry;
use rustls::ClientConfig;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

/// For who it is, and again for the password. People wait for it.
const PATIENCE: Duration = Duration::from_secs(8);
/// Conversations with one directory: a flood of sign-ins queues here, not there, and waits for no other directory.
const AT_ONCE: usize = 8;
/// For one's turn.
const QUEUE_PATIENCE: Duration = Duration::from_secs(3);
/// Letters of a login or a password: more is nobody's.
const TYPED_MAX: usize = 256;

/// What an administrator says of a directory.
#[derive(Clone, Default)]
pub struct Settings {
    /// `ldaps://host[:port]` or `ldap://host[:port]`.
    pub url: String,
    /// With `ldap://`: asks for TLS before anything else is said.
    pub start_tls: bool,
    /// With `ldap://` and no `start_tls`: passwords may cross the network for anybody to read.
    pub allow_plain: bool,
    /// PEM: the only authorities that are believed; otherwise those of the machine.
    pub authorities: Option<Vec<u8>>,
    /// Who searches; nobody (anonymously) if empty.
    pub bind_dn: String,
    pub bind_password: String,
    /// Below which people are.
    pub base: String,
    /// Who somebody is, with `{login}` where what they typed goes.
    pub filter: String,
    /// Which groups somebody is in, with `{dn}` where their entry's name goes; empty: the entry says it itself.
    pub group_filter: String,
    pub attributes: Attributes,
}

/// Where an entry tells what. Each may name several, parted by blanks: the first that the entry has counts.
#[derive(Debug, Clone)]
pub struct Attributes {
    /// What never changes and is never given again.
    pub id: String,
    pub name: String,
    pub email: String,
    /// Names of groups.
    pub groups: String,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            id: "entryUUID objectGUID ipaUniqueID nsUniqueId".to_owned(),
            name: "displayName cn".to_owned(),
            email: "mail".to_owned(),
            groups: "memberOf".to_owned(),
        }
    }
}

/// How to get there.
pub(crate) struct Reach {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) start_tls: bool,
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

/// A directory that can be asked. Cheap to clone.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) reach: Reach,
    turns: Arc<Semaphore>,
}

/// Who has a login in a directory, or that nobody has: the same question is still to be asked of the password.
pub struct Looked {
    inner: Arc<Inner>,
    connection: Connection,
    found: Option<SearchEntry>,
    turn: OwnedSemaphorePermit,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Directory({})", self.0.settings.url)
    }
}

impl Directory {
    /// Errors: the name of the setting that is wrong, and why.
    pub fn new(settings: Settings) -> Result<Self, (&'static str, String)> {
        let reach = reach(&settings)?;
        filter::check(&settings.filter, LOGIN).map_err(|why| ("filter", why))?;
        if !settings.group_filter.is_empty() {
            filter::check(&settings.group_filter, DN).map_err(|why| ("group_filter", why))?;
        }
        if settings.bind_password.is_empty() && !settings.bind_dn.is_empty() {
            // RFC 4513 5.1.2: the directory would let it in as nobody, and seem to agree.
            return Err(("bind_password", "is needed with bind_dn".to_owned()));
        }
        Ok(Self(Arc::new(Inner { settings, reach, turns: Arc::new(Semaphore::new(AT_ONCE)) })))
    }

    /// Who has this login and password. Errors: as `look` and `prove`.
    pub async fn authenticate(&self, login: &str, password: &str) -> Result<Entry, Failure> {
        self.look(login).await?.prove(password).await
    }

    /// Looks for who has this login, and tells the directory nothing else. Errors: `Ambiguous` when several have it.
    pub async fn look(&self, login: &str) -> Result<Looked, Failure> {
        if !may_be_typed(login) {
            return Err(Failure::WrongLogin);
        }
        let (inner, login) = (Arc::clone(&self.0), login.to_owned());
        let turn = timeout(QUEUE_PATIENCE, Arc::clone(&inner.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Failure::Unreachable("too many are asking it at once".to_owned()));
        };
        isolated(async move {
            let (connection, found) = ask::look(&inner, &login).await?;
            Ok(Looked { inner, connection, found, turn })
        })
        .await
    }

    /// Whether it can be reached, lets the desk in and has the base; in words.
    pub async fn check(&self) -> Result<String, Failure> {
        let inner = Arc::clone(&self.0);
        isolated(async move { ask::check(&inner).await }).await
    }
}

impl Looked {
    pub const fn is_there(&self) -> bool {
        self.found.is_some()
    }

    /// Who it is, if the password is theirs; the directory gets it only if it has the login. An empty one is wrong without
    /// asking: a directory takes it for a visit that proves nothing (RFC 4513 5.1.2) and says yes.
    pub async fn prove(self, password: &str) -> Result<Entry, Failure> {
        if !may_be_typed(password) {
            return Err(Failure::WrongLogin);
        }
        if self.found.is_none() {
            return Err(self.deny().await);
        }
        let Self { inner, connection, found, turn } = self;
        let found = found.ok_or(Failure::WrongLogin)?;
        let password = password.to_owned();
        let proved = isolated(async move { ask::prove(&inner, connection, found, &password).await }).await;
        drop(turn);
        proved
    }

    /// Refuses, and takes as long for it as for a wrong password.
    pub async fn deny(self) -> Failure {
        let Self { inner, connection, turn, .. } = self;
        let denied = isolated(async move {
            ask::deny(&inner, connection).await;
            Ok(())
        });
        let failed = denied.await.err();
        drop(turn);
        failed.unwrap_or(Failure::WrongLogin)
    }
}

fn may_be_typed(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= TYPED_MAX
}

/// Within the time limit, and apart: what parses the answers panics at nonsense, and that must end this alone.
async fn isolated<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = JoinSet::new();
    task.spawn(timeout(PATIENCE, work));
    match task.join_next().await {
        Some(Ok(Ok(result))) => result,
        Some(Ok(Err(_))) => Err(Failure::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
        _ => Err(Failure::Unreachable("it answers with something that is no LDAP".to_owned())),
    }
}

fn reach(settings: &Settings) -> Result<Reach, (&'static str, String)> {
    let wrong = |why: &str| ("url", why.to_owned());
    let url = Url::parse(&settings.url).map_err(|error| wrong(&error.to_string()))?;
    let is_tls = match url.scheme() {
        "ldaps" => true,
        "ldap" => false,
        _ => return Err(wrong("is neither ldaps:// nor ldap://")),
    };
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
    let more = !url.username().is_empty() || url.password().is_some() || url.query().is_some();
    if host.is_empty() || more || !matches!(url.path(), "" | "/") {
        return Err(wrong("is no scheme, host and port alone, as in ldaps://dc.example.com"));
    }
    if is_tls && settings.start_tls {
        return Err(("start_tls", "belongs to ldap://; ldaps:// is encrypted from the beginning".to_owned()));
    }
    if !is_tls && !settings.start_tls && !settings.allow_plain && !is_loopback(&host) {
        return Err(wrong("would send passwords unencrypted: use ldaps://, or start_tls = true"));
    }
    let secured = is_tls || settings.start_tls;
    let tls = secured.then(|| tls::config(settings.authorities.as_deref())).transpose();
    let tls = tls.map_err(|why| ("ca_file", why))?;
    let port = url.port().unwrap_or(if is_tls { 636 } else { 389 });
    Ok(Reach { host, port, start_tls: settings.start_tls, tls })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Settings {
        Settings { url: url.to_owned(), filter: "(uid={login})".to_owned(), ..Settings::default() }
    }

    fn wrong(settings: Settings) -> &'static str {
        Directory::new(settings).map(drop).unwrap_err().0
    }

    #[test]
    fn passwords_cross_the_network_encrypted_unless_it_is_said() {
        for private in ["ldap://127.0.0.1:3890", "ldap://localhost", "ldap://[::1]/"] {
            assert!(Directory::new(at(private)).is_ok(), "{private}");
        }
        assert_eq!(wrong(at("ldap://dc.example.com")), "url");
        assert!(Directory::new(Settings { allow_plain: true, ..at("ldap://dc.example.com") }).is_ok());
        assert_eq!(wrong(Settings { start_tls: true, ..at("ldaps://dc.example.com") }), "start_tls");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for url in ["dc.example.com", "http://dc", "ldap://", "ldap://u:p@localhost", "ldap://localhost/dc=x"] {
            assert_eq!(wrong(at(url)), "url", "{url}");
        }
        let local = at("ldap://localhost");
        assert_eq!(wrong(Settings { filter: "(uid=x)".into(), ..local.clone() }), "filter");
        assert_eq!(wrong(Settings { group_filter: "(member=x)".into(), ..local.clone() }), "group_filter");
        assert_eq!(wrong(Settings { bind_dn: "cn=desk".into(), ..local }), "bind_password");
        let authorities = Some(b"no certificate".to_vec());
        assert_eq!(wrong(Settings { authorities, ..at("ldaps://localhost") }), "ca_file");
    }

    #[test]
    fn no_password_is_told() {
        let settings = Settings { bind_dn: "cn=desk".into(), bind_password: "geheim".into(), ..at("ldap://localhost") };
        assert_eq!(format!("{:?}", Directory::new(settings).unwrap()), "Directory(ldap://localhost)");
    }
}
