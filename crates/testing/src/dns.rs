//! A name server of the tests: it answers what it was told, and can fall silent.

use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Seconds for which answers may be remembered.
const TTL: u32 = 60;
/// Octets of one string of a TXT record.
const STRING_MAX: usize = 255;

/// Listens until it is dropped.
#[derive(Debug)]
pub struct NameServer {
    pub address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Zone {
    records: HashMap<String, Vec<RData>>,
    /// Whose names are not answered for at all; empty: everybody's.
    silent: Vec<String>,
    asked: Vec<String>,
    is_closed: bool,
}

impl NameServer {
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let (address, zone) = (socket.local_addr().unwrap(), Arc::<Mutex<Zone>>::default());
        let served = Arc::clone(&zone);
        Self { address, zone, thread: Some(thread::spawn(move || serve(&socket, &served))) }
    }

    #[must_use]
    pub fn txt(self, name: &str, text: &str) -> Self {
        self.publish(name, text);
        self
    }

    #[must_use]
    pub fn a(self, name: &str, address: Ipv4Addr) -> Self {
        self.add(name, RData::A(A(address)));
        self
    }

    /// One more TXT record.
    pub fn publish(&self, name: &str, text: &str) {
        let strings = text.as_bytes().chunks(STRING_MAX).map(|part| String::from_utf8_lossy(part).into_owned());
        self.add(name, RData::TXT(TXT::new(strings.collect())));
    }

    fn add(&self, name: &str, data: RData) {
        self.zone.lock().unwrap().records.entry(name.to_lowercase()).or_default().push(data);
    }

    /// Nothing of this domain is answered from now on; of an empty one, nothing at all.
    pub fn silence(&self, domain: &str) {
        self.zone.lock().unwrap().silent.push(domain.to_owned());
    }

    /// The names that were asked for until now.
    pub fn asked(&self) -> Vec<String> {
        self.zone.lock().unwrap().asked.clone()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.zone.lock().unwrap().is_closed = true;
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn serve(socket: &UdpSocket, zone: &Mutex<Zone>) {
    let mut buffer = [0_u8; 2048];
    while !zone.lock().unwrap().is_closed {
        match socket.recv_from(&mut buffer) {
            Ok((length, client)) => {
                if let Some(answer) = buffer.get(..length).and_then(|question| answer(question, zone)) {
                    let _ = socket.send_to(&answer, client);
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return,
        }
    }
}

fn answer(question: &[u8], zone: &Mutex<Zone>) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).ok()?;
    let query = question.queries.first()?.clone();
    let name = query.name().to_ascii().trim_end_matches('.').to_lowercase();
    let mut zone = zone.lock().unwrap();
    zone.asked.push(name.clone());
    if zone.silent.iter().any(|domain| name.ends_with(domain.as_str())) {
        return None;
    }
    let mut answer = Message::response(question.metadata.id, OpCode::Query);
    answer.metadata.recursion_available = true;
    match zone.records.get(&name) {
        Some(records) => answer.answers = records.iter().filter_map(|data| record(&query, data)).collect(),
        None => answer.metadata.response_code = ResponseCode::NXDomain,
    }
    answer.add_query(query);
    answer.to_vec().ok()
}

fn record(query: &hickory_proto::op::Query, data: &RData) -> Option<Record> {
    let wanted: RecordType = query.query_type();
    let name: Name = query.name().clone();
    (data.record_type() == wanted).then(|| Record::from_rdata(name, TTL, data.clone()))
}
