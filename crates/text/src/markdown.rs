//! The Markdown that people type in a ticket, most of them without knowing that they do. So a
//! newline is a line break, a row of dashes under a line makes no heading of it, and HTML shows
//! as the text it was typed as.

use crate::html;
use crate::plain::{Look, cut, write};
use comrak::nodes::{AstNode, NodeLink, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};

/// The page's own headings come first: `#` is an h3.
const TOP_HEADING: u8 = 2;
const LAST_HEADING: u8 = 6;

/// Safe HTML. Headings are h3 to h6; tasks have ☐ and ☑ (a checkbox would need a label);
/// an image becomes a link to it; links go to http, https, mailto and places of this site.
pub fn to_html(source: &str) -> String {
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, source, &options);
    for node in root.descendants().collect::<Vec<_>>() {
        adapt(&arena, node);
    }
    let mut rendered = String::with_capacity(source.len() * 2);
    // Writing to a String does not fail; were it to, the gate closes what is open.
    let _ = format_html(root, &options, &mut rendered);
    html::sanitize(&rendered)
}

/// The text for a mail's plain part: without marks of emphasis, links with where they lead.
pub fn to_text(source: &str) -> String {
    write(&to_html(source), Look::Full)
}

/// The beginning as one line of plain text, of at most `max_chars`, cut at a word.
pub fn excerpt(source: &str, max_chars: usize) -> String {
    // Markup and link targets take room too; beyond this, no more words would be shown.
    let enough = source.floor_char_boundary(max_chars.saturating_mul(8).saturating_add(2_000));
    let head = source.get(..enough).unwrap_or(source);
    cut(&write(&to_html(head), Look::Brief), max_chars)
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    // Signatures begin with a row of dashes.
    options.parse.ignore_setext = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

fn adapt<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>) {
    let value = node.data().value.clone();
    match value {
        NodeValue::Heading(mut heading) => {
            heading.level = (heading.level + TOP_HEADING).min(LAST_HEADING);
            node.data_mut().value = NodeValue::Heading(heading);
        }
        NodeValue::HtmlBlock(block) => show_source(arena, node, &block.literal),
        NodeValue::TaskItem(task) => show_task(arena, node, task.symbol.is_some()),
        NodeValue::Image(image) => show_link(node, image),
        _ => {}
    }
}

/// A block of HTML as a paragraph of its lines.
fn show_source<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>, literal: &str) {
    node.data_mut().value = NodeValue::Paragraph;
    for (nth, line) in literal.trim_end().lines().enumerate() {
        if nth > 0 {
            node.append(arena.alloc(NodeValue::LineBreak.into()));
        }
        node.append(arena.alloc(NodeValue::Text(line.to_owned().into()).into()));
    }
}

fn show_task<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>, done: bool) {
    let list = node.parent().map(|parent| parent.data().value.clone());
    let Some(NodeValue::List(list)) = list else { return };
    node.data_mut().value = NodeValue::Item(list);
    let mark: &AstNode<'a> = arena.alloc(NodeValue::Text(if done { "☑ " } else { "☐ " }.into()).into());
    match node.first_child() {
        Some(first) if matches!(first.data().value, NodeValue::Paragraph) => first.prepend(mark),
        _ => node.prepend(mark),
    }
}

/// An image of a foreign site would tell it who reads. Inside a link it gives way to its words.
fn show_link<'a>(node: &'a AstNode<'a>, image: Box<NodeLink>) {
    let linked = node.ancestors().skip(1).any(|outer| matches!(outer.data().value, NodeValue::Link(_)));
    if !linked {
        node.data_mut().value = NodeValue::Link(image);
        return;
    }
    for child in node.children().collect::<Vec<_>>() {
        node.insert_before(child);
    }
    node.detach();
}

#[cfg(test)]
mod tests {
    use super::{excerpt, to_html, to_text};
    use crate::plain::tests::{assert_harmless, hostile_html};
    use proptest::prelude::*;

    const REL: &str = "rel=\"nofollow noopener noreferrer\"";

