//! What was written: an ordered tree that keeps repeated keys, and knows of every value what the decoder must make
//! of it.

use std::borrow::Cow;

/// A value and where it was written.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) note: Note,
    pub(crate) value: Value,
}

#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'static, str>),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// What the decoder must make of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// It is as the list has it: it comes back, and is no drift.
    Fine,
    /// Anything may stand here: it comes back as it is, nulls and all.
    Open,
    /// No row names its key: it is left out and noted.
    Unknown,
    /// Another shape than the field's: it is left out and noted, or refused.
    Wrong,
    /// A field without which the event has no meaning, and not of its shape: it is refused.
    Key,
    /// An object whose `type` no row names: kept whole, or where its `type` decides nothing read as any other. What is
    /// lost is noted; it is never refused.
    Unlisted,
    /// What it is the list does not say, as of an object without its `type`: what is lost is noted, and it may be
    /// refused.
    Loose,
}

#[derive(Debug)]
pub(crate) struct Member {
    /// Where the key was written, with its quote.
    pub(crate) at: u32,
    pub(crate) key: Cow<'static, str>,
    /// The field of the list; none of a key that the list does not have there.
    pub(crate) field: Option<u16>,
    /// Whether a later member has the same key, so that this one counts for nothing.
    pub(crate) discarded: bool,
    pub(crate) value: Node,
}

#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) text: Cow<'static, str>,
    pub(crate) value: Read,
}

/// A number as a reader holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Read {
    U64(u64),
    I64(i64),
    F64(f64),
}

impl Number {
    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        let unsigned = text.parse().map(Read::U64);
        let value =
            unsigned.or_else(|_| text.parse().map(|value| if value == 0 { Read::U64(0) } else { Read::I64(value) }));
        let value = value.unwrap_or_else(|_| Read::F64(text.parse().expect("only numbers are made")));
        Self { text, value }
    }
}

impl Node {
    pub(crate) const fn new(value: Value, note: Note) -> Self {
        Self { start: 0, end: 0, note, value }
    }

    /// What stands there, in the words of errors and drift.
    pub(crate) const fn found(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(Number { value: Read::F64(_), .. }) => "number",
            Value::Number(_) => "integer",
            Value::Text(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}

/// The path of the value that starts at `offset`, or whose key does, as errors write it.
pub(crate) fn path_to(node: &Node, offset: u32) -> Option<String> {
    fn find(node: &Node, offset: u32, path: &mut String) -> bool {
        if node.start == offset {
            return true;
        }
        let length = path.len();
        match &node.value {
            Value::Array(elements) => elements.iter().enumerate().any(|(index, element)| {
                path.truncate(length);
                path.push_str(&format!("[{index}]"));
                find(element, offset, path)
            }),
            Value::Object(members) => members.iter().any(|member| {
                path.truncate(length);
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&member.key);
                member.at == offset || find(&member.value, offset, path)
            }),
            _ => false,
        }
    }
    let mut path = String::new();
    find(node, offset, &mut path).then_some(path)
}
