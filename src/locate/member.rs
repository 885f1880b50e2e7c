//! [`members`]: the members of a frame's object that have one name; [`text`]: what stands there; [`untyped`]: that none
//! makes the frame an event.

use std::borrow::Cow;
use std::ops::Range;

use super::text::{Piece, Pieces};
use super::value::DEEPEST;
use super::walk::{Level, Step, Walker};
use super::{Fault, Segment};
use crate::error::{Error, ErrorKind};
use crate::wire::Found;

/// The values of every member of the frame's object that is named `key`, in document order; none where the frame is
/// no object.
pub(crate) fn members(frame: &[u8], key: &str) -> Result<Option<Vec<Range<usize>>>, Fault> {
    let mut walker = Walker { max_depth: DEEPEST, ..Walker::new(frame) };
    let key = Segment::Key(key.to_owned());
    let mut is_object = false;
    let mut values = Vec::new();
    // Where the value begins that is asked for and not yet passed.
    let mut start = None;
    while let Some(step) = walker.step()? {
        let (from, depth) = match step {
            Step::Key(_) => continue,
            Step::Scalar(range) => (Some(range.start), walker.open.len()),
            Step::Open(at) => {
                match walker.open[..] {
                    [Level::Object { .. }] => is_object = true,
                    [level @ Level::Object { .. }, _] if key.names(frame, level) => start = Some(at),
                    _ => {}
                }
                continue;
            }
            Step::Close => (start, walker.open.len()),
        };
        let (1, Some(from), [level @ Level::Object { .. }]) = (depth, from, &walker.open[..]) else { continue };
        if start.take().is_some() || key.names(frame, *level) {
            values.push(from..walker.at);
        }
    }
    Ok(is_object.then_some(values))
}

/// What the string at `quote` says, as long as it is UTF-8 and of no more than `most` bytes. Half of a surrogate pair is
/// U+FFFD.
pub(crate) fn text(frame: &[u8], quote: usize, most: usize) -> Option<Cow<'_, str>> {
    let mut room = [0; 4];
    let mut pieces = Pieces::new(frame, quote);
    let Some(first) = pieces.next() else { return Some(Cow::Borrowed("")) };
    if let (Piece::Raw(raw), None) = (&first, pieces.next()) {
        return std::str::from_utf8(raw).ok().filter(|text| text.len() <= most).map(Cow::Borrowed);
    }
    let mut bytes = Vec::new();
    for piece in Pieces::new(frame, quote) {
        bytes.extend_from_slice(piece.text(&mut room));
        if bytes.len() > most {
            return None;
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// The error that a sound frame is no object whose last `key` is text, as the decoder has it.
#[cold]
pub(crate) fn untyped(frame: &[u8], key: &'static str) -> Error {
    let start = frame.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    match members(frame, key) {
        Err(fault) => fault.error(frame, DEEPEST, usize::MAX),
        Ok(None) => {
            let kind = ErrorKind::Expected { expected: Found::Object.as_str(), found: found(frame, start) };
            Error::new(kind, start, String::new())
        }
        Ok(Some(values)) => match values.last() {
            None => Error::new(ErrorKind::Missing(key), start, String::new()),
            Some(last) => {
                let found = found(frame, last.start);
                let kind = ErrorKind::Expected { expected: Found::String.as_str(), found };
                Error::new(kind, last.start, key.to_owned())
            }
        },
    }
}

/// The sort of value that begins at `at`, as errors name it.
fn found(frame: &[u8], at: usize) -> &'static str {
    let found = match frame.get(at) {
        Some(b'"') => Found::String,
        Some(b'{') => Found::Object,
        Some(b'[') => Found::Array,
        Some(b't' | b'f') => Found::Boolean,
        Some(b'n') => Found::Null,
        _ => {
            let digits = frame.get(at..).unwrap_or_default().iter().take_while(|byte| !b",]} \t\n\r".contains(byte));
            let whole = digits.into_iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
            if whole { Found::Integer } else { Found::Number }
        }
    };
    found.as_str()
}
