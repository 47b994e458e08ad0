//! One connection for each question.

use super::answer::{self, Verdict};
use super::{Address, Version};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("no connection: {0}")]
    Unreachable(io::Error),
    #[error("no answer within {} s", .0.as_secs())]
    Silent(Duration),
    #[error("the connection broke: {0}")]
    Broken(io::Error),
    /// It could not look.
    #[error("it says: {0}")]
    Complains(String),
    #[error("it is no clamd: {0:?}")]
    Strange(String),
    /// The bytes that should be scanned did not come.
    #[error("the file cannot be read: {0}")]
    Source(String),
}

impl Failure {
    /// Whether it is about this file; else the daemon itself is not there.
    pub fn is_of_the_file(&self) -> bool {
        matches!(self, Self::Complains(_) | Self::Source(_))
    }
}

/// How long to wait.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub connect: Duration,
    /// For a short question.
    pub answer: Duration,
    /// For one file, from the first byte to the verdict. The daemon gives up by itself after two minutes (`MaxScanTime`).
    pub scan: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(10), scan: Duration::from_mins(4) }
    }
}

/// Streams at once: clamd queues what passes its `MaxThreads` (10), and each holds a temporary file there.
const AT_ONCE: usize = 4;
/// Bytes of a chunk.
const CHUNK: usize = 64 * 1024;
/// Bytes of an answer.
const ANSWER_MAX: u64 = 4096;

/// A daemon; cheap to clone, and the clones share its bounds.
#[derive(Debug, Clone)]
pub struct Clamd {
    address: Arc<Address>,
    patience: Patience,
    free: Arc<Semaphore>,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl Clamd {
    pub fn new(address: Address) -> Self {
        Self::with(address, Patience::default())
    }

    pub fn with(address: Address, patience: Patience) -> Self {
        Self { address: Arc::new(address), patience, free: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Whether it answers at all.
    pub async fn ping(&self) -> Result<(), Failure> {
        let said = self.ask(b"zPING\0").await?;
        if said == "PONG" { Ok(()) } else { Err(Failure::Strange(said)) }
    }

    pub async fn version(&self) -> Result<Version, Failure> {
        let text = self.ask(b"zVERSION\0").await?;
        if text.starts_with("ClamAV ") { Ok(Version { text }) } else { Err(Failure::Strange(text)) }
    }

    /// Sends it the bytes and waits for its verdict. At most four at once for all clones; the others wait.
    pub async fn scan<E: std::fmt::Display>(
        &self,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Verdict, Failure> {
        // Nobody closes the semaphore.
        let _permit = self.free.acquire().await.map_err(|error| Failure::Broken(io::Error::other(error)))?;
        let wire = self.connect().await?;
        within(self.patience.scan, look(wire, bytes)).await
    }

    async fn ask(&self, command: &[u8]) -> Result<String, Failure> {
        let mut wire = self.connect().await?;
        let said = async {
            wire.write_all(command).await?;
            read_answer(&mut wire).await
        };
        let said = within(self.patience.answer, async { said.await.map_err(Failure::Broken) }).await?;
        Ok(answer::shown(said.trim_end_matches('\0')))
    }

    async fn connect(&self) -> Result<Box<dyn Wire>, Failure> {
        let connected = async {
            let wire: Box<dyn Wire> = match &*self.address {
                Address::Tcp(place) => Box::new(TcpStream::connect(place).await.map_err(Failure::Unreachable)?),
                Address::Unix(path) => Box::new(UnixStream::connect(path).await.map_err(Failure::Unreachable)?),
            };
            Ok(wire)
        };
        within(self.patience.connect, connected).await
    }
}

async fn within<T>(time: Duration, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    timeout(time, work).await.unwrap_or(Err(Failure::Silent(time)))
}

/// Its verdict may come while bytes still go: past its limit it says so and hangs up, and what was written after that
/// would be lost with the answer that nobody read.
async fn look<E: std::fmt::Display>(
    wire: Box<dyn Wire>,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<Verdict, Failure> {
    let (mut read, mut write) = tokio::io::split(wire);
    let mut answer = pin!(read_answer(&mut read));
    let sent = tokio::select! {
        biased;
        said = &mut answer => return heard(said),
        sent = send(&mut write, bytes) => sent,
    };
    match sent {
        Ok(()) => heard(answer.await),
        Err(Failure::Broken(error)) => match answer.await {
            Ok(said) if !said.is_empty() => answer::verdict(&said),
            _ => Err(Failure::Broken(error)),
        },
        Err(other) => Err(other),
    }
}

fn heard(said: io::Result<String>) -> Result<Verdict, Failure> {
    let said = said.map_err(Failure::Broken)?;
    if said.is_empty() {
        return Err(Failure::Broken(io::ErrorKind::UnexpectedEof.into()));
    }
    answer::verdict(&said)
}

/// clamd(8): chunks, each after its length in four bytes, the most significant first; a length of zero ends the stream.
async fn send<E: std::fmt::Display>(
    write: &mut (impl AsyncWrite + Unpin),
    bytes: impl Stream<Item = Result<Bytes, E>>,
) -> Result<(), Failure> {
    let mut bytes = pin!(bytes);
    write.write_all(b"zINSTREAM\0").await.map_err(Failure::Broken)?;
    while let Some(piece) = bytes.next().await {
        let mut piece = piece.map_err(|error| Failure::Source(error.to_string()))?;
        while !piece.is_empty() {
            let chunk = piece.split_to(piece.len().min(CHUNK));
            let length = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
            write.write_all(&length.to_be_bytes()).await.map_err(Failure::Broken)?;
            write.write_all(&chunk).await.map_err(Failure::Broken)?;
        }
    }
    write.write_all(&[0; 4]).await.map_err(Failure::Broken)?;
    write.flush().await.map_err(Failure::Broken)
}

/// Up to the zero that ends it; whatever follows is none of ours.
async fn read_answer(read: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut answer = Vec::new();
    let mut read = read.take(ANSWER_MAX);
    loop {
        let before = answer.len();
        if read.read_buf(&mut answer).await? == 0 || answer.get(before..).is_some_and(|new| new.contains(&0)) {
            let text = answer.split(|byte| *byte == 0).next().unwrap_or_default();
            return Ok(String::from_utf8_lossy(text).into_owned());
        }
    }
}
