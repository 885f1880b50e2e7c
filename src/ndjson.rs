//! Lines of NDJSON: one frame a line, from a slice or from anything that reads.
//!
//! [`Lines`] walks a slice, [`Reader`] anything that is [`Read`](std::io::Read), a file by [`open`]; both give the same lines for
//! the same bytes, since one private judge decides for both. The rules:
//!
//! - A line ends in LF or CRLF; the last one may lack it. A lone CR is a byte of the line.
//! - Lines of nothing but space, tab and CR are skipped, yet they count in [`Line::number`].
//! - A byte order mark at the start of the stream is skipped; it counts in [`Line::offset`] and in the bytes.
//! - A line longer than the limit is a [`Body::TooLong`] with its length. A [`Reader`] never holds more of it than
//!   the limit or 256 KiB, whichever is more, however long it goes on.
//!
//! Whether a line is JSON, or even UTF-8, is not looked at: that is the [`Decoder`](crate::Decoder)'s.
//!
//! ```
//! use rtwire::ndjson::{Body, Lines};
//!
//! let text = b"{\"type\":\"input_audio_buffer.commit\"}\r\n\n{\"type\":\"response.create\"}";
//! let lines: Vec<_> = Lines::new(text).collect();
//! assert_eq!(lines.len(), 2);
//! assert_eq!((lines[1].number, lines[1].offset), (3, 39));
//! assert_eq!(lines[1].body, Body::Frame(b"{\"type\":\"response.create\"}"));
//! ```

mod reader;
#[cfg(test)]
mod tests;

pub use reader::{Reader, open};

use memchr::memchr;

use crate::Limits;

/// One line that is not blank, and where it stands in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line<'a> {
    /// The line's number, from 1; blank lines count.
    pub number: u64,
    /// How many bytes of the stream stand before the line's first byte.
    pub offset: u64,
    /// What stands in the line.
    pub body: Body<'a>,
}

/// What stands in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body<'a> {
    /// The line without its line end.
    Frame(&'a [u8]),
    /// The line is longer than the limit, so its bytes are not kept.
    TooLong {
        /// The line's length in bytes, without its line end.
        len: u64,
    },
}

impl<'a> Body<'a> {
    /// What stands in `line`, whose end somebody else has found: for those who read a file on many threads. None where
    /// it is blank. `line` has its line end, unless it is the stream's last; a byte order mark is not looked for.
    ///
    /// ```
    /// use rtwire::ndjson::Body;
    ///
    /// assert_eq!(Body::of_line(b"{\"type\":\"response.create\"}\r\n", 26), Some(Body::Frame(b"{\"type\":\"response.create\"}")));
    /// assert_eq!(Body::of_line(b"{\"type\":\"response.create\"}", 25), Some(Body::TooLong { len: 26 }));
    /// assert_eq!(Body::of_line(b" \t\r\n", 25), None);
    /// ```
    pub fn of_line(line: &'a [u8], limit: usize) -> Option<Self> {
        let raw = line.strip_suffix(b"\n");
        let mut extent = Extent::default();
        extent.add(raw.unwrap_or(line));
        let head = Place::default().pass(extent, raw.is_some())?;
        Some(head.line(line, limit).body)
    }
}

/// The lines of a slice.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    rest: &'a [u8],
    limit: usize,
    place: Place,
}

impl<'a> Lines<'a> {
    /// Walks the lines of `text`, with the limit that [`Limits`] sets by default.
    pub fn new(text: &'a [u8]) -> Self {
        Self::with_limit(text, Limits::default().max_frame_bytes)
    }

    /// Walks the lines of `text`; one longer than `limit` bytes is given as [`Body::TooLong`].
    pub fn with_limit(text: &'a [u8], limit: usize) -> Self {
        let rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let mut place = Place::default();
        place.offset += (text.len() - rest.len()) as u64;
        Self { rest, limit, place }
    }

    /// How many bytes have been walked: every line so far with its line end, blank ones and a byte order mark too.
    pub fn bytes(&self) -> u64 {
        self.place.offset
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        while !self.rest.is_empty() {
            let found = memchr(b'\n', self.rest);
            let (raw, rest) = match found {
                Some(at) => (&self.rest[..at], &self.rest[at + 1..]),
                None => (self.rest, &[][..]),
            };
            self.rest = rest;
            let mut extent = Extent::default();
            extent.add(raw);
            if let Some(head) = self.place.pass(extent, found.is_some()) {
                return Some(head.line(raw, self.limit));
            }
        }
        None
    }
}

/// Where the next line begins: the one judge of lines, for the slice and for the reader.
#[derive(Debug, Clone, Default)]
struct Place {
    /// Lines passed.
    number: u64,
    /// Bytes passed.
    offset: u64,
}

impl Place {
    /// Passes a raw line, with a LF behind it unless the stream ends there. A blank one gives nothing.
    fn pass(&mut self, raw: Extent, newline: bool) -> Option<Head> {
        let len = raw.len - u64::from(newline && raw.carriage_return);
        let head = Head { number: self.number + 1, offset: self.offset, len };
        self.number += 1;
        self.offset += raw.len + u64::from(newline);
        raw.solid.then_some(head)
    }
}

/// What the judge wants to know of a raw line (without its LF), gathered part by part.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    len: u64,
    /// The last byte is a CR.
    carriage_return: bool,
    /// There is more in it than space, tab and CR.
    solid: bool,
}

impl Extent {
    fn add(&mut self, part: &[u8]) {
        self.len += part.len() as u64;
        if let Some(&last) = part.last() {
            self.carriage_return = last == b'\r';
        }
        self.solid = self.solid || part.iter().any(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    }
}

/// A line that was passed, without its bytes.
struct Head {
    number: u64,
    offset: u64,
    len: u64,
}

impl Head {
    fn line(self, raw: &[u8], limit: usize) -> Line<'_> {
        let body = match usize::try_from(self.len) {
            Ok(len) if len <= limit => Body::Frame(&raw[..len]),
            _ => Body::TooLong { len: self.len },
        };
        Line { number: self.number, offset: self.offset, body }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
