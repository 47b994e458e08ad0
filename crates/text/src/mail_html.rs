//! HTML of mail, made safe to show and made into text. Mail needs more than an article: images that came with it, tables
//! for layout, old tags for emphasis. Styles and classes go, as the page's policy would not apply them.

use crate::html;
use crate::plain::{Look, write};
use crate::quotes::{FOLDS, fold_html};
use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Beyond those of an article.
const TAGS: [&str; 12] =
    ["address", "big", "col", "colgroup", "dir", "font", "img", "nobr", "span", "strike", "u", "wbr"];

/// Beyond those of an article: what word processors and pages leave in mail, and what a form asks.
const EMPTIED: [&str; 5] = ["audio", "textarea", "title", "video", "xml"];

static GATE: LazyLock<Builder<'static>> = LazyLock::new(gate);

/// The HTML that may be shown. Links lead to http, https, mailto and tel only. Images keep `src` where they came with the
/// message (`cid:`); those from elsewhere carry their address in `data-src` and load nothing until somebody asks, so that
/// no sender learns who reads, when and from where. What nests absurdly shows as its source.
pub fn sanitize(html: &str) -> String {
    if html::is_trap(html) {
        return html::escape(html);
    }
    hold_images(&GATE.clean(html).to_string()).replace("<h1", "<h2").replace("</h1>", "</h2>")
}

/// The same with history and signature folded (`crate::quotes`): of the HTML as it came, for what tells a quote goes away.
pub fn folded(raw: &str) -> String {
    sanitize(&fold_html(raw).html)
}

/// The text of HTML that [`sanitize`] gave. Lists, quotes and tables keep a shape; links show where they lead.
pub fn to_text(clean: &str) -> String {
    write(clean, Look::Full)
}

