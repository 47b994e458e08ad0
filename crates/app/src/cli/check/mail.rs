//! What the domain that mails come from publishes about them: advice, and only what is surely wrong fails the check.

use super::super::desk::Desk;
use super::{Finding, PATIENCE, finding};
use atiende_mail::hints::{self, OwnDomain};
use tokio::time::timeout;

/// Three findings where mail goes out and somebody can be asked; else none.
pub(super) async fn hints(desk: &Desk) -> Vec<Finding> {
    let mail = &desk.config.mail;
    let (Some(url), Some((_, domain))) = (&mail.smtp_url, mail.from.trim_end_matches('>').rsplit_once('@')) else {
        return Vec::new();
    };
    let own = OwnDomain { name: domain, smtp_host: Some(host(url)), dkim: mail.dkim.as_ref() };
    match timeout(PATIENCE, hints::hints(&own, mail.name_servers)).await {
        Ok(Ok(hints)) => {
            hints.into_iter().map(|hint| Finding { name: hint.name, ok: hint.ok, detail: hint.detail }).collect()
        }
        Ok(Err(error)) => vec![finding("spf", Ok(format!("nobody to ask about {domain}: {error}")))],
        Err(_) => vec![finding("spf", Ok(format!("the name servers are too slow to ask about {domain}")))],
    }
}

/// `smtp://user:password@host:25?tls=none`
fn host(url: &str) -> &str {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', '?']).next().unwrap_or_default();
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    match place.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !host.ends_with(':') => host,
        _ => place,
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_of_an_address_is_between_the_password_and_the_port() {
        for (url, expected) in [
            ("smtp://mail.x.es", "mail.x.es"),
            ("smtp://a:b%40@mail.x.es:587?tls=starttls", "mail.x.es"),
            ("smtp://[::1]:25?tls=none", "[::1]"),
            ("smtp://[2001:db8::1]", "[2001:db8::1]"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}
