//! Pages that are open and told what changed (`GET /events`): the memory that they hold, and how soon all of them know.
//!
//! One process listens on all streams, so it competes with the program for the same cores: the times are an upper bound.

use crate::Failure;
use crate::load::{Memory, Process};
use reqwest::Client;
use reqwest::header::COOKIE;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The scenario.
pub(crate) const NAME: &str = "live";

/// All that the open pages may make the program hold, in bytes.
const MEMORY: u64 = 200 * 1024 * 1024;
/// After so long a change has reached 99 of 100.
const SOON: Duration = Duration::from_millis(250);

/// How many changes are told.
const ROUNDS: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(500);
/// Long enough for every stream to have had its heartbeat and its look at the rights.
const IDLE: Duration = Duration::from_secs(20);
const PATIENCE: Duration = Duration::from_secs(20);
/// Streams opened at once.
const OPENING: usize = 50;
/// One in so many never reads.
const SLOW_EACH: usize = 100;
/// Each address of this machine has ports of its own.
const ADDRESSES: usize = 8;

/// The program, and who listens to it.
pub(crate) struct Place<'a> {
    /// `127.0.0.1:port`.
    pub(crate) address: &'a str,
    pub(crate) process: &'a Process,
    /// The cookie of a technician's session.
    pub(crate) cookie: &'a str,
}

/// What all of it took.
struct Told {
    streams: usize,
    slow: usize,
    opened_in: Duration,
    memory: [Memory; 3],
    idle_cpu: Duration,
    cpu: Duration,
    from_answer: Vec<Duration>,
    from_sending: Vec<Duration>,
    /// Of each round, from the sending to the last stream.
    last: Vec<Duration>,
}

/// Opens the streams, replies to the ticket that they watch, and says how it went.
pub(crate) async fn measure(place: &Place<'_>, streams: usize) -> Result<String, Failure> {
    room_for(streams)?;
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let client = client.map_err(|error| Failure::new("client", error))?;
    let ticket = open_ticket(place, &client).await?;
    let before = place.process.memory()?;
    let (telling, mut arrivals) = unbounded_channel();
    let began = Instant::now();
    let (mut listening, slow) = open_all(place, &ticket, streams, &telling).await?;
    let opened_in = began.elapsed();
    let opened = place.process.memory()?;
    let idle = place.process.cpu()?;
    sleep(IDLE).await;
    let busy = place.process.cpu()?;
    let mut told = Told {
        streams,
        slow: slow.len(),
        opened_in,
        memory: [before, opened, opened],
        idle_cpu: busy.saturating_sub(idle),
        cpu: Duration::ZERO,
        from_answer: Vec::new(),
        from_sending: Vec::new(),
        last: Vec::new(),
    };
    for round in 0..ROUNDS {
        reply(place, &client, (&ticket, round), &mut arrivals, &mut told).await?;
        sleep(BETWEEN).await;
    }
    told.cpu = place.process.cpu()?.saturating_sub(busy);
    told.memory[2] = place.process.memory()?;
    listening.abort_all();
    Ok(told.text())
}

/// Each stream is an open file of this process.
fn room_for(streams: usize) -> Result<(), Failure> {
    let maximum = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })
        .map_err(|error| Failure::new("open files", error))?;
    match maximum {
        Some(files) if usize::try_from(files).is_ok_and(|files| files < streams + 100) => {
            Err(Failure(format!("{streams} streams want more open files than the {files} that this machine allows")))
        }
        _ => Ok(()),
    }
}

/// A ticket that is open: words in a closed one would open another.
async fn open_ticket(place: &Place<'_>, client: &Client) -> Result<String, Failure> {
    let asked = client.get(format!("http://{}/cola/abiertos", place.address)).header(COOKIE, place.cookie);
    let answer = asked.send().await.map_err(|error| Failure::new("queue", error))?;
    let page = answer.text().await.map_err(|error| Failure::new("queue", error))?;
    let number = page.split_once("href=\"/t/").map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect());
    number.filter(|number: &String| !number.is_empty()).ok_or_else(|| Failure("the queue is empty".into()))
}

/// Those that read tell of each arrival; those that do not are kept.
async fn open_all(
    place: &Place<'_>,
    ticket: &str,
    streams: usize,
    telling: &UnboundedSender<(usize, Instant)>,
) -> Result<(JoinSet<()>, Vec<TcpStream>), Failure> {
    let (mut listening, mut slow) = (JoinSet::new(), Vec::new());
    let numbers: Vec<usize> = (0..streams).collect();
    for some in numbers.chunks(OPENING) {
        let opening = some.iter().map(|&number| open(place, ticket, number));
        for (&number, stream) in some.iter().zip(futures_util::future::try_join_all(opening).await?) {
            if is_slow(number) {
                slow.push(stream);
            } else {
                listening.spawn(listen(number, stream, telling.clone()));
            }
        }
    }
    Ok((listening, slow))
}

const fn is_slow(number: usize) -> bool {
    number % SLOW_EACH == SLOW_EACH - 1
}

