//! Takes the tree apart where a line ends inside a piece of it.

use ego_tree::NodeId;
use scraper::node::{Element, Text};
use scraper::{Html, Node, StrTendril};

/// What a part of a split element keeps.
const KEPT: [&str; 5] = ["class", "dir", "href", "lang", "style"];
const LONGEST_KEPT: usize = 200;

/// Makes each line of preformatted text a text of its own.
pub(super) fn split_preformatted(tree: &mut Html) {
    let is_pre =
        |node: ego_tree::NodeRef<Node>| node.value().as_element().is_some_and(|element| element.name() == "pre");
    let inside: Vec<NodeId> = tree
        .tree
        .nodes()
        .filter(|node| is_pre(*node))
        // In a pre inside another they are met twice: once is enough.
        .filter(|pre| !pre.ancestors().any(is_pre))
        .flat_map(|pre| pre.descendants().filter(|node| node.value().is_text()).map(|node| node.id()))
        .collect();
    for id in inside {
        split_text(tree, id);
    }
}

fn split_text(tree: &mut Html, id: NodeId) {
    let Some(mut node) = tree.tree.get_mut(id) else { return };
    let Node::Text(text) = node.value() else { return };
    let whole = text.text.clone();
    let Some((first, mut rest)) = cut_line(&whole) else { return };
    text.text = first;
    let mut last = id;
    while !rest.is_empty() {
        let (line, below) = cut_line(&rest).unwrap_or((rest, StrTendril::new()));
        let Some(mut node) = tree.tree.get_mut(last) else { return };
        last = node.insert_after(Node::Text(Text { text: line })).id();
        rest = below;
    }
}

/// The first line, with its end, and what follows, if anything does.
fn cut_line(text: &StrTendril) -> Option<(StrTendril, StrTendril)> {
    let at = u32::try_from(text.find('\n')?).ok()? + 1;
    let below = text.len32().checked_sub(at).filter(|length| *length > 0)?;
    Some((text.subtendril(0, at), text.subtendril(at, below)))
}

/// An element like this one, to hold a part of what it held. An id is one element's.
pub(super) fn part_of(element: &Element) -> Node {
    let mut part = element.clone();
    part.attrs.retain(|(name, value)| KEPT.contains(&&*name.local) && value.len() <= LONGEST_KEPT);
    Node::Element(part)
}
