//! Classes and ids by which mail programs mark quotes and signatures. Those of the page that shows
//! a mail come back in its answers with `x_` before them (Outlook on the web).

use crate::quotes::line::Hint;
use scraper::node::Element;

/// Round a whole quote, whatever the element.
const CITED: [&str; 5] = ["yahoo_quoted", "tutanota_quote", "zmail_extra", "iosymail", "moz-text-quote"];
/// Round a quote if the element is one; otherwise round the quote and who wrote it.
const QUOTES: [&str; 5] = ["gmail_quote", "gmail_quote_container", "protonmail_quote", "cite", "proton-quote"];
const ATTRIBUTIONS: [&str; 3] = ["gmail_attr", "moz-cite-prefix", "zmail_extra_hr"];
const STARTS: [&str; 6] = [
    "divrplyfwdmsg",
    "olk_src_body_section",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "outlookmessageheader",
    "stopspelling",
];
const SIGNATURES: [&str; 15] = [
    "signature",
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "applemailsignature",
    "ms-outlook-mobile-signature",
    "protonmail_signature_block",
    "k9mail-signature",
    "composer_signature",
    "ymail_android_signature",
    "yahoo-signature",
    "zmail_signature",
    "zmail_signature_below",
    "zm-_id_-sgn",
    "mobile-signature",
];

/// What an element says of the lines in it.
pub(super) fn hint(element: &Element) -> Hint {
    let names = || names(element);
    let quote = element.name() == "blockquote";
    if quote && element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("cite"))
        || names().any(|name| CITED.contains(&name.as_str()) || quote && QUOTES.contains(&name.as_str()))
    {
        return Hint::Cited;
    }
    let is = |list: &[&str]| names().any(|name| list.contains(&name.as_str()));
    if is(&ATTRIBUTIONS) {
        Hint::Attribution
    } else if is(&STARTS) {
        Hint::Start
    } else if is(&SIGNATURES) || names().any(|name| name.starts_with("ydp") && name.ends_with("signature")) {
        Hint::Signature
    } else {
        Hint::None
    }
}

/// Whether a quote stands in it, below the line that says whose it is.
pub(super) fn holds_quote(element: &Element) -> bool {
    element.name() != "blockquote" && names(element).any(|name| QUOTES.contains(&name.as_str()))
}

/// Outlook draws a line above the headers of what it answers, always in these words.
pub(super) fn has_line_above(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let style = style.get(..style.floor_char_boundary(300)).unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    style.starts_with("border:none;border-top:solid") && style.contains("1.0pt")
}

fn names(element: &Element) -> impl Iterator<Item = String> {
    let classes = element.attr("class").unwrap_or_default().split_ascii_whitespace().take(20);
    let names = classes.chain(element.attr("id")).map(|name| name.strip_prefix("x_").unwrap_or(name));
    names.map(str::to_ascii_lowercase)
}