    #[test]
    fn what_people_type_keeps_its_lines() {
        let html = "<p>Buenos días:<br>\nno puedo entrar.</p>\n<p>Gracias<br>\nAna</p>\n";
        assert_eq!(to_html("Buenos días:\nno puedo entrar.\n\nGracias\nAna"), html);
        assert_eq!(to_html("Ana Ruiz\n-----\nSecretaría"), "<p>Ana Ruiz</p>\n<hr>\n<p>Secretaría</p>\n");
        assert_eq!(to_html("unos ~10 y ~20 de mi_archivo_v2"), "<p>unos ~10 y ~20 de mi_archivo_v2</p>\n");
        assert_eq!(to_html(""), "");
    }

    #[test]
    fn formatting_is_rendered() {
        assert_eq!(
            to_html("**Urgente** y *hoy*, ~~mañana~~ `ping`"),
            "<p><strong>Urgente</strong> y <em>hoy</em>, <del>mañana</del> <code>ping</code></p>\n"
        );
        assert_eq!(to_html("# Uno\n###### Seis"), "<h3>Uno</h3>\n<h6>Seis</h6>\n");
        assert_eq!(to_html("> cita"), "<blockquote>\n<p>cita</p>\n</blockquote>\n");
        assert_eq!(to_html("```sh\nls <a>\n```"), "<pre><code>ls &lt;a&gt;\n</code></pre>\n");
        assert!(to_html("|Aula|PC|\n|---|--:|\n|2.14|5|").contains("<td align=\"right\">5</td>"));
    }

    #[test]
    fn tasks_have_marks_instead_of_boxes() {
        let html = to_html("- [x] cable\n- [ ] toner");
        assert_eq!(html, "<ul>\n<li>☑ cable</li>\n<li>☐ toner</li>\n</ul>\n");
    }

    #[test]
    fn links_are_found_and_guarded() {
        assert_eq!(to_html("https://uni.es"), format!("<p><a href=\"https://uni.es\" {REL}>https://uni.es</a></p>\n"));
        assert!(to_html("escriba a ana@uni.es").contains("href=\"mailto:ana@uni.es\""));
        assert_eq!(to_html("[x](javascript:alert(1))"), format!("<p><a {REL}>x</a></p>\n"));
    }

    #[test]
    fn images_become_links() {
        assert_eq!(
            to_html("![captura](https://a.es/1.png)"),
            format!("<p><a href=\"https://a.es/1.png\" {REL}>captura</a></p>\n")
        );
        assert_eq!(
            to_html("[![logo](https://a.es/1.png)](https://a.es)"),
            format!("<p><a href=\"https://a.es\" {REL}>logo</a></p>\n")
        );
    }

    #[test]
    fn html_shows_as_typed() {
        assert_eq!(to_html("pulse <Ctrl> y <b>F5</b>"), "<p>pulse &lt;Ctrl&gt; y &lt;b&gt;F5&lt;/b&gt;</p>\n");
        assert_eq!(
            to_html("<div>\n<script>x()</script>"),
            "<p>&lt;div&gt;<br>\n&lt;script&gt;x()&lt;/script&gt;</p>\n"
        );
    }

    #[test]
    fn the_text_part_of_a_mail_reads_well() {
        let source =
            "Hola **Ana**:\nmire la [guía](https://uni.es/wifi).\n\n1. Abra\n2. Cierre\n\n> gracias\n\n- [ ] toner";
        let text = "Hola Ana:\nmire la guía (https://uni.es/wifi).\n\n1. Abra\n2. Cierre\n\n> gracias\n\n- ☐ toner";
        assert_eq!(to_text(source), text);
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        let source = "# Impresora\nLa *HP-203* del aula 2.14 no imprime, [foto](https://a.es/foto).\n\n- desde ayer";
        assert_eq!(excerpt(source, 200), "Impresora La HP-203 del aula 2.14 no imprime, foto. desde ayer");
        assert_eq!(excerpt(source, 40), "Impresora La HP-203 del aula 2.14 no…");
    }

    #[test]
    fn deep_and_wide_sources_are_read_in_time() {
        for source in
            [">".repeat(3_000), "[".repeat(20_000), "* ".repeat(1_000), "*a_".repeat(5_000), "`".repeat(9_999)]
        {
            to_text(&source);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_harmless(source in hostile_html()) {
            assert_harmless(&to_html(&source));
        }

        #[test]
        fn any_text_is_answered(source in any::<String>(), max in 0_usize..80) {
            to_text(&source);
            prop_assert!(excerpt(&source, max).chars().count() <= max);
        }
    }
}
