//! Who handed a message to the desk's own mail server, as that server wrote it down in its `Received` (RFC 5321 4.4).
//!
//! Servers write it in their own ways, and what the client called itself stands beside what is known of it. So an address
//! counts only if there is no doubt which one the server saw.

use std::net::{IpAddr, Ipv6Addr};

/// A client of the mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) address: IpAddr,
    /// What it called itself.
    pub(super) helo: String,
}

/// Of the topmost `Received`, unfolded. `None`: it came from this machine or network, or nobody can tell from where.
pub(super) fn client(received: &str) -> Option<Client> {
    let from = received.trim_start();
    let from = from.get(..5).filter(|word| word.eq_ignore_ascii_case("from ")).and_then(|_| from.get(5..))?;
    let (named, comments) = parts(from);
    let mut seen: Vec<IpAddr> = comments.iter().flat_map(|comment| addresses(comment)).collect();
    seen.dedup();
    let address = match seen.as_slice() {
        [only] => *only,
        // Exim writes the address first where the name of the client is not known.
        [] => literal(&named)?,
        _ => return None,
    };
    let helo = comments.iter().find_map(|comment| called(comment)).unwrap_or(named);
    is_public(address).then(|| Client { address, helo: helo.trim_matches(['[', ']']).to_ascii_lowercase() })
}

/// What stands before `by`: the first word, and the comments.
fn parts(from: &str) -> (String, Vec<String>) {
    let (mut words, mut comments, mut depth) = (String::new(), Vec::new(), 0_usize);
    for c in from.chars() {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    comments.push(String::new());
                    continue;
                }
            }
            ')' => {
                depth = depth.saturating_sub(1);
                words.push(' ');
                continue;
            }
            _ => {}
        }
        match comments.last_mut().filter(|_| depth > 0) {
            Some(comment) => comment.push(c),
            None => words.push(c),
        }
        if depth == 0 && ends_with_by(&words) {
            break;
        }
    }
    (words.split_whitespace().next().unwrap_or_default().to_owned(), comments)
}

/// Looks at the end alone: it is asked at each letter of what may be megabytes.
const fn ends_with_by(words: &str) -> bool {
    matches!(words.as_bytes(), [.., before, b'b' | b'B', b'y' | b'Y', after]
        if before.is_ascii_whitespace() && after.is_ascii_whitespace())
}

/// The addresses that the server saw: not those that a client called itself by.
fn addresses(comment: &str) -> Vec<IpAddr> {
    let mut found = Vec::new();
    let mut is_name = false;
    for word in comment.split_whitespace() {
        let lower = word.to_ascii_lowercase();
        if !is_name && !lower.starts_with("helo=") {
            found.extend(bracketed(word).or_else(|| word.parse().ok()));
        }
        // qmail: `(HELO name) (192.0.2.1)`.
        is_name = lower == "helo" || lower == "ehlo";
    }
    found
}

/// `helo=name` or `HELO name`.
fn called(comment: &str) -> Option<String> {
    let mut words = comment.split_whitespace();
    while let Some(word) = words.next() {
        let lower = word.to_ascii_lowercase();
        if let Some(name) = lower.strip_prefix("helo=") {
            return Some(name.to_owned());
        }
        if lower == "helo" || lower == "ehlo" {
            return words.next().map(str::to_owned);
        }
    }
    None
}

/// `mail.x.es[192.0.2.1]`, `[192.0.2.1]:25` or `[IPv6:2001:db8::1]`.
fn bracketed(word: &str) -> Option<IpAddr> {
    let (_, rest) = word.split_once('[')?;
    let (inside, _) = rest.split_once(']')?;
    plain(inside)
}

fn literal(word: &str) -> Option<IpAddr> {
    plain(word.strip_prefix('[')?.split_once(']')?.0)
}

fn plain(text: &str) -> Option<IpAddr> {
    let v6 = text.get(..5).filter(|tag| tag.eq_ignore_ascii_case("ipv6:")).and_then(|_| text.get(5..));
    v6.unwrap_or(text).parse().ok()
}

