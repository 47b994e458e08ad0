//! SIGTERM: what is underway is finished, and nothing else is waited for.

use crate::program::Desk;
use crate::site::Server;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

const PROMPT: Duration = Duration::from_secs(8);

fn connection(server: &Server, sent: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.base.trim_start_matches("http://")).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    stream
}

#[test]
fn idle_connections_hold_nothing_up() {
    let desk = Desk::new();
    let server = Server::start(&desk, &[]);
    let mut kept = connection(&server, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(kept.read(&mut [0; 4096]).unwrap() > 0);
    // Nothing sent yet, half a head, and one that was used and is kept.
    let _idle = [connection(&server, ""), connection(&server, "GET /healthz HTTP/1.1\r\nHo"), kept];
    std::thread::sleep(Duration::from_millis(200));
    let (code, took) = server.terminate();
    assert_eq!(code, Some(0));
    assert!(took < PROMPT, "{took:?}");
}

#[test]
fn what_is_underway_is_finished() {
    let desk = Desk::new();
    let server = Server::start(&desk, &[]);
    let body = "email=a%40b.es";
    let head = format!(
        "POST /recuperar HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let (first, rest) = body.split_at(5);
    let mut slow = connection(&server, &format!("{head}{first}"));
    std::thread::sleep(Duration::from_millis(200));
    let sender = std::thread::spawn(move || {
        // Well after the signal, and longer than the end lingers for who has nothing underway.
        std::thread::sleep(Duration::from_secs(4));
        slow.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        slow.read_to_string(&mut answer).unwrap();
        answer
    });
    let (code, took) = server.terminate();
    let answer = sender.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.trim_end().ends_with("</html>"), "{answer}");
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(4) + PROMPT, "{took:?}");
}
