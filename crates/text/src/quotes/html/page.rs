//! HTML read as lines, each with the pieces of the tree that it is made of.

use super::hints::{has_line_above, hint, holds_quote};
use super::split::split_preformatted;
use crate::quotes::line::{Hint, Line};
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};
use std::ops::Range;

/// Begin and end a line.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "figcaption",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
    "caption",
];
/// Hold no words for readers.
const SILENT: [&str; 16] = [
    "head", "iframe", "math", "noembed", "noframes", "noscript", "object", "option", "script", "select", "style",
    "svg", "template", "textarea", "title", "video",
];
/// Stands for an image among the words.
const IMAGE: char = '\u{FFFC}';
const RULE: &str = "________";
/// More lines above a quote say something else than whose it is.
const LONGEST_ATTRIBUTION: usize = 3;
/// Keys of a block of headers.
const FEWEST_KEYS: usize = 3;

#[derive(Debug, Clone)]
struct Span {
    text: Range<usize>,
    depth: usize,
    hint: Hint,
}

/// What of an open element matters at its end.
struct Open {
    id: NodeId,
    hint: Hint,
    first_line: usize,
    quote_follows: bool,
    lined: bool,
}

pub(super) struct Page {
    pub(super) tree: Html,
    /// Texts, images and line breaks, in their order, with the number of their line.
    pub(super) leaves: Vec<(NodeId, usize)>,
    /// Whether the mail had folds of its own, that others made.
    pub(super) forged: bool,
    text: String,
    spans: Vec<Span>,
}

impl Page {
    pub(super) fn read(raw: &str) -> Self {
        let mut tree = Html::parse_document(raw);
        let forged = drop_folds(&mut tree);
        split_preformatted(&mut tree);
        let mut reader = Reader::default();
        for edge in tree.tree.root().traverse() {
            match edge {
                Edge::Open(node) => reader.open(node.id(), node.value()),
                Edge::Close(node) => reader.close(node.id(), node.value()),
            }
        }
        reader.end_line(false);
        let Reader { text, spans, leaves, .. } = reader;
        Self { tree, leaves, forged, text, spans }
    }

    pub(super) fn lines(&self) -> Vec<Line<'_>> {
        let line = |span: &Span| {
            // Text made into HTML keeps its `>`.
            let line = Line::read(self.text.get(span.text.clone()).unwrap_or_default());
            Line { depth: span.depth + line.depth, hint: span.hint, ..line }
        };
        self.spans.iter().map(line).collect()
    }
}

/// Folds are ours to make.
fn drop_folds(tree: &mut Html) -> bool {
    let mut forged = false;
    for node in tree.tree.values_mut() {
        if let Node::Element(element) = node {
            let before = element.attrs.len();
            element.attrs.retain(|(name, _)| &*name.local != "data-fold");
            forged |= element.attrs.len() != before;
        }
    }
    forged
}

#[derive(Default)]
struct Reader {
    text: String,
    spans: Vec<Span>,
    leaves: Vec<(NodeId, usize)>,
    /// Where the open line begins, and what held when it did.
    line_start: usize,
    line: Option<(usize, Hint)>,
    depth: usize,
    silent: usize,
    preformatted: usize,
    marked: Vec<Open>,
    /// The history begins with the next words.
    starts: bool,
}

impl Reader {
    fn open(&mut self, id: NodeId, node: &Node) {
        match node {
            Node::Element(element) => self.open_element(id, element),
            Node::Text(text) if self.silent == 0 => self.words(id, text),
            _ => {}
        }
    }

    fn open_element(&mut self, id: NodeId, element: &Element) {
        let name = element.name();
        self.silent += usize::from(SILENT.contains(&name));
        if self.silent > 0 {
            return;
        }
        match name {
            "br" => {
                self.leaf(id);
                self.end_line(false);
            }
            "hr" => {
                self.end_line(true);
                self.leaf(id);
                self.text.push_str(RULE);
                self.end_line(false);
            }
            "img" => self.image(id, element),
            "td" | "th" => self.space(),
            _ if BLOCKS.contains(&name) => self.end_line(true),
            _ => {}
        }
        self.mark(id, element);
        self.depth += usize::from(name == "blockquote");
        self.preformatted += usize::from(name == "pre");
    }

