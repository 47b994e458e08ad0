//! Moves what is folded into `<details>`: one for each stretch of lines where the tree allows it, one
//! for each cell of a table.

use super::FOLDS;
use super::page::Page;
use super::split::part_of;
use crate::quotes::Kind;
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{Html, Node};
use std::collections::HashMap;

/// Nobody answers in more places.
const MOST_FOLDS: usize = 100;
/// How many parts the elements may be split into.
const MOST_PARTS: usize = 4_000;
/// Hold any content, and are no part of a line: folds stand in them.
const HOLDERS: [&str; 8] = ["body", "caption", "dd", "details", "dt", "li", "td", "th"];
/// Hold those alone.
const FRAMES: [&str; 9] = ["dl", "html", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"];

/// What the words in a node are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// No words.
    Nothing,
    Said,
    /// All in one fold.
    Fold(usize),
    Several,
}

struct Folder<'p> {
    tree: &'p mut Html,
    holds: HashMap<NodeId, Holds>,
    /// The kind of each fold.
    kinds: Vec<Kind>,
    made: Vec<NodeId>,
}

/// Makes the folds and tells their elements; `None` if there is nothing to fold.
pub(super) fn fold(page: &mut Page, kinds: &[Kind]) -> Option<Vec<NodeId>> {
    let mut folds = Vec::new();
    let mut holds = HashMap::new();
    let mut last = Kind::Said;
    for (id, line) in &page.leaves {
        let kind = kinds.get(*line).or(kinds.last()).copied().unwrap_or(Kind::Said);
        if kind != last && kind != Kind::Said {
            folds.push(kind);
        }
        last = kind;
        holds.insert(*id, if kind == Kind::Said { Holds::Said } else { Holds::Fold(folds.len() - 1) });
    }
    if folds.is_empty() || folds.len() > MOST_FOLDS {
        return None;
    }
    let mut folder = Folder { tree: &mut page.tree, holds, kinds: folds, made: Vec::new() };
    let mixed = folder.survey();
    if mixed.len().saturating_mul(folder.kinds.len()) > MOST_PARTS {
        return None;
    }
    for id in mixed {
        folder.part(id);
    }
    Some(folder.made)
}

impl Folder<'_> {
    /// Tells for each node what it holds. Answers with those that hold several things, inner ones first.
    fn survey(&mut self) -> Vec<NodeId> {
        let mut mixed = Vec::new();
        for edge in self.tree.tree.root().traverse() {
            let Edge::Close(node) = edge else { continue };
            let own = self.holds.get(&node.id()).copied().unwrap_or(Holds::Nothing);
            let holds = node.children().map(|child| self.of(child.id())).fold(own, join);
            if holds == Holds::Several && node.value().is_element() {
                mixed.push(node.id());
            }
            self.holds.insert(node.id(), holds);
        }
        mixed
    }

    fn of(&self, id: NodeId) -> Holds {
        self.holds.get(&id).copied().unwrap_or(Holds::Nothing)
    }

    fn name(&self, id: NodeId) -> Option<&str> {
        Some(self.tree.tree.get(id)?.value().as_element()?.name())
    }

    fn children(&self, id: NodeId) -> Vec<NodeId> {
        self.tree.tree.get(id).map(|node| node.children().map(|child| child.id()).collect()).unwrap_or_default()
    }

    /// Folds in a node that holds several things, or splits it so that the one round it can.
    fn part(&mut self, id: NodeId) {
        let groups = self.groups(id);
        let Some(name) = self.name(id) else { return };
        if HOLDERS.contains(&name) {
            for (holds, group) in groups {
                if let Holds::Fold(fold) = holds {
                    self.wrap(fold, &group);
                }
            }
        } else if FRAMES.contains(&name) {
            for child in groups.into_iter().flat_map(|(_, group)| group) {
                self.wrap_inside(child);
            }
        } else {
            self.split(id, groups);
        }
    }

    /// The children by what they hold; those that hold nothing go with what stands before.
    fn groups(&self, id: NodeId) -> Vec<(Holds, Vec<NodeId>)> {
        let mut groups: Vec<(Holds, Vec<NodeId>)> = Vec::new();
        for child in self.children(id) {
            let holds = self.of(child);
            match groups.last_mut() {
                Some((last, group)) if holds == Holds::Nothing || *last == holds || *last == Holds::Nothing => {
                    group.push(child);
                    if *last == Holds::Nothing {
                        *last = holds;
                    }
                }
                _ => groups.push((holds, vec![child])),
            }
        }
        groups
    }

    /// The first group stays, each other one gets an element of its own below.
    fn split(&mut self, id: NodeId, groups: Vec<(Holds, Vec<NodeId>)>) {
        let mut last = id;
        for (nth, (holds, group)) in groups.into_iter().enumerate() {
            if nth > 0 {
                let Some(part) = self.part_after(id, last) else { return };
                self.adopt(part, &group);
                last = part;
            }
            self.holds.insert(last, holds);
        }
    }

    fn part_after(&mut self, id: NodeId, last: NodeId) -> Option<NodeId> {
        let part = part_of(self.tree.tree.get(id)?.value().as_element()?);
        Some(self.tree.tree.get_mut(last)?.insert_after(part).id())
    }

    fn adopt(&mut self, parent: NodeId, children: &[NodeId]) {
        for child in children {
            if let Some(mut parent) = self.tree.tree.get_mut(parent) {
                parent.append_id(*child);
            }
        }
    }

    fn wrap(&mut self, fold: usize, group: &[NodeId]) {
        let kind = self.kinds.get(fold).copied();
        let Some((details, first)) = kind.and_then(details).zip(group.first()) else { return };
        let Some(mut first) = self.tree.tree.get_mut(*first) else { return };
        let id = first.insert_before(details).id();
        self.adopt(id, group);
        self.made.push(id);
    }

    /// Folds the content of cells and items, however deep in their tables.
    fn wrap_inside(&mut self, id: NodeId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let Holds::Fold(fold) = self.of(id) else { continue };
            if self.name(id).is_some_and(|name| FRAMES.contains(&name)) {
                open.extend(self.children(id).into_iter().rev());
            } else {
                let children = self.children(id);
                self.wrap(fold, &children);
            }
        }
    }
}

fn join(one: Holds, other: Holds) -> Holds {
    match (one, other) {
        (Holds::Nothing, holds) | (holds, Holds::Nothing) => holds,
        (one, other) if one == other => one,
        _ => Holds::Several,
    }
}

fn details(kind: Kind) -> Option<Node> {
    let (_, name) = FOLDS.iter().find(|(of, _)| *of == kind)?;
    let page = Html::parse_fragment(&format!("<details data-fold=\"{name}\"></details>"));
    page.tree.values().find(|node| node.as_element().is_some_and(|element| element.name() == "details")).cloned()
}
