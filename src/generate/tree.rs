//! An event as an ordered tree, with the keys of an object in the order in which the wire has them.
//!
//! Two vectors that are used again for every event: the nodes, a parent before its children, and the text of all
//! leaves as JSON. So writing is copying, whatever the order of the keys.

use std::io::Write;

use super::id::Id;

#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Empty for the root and in arrays.
    pub(super) key: &'static str,
    pub(super) value: Value,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// A range of the leaves' text.
    Leaf { start: u32, end: u32 },
    /// Its children stand between it and `end`.
    Object { end: u32 },
    /// Likewise.
    Array { end: u32 },
}

/// The key of what stands in an array.
pub(super) const ELEMENT: &str = "";

impl Tree {
    /// Starts an event of the type `kind`; `fields` adds what it has besides.
    pub(super) fn event(&mut self, kind: &str, fields: impl FnOnce(&mut Self)) {
        self.nodes.clear();
        self.leaves.clear();
        self.object(ELEMENT, |tree| {
            tree.name("type", kind);
            fields(tree);
        });
    }

    /// Adds fields at the end of the event.
    pub(super) fn extend(&mut self, fields: impl FnOnce(&mut Self)) {
        fields(self);
        self.nodes[0].value = Value::Object { end: self.nodes.len() as u32 };
    }

    pub(super) fn node(&self, at: u32) -> Node {
        self.nodes[at as usize]
    }

    pub(super) fn leaf(&self, start: u32, end: u32) -> &[u8] {
        &self.leaves[start as usize..end as usize]
    }

    /// About how long the event is so far.
    pub(super) fn size(&self) -> usize {
        // A key with its quotes, its colon and a comma.
        self.leaves.len() + self.nodes.iter().map(|node| node.key.len() + 4).sum::<usize>()
    }

    pub(super) fn object(&mut self, key: &'static str, fields: impl FnOnce(&mut Self)) {
        let at = self.nodes.len();
        self.nodes.push(Node { key, value: Value::Object { end: 0 } });
        fields(self);
        self.nodes[at].value = Value::Object { end: self.nodes.len() as u32 };
    }

    pub(super) fn array(&mut self, key: &'static str, elements: impl FnOnce(&mut Self)) {
        let at = self.nodes.len();
        self.nodes.push(Node { key, value: Value::Array { end: 0 } });
        elements(self);
        self.nodes[at].value = Value::Array { end: self.nodes.len() as u32 };
    }

    /// A value that is JSON already.
    pub(super) fn json(&mut self, key: &'static str, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.leaves.len() as u32;
        write(&mut self.leaves);
        self.nodes.push(Node { key, value: Value::Leaf { start, end: self.leaves.len() as u32 } });
    }

    pub(super) fn literal(&mut self, key: &'static str, json: &str) {
        self.json(key, |leaves| leaves.extend_from_slice(json.as_bytes()));
    }

    pub(super) fn null(&mut self, key: &'static str) {
        self.literal(key, "null");
    }

    pub(super) fn flag(&mut self, key: &'static str, value: bool) {
        self.literal(key, if value { "true" } else { "false" });
    }

    pub(super) fn int(&mut self, key: &'static str, value: u64) {
        self.json(key, |leaves| write!(leaves, "{value}").expect("a vector takes all"));
    }

    /// A number of thousandths: `1250` is written `1.25`, and a whole number without a point.
    pub(super) fn thousandths(&mut self, key: &'static str, value: u64) {
        self.json(key, |leaves| {
            write!(leaves, "{}", value / 1_000).expect("a vector takes all");
            if !value.is_multiple_of(1_000) {
                write!(leaves, ".{:03}", value % 1_000).expect("a vector takes all");
                while leaves.last() == Some(&b'0') {
                    leaves.pop();
                }
            }
        });
    }

    /// A string whose bytes `write` adds; they need no escapes.
    pub(super) fn string(&mut self, key: &'static str, write: impl FnOnce(&mut Vec<u8>)) {
        self.json(key, |leaves| {
            leaves.push(b'"');
            write(leaves);
            leaves.push(b'"');
        });
    }

    /// A string that needs no escapes.
    pub(super) fn name(&mut self, key: &'static str, value: &str) {
        debug_assert!(value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\'), "{value}");
        self.string(key, |leaves| leaves.extend_from_slice(value.as_bytes()));
    }

    pub(super) fn id(&mut self, key: &'static str, id: Id) {
        self.string(key, |leaves| leaves.extend_from_slice(id.as_bytes()));
    }

    pub(super) fn id_or_null(&mut self, key: &'static str, id: Option<Id>) {
        match id {
            Some(id) => self.id(key, id),
            None => self.null(key),
        }
    }

    /// A string that may need escapes: those of line feeds, quotes and backslashes.
    pub(super) fn text(&mut self, key: &'static str, value: &str) {
        self.string(key, |leaves| escape(value.as_bytes(), leaves));
    }

    pub(super) fn names(&mut self, key: &'static str, values: &[&str]) {
        self.array(key, |tree| values.iter().for_each(|value| tree.name(ELEMENT, value)));
    }
}

fn escape(mut text: &[u8], out: &mut Vec<u8>) {
    while let Some(at) = memchr::memchr3(b'\n', b'"', b'\\', text) {
        out.extend_from_slice(&text[..at]);
        out.extend_from_slice(match text[at] {
            b'\n' => b"\\n",
            b'"' => b"\\\"",
            _ => b"\\\\",
        });
        text = &text[at + 1..];
    }
    debug_assert!(text.iter().all(|&byte| byte >= b' '), "a control character that nobody escapes");
    out.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_leaf(build: impl FnOnce(&mut Tree)) -> String {
        let mut tree = Tree::default();
        build(&mut tree);
        String::from_utf8(tree.leaves).unwrap()
    }

    #[test]
    fn numbers_have_a_point_only_where_they_need_one() {
        for (value, text) in [(0, "0"), (864_000, "864"), (1_250, "1.25"), (21, "0.021"), (14_481, "14.481")] {
            assert_eq!(only_leaf(|tree| tree.thousandths("n", value)), text);
        }
        assert_eq!(only_leaf(|tree| tree.int("n", u64::MAX)), "18446744073709551615");
    }

    #[test]
    fn text_is_escaped_and_ends_where_it_should() {
        assert_eq!(only_leaf(|tree| tree.text("t", "a\n\"b\\\"")), r#""a\n\"b\\\"""#);
        assert_eq!(only_leaf(|tree| tree.text("t", "")), r#""""#);
    }
}
