//! LMTP (RFC 2033): the next mail server hands messages over, and hears of each recipient whether it is taken. 250 comes
//! only after the message is in the ledger (contract, promise 1).

mod session;

use super::intake::Intake;
use session::Session;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Conversations at once; more wait to be greeted.
const CONVERSATIONS: usize = 200;
/// After an accept that failed (no file handle left).
const PAUSE: Duration = Duration::from_millis(100);

/// Where it listens: `127.0.0.1:24`, or `unix:/path`.
enum Door {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// The listener. It takes mail from anybody who reaches it: keep it on this machine, or among machines that are trusted.
pub struct Lmtp {
    door: Door,
    intake: Intake,
    name: String,
}

impl Lmtp {
    /// Listens at `address`. `name`: what it calls itself.
    pub async fn bind(address: &str, intake: Intake, name: &str) -> io::Result<Self> {
        let door = match address.strip_prefix("unix:") {
            Some(path) => {
                // One that was left behind by a process that was killed.
                if std::os::unix::net::UnixStream::connect(path).is_err() {
                    drop(std::fs::remove_file(path));
                }
                let listener = UnixListener::bind(path)?;
                // The mail server is another user; the folder is the fence.
                std::fs::set_permissions(path, Permissions::from_mode(0o666))?;
                Door::Unix(listener)
            }
            None => Door::Tcp(TcpListener::bind(address).await?),
        };
        Ok(Self { door, intake, name: name.to_owned() })
    }

    /// Where it listens; for who asked for any port.
    pub fn address(&self) -> String {
        match &self.door {
            Door::Tcp(listener) => listener.local_addr().map(|address| address.to_string()).unwrap_or_default(),
            Door::Unix(listener) => {
                let path = listener.local_addr().ok().and_then(|address| address.as_pathname().map(ToOwned::to_owned));
                format!("unix:{}", path.unwrap_or_default().display())
            }
        }
    }

    /// Takes mail until `stop`; then ends each conversation after the message it is at.
    pub async fn run(self, stop: CancellationToken) {
        let turns = Arc::new(Semaphore::new(CONVERSATIONS));
        let mut conversations = JoinSet::new();
        loop {
            let turn = tokio::select! {
                () = stop.cancelled() => break,
                turn = Arc::clone(&turns).acquire_owned() => turn,
            };
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.accept() => accepted,
            };
            let stream = match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    tracing::warn!(%error, "LMTP: nobody can be let in");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            let (intake, name, ending) = (self.intake.clone(), self.name.clone(), stop.clone());
            conversations.spawn(async move {
                if let Err(error) = stream.converse(intake, &name, ending).await {
                    tracing::debug!(%error, "LMTP: a conversation was cut");
                }
                drop(turn);
            });
            while conversations.try_join_next().is_some() {}
        }
        while conversations.join_next().await.is_some() {}
    }

    async fn accept(&self) -> io::Result<Accepted> {
        Ok(match &self.door {
            Door::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Accepted::Tcp(stream)
            }
            Door::Unix(listener) => Accepted::Unix(listener.accept().await?.0),
        })
    }
}

enum Accepted {
    Tcp(TcpStream),
    Unix(tokio::net::UnixStream),
}

impl Accepted {
    async fn converse(self, intake: Intake, name: &str, stop: CancellationToken) -> io::Result<()> {
        match self {
            Self::Tcp(mut stream) => converse(intake, name, &mut stream, stop).await,
            Self::Unix(mut stream) => converse(intake, name, &mut stream, stop).await,
        }
    }
}

/// One conversation, over whatever carries bytes, until it is over or `stop` finds it between two messages. `name`: what
/// the desk calls itself. Errors: the stream's.
pub async fn converse<S>(intake: Intake, name: &str, stream: &mut S, stop: CancellationToken) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    Session::new(intake, name.to_owned()).run(stream, stop).await
}