    fn close(&mut self, id: NodeId, node: &Node) {
        let Node::Element(element) = node else { return };
        let name = element.name();
        if SILENT.contains(&name) {
            self.silent = self.silent.saturating_sub(1);
            return;
        }
        if self.silent > 0 {
            return;
        }
        if BLOCKS.contains(&name) {
            self.end_line(true);
        }
        self.depth -= usize::from(name == "blockquote" && self.depth > 0);
        self.preformatted -= usize::from(name == "pre" && self.preformatted > 0);
        if self.marked.last().is_some_and(|open| open.id == id) {
            self.unmark();
        }
    }

    fn mark(&mut self, id: NodeId, element: &Element) {
        let hint = hint(element);
        if hint == Hint::Cited {
            self.attribute();
        }
        self.starts |= hint == Hint::Start && !self.marked.iter().any(|open| open.hint == Hint::Cited);
        let (quote_follows, lined) = (holds_quote(element), has_line_above(element));
        if hint != Hint::None || quote_follows || lined {
            let first_line = self.spans.len();
            self.marked.push(Open { id, hint, first_line, quote_follows, lined });
        }
    }

    fn unmark(&mut self) {
        let Some(open) = self.marked.pop() else { return };
        let inside = self.spans.get_mut(open.first_line..).unwrap_or_default();
        let begins = open.lined && is_header(&self.text, inside);
        if let Some(first) = inside.iter_mut().find(|span| begins && !span.text.is_empty()) {
            first.hint = Hint::Start;
        }
    }

    /// A quote begins: the few lines above it in the same element say whose it is, in any language.
    fn attribute(&mut self) {
        let Some(open) = self.marked.last_mut().filter(|open| open.quote_follows) else { return };
        open.quote_follows = false;
        let above = self.spans.get_mut(open.first_line..).unwrap_or_default();
        let count = above.iter().filter(|span| !span.text.is_empty()).count();
        if count <= LONGEST_ATTRIBUTION {
            for span in above.iter_mut().filter(|span| !span.text.is_empty() && span.hint == Hint::None) {
                span.hint = Hint::Attribution;
            }
        }
    }

    fn words(&mut self, id: NodeId, text: &str) {
        if self.preformatted > 0 {
            return self.verbatim(id, text);
        }
        if text.chars().all(char::is_whitespace) {
            return self.space();
        }
        self.leaf(id);
        for (nth, word) in text.split(char::is_whitespace).enumerate() {
            if nth > 0 {
                self.space();
            }
            self.text.push_str(word);
        }
    }

    /// Its lines are texts of their own (see `split_preformatted`).
    fn verbatim(&mut self, id: NodeId, text: &str) {
        self.leaf(id);
        self.text.push_str(text.trim_end_matches(['\r', '\n']));
        if text.ends_with('\n') {
            self.end_line(false);
        }
    }

    /// What is as small as a dot only counts readers.
    fn image(&mut self, id: NodeId, element: &Element) {
        let tiny = |side| element.attr(side).is_some_and(|size| matches!(size.trim(), "0" | "1" | "2"));
        if !tiny("width") && !tiny("height") {
            self.leaf(id);
            self.text.push(IMAGE);
        }
    }

    fn space(&mut self) {
        if self.line.is_some() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn leaf(&mut self, id: NodeId) {
        if self.line.is_none() {
            // A quote outside holds whatever is inside.
            let outer = self.marked.iter().map(|open| open.hint).find(|hint| *hint != Hint::None);
            let outer = outer.filter(|hint| *hint != Hint::Start).unwrap_or_default();
            self.line = Some((self.depth, outer));
        }
        self.leaves.push((id, self.spans.len()));
    }

    /// Ends the line if one is open. A blank one follows where a block ends: that is what readers see.
    fn end_line(&mut self, block: bool) {
        let text = self.line_start..self.text.len();
        if let Some((depth, hint)) = self.line.take() {
            let begins = self.starts && !text.is_empty() && hint != Hint::Cited;
            let hint = if begins { Hint::Start } else { hint };
            self.starts &= !begins;
            self.spans.push(Span { text, depth, hint });
            if block {
                self.spans.push(Span { text: self.text.len()..self.text.len(), depth: 0, hint: Hint::None });
            }
        }
        self.line_start = self.text.len();
    }
}

/// Whether the lines are a block of headers in some language: words before a colon, and a date.
fn is_header(text: &str, spans: &[Span]) -> bool {
    let lines = || spans.iter().filter_map(|span| text.get(span.text.clone())).filter(|line| !line.is_empty()).take(12);
    let key = |line: &str| line.split_once(':').is_some_and(|(key, _)| key.trim().chars().count() <= 24);
    let keys = lines().take_while(|line| key(line)).count();
    keys >= FEWEST_KEYS && lines().any(|line| line.contains(|c: char| c.is_ascii_digit()))
}
