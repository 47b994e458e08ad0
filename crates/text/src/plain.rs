//! Writes text from HTML that has passed the gate of `html.rs`. That HTML is canonical (tags
//! closed, `<`, `>` and `&` escaped everywhere else), so one pass over it is enough: linear
//! time, no recursion however deep it nests, and no lines wrapped that Markdown would break.

/// Deeper quotes and lists keep the margin of this depth.
const DEEPEST: usize = 8;

/// How much of the shape to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Paragraphs, lists, quotes, and where links lead.
    Full,
    /// The words alone, in one line.
    Brief,
}

/// The text of some cleaned HTML, without space at its ends.
pub(crate) fn write(clean: &str, look: Look) -> String {
    let mut page = Page::new(look);
    let mut rest = clean;
    while let Some((text, tail)) = rest.split_once('<') {
        page.text(text);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        page.tag(tag);
        rest = after;
    }
    page.text(rest);
    page.out.truncate(page.out.trim_end().len());
    page.out
}

/// The text shortened to `max_chars`, cut at a word, an ellipsis in place of the rest.
pub(crate) fn cut(text: &str, max_chars: usize) -> String {
    let Some((over, _)) = text.char_indices().nth(max_chars) else { return text.to_owned() };
    let Some(room) = max_chars.checked_sub(1) else { return String::new() };
    let hard = text.char_indices().nth(room).map_or(over, |(at, _)| at);
    let head = text.get(..hard).unwrap_or(text);
    let at_word = text.get(hard..).is_some_and(|tail| tail.starts_with(' '));
    let whole = if at_word { head } else { head.rsplit_once(' ').map_or(head, |(words, _)| words) };
    format!("{}…", whole.trim_end_matches([' ', ',', ';', ':', '.']))
}

struct Page {
    look: Look,
    out: String,
    /// Line breaks owed before the next word: 2 leave a blank line.
    breaks: usize,
    space: bool,
    /// In `pre`, spaces and lines are the author's.
    verbatim: bool,
    /// What each open quote or list item puts before a line.
    margins: Vec<&'static str>,
    /// How many of them the last line shares with the next: those go on blank lines between.
    shared: usize,
    /// The bullet or number that takes the place of the last margin, once.
    marker: Option<String>,
    /// The next number of each open list; `None` has bullets.
    lists: Vec<Option<u32>>,
    /// Where the open link leads, and where its text begins.
    link: Option<(String, usize)>,
}

impl Page {
    fn new(look: Look) -> Self {
        Self {
            look,
            out: String::new(),
            breaks: 0,
            space: false,
            verbatim: false,
            margins: Vec::new(),
            shared: 0,
            marker: None,
            lists: Vec::new(),
            link: None,
        }
    }

    fn text(&mut self, escaped: &str) {
        let text = unescape(escaped);
        if self.verbatim && self.look == Look::Full {
            return self.lines(&text);
        }
        for (nth, word) in text.split(char::is_whitespace).enumerate() {
            self.space |= nth > 0;
            self.word(word);
        }
    }

    fn lines(&mut self, text: &str) {
        for (nth, line) in text.split('\n').enumerate() {
            self.breaks += usize::from(nth > 0);
            self.word(line);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if self.out.is_empty() {
            self.start_text();
        } else if self.breaks > 0 && self.look == Look::Full {
            self.start_line();
        } else if self.space || self.breaks > 0 {
            self.out.push(' ');
        }
        self.out.push_str(word);
        (self.breaks, self.space) = (0, false);
    }

    /// Blank lines inside a quote carry its mark too, or the quote would end there.
    fn start_line(&mut self) {
        let blank = self.margin(self.shared);
        for _ in 1..self.breaks {
            self.out.push('\n');
            self.out.push_str(blank.trim_end());
        }
        self.out.push('\n');
        self.start_text();
    }

    fn start_text(&mut self) {
        let marker = self.marker.take();
        let outer = self.margin(self.margins.len().saturating_sub(usize::from(marker.is_some())));
        self.out.push_str(&outer);
        self.out.push_str(marker.as_deref().unwrap_or_default());
        self.shared = self.margins.len();
    }

    fn margin(&self, depth: usize) -> String {
        self.margins.iter().take(depth.min(DEEPEST)).copied().collect()
    }

    fn block(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
        self.space &= breaks == 0;
    }

    fn tag(&mut self, tag: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        match name {
            "br" => self.breaks = (self.breaks + 1).min(2),
            "hr" => self.rule(),
            "a" => self.link = attribute(tag, "href").map(|href| (href, self.out.len())),
            "/a" => self.lead(),
            "ul" | "ol" | "/ul" | "/ol" => self.list(name, tag),
            "li" => self.item(),
            "blockquote" => self.indent("> ", 2),
            "dd" => self.indent("  ", 1),
            "/blockquote" => self.outdent(2),
            "/li" | "/dd" => self.outdent(1),
            "pre" | "/pre" => {
                self.block(2);
                self.verbatim = name == "pre";
            }
            "td" | "th" => self.cell(),
            _ => self.block(breaks_around(name.trim_start_matches('/'))),
        }
    }

    fn rule(&mut self) {
        self.block(2);
        if self.look == Look::Full {
            self.word("---");
            self.block(2);
        }
    }

    /// After a link's words, where it leads: unless they say so, or it stays on this site.
    fn lead(&mut self) {
        let Some((href, start)) = self.link.take() else { return };
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let target = href.strip_prefix("mailto:").unwrap_or(&href);
        let leaves = !target.starts_with(['#', '/']);
        if self.look == Look::Full && leaves && !shown.is_empty() && !shown.ends_with(target) {
            self.out.extend([" (", target, ")"]);
        }
    }

    fn list(&mut self, name: &str, tag: &str) {
        self.block(if self.lists.len() > usize::from(name.starts_with('/')) { 1 } else { 2 });
        match name {
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            _ => drop(self.lists.pop()),
        }
    }

    fn item(&mut self) {
        let number = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
            *next = next.saturating_add(1);
            *next - 1
        });
        self.indent(if number.is_some() { "   " } else { "  " }, 1);
        if self.look == Look::Full {
            self.marker = Some(number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. ")));
        }
    }