/// Cleaned markup is canonical: `<img ` is a tag, and within it ` src="http` an attribute.
fn hold_images(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some((before, tail)) = rest.split_once("<img ") {
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        let tag = format!(" {tag}").replacen(" src=\"http", " data-src=\"http", 1);
        out.extend([before, "<img", &tag, ">"]);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn gate() -> Builder<'static> {
    let mut gate = Builder::empty();
    gate.tags(html::TAGS.into_iter().chain(TAGS).collect())
        .clean_content_tags(html::EMPTIED.into_iter().chain(EMPTIED).collect())
        .generic_attributes(HashSet::from(["dir", "lang"]))
        .tag_attributes(attributes())
        .tag_attribute_values(attribute_values())
        .url_schemes(HashSet::from(["cid", "http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .attribute_filter(by_element)
        .link_rel(Some("nofollow noopener noreferrer"));
    gate
}

/// Images came with the message or are elsewhere; links never lead to what came with it.
fn by_element<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let value = if matches!(attribute, "src" | "href") { value.trim() } else { value };
    let scheme = value.split(':').next().unwrap_or_default().to_ascii_lowercase();
    match (element, attribute) {
        ("img", "src") if scheme == "cid" => Some(format!("cid:{}", value.get(4..)?).into()),
        ("img", "src") if matches!(scheme.as_str(), "http" | "https") => {
            Some(format!("{scheme}{}", value.get(scheme.len()..)?).into())
        }
        ("img", "src") => None,
        ("a", "href") if scheme == "cid" => None,
        ("img", "width" | "height") => (value.parse::<u16>().is_ok()).then_some(value.into()),
        _ => Some(value.into()),
    }
}

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("abbr", HashSet::from(["title"])),
        ("img", HashSet::from(["alt", "height", "src", "title", "width"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan"])),
    ])
}

fn attribute_values() -> HashMap<&'static str, HashMap<&'static str, HashSet<&'static str>>> {
    let align = || ("align", HashSet::from(["left", "center", "right"]));
    let valign = || ("valign", HashSet::from(["top", "middle", "bottom"]));
    let cell = || HashMap::from([align(), valign()]);
    let fold = ("data-fold", FOLDS.into_iter().map(|(_, name)| name).collect());
    let details = ("details", HashMap::from([fold]));
    HashMap::from([details, ("td", cell()), ("th", cell()), ("tr", cell()), ("p", HashMap::from([align()]))])
}

#[cfg(test)]
mod tests {
    use super::{sanitize, to_text};
    use crate::plain::tests::hostile_html;
    use proptest::prelude::*;

    /// No tag is a script, has a handler, loads from elsewhere or leads to a script.
    fn assert_harmless(html: &str) {
        for tag in html.split('<').skip(1).map(|tail| tail.split('>').next().unwrap().to_lowercase()) {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            assert!(!["script", "style", "iframe", "svg", "form", "input", "base", "link"].contains(&name), "{html}");
            assert!(!tag.split('"').step_by(2).any(|text| text.trim_start().starts_with("on")), "{html}");
            assert!(!tag.contains("=\"javascript:") && !tag.contains("style=") && !tag.contains("class="), "{html}");
            assert!(!tag.contains(" src=\"") || tag.contains(" src=\"cid:"), "{html}");
        }
    }

    #[test]
    fn images_wait_unless_they_came_with_the_message() {
        assert_eq!(
            sanitize("<img src='cid:a@b' width=20 height='20' onload=x()>"),
            "<img src=\"cid:a@b\" width=\"20\" height=\"20\">"
        );
        assert_eq!(sanitize("<img src='CID:a@b'>"), "<img src=\"cid:a@b\">");
        assert_eq!(
            sanitize("<img alt='src=\"http' src='HTTPS://x.example/p.gif?a&amp;b'> src=\"http"),
            "<img alt=\"src=&quot;http\" data-src=\"https://x.example/p.gif?a&amp;b\"> src=\"http"
        );
        for nowhere in ["//x.example/p.gif", "p.gif", "data:image/png;base64,AA", "javascript:x()", "ftp://a/b"] {
            assert_eq!(sanitize(&format!("<img src='{nowhere}' data-src='{nowhere}'>")), "<img>", "{nowhere}");
        }
    }

    #[test]
    fn a_layout_stays_and_its_styles_go() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body class=a><table bgcolor=red><tr valign=top>\
            <td align=center style='color:red'><font color=red>Hola</font> <u>Ana</u></td></tr></table></body></html>";
        assert_eq!(
            sanitize(html),
            "<table><tbody><tr valign=\"top\"><td align=\"center\"><font>Hola</font> <u>Ana</u></td></tr></tbody></table>"
        );
    }

    #[test]
    fn links_lead_out_only() {
        let rel = "rel=\"nofollow noopener noreferrer\"";
        for href in ["https://uni.es/a", "mailto:ana@uni.es", "tel:+34600"] {
            assert_eq!(sanitize(&format!("<a href=\"{href}\">x</a>")), format!("<a href=\"{href}\" {rel}>x</a>"));
        }
        for href in ["/agentes", "#a", "javascript:x()", "cid:a@b", "file:///etc", "data:text/html,x", "vbscript:x"] {
            assert_eq!(sanitize(&format!("<a href=\"{href}\">x</a>")), format!("<a {rel}>x</a>"), "{href}");
        }
    }

    #[test]
    fn what_programs_leave_goes() {
        let html = "<!--[if mso]><p>no</p><![endif]--><xml><w:View>Normal</w:View></xml><p>Hola<o:p>&nbsp;</o:p></p>";
        assert_eq!(sanitize(html), "<p>Hola&nbsp;</p>");
        assert_eq!(to_text(&sanitize("<p>Uno <img src=cid:a alt=b></p><div>dos</div>")), "Uno\n\ndos");
    }

    #[test]
    fn folds_stay() {
        let html = "<details data-fold=\"quote\">a</details>";
        assert_eq!(sanitize(html), html);
        assert_eq!(sanitize("<details data-fold=x open>a</details>"), "<details>a</details>");
    }

    #[test]
    fn what_would_grow_shows_as_its_source() {
        let fonts = (0..500).map(|n| format!("<font a={n}>")).collect::<Vec<_>>().concat();
        let html = format!("{fonts}{}", "<p>x".repeat(20_000));
        assert!(sanitize(&html).starts_with("&lt;font"));
        let sloppy = format!("{}{}", "<font size=2>".repeat(20), "<p>x</p>".repeat(5_000));
        assert!(sanitize(&sloppy).starts_with("<font>"));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_harmless(html in hostile_html()) {
            let clean = sanitize(&html);
            assert_harmless(&clean);
            to_text(&clean);
        }

        #[test]
        fn any_text_is_answered(html in any::<String>()) {
            assert_harmless(&sanitize(&html));
        }
    }
}
