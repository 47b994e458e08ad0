//! Where the server is: the hosts of the address in turn, the one that answered last before the others.

use crate::DbError;
use deadpool_postgres::Connect;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, TargetSessionAttrs};
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Config, Connection, NoTls, Socket};

/// What holds unless the address says otherwise. A machine that lost its power never says good-bye: without these a
/// connection to it would be waited for until the kernel gives up, after a quarter of an hour.
const CONNECT: Duration = Duration::from_secs(3);
const UNANSWERED: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(5);
const INTERVAL: Duration = Duration::from_secs(2);
const PROBES: u32 = 3;
/// What tokio-postgres takes when the address is silent.
const IDLE_UNSAID: Duration = Duration::from_hours(2);
/// Of each session: whoever waits for another's lock hears of it, and a node that froze in the middle of its work lets go.
const SESSION: &str = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s";

/// Servers that stand for one database; one of them takes writes.
pub(crate) struct Hosts {
    /// Never empty.
    each: Vec<Config>,
    /// Who is asked first.
    next: AtomicUsize,
}

impl Hosts {
    /// Errors: `Statement` when the address cannot be read.
    pub(crate) fn of(url: &str) -> Result<Self, DbError> {
        let unreadable = |what: &str| DbError::Statement(what.to_owned());
        let config: Config = url.parse().map_err(|e: tokio_postgres::Error| unreadable(&e.to_string()))?;
        let (names, addresses) = (config.get_hosts().len(), config.get_hostaddrs().len());
        let count = names.max(addresses);
        if names.min(addresses) > 0 && names != addresses {
            return Err(unreadable("there are not as many hostaddr as hosts"));
        }
        if config.get_ports().len() > 1 && config.get_ports().len() != count {
            return Err(unreadable("there are not as many ports as hosts"));
        }
        let each = if count > 1 { (0..count).map(|at| alone(&config, at)).collect() } else { vec![patient(config)] };
        Ok(Self { each, next: AtomicUsize::new(0) })
    }

    /// A connection to the first that answers and, of several, takes writes.
    pub(crate) async fn connect(&self) -> Result<(Client, Connection<Socket, NoTlsStream>), tokio_postgres::Error> {
        let first = self.next.load(Ordering::Relaxed);
        let mut refusal = None;
        for (at, host) in self.each.iter().enumerate().cycle().skip(first).take(self.each.len()) {
            // Who takes the call and says nothing keeps us until we are called off: somebody else is first then.
            self.next.store((at + 1) % self.each.len(), Ordering::Relaxed);
            match host.connect(NoTls).await {
                Ok(connected) => {
                    self.next.store(at, Ordering::Relaxed);
                    return Ok(connected);
                }
                Err(error) => refusal = Some(error),
            }
        }
        match refusal {
            Some(error) => Err(error),
            None => Config::new().connect(NoTls).await,
        }
    }
}

/// One of several hosts. Only who takes writes is good: the others are standbys.
fn alone(of: &Config, at: usize) -> Config {
    let mut one = Config::new();
    match of.get_hosts().get(at) {
        Some(Host::Tcp(name)) => {
            one.host(name);
        }
        Some(Host::Unix(path)) => {
            one.host_path(path);
        }
        None => {}
    }
    if let Some(address) = of.get_hostaddrs().get(at) {
        one.hostaddr(*address);
    }
    if let Some(port) = of.get_ports().get(at).or(of.get_ports().first()) {
        one.port(*port);
    }
    one.ssl_mode(of.get_ssl_mode()).ssl_negotiation(of.get_ssl_negotiation());
    one.channel_binding(of.get_channel_binding()).target_session_attrs(match of.get_target_session_attrs() {
        TargetSessionAttrs::Any => TargetSessionAttrs::ReadWrite,
        said => said,
    });
    say_who(&mut one, of);
    say_when(&mut one, of);
    patient(one)
}

fn say_who(one: &mut Config, of: &Config) {
    if let Some(user) = of.get_user() {
        one.user(user);
    }
    if let Some(password) = of.get_password() {
        one.password(password);
    }
    if let Some(name) = of.get_dbname() {
        one.dbname(name);
    }
    if let Some(options) = of.get_options() {
        one.options(options);
    }
    if let Some(name) = of.get_application_name() {
        one.application_name(name);
    }
}

