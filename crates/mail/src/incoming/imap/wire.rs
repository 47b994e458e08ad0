//! Getting there: the name, the connection, TLS. Each has its own trouble, for somebody has to mend it.

use super::account::{ImapAccount, Security};
use async_imap::Client;
use atiende_core::mailboxes::{Problem, Trouble};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore, crypto};
use std::fmt::Debug;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// For each step of getting there.
const PATIENCE: Duration = Duration::from_secs(20);

/// Plain or protected: what is spoken over it is the same.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// Connects, and reads the greeting.
pub(super) async fn connect(account: &ImapAccount) -> Result<Client<Box<dyn Wire>>, Trouble> {
    let stream = dial(account).await?;
    let stream: Box<dyn Wire> =
        if account.security == Security::Tls { protect(account, Box::new(stream)).await? } else { Box::new(stream) };
    let mut client = Client::new(stream);
    match in_time(client.read_response()).await? {
        Ok(Some(_)) => {}
        Ok(None) => return Err(Trouble::new(Problem::Lost, "it hangs up without a word")),
        Err(error) => return Err(broken(&error)),
    }
    if account.security != Security::StartTls {
        return Ok(client);
    }
    let asked = in_time(client.run_command_and_check_ok("STARTTLS", None)).await?;
    asked.map_err(|error| Trouble::new(Problem::NoTls, error))?;
    // What somebody slipped in before TLS goes with the buffer (CVE-2011-0411).
    Ok(Client::new(protect(account, client.into_inner()).await?))
}

async fn dial(account: &ImapAccount) -> Result<TcpStream, Trouble> {
    let addresses = in_time(lookup_host((account.host.as_str(), account.port))).await?;
    let addresses = addresses.map_err(|error| Trouble::new(Problem::Host, error))?;
    let mut trouble = Trouble::new(Problem::Host, "the name has no address");
    for address in addresses {
        trouble = match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Answers are waited for: collecting small packets only makes them late.
                drop(stream.set_nodelay(true));
                return Ok(stream);
            }
            Ok(Err(error)) => Trouble::new(Problem::Refused, format!("{address}: {error}")),
            Err(_) => silent(),
        };
    }
    Err(trouble)
}

async fn protect(account: &ImapAccount, stream: Box<dyn Wire>) -> Result<Box<dyn Wire>, Trouble> {
    let tls = |words: &dyn std::fmt::Display| Trouble::new(Problem::Tls, words);
    let name = ServerName::try_from(account.host.clone()).map_err(|error| tls(&error))?;
    let connector = TlsConnector::from(trust().map_err(|words| tls(&words))?);
    match in_time(connector.connect(name, stream)).await? {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(Trouble::new(problem_of(&error), error)),
    }
}

fn problem_of(error: &io::Error) -> Problem {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(_)) => Problem::Certificate,
        _ => Problem::Tls,
    }
}

/// The authorities of the machine (`SSL_CERT_FILE` names others).
fn trust() -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("this machine has no certificates of authorities".to_owned());
    }
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| error.to_string())?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, Trouble> {
    timeout(PATIENCE, work).await.map_err(|_| silent())
}

pub(super) fn silent() -> Trouble {
    Trouble::new(Problem::Silent, "")
}

/// A connection that breaks, or one that says what is no IMAP: then the error holds what it said, which is nobody's to read.
pub(super) fn broken(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::Other => Trouble::new(Problem::Server, "it says what is no IMAP"),
        _ => Trouble::new(Problem::Lost, error),
    }
}
