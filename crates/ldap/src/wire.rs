//! The connection: plain, StartTLS or TLS, and the gate that lets only bounded messages through.

use crate::Failure;
use crate::directory::Reach;
use crate::frame::{self, HEADER_MAX, MESSAGE_MAX};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, StdStream};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

/// RFC 4511 4.14.1: an extended request, message 1, by the name of StartTLS.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";

/// Messages of one conversation: four answers and a referral or two for each.
const MESSAGES_MAX: usize = 4096;
/// Bytes of one conversation.
const BYTES_MAX: usize = 4 * 1024 * 1024;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// An open connection; it ends when this is dropped.
pub(crate) struct Connection {
    pub(crate) ldap: Ldap,
    _pumps: JoinSet<()>,
}

impl Connection {
    pub(crate) async fn open(reach: &Reach) -> Result<Self, Failure> {
        let server = secured(reach).await?;
        let (ours, theirs) = UnixStream::pair().map_err(Failure::silent)?;
        let mut pumps = JoinSet::new();
        pumps.spawn(pump(server, theirs));
        let ours = StdStream::Unix(ours.into_std().map_err(Failure::silent)?);
        let settings = LdapConnSettings::new().set_std_stream(ours);
        let (driver, ldap) = LdapConnAsync::with_settings(settings, "ldapi:///").await?;
        pumps.spawn(async move { drop(driver.drive().await) });
        Ok(Self { ldap, _pumps: pumps })
    }
}

async fn secured(reach: &Reach) -> Result<Box<dyn Stream>, Failure> {
    let mut tcp = TcpStream::connect((reach.host.as_str(), reach.port)).await.map_err(Failure::silent)?;
    let Some(config) = &reach.tls else { return Ok(Box::new(tcp)) };
    if reach.start_tls {
        start_tls(&mut tcp).await?;
    }
    let name = ServerName::try_from(reach.host.clone()).map_err(Failure::silent)?;
    let tls = TlsConnector::from(config.clone()).connect(name, tcp).await.map_err(Failure::silent)?;
    Ok(Box::new(tls))
}

/// Asks for TLS. Exactly the answer is read: what a stranger slips in behind it is no part of what TLS protects.
async fn start_tls(tcp: &mut TcpStream) -> Result<(), Failure> {
    tcp.write_all(START_TLS).await.map_err(Failure::silent)?;
    let answer = message(tcp).await.map_err(Failure::silent)?;
    let code = answer.as_deref().and_then(|answer| {
        let (content, _) = frame::element(answer, 0x30)?;
        let (_, response) = frame::element(content, 0x02)?;
        let (result, _) = frame::element(response, 0x78)?;
        Some(frame::element(result, 0x0a)?.0.to_owned())
    });
    match code.as_deref() {
        Some([0]) => Ok(()),
        Some(_) => Err(Failure::Misconfigured("it refuses StartTLS".to_owned())),
        None => Err(Failure::Unreachable("it answers StartTLS with something that is no LDAP".to_owned())),
    }
}

/// Carries bytes both ways until either side ends.
async fn pump(server: Box<dyn Stream>, client: UnixStream) {
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut from_client, mut to_client) = client.into_split();
    let up = async { drop(tokio::io::copy(&mut from_client, &mut to_server).await) };
    let down = async {
        let mut left = BYTES_MAX;
        for _ in 0..MESSAGES_MAX {
            let Ok(Some(message)) = message(&mut from_server).await else { return };
            let Some(rest) = left.checked_sub(message.len()) else { return };
            left = rest;
            if frame::check(&message).is_err() || to_client.write_all(&message).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}

/// The next whole message; `None` at the end, or when it is none that a directory sends.
async fn message(server: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let mut message = Vec::with_capacity(HEADER_MAX);
    let header = loop {
        message.push(match server.read_u8().await {
            Ok(byte) => byte,
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        });
        match frame::header(&message) {
            Ok(Some(header)) => break header,
            Ok(None) => {}
            Err(frame::NoBer) => return Ok(None),
        }
    };
    debug_assert!(header.length <= MESSAGE_MAX, "refused by the header");
    let length = u64::try_from(header.length).unwrap_or(u64::MAX);
    let read = server.take(length).read_to_end(&mut message).await?;
    Ok((read == header.length).then_some(message))
}
