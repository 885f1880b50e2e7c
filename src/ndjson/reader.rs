//! Lines of anything that reads, in a buffer that is bounded by the longest line allowed.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::path::Path;

use memchr::memchr;

use super::{BYTE_ORDER_MARK, Extent, Head, Line, Place};
use crate::Limits;

/// The lines of a stream, read in blocks.
///
/// The buffer starts at 256 KiB and grows with the longest line, to the limit at most if that is more. Each line borrows from it, so
/// a line is done with before the next is asked for.
///
/// ```
/// use rtwire::ndjson::{Body, Reader};
///
/// let stream: &[u8] = b"{\"type\":\"response.create\"}\n{\"type\":\"response.cancel\"}\n";
/// let mut reader = Reader::with_limit(stream, 26);
/// while let Some(line) = reader.next()? {
///     match line.body {
///         Body::Frame(frame) => assert_eq!(frame.len(), 26),
///         Body::TooLong { len } => panic!("line {} has {len} bytes", line.number),
///     }
/// }
/// assert_eq!(reader.bytes(), 54);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    limit: usize,
    /// How much is read at a time.
    block: usize,
    pub(super) buffer: Vec<u8>,
    /// What has been read and not yet given: `buffer[start..end]`.
    start: usize,
    end: usize,
    /// What is known of the current line's part that is not in the buffer any more, for it is too long.
    dropped: Extent,
    place: Place,
    begun: bool,
    ended: bool,
}

/// Opens the file at `path` as a [`Reader`], with the limit that [`Limits`] sets by default.
///
/// # Errors
/// What the system says of a file that cannot be opened; [`ErrorKind::IsADirectory`] for a directory.
pub fn open(path: impl AsRef<Path>) -> io::Result<Reader<File>> {
    let file = File::open(path)?;
    // Opening a directory works on Unix, and fails only at the first read.
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Ok(Reader::new(file))
}

impl<R: Read> Reader<R> {
    /// Reads the lines of `source`, with the limit that [`Limits`] sets by default.
    ///
    /// `source` needs no buffer of its own.
    pub fn new(source: R) -> Self {
        Self::with_limit(source, Limits::default().max_frame_bytes)
    }

    /// Reads the lines of `source`; one longer than `limit` bytes is given as [`Body::TooLong`](super::Body::TooLong).
    pub fn with_limit(source: R, limit: usize) -> Self {
        Self::with_block(source, limit, BLOCK)
    }

    /// Gives the next line, or none at the end.
    ///
    /// Named like an iterator's method, which it cannot be: the line borrows from the reader.
    ///
    /// # Errors
    /// What `source` says, save [`ErrorKind::Interrupted`]. Nothing is lost by it: asked again, the reader goes on.
    #[expect(
        clippy::should_implement_trait,
        reason = "a lending iterator, which the standard library has no trait for"
    )]
    pub fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let Some((head, raw)) = self.advance()? else {
            return Ok(None);
        };
        Ok(Some(head.line(&self.buffer[raw], self.limit)))
    }

    /// How many bytes have been walked: every line so far with its line end, blank ones and a byte order mark too.
    ///
    /// At the end that is the length of the stream.
    pub fn bytes(&self) -> u64 {
        self.place.offset
    }

    pub(super) fn with_block(source: R, limit: usize, block: usize) -> Self {
        Self {
            source,
            limit,
            block,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            dropped: Extent::default(),
            place: Place::default(),
            begun: false,
            ended: false,
        }
    }

    /// Walks to the next line that is not blank, and says where in the buffer it stands (for one that is too long,
    /// where the rest of it stands).
    fn advance(&mut self) -> io::Result<Option<(Head, Range<usize>)>> {
        if !self.begun {
            self.skip_byte_order_mark()?;
            self.begun = true;
        }
        let mut searched = 0;
        loop {
            let pending = &self.buffer[self.start..self.end];
            let found = memchr(b'\n', &pending[searched..]).map(|at| searched + at);
            if found.is_none() && !self.ended {
                searched = pending.len();
                // One byte more than the limit may be the CR of a line end.
                if self.dropped.len > 0 || pending.len() > self.limit.saturating_add(1) {
                    self.dropped.add(pending);
                    self.start = self.end;
                    searched = 0;
                }
                self.fill()?;
                continue;
            }
            let raw = self.start..self.start + found.unwrap_or(pending.len());
            if found.is_none() && raw.is_empty() && self.dropped.len == 0 {
                return Ok(None);
            }
            let mut extent = std::mem::take(&mut self.dropped);
            extent.add(&self.buffer[raw.clone()]);
            self.start = raw.end + usize::from(found.is_some());
            searched = 0;
            if let Some(head) = self.place.pass(extent, found.is_some()) {
                return Ok(Some((head, raw)));
            }
        }
    }

    fn skip_byte_order_mark(&mut self) -> io::Result<()> {
        // No more is waited for than it takes to tell: the source may be somebody typing.
        while !self.ended && self.end < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&self.buffer[..self.end]) {
            self.fill()?;
        }
        if self.buffer[..self.end].starts_with(BYTE_ORDER_MARK) {
            self.start = BYTE_ORDER_MARK.len();
            self.place.offset = self.start as u64;
        }
        Ok(())
    }

    /// Reads once, at most a block, behind what is pending.
    fn fill(&mut self) -> io::Result<()> {
        let pending = self.end - self.start;
        // Moving what is pending to the front costs at most what has been given since the last time, or happens once
        // a line; and reading no more than a block keeps the bytes in cache, however far one long line made the
        // buffer grow.
        if self.start > 0 && (pending <= self.start || self.end == self.buffer.len()) {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, pending);
        }
        if self.end == self.buffer.len() {
            // `advance` drops a line of two bytes over the limit, so this is always more than what is pending.
            let most = self.limit.saturating_add(2).max(self.block);
            self.buffer.resize(self.buffer.len().saturating_mul(2).clamp(self.block, most), 0);
        }
        let room = (self.buffer.len() - self.end).min(self.block);
        let read = loop {
            match self.source.read(&mut self.buffer[self.end..self.end + room]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.ended = read == 0;
        self.end += read.min(room);
        Ok(())
    }
}

/// Fits the second level cache of what is common, and makes a read of a file cost next to nothing a byte. Where fuzzing
/// looks on so small that lines reach over blocks.
const BLOCK: usize = if cfg!(fuzzing) { 48 } else { 256 * 1024 };
