//! Anchors and aliases, expanded only after the size of the result is known.
//!
//! While the tree grows, an alias is a placeholder with a known weight; so a document that would
//! expand to billions of values is refused before a single copy is made.

use std::collections::BTreeMap;

use crate::source::{Kind, Node, Span};

/// The anchored nodes of a document and the places that refer to them.
#[derive(Debug, Default)]
pub(super) struct Anchors<'s> {
    defined: BTreeMap<usize, Anchored<'s>>,
    /// By the first byte of the alias.
    used: BTreeMap<u32, usize>,
}

#[derive(Debug)]
struct Anchored<'s> {
    node: Node<'s>,
    weight: usize,
}

/// With its aliases expanded the tree is deeper than the limit, here.
pub(super) struct TooDeep(pub(super) Span);

impl<'s> Anchors<'s> {
    /// Remembers an anchored node and what each copy of it weighs.
    pub(super) fn define(&mut self, id: usize, node: Node<'s>, weight: usize) {
        self.defined.insert(id, Anchored { node, weight });
    }

    /// The node with this anchor, aliases within it not expanded; `None` inside of that very node.
    pub(super) fn get(&self, id: usize) -> Option<&Node<'s>> {
        self.defined.get(&id).map(|anchored| &anchored.node)
    }

    /// Remembers that `placeholder` stands for the node with this anchor and returns the weight of
    /// that node; `None` inside of that very node.
    pub(super) fn refer(&mut self, id: usize, placeholder: &Node<'s>) -> Option<usize> {
        let weight = self.defined.get(&id)?.weight;
        self.used.insert(placeholder.span.start, id);
        Some(weight)
    }

    /// Puts copies in the place of all placeholders under `node`, which lies `depth` deep.
    pub(super) fn expand(
        &self,
        node: &mut Node<'s>,
        depth: usize,
        limit: usize,
    ) -> Result<(), TooDeep> {
        if let Some(target) = self.target(node) {
            *node = target.clone();
        }
        let children: &mut dyn Iterator<Item = &mut Node<'s>> = match &mut node.kind {
            Kind::Seq(items) => &mut items.iter_mut(),
            Kind::Map(entries) => &mut entries.iter_mut().map(|(_, value)| value),
            _ => return Ok(()),
        };
        if depth > limit {
            return Err(TooDeep(node.span));
        }
        for child in children {
            self.expand(child, depth + 1, limit)?;
        }
        Ok(())
    }

    /// The node that `node` stands for, if it is a placeholder.
    pub(super) fn target(&self, node: &Node<'s>) -> Option<&Node<'s>> {
        let is_placeholder = node.kind == Kind::Null && node.span.start < node.span.end;
        let id = self.used.get(&node.span.start).filter(|_| is_placeholder)?;
        self.get(*id)
    }
}
