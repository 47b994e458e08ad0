//! A way to a server that can be cut, blocked or slowed while the program uses it.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What becomes of connections, those that stand too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    /// Nobody listens.
    Refused,
    /// They are taken, and nothing is ever said.
    Silent,
    /// Each is cut after so many bytes to the server.
    Cut(usize),
    /// Every piece waits.
    Slow(Duration),
}

/// Ends when it is dropped.
pub(crate) struct Relay {
    pub(crate) port: u16,
    way: watch::Sender<Way>,
    /// Bound and not listening: keeps the port while nobody may connect.
    _place: TcpSocket,
    _working: JoinSet<()>,
}

impl Relay {
    /// To `server`, open.
    pub(crate) fn to(server: SocketAddr) -> Self {
        let place = socket(0);
        let port = place.local_addr().unwrap().port();
        let (way, told) = watch::channel(Way::Open);
        let mut working = JoinSet::new();
        working.spawn(listen(port, server, told));
        Self { port, way, _place: place, _working: working }
    }

    pub(crate) fn is(&self, way: Way) {
        self.way.send_replace(way);
    }
}

fn socket(port: u16) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(([127, 0, 0, 1], port).into()).unwrap();
    socket
}

async fn listen(port: u16, server: SocketAddr, mut way: watch::Receiver<Way>) {
    let mut connections = JoinSet::new();
    loop {
        let is_refused = *way.borrow_and_update() == Way::Refused;
        if is_refused {
            connections.shutdown().await;
            if way.changed().await.is_err() {
                return;
            }
            continue;
        }
        let listener: TcpListener = socket(port).listen(64).unwrap();
        while *way.borrow() != Way::Refused {
            tokio::select! {
                Ok((client, _)) = listener.accept() => { connections.spawn(carry(client, server, way.clone())); }
                told = way.changed() => if told.is_err() { return },
            }
        }
    }
}

async fn carry(client: TcpStream, server: SocketAddr, way: watch::Receiver<Way>) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    // Whichever ends first ends both.
    tokio::select! {
        () = pump(from_client, to_server, way.clone(), true) => {}
        () = pump(from_server, to_client, way, false) => {}
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>, is_up: bool) {
    let (mut piece, mut carried) = (vec![0_u8; 16 * 1024], 0);
    loop {
        let Ok(read @ 1..) = from.read(&mut piece).await else { return };
        // What is already underway stops too.
        let Ok(now) = way.wait_for(|way| *way != Way::Silent).await.map(|way| *way) else { return };
        let mut rest = read;
        match now {
            Way::Cut(after) if is_up => rest = read.min(after.saturating_sub(carried)),
            Way::Slow(pause) => tokio::time::sleep(pause).await,
            _ => {}
        }
        carried += rest;
        if to.write_all(&piece[..rest]).await.is_err() || rest < read {
            return;
        }
    }
}
