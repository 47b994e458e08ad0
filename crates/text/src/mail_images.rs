//! The images of a mail that lie elsewhere: they wait in `data-src` (`crate::mail_html`) until a reader asks for them.

/// Images of one message that are shown; more are decoration or an attack.
pub const MOST: usize = 60;

const MARK: &str = " data-src=\"";

/// Their addresses in their order, of HTML that [`crate::mail_html::sanitize`] gave.
pub fn addresses(clean: &str) -> Vec<String> {
    let mut found = Vec::new();
    let _ = replaced(clean, |address| {
        found.push(unescaped(address));
        None
    });
    found
}

/// The same HTML with its images loaded from here, as `waiting` else: `place` gives the address of the first, second, ..
pub fn shown(clean: &str, place: impl Fn(usize) -> String) -> String {
    let mut nth = 0;
    replaced(clean, |_| {
        nth += 1;
        Some(place(nth - 1))
    })
}

/// The same HTML with its images waiting; one without words says that it has none (WCAG 1.1.1).
pub fn waiting(clean: &str) -> String {
    replaced(clean, |_| None)
}

/// The ampersand last, so that nothing is unescaped twice.
fn unescaped(value: &str) -> String {
    let marks = [("&nbsp;", "\u{a0}"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    marks.iter().fold(value.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// Cleaned markup is canonical: `<img` begins a tag, and within it ` data-src="` an attribute whose value ends at the quote.
fn replaced(clean: &str, mut other: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(clean.len());
    let (mut rest, mut count) = (clean, 0);
    while let Some((before, tail)) = rest.split_once("<img") {
        out.extend([before, "<img"]);
        rest = tail;
        let (tag, _) = tail.split_once('>').unwrap_or((tail, ""));
        let Some((head, value)) = tag.split_once(MARK) else { continue };
        let Some((address, _)) = value.split_once('"') else { continue };
        count += 1;
        if count > MOST {
            break;
        }
        out.push_str(head);
        match other(address) {
            Some(place) => out.extend([" src=\"", &place, "\" loading=\"lazy\""]),
            None => out.extend([MARK, address, "\""]),
        }
        if !tag.contains(" alt=\"") {
            out.push_str(" alt=\"\"");
        }
        rest = tail.get(head.len() + MARK.len() + address.len() + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail_html::sanitize;
    use proptest::prelude::*;

    #[test]
    fn images_elsewhere_are_counted_in_their_order() {
        let html = sanitize(
            "<p><img src='https://x.es/a.png?b&amp;c' alt='A > \"B\" data-src=\"http'> <img src='cid:b'> uno \
             <img width=3 src='http://y.es/\"b.gif'></p>",
        );
        assert_eq!(addresses(&html), ["https://x.es/a.png?b&c", "http://y.es/\"b.gif"], "{html}");
        let here = shown(&html, |n| format!("/i/{n}"));
        assert_eq!(here.matches("src=\"/i/").count(), 2, "{here}");
        assert!(
            here.contains("src=\"/i/0\" loading=\"lazy\"") && here.contains("src=\"/i/1\"") && here.contains("cid:b")
        );
        assert!(!here.contains("data-src=\"http"), "{here}");
        assert!(here.contains(" uno "), "{here}");
        assert_eq!(shown("<p>data-src=\"http</p>", |_| "x".into()), "<p>data-src=\"http</p>");
    }

    #[test]
    fn a_flood_ends() {
        let html = sanitize(&"<img src='https://x.es/a.png'>".repeat(MOST + 10));
        assert_eq!(addresses(&html).len(), MOST);
        let here = shown(&html, |n| format!("/i/{n}"));
        assert_eq!((here.matches("/i/").count(), here.matches("data-src").count()), (MOST, 10));
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "[<>a \"=&;]{0,40}", alt in "[<>a \"'=&;]{0,20}") {
            let html = sanitize(&format!("{text}<p><img src='https://x.es/a' alt='{alt}'>{text}</p>"));
            prop_assert_eq!(waiting(&html).replace(" alt=\"\"", ""), html.replace(" alt=\"\"", ""));
            let here = shown(&html, |n| format!("/i/{n}"));
            prop_assert!(!here.contains(" data-src=\"http"), "{}", here);
        }
    }
}
