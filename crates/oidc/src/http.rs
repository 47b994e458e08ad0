//! The one client for calls to providers: short, small, never redirected, and only to where it may go.

use std::error::Error;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde::de::DeserializeOwned;

use crate::address::{Forbidden, Guard};
use crate::failure::Failure;
use crate::reach::{Reach, is_loopback, literal, parse, place};
use crate::secret::Secret;

/// Limits of a call. The defaults are for production; tests shorten them.
#[derive(Clone, Debug)]
pub struct Options {
    /// Networks that are not public and may be reached all the same (the key `outbound_allow`).
    pub allow: Vec<IpNet>,
    /// Until connected, TLS included.
    pub connect: Duration,
    /// Until the last byte of the answer.
    pub total: Duration,
    /// Bytes of an answer.
    pub body: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { allow: Vec::new(), connect: Duration::from_secs(3), total: Duration::from_secs(8), body: 256 * 1024 }
    }
}

/// An answer that is neither a redirect nor a fault of the provider's: 2xx or 4xx.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) place: String,
    body: Vec<u8>,
}

impl Reply {
    /// The JSON of a 2xx; details say where it fails and quote nothing, for it may hold tokens.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if !self.status.is_success() {
            return Err(Failure::misbehaved(format!("{} answered {}", self.place, self.status.as_u16())));
        }
        self.any_json()
    }

    /// The JSON whatever the status.
    pub(crate) fn any_json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Failure::misbehaved(format!("{}: JSON {:?} error at {line}:{column}", self.place, error.classify()))
        })
    }
}

/// Two clients, since a kept connection to loopback must not serve a provider that has no business there.
pub(crate) struct Http {
    outside: (Client, Guard),
    loopback: (Client, Guard),
    body: usize,
}

impl Http {
    pub(crate) fn new(options: &Options) -> Result<Self, Failure> {
        let guard = |loopback| Guard { allow: options.allow.as_slice().into(), loopback };
        Ok(Self {
            outside: (client(options, guard(false))?, guard(false)),
            loopback: (client(options, guard(true))?, guard(true)),
            body: options.body,
        })
    }

    fn side(&self, reach: Reach) -> &(Client, Guard) {
        match reach {
            Reach::Outside | Reach::PlainAllowed => &self.outside,
            Reach::Loopback | Reach::PlainLoopback => &self.loopback,
        }
    }

