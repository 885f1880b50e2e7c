//! Where a frame is wrong, and where in it a value stands.
//!
//! The decoder reads frames with a parser built for speed, whose errors say little and place it badly. This is the
//! second, cold look at the untouched frame: one strict RFC 8259 walk, byte by byte, that tells what is wrong and at
//! which byte ([`check`]), what the path of a place is ([`path_at`], [`node`]) and where a path leads ([`value`]).
//!
//! Frames come from the other side of a socket, so the walk keeps its own stack instead of recursing, spends sixteen
//! bytes per open container and nothing per key or value, and passes every byte a fixed number of times. It never
//! decodes a value: text is unescaped only to show or compare a key.

mod member;
mod path;
mod segment;
mod tag;
mod text;
mod value;
mod walk;

use std::ops::Range;

pub(crate) use member::{members, text as text_at, untyped};
pub(crate) use segment::{Segment, pattern, segments};
pub(crate) use tag::{Tags, tags};
pub(crate) use text::Pieces;
pub(crate) use value::{DEEPEST, Obstacle, Part, parts, value};
pub(crate) use walk::{Level, Step, Walker};

use crate::error::{Error, ErrorKind};
use path::{Indices, render};
use walk::Due;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) offset: usize,
}

/// What can be wrong with a text. What the offset of the [`Fault`] means depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// No valid text goes on with this byte. The length of the frame if it was cut.
    Syntax,
    /// The frame is UTF-8 up to here.
    Utf8,
    /// This bracket opens one container too many inside each other.
    TooDeep,
    /// Here starts the first value or key past the limit.
    TooManyNodes,
}

impl Fault {
    /// The error that says it, with the path of its place.
    #[cold]
    pub(crate) fn error(self, frame: &[u8], max_depth: usize, max_nodes: usize) -> Error {
        let kind = match self.kind {
            FaultKind::Syntax => ErrorKind::Syntax,
            FaultKind::Utf8 => ErrorKind::Utf8,
            FaultKind::TooDeep => ErrorKind::TooDeep { limit: max_depth },
            FaultKind::TooManyNodes => ErrorKind::TooManyNodes { limit: max_nodes },
        };
        Error::new(kind, self.offset, path_at(frame, self.offset))
    }
}

/// What a valid text holds that a decoder may still refuse.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Checked {
    /// How many values and keys there are.
    pub(crate) nodes: usize,
    /// The backslash of each `\uD800` to `\uDFFF` that is not half of a pair, in document order.
    pub(crate) lone_surrogates: Vec<usize>,
    /// The first byte of the first number too large for an `f64`.
    pub(crate) beyond_f64: Option<usize>,
}

impl Checked {
    /// The frame with U+FFFD for each half of a pair. It is as long, so that no offset moves.
    pub(crate) fn mended(&self, frame: &[u8]) -> Vec<u8> {
        let mut mended = frame.to_vec();
        for &offset in &self.lone_surrogates {
            mended[offset..offset + 6].copy_from_slice(br"\ufffd");
        }
        mended
    }
}

/// A node of a frame. For a key, `range` covers it with its quotes and `path` is that of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) range: Range<usize>,
    pub(crate) path: String,
}

/// Validates `frame` as one JSON text.
///
/// The root has depth 1 if it is a container; `max_depth` and `max_nodes` themselves are fine. A byte order mark is
/// not part of JSON and is refused.
///
/// # Errors
/// The fault with the lowest offset. Where several share a byte, [`FaultKind::Utf8`] goes first, then
/// [`FaultKind::TooDeep`].
pub(crate) fn check(frame: &[u8], max_depth: usize, max_nodes: usize) -> Result<Checked, Fault> {
    let walked = survey(Walker { max_depth, max_nodes, ..Walker::new(frame) });
    // The walk takes any byte from 0x80 up inside a string as it comes, so that there is one place that knows UTF-8.
    let sound = walked.as_ref().map_or_else(|fault| fault.offset, |_| frame.len());
    match std::str::from_utf8(frame).map_err(|error| error.valid_up_to()) {
        Err(offset) if offset <= sound => Err(Fault { kind: FaultKind::Utf8, offset }),
        _ => walked,
    }
}

fn survey(mut walker: Walker<'_>) -> Result<Checked, Fault> {
    let frame = walker.frame;
    let mut checked = Checked::default();
    while let Some(step) = walker.step()? {
        let (Step::Key(range) | Step::Scalar(range)) = step else {
            continue;
        };
        match frame[range.start] {
            b'"' => {
                let lone = Pieces::new(frame, range.start).filter_map(|piece| piece.lone());
                checked.lone_surrogates.extend(lone);
            }
            b'-' | b'0'..=b'9' if checked.beyond_f64.is_none() => {
                let start = range.start;
                checked.beyond_f64 = is_beyond_f64(&frame[range]).then_some(start);
            }
            _ => {}
        }
    }
    checked.nodes = walker.nodes;
    Ok(checked)
}