fn say_when(one: &mut Config, of: &Config) {
    if let Some(time) = of.get_connect_timeout() {
        one.connect_timeout(*time);
    }
    if let Some(time) = of.get_tcp_user_timeout() {
        one.tcp_user_timeout(*time);
    }
    if let Some(time) = of.get_keepalives_interval() {
        one.keepalives_interval(time);
    }
    if let Some(times) = of.get_keepalives_retries() {
        one.keepalives_retries(times);
    }
    one.keepalives(of.get_keepalives()).keepalives_idle(of.get_keepalives_idle());
}

/// With a limit to each wait for the network.
fn patient(mut config: Config) -> Config {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(UNANSWERED);
    }
    if config.get_keepalives_idle() == IDLE_UNSAID {
        config.keepalives_idle(IDLE).keepalives_interval(INTERVAL).keepalives_retries(PROBES);
    }
    let said = config.get_options().unwrap_or_default().to_owned();
    // What the address says comes last, and the last word counts.
    config.options(format!("{SESSION} {said}").trim());
    config
}

/// How the pool gets its connections.
pub(super) struct Connector(pub(super) Arc<Hosts>);

type Connected = Result<(Client, JoinHandle<()>), tokio_postgres::Error>;

impl Connect for Connector {
    #[expect(clippy::disallowed_methods, reason = "the connection's driver ends with its client")]
    fn connect(&self, _: &Config) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
        Box::pin(async {
            let (client, connection) = self.0.connect().await?;
            let driver = tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection to the database was cut");
                }
            });
            Ok((client, driver))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(url: &str) -> Vec<Config> {
        Hosts::of(url).unwrap().each
    }

    #[test]
    fn each_of_several_hosts_is_asked_for_itself() {
        let each = hosts("postgres://desk:pw@uno:5433,dos:5434/atiende?application_name=a");
        let seen: Vec<_> = each.iter().map(|one| (one.get_hosts().to_vec(), one.get_ports().to_vec())).collect();
        assert_eq!(seen[0], (vec![Host::Tcp("uno".into())], vec![5433]));
        assert_eq!(seen[1], (vec![Host::Tcp("dos".into())], vec![5434]));
        for one in &each {
            assert_eq!(one.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
            let who = (one.get_user(), one.get_password(), one.get_dbname(), one.get_application_name());
            assert_eq!(who, (Some("desk"), Some("pw".as_bytes()), Some("atiende"), Some("a")));
        }
        let sockets = hosts("postgres://desk@%2Frun%2Fa,%2Frun%2Fb:5434/atiende?target_session_attrs=read-only");
        assert_eq!(sockets[1].get_hosts(), [Host::Unix("/run/b".into())]);
        assert_eq!(sockets[1].get_ports(), [5434]);
        assert_eq!(sockets[1].get_target_session_attrs(), TargetSessionAttrs::ReadOnly, "as it was said");
    }

    #[test]
    fn one_host_may_be_any() {
        let each = hosts("postgres://desk@uno/atiende");
        assert_eq!((each.len(), each[0].get_target_session_attrs()), (1, TargetSessionAttrs::Any));
    }

    #[test]
    fn nobody_is_waited_for_without_end() {
        let plain = &hosts("postgres://desk@uno,dos/atiende")[1];
        assert_eq!(plain.get_connect_timeout(), Some(&CONNECT));
        assert_eq!(plain.get_tcp_user_timeout(), Some(&UNANSWERED));
        assert_eq!(plain.get_keepalives_idle(), IDLE);
        let said =
            &hosts("postgres://desk@uno/a?connect_timeout=9&keepalives_idle=60&options=-c%20lock_timeout%3D1s")[0];
        assert_eq!(said.get_connect_timeout(), Some(&Duration::from_secs(9)));
        assert_eq!(said.get_keepalives_idle(), Duration::from_mins(1));
        assert!(said.get_options().unwrap().ends_with("-c lock_timeout=1s"), "the last word counts");
    }

    #[test]
    fn an_address_that_cannot_be_meant_is_refused() {
        for wrong in ["postgres://desk@uno:1,dos:2,tres/a?port=5", "postgres://a@uno,dos/x?hostaddr=10.0.0.1"] {
            assert!(matches!(Hosts::of(wrong), Err(DbError::Statement(_))), "{wrong}");
        }
    }
}
