//! Folded HTML for who cannot unfold it, and need not: a mail to others.

use crate::quotes::Kind;
use ego_tree::NodeId;
use scraper::{Html, Node};

/// Sanitised HTML as it goes out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfolded {
    pub html: String,
    /// There was history, which its readers have had.
    pub omits: bool,
}

/// Leaves history and signature out. What was passed on stays: its readers may not know it. The tree is taken apart, not
/// the text: words that look like tags stand in attributes.
pub fn unfold(clean: &str) -> Unfolded {
    if !clean.contains("<details data-fold=") {
        return Unfolded { html: clean.to_owned(), omits: false };
    }
    let mut page = Html::parse_fragment(clean);
    let folds: Vec<(NodeId, Kind)> =
        page.tree.nodes().filter_map(|node| Some((node.id(), kind(node.value())?))).collect();
    for (id, kind) in &folds {
        if *kind == Kind::Forwarded {
            open(&mut page, *id);
        }
        if let Some(mut node) = page.tree.get_mut(*id) {
            node.detach();
        }
    }
    Unfolded { html: page.root_element().inner_html(), omits: folds.iter().any(|(_, kind)| *kind == Kind::Quoted) }
}

fn kind(node: &Node) -> Option<Kind> {
    let element = node.as_element().filter(|element| element.name() == "details")?;
    let name = element.attr("data-fold")?;
    super::FOLDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
}

/// What is in it stands before it.
fn open(page: &mut Html, id: NodeId) {
    let inner: Vec<NodeId> =
        page.tree.get(id).map(|node| node.children().map(|child| child.id()).collect()).unwrap_or_default();
    for child in inner {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.insert_id_before(child);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(clean: &str) -> (String, bool) {
        let Unfolded { html, omits } = unfold(clean);
        (html, omits)
    }

    #[test]
    fn history_and_signature_stay_behind() {
        let mail = "<p>La roja.</p><details data-fold=\"quote\"><p>El lunes, Luis:</p><blockquote>¿Qué luz?</blockquote>\
            </details><details data-fold=\"signature\">-- <br>María</details>";
        assert_eq!(unfolded(mail), ("<p>La roja.</p>".into(), true));
        assert_eq!(unfolded("<p>a</p><details data-fold=\"signature\">b</details>"), ("<p>a</p>".into(), false));
        assert_eq!(unfolded("<p>a</p>"), ("<p>a</p>".into(), false));
    }

    #[test]
    fn what_was_passed_on_goes_on() {
        let mail = "<p>Mirad</p><details data-fold=\"forward\"><p>De: Ana</p><details data-fold=\"quote\">x</details></details>";
        assert_eq!(unfolded(mail), ("<p>Mirad</p><p>De: Ana</p>".into(), true));
    }

    #[test]
    fn tags_in_attributes_are_words() {
        let mail = "<p>a</p><details data-fold=\"quote\"><img alt=\"</details><b>\"></details><p title=\"<details data-fold=\">b</p>";
        let (html, omits) = unfolded(mail);
        assert!(omits && html.starts_with("<p>a</p><p title=") && html.ends_with(">b</p>"), "{html}");
    }
}
