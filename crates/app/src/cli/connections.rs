//! Many connections at once: as many as the system lets this process have, each for as long as somebody is there.

use rustix::net::sockopt::set_tcp_user_timeout;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpStream;

/// Milliseconds after which the kernel cuts who takes nothing of what waits for them, or is no longer there.
const TAKES_NOTHING: u32 = 5 * 60 * 1000;
/// Files and connections besides the streams: pages, the database, mail, what is being uploaded.
const OTHERS: u64 = 512;

/// Lets this process open as many files and connections as the system allows it; systems begin with fewer for the sake of
/// programs that are older than `poll`. How many streams fit beside all else.
pub(super) fn room_for_streams(wanted: usize) -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
    {
        tracing::warn!(%error, "the limit of open files stays as it was");
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let room = usize::try_from(files.saturating_sub(OTHERS).max(files / 4)).unwrap_or(usize::MAX);
    if room < wanted {
        tracing::warn!(files, streams = room, "the limit of open files leaves room for fewer streams (live.streams)");
    }
    wanted.min(room)
}

/// What each connection of the site wants. None of it is needed to serve it.
pub(super) fn tune(connection: &TcpStream) {
    // Answers are small: waiting to fill a packet only makes them late.
    let _ = connection.set_nodelay(true);
    let _ = set_tcp_user_timeout(connection, TAKES_NOTHING);
}