    /// The address, if a provider of this reach may name it.
    pub(crate) fn admit(&self, reach: Reach, address: &str) -> Result<Url, Failure> {
        let url = parse(address)?;
        let fail = |why: &str| Err(Failure::misbehaved(format!("{}: {why}", place(&url))));
        match url.scheme() {
            "https" => {}
            "http" if matches!(reach, Reach::PlainLoopback | Reach::PlainAllowed) && is_loopback(&url) => {}
            _ => return fail("only https, or http on loopback"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return fail("a name or password in the address");
        }
        // RFC 6749 3.1 and 3.2: an endpoint has none.
        if url.fragment().is_some() {
            return fail("a fragment in the address");
        }
        match literal(&url) {
            Some(address) if !self.side(reach).1.admits(address) => fail(&Forbidden.to_string()),
            _ => Ok(url),
        }
    }

    pub(crate) async fn get(&self, reach: Reach, url: &str, bearer: Option<&Secret>) -> Result<Reply, Failure> {
        let mut request = self.request(reach, Method::GET, url)?;
        if let Some(token) = bearer {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
                .map_err(|_| Failure::misbehaved("an access token that is no header"))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        self.send(request).await
    }

    pub(crate) async fn get_with(&self, reach: Reach, url: &str, query: &[(&str, &str)]) -> Result<Reply, Failure> {
        self.send(self.request(reach, Method::GET, url)?.query(query)).await
    }

    /// `basic` is the client's name and secret, encoded as RFC 6749 2.3.1 wants them.
    pub(crate) async fn post(
        &self,
        reach: Reach,
        url: &str,
        form: &[(&str, &str)],
        basic: Option<(&str, &str)>,
    ) -> Result<Reply, Failure> {
        let mut request = self.request(reach, Method::POST, url)?.form(form);
        if let Some((name, secret)) = basic {
            request = request.basic_auth(name, Some(secret));
        }
        self.send(request).await
    }

    fn request(&self, reach: Reach, method: Method, url: &str) -> Result<RequestBuilder, Failure> {
        let url = self.admit(reach, url)?;
        Ok(self.side(reach).0.request(method, url).header(ACCEPT, "application/json"))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Reply, Failure> {
        let response = request.send().await.map_err(|error| unanswered(&error))?;
        let (status, place) = (response.status(), place(response.url()));
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Failure::Unreachable(format!("{place} answered {}", status.as_u16())));
        }
        if !status.is_success() && !status.is_client_error() {
            return Err(Failure::misbehaved(format!("{place} answered {}: not followed", status.as_u16())));
        }
        let body = read(response, &place, self.body).await?;
        Ok(Reply { status, place, body })
    }
}

/// At most `max` bytes; in pieces, so that an endless answer costs no more.
pub(crate) async fn read(mut response: Response, place: &str, max: usize) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    let url = response.url().clone();
    // What breaks off in the body does not say by itself where that was.
    let broken = |error: reqwest::Error| unanswered(&error.with_url(url.clone()));
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        if body.len().saturating_add(piece.len()) > max {
            return Err(Failure::misbehaved(format!("{place} answered more than {max} bytes")));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

pub(crate) fn client(options: &Options, guard: Guard) -> Result<Client, Failure> {
    Client::builder()
        .user_agent("Atiende")
        .no_proxy()
        // Whatever another crate of the program switches on: a small answer must not become a large one.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .referer(false)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(options.connect)
        .timeout(options.total)
        .dns_resolver(guard)
        .build()
        .map_err(|error| unanswered(&error))
}

/// The whole chain is searched, but only its last link is told: the ones before it repeat the address.
pub(crate) fn unanswered(error: &reqwest::Error) -> Failure {
    let place = error.url().map_or_else(|| "client".to_owned(), place);
    let chain = || std::iter::successors(Some(error as &dyn Error), |error| (*error).source());
    if chain().any(<dyn Error>::is::<Forbidden>) {
        return Failure::misbehaved(format!("{place}: {Forbidden}"));
    }
    if error.is_timeout() {
        return Failure::Unreachable(format!("{place}: too slow"));
    }
    let reason = chain().skip(1).last().map_or_else(|| "no answer".to_owned(), ToString::to_string);
    Failure::Unreachable(format!("{place}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_each_provider_reaches() {
        let http = Http::new(&Options::default()).unwrap();
        let (outside, loopback, plain) = ("https://example.com", "https://localhost", "http://127.0.0.1:8080");
        for (home, address, admitted) in [
            (outside, "https://example.org/x", true),
            (outside, "http://example.com/x", false),
            (outside, "https://127.0.0.1/x", false),
            (outside, "http://127.0.0.1/x", false),
            (loopback, "https://127.0.0.1/x", true),
            (loopback, "https://[::1]/x", true),
            (loopback, "http://127.0.0.1/x", false),
            (loopback, "https://10.0.0.1/x", false),
            (plain, "http://127.0.0.1/x", true),
            (plain, "http://[::1]/x", true),
            (plain, "http://localhost/x", true),
            (plain, "http://localhost.example.com/x", false),
            (plain, "http://8.8.8.8/x", false),
            (plain, "https://example.org/x", true),
            (plain, "https://192.168.0.1/x", false),
        ] {
            let result = http.admit(Reach::of(home).unwrap(), address);
            assert_eq!(result.is_ok(), admitted, "{home} naming {address}: {result:?}");
        }
    }

    #[test]
    fn who_has_no_right_to_this_machine_needs_leave() {
        let allow = Options { allow: vec!["127.0.0.1/32".parse().unwrap()], ..Options::default() };
        let (closed, opened) = (Http::new(&Options::default()).unwrap(), Http::new(&allow).unwrap());
        for (home, address, with_leave) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1/x", true),
            ("http://127.0.0.1:8080", "http://[::1]/x", false),
            ("https://localhost", "https://127.0.0.1/x", true),
            ("https://localhost", "http://127.0.0.1/x", false),
            ("https://example.com", "http://127.0.0.1/x", false),
        ] {
            let reach = Reach::of(home).unwrap().as_allowed();
            assert!(closed.admit(reach, address).is_err(), "{home} naming {address}");
            assert_eq!(opened.admit(reach, address).is_ok(), with_leave, "{home} naming {address}");
        }
        let reach = Reach::of("https://localhost").unwrap().as_allowed();
        assert!(closed.admit(reach, "https://example.com").is_ok());
    }
}
