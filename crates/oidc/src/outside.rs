//! Fetching what somebody else gave the address of: an image in a mail. Public addresses only, at every step of the way.

use crate::address::{Forbidden, Guard};
use crate::failure::Failure;
use crate::http::{Options, client, read, unanswered};
use crate::reach::{literal, parse, place};
use reqwest::{Client, Url, header};

/// Redirects that are followed.
const HOPS: usize = 3;

/// Cheap to clone.
#[derive(Clone)]
pub struct Outside {
    client: Client,
    guard: Guard,
    body: usize,
}

impl Outside {
    /// Errors: as `RelyingParty::new`.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        let guard = Guard { allow: options.allow.as_slice().into(), loopback: false };
        Ok(Self { client: client(options, guard.clone())?, guard, body: options.body })
    }

    /// The bytes at this address (http or https), wherever it leads. Nothing of ours is sent along. Errors: `Unreachable`;
    /// `Misbehaved` for a private address, an answer that is none, or one that is too large.
    pub async fn get(&self, address: &str) -> Result<Vec<u8>, Failure> {
        let mut url = self.admitted(parse(address)?)?;
        for _ in 0..=HOPS {
            let asked = self.client.get(url.clone()).header(header::ACCEPT, "image/*");
            let response = asked.send().await.map_err(|error| unanswered(&error))?;
            if response.status().is_success() {
                let place = place(response.url());
                return read(response, &place, self.body).await;
            }
            let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            let Some(to) = to.filter(|_| response.status().is_redirection()) else {
                return Err(Failure::misbehaved(format!("{} answered {}", place(&url), response.status().as_u16())));
            };
            let next = url.join(to).map_err(|_| Failure::misbehaved(format!("{} leads nowhere", place(&url))))?;
            url = self.admitted(next)?;
        }
        Err(Failure::misbehaved(format!("{} leads on and on", place(&url))))
    }

    /// A name is checked when it is looked up; what is an address already, here.
    fn admitted(&self, url: Url) -> Result<Url, Failure> {
        let fail = |why: &str| Err(Failure::misbehaved(format!("{}: {why}", place(&url))));
        if !matches!(url.scheme(), "http" | "https") {
            return fail("neither http nor https");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return fail("a name or password in the address");
        }
        match literal(&url) {
            Some(address) if !self.guard.admits(address) => fail(&Forbidden.to_string()),
            _ => Ok(url),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    /// Answers so often, each time with this; its port.
    fn server(times: usize, answer: impl Fn(u16) -> Vec<u8> + Send + 'static) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for _ in 0..times {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(&answer(port));
            }
        });
        port
    }

    fn answered(head: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    }

    fn outside(allow: &[&str], body: usize) -> Outside {
        let allow = allow.iter().map(|net| net.parse().unwrap()).collect();
        Outside::new(&Options { allow, body, ..Options::default() }).unwrap()
    }

    #[tokio::test]
    async fn nobody_sends_us_home() {
        let closed = outside(&[], 100);
        for address in [
            "http://127.0.0.1/a.png",
            "http://[::1]/a.png",
            "http://[::ffff:127.0.0.1]/a.png",
            "http://2130706433/a.png",
            "http://0x7f.1/a.png",
            "http://localhost/a.png",
            "https://10.0.0.1/a.png",
            "http://169.254.169.254/latest/meta-data",
            "http://0.0.0.0/",
            "file:///etc/passwd",
            "ftp://8.8.8.8/a",
            "http://user:secret@8.8.8.8/a",
            "no address",
        ] {
            let error = closed.get(address).await.unwrap_err();
            assert!(matches!(error, Failure::Misbehaved(_)), "{address}: {error}");
        }
    }

    #[tokio::test]
    async fn every_step_of_the_way_is_watched() {
        let image = server(2, |_| answered("200 OK", b"image"));
        let allowed = outside(&["127.0.0.1/32"], 5);
        assert_eq!(allowed.get(&format!("http://127.0.0.1:{image}/a.png")).await.unwrap(), b"image");
        let leads = server(1, move |_| answered(&format!("302 Found\r\nLocation: http://127.0.0.1:{image}/b"), b""));
        assert_eq!(allowed.get(&format!("http://127.0.0.1:{leads}/")).await.unwrap(), b"image");
        for to in [
            "http://127.0.0.2/a",
            "http://[::1]/a",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "http://localhost:1/",
        ] {
            let leads = server(1, move |_| answered(&format!("302 Found\r\nLocation: {to}"), b""));
            assert!(allowed.get(&format!("http://127.0.0.1:{leads}/")).await.is_err(), "{to}");
        }
        let round = server(9, |port| answered(&format!("302 Found\r\nLocation: http://127.0.0.1:{port}/"), b""));
        assert!(allowed.get(&format!("http://127.0.0.1:{round}/")).await.is_err());
        let large = server(1, |_| answered("200 OK", b"larger"));
        assert!(allowed.get(&format!("http://127.0.0.1:{large}/")).await.is_err());
        let missing = server(1, |_| answered("404 Not Found", b"no"));
        assert!(allowed.get(&format!("http://127.0.0.1:{missing}/")).await.is_err());
    }
}