/// Whether `frame` is sure to have no more than `max_nodes` values and keys, at a glance: each but the first follows a
/// comma, a colon or a bracket that opens.
///
/// For frames that are large because a string in them is. `false` says that [`check`] must count; also where a text
/// that may be no JSON has so many brackets, quotes and spaces that a parser's index of them would be the larger part.
pub(crate) fn few_nodes(frame: &[u8], max_nodes: usize) -> bool {
    let (mut nodes, mut tokens) = (1, 0);
    let mut at = 0;
    while let Some(byte) = frame.get(at) {
        match byte {
            b'"' => {
                at = string_end(frame, at + 1);
                tokens += 1;
            }
            b',' | b':' | b'[' | b'{' => nodes += 1,
            b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r' => tokens += 1,
            _ => {}
        }
        if nodes > max_nodes || tokens > 4 * max_nodes {
            return false;
        }
        at += 1;
    }
    true
}

/// The quote that ends the string whose content begins at `at`, or the frame's end.
fn string_end(frame: &[u8], mut at: usize) -> usize {
    while let Some(found) = frame.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if frame[at] == b'"' {
            return at;
        }
        at += 2;
    }
    frame.len()
}

/// Finds the `n`-th node of a valid frame in document order. The root is node 0, and keys count.
///
/// A frame with a fault is read up to it: `None` if the node does not end before.
pub(crate) fn node(frame: &[u8], n: usize) -> Option<Place> {
    let mut walker = Walker::new(frame);
    loop {
        let before = walker.nodes;
        let step = walker.step().ok()??;
        match step {
            Step::Key(range) | Step::Scalar(range) if before == n => {
                let path = render(frame, &walker.open, Indices::Shown);
                return Some(Place { range, path });
            }
            Step::Open(start) if before == n => {
                let depth = walker.open.len() - 1;
                let path = render(frame, &walker.open[..depth], Indices::Shown);
                while walker.open.len() > depth {
                    walker.step().ok()??;
                }
                let range = start..walker.at;
                return Some(Place { range, path });
            }
            Step::Key(_) | Step::Scalar(_) | Step::Open(_) | Step::Close => {}
        }
    }
}

/// The paths of the strings, values or keys, of a valid frame that hold one of `offsets`, which ascend; the first `most`
/// of them, any index as `[]`.
pub(crate) fn paths_of(frame: &[u8], offsets: &[usize], most: usize) -> Vec<String> {
    let mut walker = Walker::new(frame);
    let mut left = offsets.iter().peekable();
    let mut paths = Vec::new();
    while let (Some(&&offset), Ok(Some(step))) = (left.peek(), walker.step()) {
        let (Step::Key(range) | Step::Scalar(range)) = step else { continue };
        if range.contains(&offset) && paths.len() < most {
            paths.push(render(frame, &walker.open, Indices::Any));
        }
        while left.next_if(|&&offset| offset < range.end).is_some() {}
    }
    paths
}

/// Tells the path of the value that the byte at `offset` belongs to, from nothing but the bytes before it.
///
/// A byte where a key is due, or inside a key, belongs to the object; one after a key, to the value of that key. A
/// byte right behind a number or a word still belongs to it, since the text before cannot tell that it has ended.
pub(crate) fn path_at(frame: &[u8], offset: usize) -> String {
    let told = &frame[..offset.min(frame.len())];
    let mut walker = Walker::new(told);
    let mut may_go_on = false;
    while let Ok(Some(step)) = walker.step() {
        may_go_on = match step {
            Step::Scalar(range) => range.end == told.len() && told[range.start] != b'"',
            Step::Key(_) | Step::Open(_) | Step::Close => false,
        };
    }
    let outside = match walker.due {
        Due::Value | Due::FirstElement | Due::Colon => false,
        Due::FirstKey | Due::Key | Due::Comma | Due::End => !may_go_on,
    };
    let depth = walker.open.len().saturating_sub(usize::from(outside));
    render(frame, &walker.open[..depth], Indices::Shown)
}

fn is_beyond_f64(number: &[u8]) -> bool {
    // Only an exponent or more digits than `f64::MAX` has can get there; that spares nearly all numbers the parse.
    let may_be = number.len() > f64::MAX_10_EXP as usize || number.iter().any(|byte| matches!(byte, b'e' | b'E'));
    may_be && std::str::from_utf8(number).is_ok_and(|number| number.parse::<f64>().is_ok_and(f64::is_infinite))
}

/// Notes that so many bytes were looked at, for the tests that count them; else nothing.
#[cfg(not(test))]
const fn note(_bytes: usize) {}

#[cfg(test)]
use growth::note;

#[cfg(test)]
mod growth;
#[cfg(test)]
mod tests;
