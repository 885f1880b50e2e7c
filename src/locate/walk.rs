//! [`Walker`]: the one reader of JSON that checks a frame and builds nothing.

use std::ops::Range;

use super::{Fault, FaultKind, note};

/// A reader of JSON: a state, and a stack of the open containers.
pub(crate) struct Walker<'f> {
    pub(crate) frame: &'f [u8],
    /// The next byte to look at; after a fault, the byte at fault.
    pub(crate) at: usize,
    pub(crate) due: Due,
    pub(crate) open: Vec<Level>,
    /// Values and keys begun so far.
    pub(crate) nodes: usize,
    pub(crate) max_depth: usize,
    pub(crate) max_nodes: usize,
}

/// What the grammar wants next, apart from white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    Value,
    /// A value or `]`.
    FirstElement,
    /// A key or `}`.
    FirstKey,
    Key,
    Colon,
    /// A comma or the bracket that closes the innermost container.
    Comma,
    End,
}

/// An open container. It has the offset of the current key, not its text, so that deep frames with long keys cost no
/// more than deep frames.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Level {
    Object { key: usize },
    Array { index: usize },
}

/// What the walker has just passed.
pub(crate) enum Step {
    Key(Range<usize>),
    Scalar(Range<usize>),
    /// The offset of the bracket.
    Open(usize),
    Close,
}

impl<'f> Walker<'f> {
    pub(crate) fn new(frame: &'f [u8]) -> Self {
        Self { frame, at: 0, due: Due::Value, open: Vec::new(), nodes: 0, max_depth: usize::MAX, max_nodes: usize::MAX }
    }

    /// Passes one key, scalar or bracket. `None` at the end of a complete text.
    pub(crate) fn step(&mut self) -> Result<Option<Step>, Fault> {
        loop {
            while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
                self.at += 1;
            }
            let start = self.at;
            let byte = match self.peek() {
                Some(byte) => byte,
                None if self.due == Due::End => return Ok(None),
                None => return self.refuse(FaultKind::Syntax),
            };
            match (self.due, byte, self.open.last_mut()) {
                (Due::FirstKey | Due::Key, b'"', Some(Level::Object { key })) => {
                    *key = start;
                    self.count()?;
                    self.string()?;
                    self.due = Due::Colon;
                    return Ok(Some(Step::Key(start..self.at)));
                }
                (Due::Colon, b':', _) => self.due = Due::Value,
                (Due::Comma, b',', Some(Level::Object { .. })) => self.due = Due::Key,
                (Due::Comma, b',', Some(Level::Array { index })) => {
                    *index += 1;
                    self.due = Due::Value;
                }
                (Due::Comma | Due::FirstKey, b'}', Some(Level::Object { .. }))
                | (Due::Comma | Due::FirstElement, b']', Some(Level::Array { .. })) => {
                    self.at += 1;
                    self.open.pop();
                    self.end_value();
                    return Ok(Some(Step::Close));
                }
                (Due::Value | Due::FirstElement, ..) => return self.value(byte).map(Some),
                _ => return self.refuse(FaultKind::Syntax),
            }
            self.at += 1;
        }
    }

    /// Passes a scalar, or the opening bracket of a container.
    fn value(&mut self, first: u8) -> Result<Step, Fault> {
        let start = self.at;
        let container = match first {
            b'{' => Some((Level::Object { key: start }, Due::FirstKey)),
            b'[' => Some((Level::Array { index: 0 }, Due::FirstElement)),
            b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => None,
            _ => return self.refuse(FaultKind::Syntax),
        };
        if container.is_some() && self.open.len() >= self.max_depth {
            return self.refuse(FaultKind::TooDeep);
        }
        self.count()?;
        if let Some((level, due)) = container {
            self.at += 1;
            self.open.push(level);
            self.due = due;
            return Ok(Step::Open(start));
        }
        match first {
            b'"' => self.string()?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => self.number()?,
        }
        self.end_value();
        Ok(Step::Scalar(start..self.at))
    }

    fn end_value(&mut self) {
        self.due = if self.open.is_empty() { Due::End } else { Due::Comma };
    }

    /// Admits the node that starts here. It comes before the node is read, as a fault inside it lies further on.
    fn count(&mut self) -> Result<(), Fault> {
        if self.nodes >= self.max_nodes {
            return self.refuse(FaultKind::TooManyNodes);
        }
        self.nodes += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.at += 1;
        loop {
            let rest = &self.frame[self.at..];
            let plain = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
            // A control character ends it too, which is rare: all at once first, then one by one.
            let has_control = rest[..plain].iter().fold(false, |has, &byte| has | (byte < 0x20));
            let plain = if has_control { control(&rest[..plain]) } else { plain };
            note(plain);
            self.at += plain;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 1,
                _ => return self.refuse(FaultKind::Syntax),
            }
            match self.peek() {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
                Some(b'u') => {
                    self.at += 1;
                    for _ in 0..4 {
                        self.expect(|byte| byte.is_ascii_hexdigit())?;
                    }
                }
                _ => return self.refuse(FaultKind::Syntax),
            }
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Fault> {
        word.iter().try_for_each(|&letter| self.expect(|byte| byte == letter))
    }

    fn number(&mut self) -> Result<(), Fault> {
        self.take(|byte| byte == b'-');
        if !self.take(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.take(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.take(|byte| matches!(byte, b'e' | b'E')) {
            self.take(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Ok(())
    }

    /// Passes one or more digits.
    fn digits(&mut self) -> Result<(), Fault> {
        self.expect(|byte| byte.is_ascii_digit())?;
        while self.take(|byte| byte.is_ascii_digit()) {}
        Ok(())
    }

    fn expect(&mut self, is_wanted: impl Fn(u8) -> bool) -> Result<(), Fault> {
        if self.take(is_wanted) { Ok(()) } else { self.refuse(FaultKind::Syntax) }
    }

    fn take(&mut self, is_wanted: impl Fn(u8) -> bool) -> bool {
        let taken = self.peek().is_some_and(is_wanted);
        self.at += usize::from(taken);
        taken
    }

    fn peek(&self) -> Option<u8> {
        note(1);
        self.frame.get(self.at).copied()
    }

    fn refuse<T>(&self, kind: FaultKind) -> Result<T, Fault> {
        Err(Fault { kind, offset: self.at })
    }
}

/// Where the first control character stands, or the text ends.
#[cold]
fn control(text: &[u8]) -> usize {
    text.iter().position(|&byte| byte < 0x20).unwrap_or(text.len())
}