/// Not of this machine, its network or none at all: no domain lets those send for it.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            !(v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || is_shared)
        }
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(|| is_public_v6(v6), |v4| is_public(IpAddr::V4(v4))),
    }
}

const fn is_public_v6(v6: Ipv6Addr) -> bool {
    !(v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen(received: &str) -> Option<(String, String)> {
        client(received).map(|client| (client.address.to_string(), client.helo))
    }

    fn is(received: &str, address: &str, helo: &str) {
        assert_eq!(seen(received), Some((address.to_owned(), helo.to_owned())), "{received}");
    }

    #[test]
    fn each_server_writes_it_in_its_own_way() {
        let address = "203.0.113.7";
        for (received, helo) in [
            (
                "from mail.x.es (mail.x.es [203.0.113.7]) by mx.desk.es (Postfix) with ESMTPS id 4A; Mon, 23 Nov",
                "mail.x.es",
            ),
            ("from MAIL (unknown [203.0.113.7]) (using TLSv1.3) by mx.desk.es (Postfix) with ESMTPSA", "mail"),
            ("from [203.0.113.7] (helo=mail.x.es) by mx.desk.es with esmtp (Exim 4.97)", "mail.x.es"),
            ("from mail.x.es ([203.0.113.7] helo=other.x.es) by mx.desk.es with esmtps (Exim 4.97)", "other.x.es"),
            ("from unknown (HELO mail.x.es) (203.0.113.7) by 0 with SMTP; 23 Nov 2026", "mail.x.es"),
            ("from mail.x.es (203.0.113.7) by EX1.desk.es (10.0.0.2) with Microsoft SMTP Server", "mail.x.es"),
            ("from mail.x.es (mail.x.es[203.0.113.7]) by mx.desk.es", "mail.x.es"),
            ("FROM mail.x.es (mail.x.es [203.0.113.7])\tBY mx.desk.es (1.1.1.1)", "mail.x.es"),
        ] {
            is(received, address, helo);
        }
        is("from x.es (x.es [IPv6:2001:db8::7]) by mx.desk.es", "2001:db8::7", "x.es");
        is("from x.es (x.es [2001:db8::7]) by mx.desk.es", "2001:db8::7", "x.es");
    }

    #[test]
    fn what_a_client_calls_itself_is_no_address() {
        is("from [198.51.100.1] (unknown [203.0.113.7]) by mx.desk.es (Postfix)", "203.0.113.7", "198.51.100.1");
        is("from [203.0.113.7] (helo=[198.51.100.1]) by mx.desk.es", "203.0.113.7", "198.51.100.1");
        is("from unknown (HELO 198.51.100.1) (203.0.113.7) by mx.desk.es", "203.0.113.7", "198.51.100.1");
        for doubtful in [
            "from x.es ([198.51.100.1] [203.0.113.7]) by mx.desk.es",
            "from x.es ([198.51.100.1]) ([203.0.113.7]) by mx.desk.es",
            "from x.es by mx.desk.es (203.0.113.7)",
            "from x.es",
            "by mx.desk.es with local",
            "",
            "from (",
        ] {
            assert_eq!(seen(doubtful), None, "{doubtful}");
        }
    }

    #[test]
    fn megabytes_are_read_once() {
        let long = "x ".repeat(1 << 20);
        is(&format!("from {long}(x.es [203.0.113.7]) by mx.desk.es"), "203.0.113.7", "x");
    }

    #[test]
    fn who_is_at_home_is_not_looked_up() {
        for home in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.9",
            "169.254.0.1",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
        ] {
            assert_eq!(seen(&format!("from x.es (x.es [{home}]) by mx.desk.es")), None, "{home}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>(), words in prop::collection::vec(prop::sample::select(vec![
            "from", " by ", "(", ")", "[", "]", "203.0.113.7", "helo=", "HELO", " ", "x.es", "IPv6:", "ñ",
        ]), 0..30)) {
            client(&text);
            client(&format!("from {}", words.concat()));
        }
    }
}
