//! Finding and changing values in a frame without decoding it.
//!
//! A gateway that renames an event, redacts a text or sets a field wants every other byte to go on as it came.
//! [`locate`] finds the bytes of a value, [`patch`] writes a frame with some bytes replaced, and [`set`], [`remove`] and
//! [`rename`] are the two put together.
//!
//! ```
//! let frame = br#"{"type":"response.text.delta", "delta":"Hi", "x":1}"#;
//! let range = rtwire::locate(frame, "delta", Default::default())?.expect("is there");
//! assert_eq!(&frame[range.clone()], br#""Hi""#);
//!
//! let mut out = Vec::new();
//! rtwire::patch(frame, &[(range, br#""""#)], &mut out)?;
//! assert_eq!(out, br#"{"type":"response.text.delta", "delta":"", "x":1}"#);
//!
//! out.clear();
//! rtwire::patch::rename(frame, "response.output_text.delta", &mut out)?;
//! assert_eq!(out, br#"{"type":"response.output_text.delta", "delta":"Hi", "x":1}"#);
//! # Ok::<(), rtwire::Error>(())
//! ```
//!
//! # Paths
//!
//! `response.output[0].content[0].type`: keys and indices, as errors show them. A key that is no plain word is written
//! `["odd key"]`, with `\"`, `\'`, `\\`, `\n`, `\r`, `\t`, `\0` and `\u{..}` as escapes. Keys are compared by what they say, so `type` is
//! found where the frame has `"\u0074ype"`. The empty path is the frame's one value.
//!
//! # What is checked
//!
//! That the frame is JSON, nested at most 1,024 deep: any fault is an error with its place. Not that it is UTF-8, and
//! not that it is an event.

use std::ops::Range;

use smallvec::SmallVec;

use crate::Duplicates;
use crate::error::{Error, ErrorKind, Result};
use crate::locate::{self, Obstacle, Part, Segment, segments};

/// Finds the bytes of the value at `path`; none where there is no such value.
///
/// Of repeated keys the last counts at every level, unless `duplicates` says that they are an error.
///
/// # Errors
/// `Syntax` or `Limit` if the frame is not JSON or nests too deep, `Shape` for a repeated key of the path under
/// [`Duplicates::Reject`] and for a path that is none.
pub fn locate(frame: &[u8], path: &str, duplicates: Duplicates) -> Result<Option<Range<usize>>> {
    find(frame, &read(path)?, duplicates)
}

/// Writes `frame` to the end of `out` with the bytes of each range replaced. Ranges may come in any order.
///
/// # Errors
/// `Shape` if two ranges overlap or one lies outside the frame; nothing has been written then.
pub fn patch(frame: &[u8], edits: &[(Range<usize>, &[u8])], out: &mut Vec<u8>) -> Result<()> {
    let mut edits: SmallVec<[&(Range<usize>, &[u8]); 8]> = edits.iter().collect();
    // Stable: where several insert at one place, they do so in the order given.
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut at = 0;
    for (range, _) in &edits {
        if range.start < at || range.end < range.start || range.end > frame.len() {
            return Err(Error::new(ErrorKind::Edit, range.start.min(frame.len()), String::new()));
        }
        at = range.end;
    }
    let grown: usize = edits.iter().map(|(_, bytes)| bytes.len()).sum();
    out.reserve(frame.len() + grown);
    let mut at = 0;
    for (range, bytes) in edits {
        out.extend_from_slice(&frame[at..range.start]);
        out.extend_from_slice(bytes);
        at = range.end;
    }
    out.extend_from_slice(&frame[at..]);
    Ok(())
}

