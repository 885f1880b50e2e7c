//! The tree as JSON text, by a writer that knows every way of writing the same.

use super::Distortion;
use super::bytes::Bytes;
use super::tree::{Node, Value};

/// How a frame is written.
pub(crate) struct Writer<'b, 'd> {
    pub(crate) bytes: &'b mut Bytes<'d>,
    pub(crate) out: &'b mut Vec<u8>,
    pub(crate) spaces: Spaces,
    /// Whether strings and keys have escapes that they need not have.
    pub(crate) escapes: bool,
    pub(crate) seen: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spaces {
    None,
    /// One behind commas and colons, as Python writes it.
    Python,
    /// Any, anywhere.
    Any,
}

impl Writer<'_, '_> {
    pub(crate) fn frame(&mut self, root: &mut Node) {
        self.space();
        self.node(root);
        self.space();
    }

    fn here(&self) -> u32 {
        u32::try_from(self.out.len()).expect("frames are small")
    }

    fn node(&mut self, node: &mut Node) {
        node.start = self.here();
        match &mut node.value {
            Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(value) => self.out.extend_from_slice(if *value { b"true" } else { b"false" }),
            Value::Number(number) => self.out.extend_from_slice(number.text.as_bytes()),
            Value::Text(text) => {
                if self.text(text) {
                    self.seen |= 1 << Distortion::EscapedText as u8;
                }
            }
            Value::Array(elements) => {
                self.out.push(b'[');
                self.space();
                for (at, element) in elements.iter_mut().enumerate() {
                    self.comma(at);
                    self.node(element);
                    self.space();
                }
                self.out.push(b']');
            }
            Value::Object(members) => {
                self.out.push(b'{');
                self.space();
                for (at, member) in members.iter_mut().enumerate() {
                    self.comma(at);
                    member.at = self.here();
                    if self.text(&member.key) {
                        self.seen |= 1 << Distortion::EscapedKey as u8;
                    }
                    self.space();
                    self.out.push(b':');
                    self.behind();
                    self.node(&mut member.value);
                    self.space();
                }
                self.out.push(b'}');
            }
        }
        node.end = self.here();
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push(b',');
            self.behind();
        }
    }

    /// What stands behind a comma or a colon.
    fn behind(&mut self) {
        match self.spaces {
            Spaces::Python => self.out.push(b' '),
            _ => self.space(),
        }
    }

    fn space(&mut self) {
        if self.spaces == Spaces::Any {
            self.seen |= 1 << Distortion::Spaces as u8;
            for _ in 0..self.bytes.below(8).saturating_sub(5) {
                self.out.push(self.bytes.one_of(b"  \t\n\r"));
            }
        }
    }

    /// Writes a string, and says whether something was escaped that need not have been.
    fn text(&mut self, text: &str) -> bool {
        let all = self.escapes && self.bytes.one_in(3);
        let mut needless = false;
        self.out.push(b'"');
        for char in text.chars() {
            let must = matches!(char, '"' | '\\' | '\0'..'\x20');
            let escaped = must || all && self.bytes.one_in(2);
            if !escaped {
                self.out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            needless |= !must;
            let short = match char {
                '"' => b'"',
                '\\' => b'\\',
                '/' => b'/',
                '\x08' => b'b',
                '\x0c' => b'f',
                '\n' => b'n',
                '\r' => b'r',
                '\t' => b't',
                _ => 0,
            };
            if short != 0 && !(all && self.bytes.one_in(2)) {
                self.out.extend_from_slice(&[b'\\', short]);
                continue;
            }
            if u32::from(char) > 0xffff {
                self.seen |= 1 << Distortion::SurrogatePair as u8;
            }
            for &unit in char.encode_utf16(&mut [0; 2]).iter() {
                self.unit(unit);
            }
        }
        self.out.push(b'"');
        needless
    }

    fn unit(&mut self, unit: u16) {
        let digits = if self.escapes && self.bytes.one_in(2) { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        self.out.extend_from_slice(b"\\u");
        self.out.extend([12, 8, 4, 0].map(|shift| digits[usize::from(unit >> shift & 15)]));
    }
}