    fn indent(&mut self, margin: &'static str, breaks: usize) {
        self.block(breaks);
        self.margins.push(if self.look == Look::Full { margin } else { "" });
    }

    fn outdent(&mut self, breaks: usize) {
        self.block(breaks);
        self.margins.pop();
        self.shared = self.shared.min(self.margins.len());
        self.marker = None;
    }

    /// Cells of a row share its line, unless they hold blocks.
    fn cell(&mut self) {
        if self.look == Look::Full && self.breaks == 0 && !self.out.is_empty() {
            self.out.push_str(" |");
        }
        self.space = true;
    }
}

fn breaks_around(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "dl" | "figure" => 2,
        "div" | "tr" | "dt" | "caption" | "summary" | "details" | "figcaption" => 1,
        _ => 0,
    }
}

/// The value of an attribute of a canonical tag: ` name="value"`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, tail) = tag.split_once(&format!(" {name}=\""))?;
    tail.split_once('"').map(|(value, _)| unescape(value))
}

/// The five references that the serialiser writes; `&amp;` last, for it may make another.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&nbsp;", "\u{A0}").replace("&amp;", "&")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Look, cut, write};
    use proptest::prelude::*;

    /// No tag of the HTML is a script, none has a handler, none leads to a script.
    pub(crate) fn assert_harmless(html: &str) {
        for tag in html.split('<').skip(1).map(|tail| tail.split('>').next().unwrap().to_lowercase()) {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            assert!(!["script", "style", "img", "iframe", "svg", "form", "input", "base"].contains(&name), "{html}");
            let mut outside_values = tag.split('"').step_by(2);
            assert!(!outside_values.any(|text| text.trim_start().starts_with("on")), "{html}");
            assert!(!tag.contains("=\"javascript:") && !tag.contains("style="), "{html}");
        }
    }

    /// Shuffled pieces of what attackers send.
    pub(crate) fn hostile_html() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "<script>",
            "</script>",
            "<scr",
            "ipt>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">",
            "<a href='java\tscript:x'>",
            "<svg/onload=x>",
            "<math><mi>",
            "<style>",
            "</style>",
            "<noscript><p title=\"",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<table><tr><td>",
            "</table>",
            "<p",
            " onclick=x",
            " style=\"x\"",
            ">",
            "<",
            "\"",
            "'",
            "&lt;script&gt;",
            "&#x3C;",
            "<iframe src=//a.es>",
            "<ul><li>",
            "</ul>",
            "<pre>\n",
            "</pre>",
            "<blockquote>",
            "hola",
            " ",
            "\n",
            "\0",
            "<h1 id=a>",
            "<title>",
            "<textarea>",
            "<select><option>",
            "[x](javascript:alert(1))",
            "![x](https://a.es/i.png)",
            "`",
            "* ",
            "> ",
            "| a |\n|---|\n",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn a_cut_ends_at_a_word() {
        assert_eq!(cut("No funciona", 11), "No funciona");
        assert_eq!(cut("No funciona, nada", 13), "No funciona…");
        assert_eq!(cut("No funciona nada", 12), "No funciona…");
        assert_eq!(cut("Electroencefalografista", 8), "Electro…");
        assert_eq!((cut("años", 1), cut("años", 0)), ("…".to_owned(), String::new()));
    }

    #[test]
    fn a_brief_look_is_one_line_of_words() {
        let html = "<p>Uno</p><ul><li>dos</li></ul><blockquote>tres</blockquote><hr><pre>a\n  b</pre>\
            <a href=\"https://uni.es\">guía</a>";
        assert_eq!(write(html, Look::Brief), "Uno dos tres a b guía");
    }

    #[test]
    fn escaped_text_is_read_once() {
        assert_eq!(write("a &amp;lt; b &lt;c&gt;&nbsp;&quot;", Look::Full), "a &lt; b <c> \"");
    }

    proptest! {
        #[test]
        fn a_cut_fits(text in any::<String>(), max in 0_usize..40) {
            prop_assert!(cut(&text, max).chars().count() <= max);
        }

        #[test]
        fn any_text_is_written(text in any::<String>()) {
            write(&text, Look::Full);
        }
    }
}