async fn open(place: &Place<'_>, ticket: &str, number: usize) -> Result<TcpStream, Failure> {
    let failed = |error: std::io::Error| Failure::new("stream", error);
    let address: SocketAddr = place.address.parse().map_err(|error| Failure::new(place.address, error))?;
    let own = u8::try_from(number % ADDRESSES + 2).unwrap_or(2);
    let socket = TcpSocket::new_v4().map_err(failed)?;
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, own), 0))).map_err(failed)?;
    if is_slow(number) {
        socket.set_recv_buffer_size(2048).map_err(failed)?;
    }
    let mut stream = socket.connect(address).await.map_err(failed)?;
    let asks = format!(
        "GET /events?topic=t:{ticket} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nAccept: text/event-stream\r\n\
         Accept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: same-origin\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36\r\n\r\n",
        place.address, place.cookie
    );
    stream.write_all(asks.as_bytes()).await.map_err(failed)?;
    let (mut head, mut buffer) = (Vec::new(), [0; 2048]);
    while !contains(&head, b"data: *") {
        let read = timeout(PATIENCE, stream.read(&mut buffer)).await;
        let read = read.map_err(|_| Failure("a stream does not begin".into()))?.map_err(failed)?;
        head.extend_from_slice(buffer.get(..read).unwrap_or_default());
        if read == 0 || !head.starts_with(b"HTTP/1.1 200") {
            return Err(Failure(format!("stream {number}: {}", String::from_utf8_lossy(&head))));
        }
    }
    Ok(stream)
}

async fn listen(number: usize, mut stream: TcpStream, telling: UnboundedSender<(usize, Instant)>) {
    let mut buffer = [0; 256];
    while let Ok(read) = stream.read(&mut buffer).await {
        let at = Instant::now();
        let Some(read @ [_, ..]) = buffer.get(..read) else { return };
        if contains(read, b"data: t:") && telling.send((number, at)).is_err() {
            return;
        }
    }
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|part| part == wanted)
}

/// One reply by the form, and its arrival at every stream that reads.
async fn reply(
    place: &Place<'_>,
    client: &Client,
    (ticket, round): (&str, u32),
    arrivals: &mut UnboundedReceiver<(usize, Instant)>,
    told: &mut Told,
) -> Result<(), Failure> {
    // What came since the last round is not this one's.
    while arrivals.try_recv().is_ok() {}
    let once = format!("{:?}-{round}", Instant::now());
    let fields = [("once", once.as_str()), ("body", "Hemos pedido la pieza: llega el jueves.")];
    let url = format!("http://{}/t/{ticket}/respuestas", place.address);
    let asked = client.post(url).header(COOKIE, place.cookie).form(&fields);
    let sent = Instant::now();
    let answer = asked.send().await.map_err(|error| Failure::new("reply", error))?;
    let answered = Instant::now();
    if answer.status().as_u16() != 303 {
        return Err(Failure(format!("the reply was answered {}", answer.status())));
    }
    let mut heard = vec![false; told.streams];
    let mut missing = told.streams - told.slow;
    while missing > 0 {
        let next = timeout(PATIENCE, arrivals.recv()).await.ok().flatten();
        let (number, at) = next.ok_or_else(|| Failure(format!("{missing} streams were not told of round {round}")))?;
        let Some(first) = heard.get_mut(number).filter(|heard| !**heard) else { continue };
        *first = true;
        missing -= 1;
        told.from_answer.push(at.saturating_duration_since(answered));
        told.from_sending.push(at.saturating_duration_since(sent));
        if missing == 0 {
            told.last.push(at.saturating_duration_since(sent));
        }
    }
    Ok(())
}

impl Told {
    fn text(mut self) -> String {
        let answer = times(&mut self.from_answer);
        let (sending, soon) = (times(&mut self.from_sending), share(&self.from_sending, 99));
        let last = times(&mut self.last);
        let [before, opened, after] = self.memory;
        let deliveries = u32::try_from(self.from_sending.len()).unwrap_or(u32::MAX).max(1);
        let mebibytes = |bytes: u64| bytes / (1024 * 1024);
        format!(
            "\nLive: {} open pages, {} of which never read, opened in {:.1} s; they cost {:.1} % of a core while nothing \
             happens. Resident {} MiB before, {} with all of them, {} after {ROUNDS} replies to the ticket that all watch \
             (goal <= {} MiB: {}); of its own {}, {}, {}. From the sending of a reply to a page, ms: {sending} (goal p99 <= \
             {} ms: {}); from its answer: {answer}; from the sending to the last page: {last}. CPU {:.1} us for each page \
             told.\n",
            self.streams,
            self.slow,
            self.opened_in.as_secs_f64(),
            self.idle_cpu.as_secs_f64() / IDLE.as_secs_f64() * 100.0,
            mebibytes(before.resident),
            mebibytes(opened.resident),
            mebibytes(after.resident),
            mebibytes(MEMORY),
            verdict(after.resident <= MEMORY),
            mebibytes(before.own),
            mebibytes(opened.own),
            mebibytes(after.own),
            SOON.as_millis(),
            verdict(soon <= SOON),
            self.cpu.as_secs_f64() * 1e6 / f64::from(deliveries),
        )
    }
}

const fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "MISSED" }
}

/// Sorts them, and says the middle, the 99th of 100 and the longest.
fn times(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let [p50, p99, max] = [50, 99, 100].map(|percent| share(times, percent).as_secs_f64() * 1000.0);
    format!("p50 {p50:.0}, p99 {p99:.0}, at most {max:.0}")
}

/// So many percent of the sorted ones are not longer.
fn share(sorted: &[Duration], percent: usize) -> Duration {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}
