//! HTML from outside (articles, `body_format: html` of the API, mail) made safe to show, and
//! made into text. The list says what is allowed; all else is taken out and its text kept.
//! Markdown passes through the same gate: there is one list to review.

use crate::attributes::are_too_many;
use crate::nesting::{grows_too_much, is_too_deep};
use crate::plain::{Look, write};
use crate::quotes::FOLDS;
use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// No images: one from a foreign site tells its owner who reads, when and from where.
pub(crate) const TAGS: [&str; 48] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Their content is no text for readers.
pub(crate) const EMPTIED: [&str; 12] = [
    "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style", "svg", "template",
    "title",
];

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// Ids of content live apart from those of the page, whose scripts and labels trust theirs.
const ID_PREFIX: &str = "s-";

static GATE: LazyLock<Builder<'static>> = LazyLock::new(gate);

/// The HTML that may be shown: no scripts, styles, classes, forms or images; ids on headings
/// only, prefixed `s-` as are the links to them; links to http, https, mailto and to places of
/// this site. A page has its own h1, so an h1 becomes an h2. What nests a thousand deep, or
/// has thousands of attributes in a tag, is an attack or an accident, and shows as its source.
pub fn sanitize(html: &str) -> String {
    if is_trap(html) {
        return escape(html);
    }
    let clean = GATE.clean(html).to_string();
    // Cleaned markup is canonical and `<` is escaped elsewhere: these can be tags only.
    clean.replace("<h1", "<h2").replace("</h1>", "</h2>")
}

/// The text of some HTML for search, mail and excerpts. Lists, quotes and tables keep a shape;
/// links show where they lead. Lines are not wrapped.
pub fn to_text(html: &str) -> String {
    write(&sanitize(html), Look::Full)
}

/// Whether a parser would take more time or memory over some HTML than its length warrants. Ask before each parse.
pub(crate) fn is_trap(html: &str) -> bool {
    is_too_deep(html) || are_too_many(html) || grows_too_much(html)
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn gate() -> Builder<'static> {
    let mut gate = Builder::empty();
    gate.tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(EMPTIED))
        .generic_attributes(HashSet::from(["lang"]))
        .tag_attributes(attributes())
        .tag_attribute_values(attribute_values())
        .id_prefix(Some(ID_PREFIX))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(local_url)))
        .link_rel(Some("nofollow noopener noreferrer"));
    gate
}

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    let others = [
        ("a", HashSet::from(["href", "title"])),
        ("abbr", HashSet::from(["title"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("th", HashSet::from(["colspan", "rowspan"])),
    ];
    HEADINGS.map(|heading| (heading, HashSet::from(["id"]))).into_iter().chain(others).collect()
}

fn attribute_values() -> HashMap<&'static str, HashMap<&'static str, HashSet<&'static str>>> {
    let align = || ("align", HashSet::from(["left", "center", "right"]));
    let scope = ("scope", HashSet::from(["col", "row"]));
    let fold = ("data-fold", FOLDS.into_iter().map(|(_, name)| name).collect());
    HashMap::from([
        ("details", HashMap::from([fold])),
        ("td", HashMap::from([align()])),
        ("th", HashMap::from([align(), scope])),
    ])
}

/// Paths from the root and places in the text. `//host` and what browsers read as such leave
/// the site in disguise; other relative links depend on the page that shows them.
fn local_url(url: &str) -> Option<Cow<'_, str>> {
    if url.chars().any(|c| c <= ' ' || c == '\\') {
        return None;
    }
    match url.strip_prefix('#') {
        Some(id) if id.starts_with(ID_PREFIX) => Some(Cow::Borrowed(url)),
        Some(id) => Some(Cow::Owned(format!("#{ID_PREFIX}{id}"))),
        None => (url.starts_with('/') && !url.starts_with("//")).then_some(Cow::Borrowed(url)),
    }
}

#[cfg(test)]
mod tests {
    use super::{sanitize, to_text};
    use crate::plain::tests::{assert_harmless, hostile_html};
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    #[test]
    fn formatting_of_an_article_stays() {
        let html = "<h2 id=\"s-pasos\">Pasos</h2><ol start=\"3\"><li>Abra <code>eduroam</code></li></ol>\
            <table><tbody><tr><th scope=\"col\">Año</th><td align=\"right\">2</td></tr></tbody></table>";
        assert_eq!(sanitize(html), html);
    }

