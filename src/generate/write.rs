//! Trees as bytes: in which order the keys of an object stand, and with what between them.

use super::random::Random;
use super::tree::{Tree, Value};
use super::{Order, Spacing};

#[derive(Debug)]
pub(super) struct Writer {
    order: Order,
    comma: &'static [u8],
    colon: &'static [u8],
    /// Drawn from for the order alone.
    random: Random,
    /// The children of the objects being written, each where its parent's begin.
    children: Vec<u32>,
}

impl Writer {
    pub(super) fn new(order: Order, spacing: Spacing, random: Random) -> Self {
        let (comma, colon): (&[u8], &[u8]) = match spacing {
            Spacing::Compact => (b",", b"\":"),
            Spacing::Python => (b", ", b"\": "),
        };
        Self { order, comma, colon, random, children: Vec::new() }
    }

    pub(super) fn write(&mut self, tree: &Tree, out: &mut Vec<u8>) {
        self.value(tree, 0, out);
    }

    fn value(&mut self, tree: &Tree, at: u32, out: &mut Vec<u8>) {
        match tree.node(at).value {
            Value::Leaf { start, end } => out.extend_from_slice(tree.leaf(start, end)),
            Value::Array { end } => {
                out.push(b'[');
                let mut child = at + 1;
                while child < end {
                    if child > at + 1 {
                        out.extend_from_slice(self.comma);
                    }
                    self.value(tree, child, out);
                    child = after(tree, child);
                }
                out.push(b']');
            }
            Value::Object { end } if self.order == Order::Wire => {
                out.push(b'{');
                let mut child = at + 1;
                while child < end {
                    if child > at + 1 {
                        out.extend_from_slice(self.comma);
                    }
                    self.member(tree, child, out);
                    child = after(tree, child);
                }
                out.push(b'}');
            }
            Value::Object { end } => {
                let first = self.children.len();
                let mut child = at + 1;
                while child < end {
                    self.children.push(child);
                    child = after(tree, child);
                }
                self.arrange(tree, first);
                let last = self.children.len();
                out.push(b'{');
                for index in first..last {
                    if index > first {
                        out.extend_from_slice(self.comma);
                    }
                    self.member(tree, self.children[index], out);
                }
                out.push(b'}');
                self.children.truncate(first);
            }
        }
    }

    fn member(&mut self, tree: &Tree, at: u32, out: &mut Vec<u8>) {
        out.push(b'"');
        out.extend_from_slice(tree.node(at).key.as_bytes());
        out.extend_from_slice(self.colon);
        self.value(tree, at, out);
    }

    fn arrange(&mut self, tree: &Tree, first: usize) {
        let children = &mut self.children[first..];
        match self.order {
            Order::Wire => {}
            Order::Sdk => {
                if let Some(at) = children.iter().position(|&child| tree.node(child).key == "type") {
                    children[at..].rotate_left(1);
                }
            }
            // Fisher and Yates, from the end.
            Order::Random => {
                for last in (1..children.len()).rev() {
                    children.swap(last, self.random.below(last as u32 + 1) as usize);
                }
            }
        }
    }
}

/// Where the node after that at `at` and its children stands.
fn after(tree: &Tree, at: u32) -> u32 {
    match tree.node(at).value {
        Value::Leaf { .. } => at + 1,
        Value::Object { end } | Value::Array { end } => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::tree::ELEMENT;

    fn written(order: Order, spacing: Spacing, seed: u64) -> String {
        let mut tree = Tree::default();
        tree.event("a", |tree| {
            tree.object("b", |tree| {
                tree.int("c", 1);
                tree.name("type", "d");
                tree.array("e", |tree| {
                    tree.null(ELEMENT);
                    tree.object(ELEMENT, |_| {});
                });
            });
            tree.array("f", |_| {});
        });
        let mut out = Vec::new();
        Writer::new(order, spacing, Random::pair(seed).1).write(&tree, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn keys_stand_as_recorded_or_with_the_type_last() {
        let (wire, sdk) = (written(Order::Wire, Spacing::Compact, 0), written(Order::Sdk, Spacing::Python, 0));
        assert_eq!(wire, r#"{"type":"a","b":{"c":1,"type":"d","e":[null,{}]},"f":[]}"#);
        assert_eq!(sdk, r#"{"b": {"c": 1, "e": [null, {}], "type": "d"}, "f": [], "type": "a"}"#);
    }

    #[test]
    fn a_random_order_reaches_every_order() {
        let mut seen = std::collections::BTreeSet::new();
        (0..500).for_each(|seed| _ = seen.insert(written(Order::Random, Spacing::Compact, seed)));
        assert_eq!(seen.len(), 36, "3 keys in each of two objects");
    }
}