/// Writes `frame` to the end of `out` with `json` as the value at `path`, and says whether it has a place for it.
///
/// A member that is not there is added at the end of its object, where that is there. An element that is not there is
/// not added. Of repeated keys the last one's value is replaced.
///
/// ```
/// let mut out = Vec::new();
/// assert!(rtwire::patch::set(br#"{"type":"response.create","response":{}}"#, "response.conversation", br#""none""#, &mut out)?);
/// assert_eq!(out, br#"{"type":"response.create","response":{"conversation":"none"}}"#);
/// # Ok::<(), rtwire::Error>(())
/// ```
///
/// # Errors
/// As [`locate`]. Whether `json` is JSON is not looked at.
pub fn set(frame: &[u8], path: &str, json: &[u8], out: &mut Vec<u8>) -> Result<bool> {
    let path = read(path)?;
    if let Some(range) = find(frame, &path, Duplicates::Last)? {
        return patch(frame, &[(range, json)], out).map(|()| true);
    }
    let Some((Segment::Key(key), parent)) = path.split_last() else {
        return patch(frame, &[], out).map(|()| false);
    };
    let Some(object) = find(frame, parent, Duplicates::Last)?.filter(|range| frame[range.start] == b'{') else {
        return patch(frame, &[], out).map(|()| false);
    };
    let last = parts(frame, &object, &Segment::Key(String::new()))?.last().map(|part| part.end);
    let mut member = Vec::with_capacity(key.len() + json.len() + 4);
    member.extend_from_slice(if last.is_some() { b",\"" } else { b"\"" });
    write_text(key, &mut member);
    member.extend_from_slice(b"\":");
    member.extend_from_slice(json);
    let at = last.unwrap_or(object.start + 1);
    patch(frame, &[(at..at, &member)], out).map(|()| true)
}

/// Writes `frame` to the end of `out` without the member or element at `path`, and says whether it was there.
///
/// Where a key is repeated in the last one's object, all of them go: nobody finds an earlier one in its place.
///
/// ```
/// let mut out = Vec::new();
/// assert!(rtwire::patch::remove(br#"{"a":1,"b":2,"b":3}"#, "b", &mut out)?);
/// assert_eq!(out, br#"{"a":1}"#);
/// # Ok::<(), rtwire::Error>(())
/// ```
///
/// # Errors
/// As [`locate`]; `Shape` for the empty path, for a frame has one value.
pub fn remove(frame: &[u8], path: &str, out: &mut Vec<u8>) -> Result<bool> {
    let path = read(path)?;
    let Some((last, parent)) = path.split_last() else {
        return Err(Error::new(ErrorKind::Path, 0, String::new()));
    };
    let container = find(frame, parent, Duplicates::Last)?.filter(|range| matches!(frame[range.start], b'{' | b'['));
    let Some(container) = container else {
        return patch(frame, &[], out).map(|()| false);
    };
    let parts = parts(frame, &container, last)?;
    let mut edits: SmallVec<[(Range<usize>, &[u8]); 4]> = SmallVec::new();
    let mut kept = None;
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at + 1).map_or(part.end, |next| next.start);
        match (part.wanted, kept) {
            // With the comma before it, or where nothing is kept before it, with the one behind.
            (true, Some(end)) => edits.push((end..part.end, b"")),
            (true, None) => edits.push((part.start..next, b"")),
            (false, _) => {}
        }
        kept = (!part.wanted || kept.is_some()).then_some(part.end);
    }
    patch(frame, &edits, out).map(|()| !edits.is_empty())
}

/// Writes `frame` to the end of `out` with another `type`, and says whether it had one. Of repeated ones the last is
/// replaced.
///
/// # Errors
/// As [`locate`].
pub fn rename(frame: &[u8], kind: &str, out: &mut Vec<u8>) -> Result<bool> {
    let mut text = Vec::with_capacity(kind.len() + 2);
    text.push(b'"');
    write_text(kind, &mut text);
    text.push(b'"');
    let range = locate(frame, "type", Duplicates::Last)?;
    let edits: SmallVec<[(Range<usize>, &[u8]); 1]> = range.into_iter().map(|range| (range, &*text)).collect();
    patch(frame, &edits, out).map(|()| !edits.is_empty())
}

fn read(path: &str) -> Result<Vec<Segment>> {
    segments(path).ok_or_else(|| Error::new(ErrorKind::Path, 0, String::new()))
}

fn find(frame: &[u8], path: &[Segment], duplicates: Duplicates) -> Result<Option<Range<usize>>> {
    locate::value(frame, path, duplicates).map_err(|obstacle| match obstacle {
        Obstacle::Fault(fault) => fault.error(frame, locate::DEEPEST, usize::MAX),
        Obstacle::Repeated(at) => Error::new(ErrorKind::Repeated, at, locate::path_at(frame, at)),
    })
}

fn parts(frame: &[u8], container: &Range<usize>, segment: &Segment) -> Result<Vec<Part>> {
    locate::parts(frame, container, segment).map_err(|fault| fault.error(frame, locate::DEEPEST, usize::MAX))
}

/// Writes what stands between the quotes.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            byte => out.push(byte),
        }
    }
}