    #[test]
    fn scripts_styles_and_images_go() {
        assert_eq!(
            sanitize("<p onclick=x() style='color:red' class=a id=b>Hola<script>x()</script></p>"),
            "<p>Hola</p>"
        );
        assert_eq!(sanitize("<img src='https://espia.example/1.gif' onerror=x()>Hola"), "Hola");
        assert_eq!(sanitize("<svg><a xlink:href='javascript:x()'>t</a></svg><form><input value=1>ok</form>"), "ok");
    }

    #[test]
    fn links_lead_where_readers_may_go() {
        let rel = "rel=\"nofollow noopener noreferrer\"";
        let link = |href: &str| sanitize(&format!("<a href=\"{href}\">x</a>"));
        for href in ["https://uni.es/a?b=c", "http://uni.es", "mailto:ana@uni.es", "/ayuda/wifi"] {
            assert_eq!(link(href), format!("<a href=\"{href}\" {rel}>x</a>"));
        }
        for href in [
            "javascript:x()",
            "java&#10;script:x()",
            " javascript:x()",
            "data:text/html,x",
            "ftp://a.es",
            "//a.es",
            "/\\a.es",
            "a",
            "",
        ] {
            assert_eq!(link(href), format!("<a {rel}>x</a>"), "{href}");
        }
    }

    #[test]
    fn ids_are_for_headings_and_apart_from_the_page() {
        let clean = sanitize("<h1 id=main>Red</h1><p id=x><a href=#main>arriba</a></p>");
        assert_eq!(
            clean,
            "<h2 id=\"s-main\">Red</h2><p><a href=\"#s-main\" rel=\"nofollow noopener noreferrer\">arriba</a></p>"
        );
        assert_eq!(sanitize(&clean), clean);
    }

    #[test]
    fn html_reads_as_text() {
        let html = "<style>p{}</style><h1>Wi-Fi</h1><p>Conéctese  a\n<b>eduroam</b>:</p><ol><li>Abra <i>Ajustes</i><li>Pulse\
            <ul><li>Red</ul></ol><blockquote><p>No va<br>nada</p><p>Ana</p></blockquote><table><tr><th>Aula<th>PC<tr><td>2.14\
            <td>5&nbsp;&lt;6</table><hr><pre>  a\n  b</pre><a href='https://uni.es/'>Guía</a> <a href='https://uni.es'>https://uni.es</a>";
        let text = "Wi-Fi\n\nConéctese a eduroam:\n\n1. Abra Ajustes\n2. Pulse\n   - Red\n\n> No va\n> nada\n>\n> Ana\n\n\
            Aula | PC\n2.14 | 5 <6\n\n---\n\n  a\n  b\n\nGuía (https://uni.es/) https://uni.es";
        assert_eq!(to_text(html), text);
    }

    #[test]
    fn mail_made_of_divs_and_nested_tables_reads_line_by_line() {
        let html = "<div>Hola:<br></div><div><br></div><table><tr><td><table><tr><td><div>Adiós</div></td></tr></table></td>\
            <td></td></tr></table>";
        assert_eq!(to_text(html), "Hola:\n\nAdiós");
    }

    #[test]
    fn deep_nesting_is_read_in_time() {
        let deep = |levels: usize| format!("{}x{}", "<blockquote>".repeat(levels), "</blockquote>".repeat(levels));
        assert_eq!(to_text(&deep(900)).trim_start_matches(['>', ' ']), "x");
        assert_eq!(sanitize(&deep(1_001)).matches("&lt;blockquote&gt;").count(), 1_001);
    }

    #[test]
    fn a_crowd_of_attributes_is_read_in_time() {
        let crowd = (0..100_000).map(|nth| format!("a{nth}")).collect::<Vec<_>>().join(" ");
        let start = Instant::now();
        assert!(sanitize(&format!("<b {crowd}>x</b>")).starts_with("&lt;b a0 "));
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }

    #[test]
    fn folds_of_mails_stay() {
        let html = "<details data-fold=\"quote\">a</details>";
        assert_eq!(sanitize(html), html);
        assert_eq!(sanitize("<details data-fold=\"x\" open>a</details>"), "<details>a</details>");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_harmless_and_stays_so(html in hostile_html()) {
            let clean = sanitize(&html);
            assert_harmless(&clean);
            to_text(&html);
        }

        #[test]
        fn any_text_is_answered(html in any::<String>()) {
            assert_harmless(&sanitize(&html));
            to_text(&html);
        }
    }
}
