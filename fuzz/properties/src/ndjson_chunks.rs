//! Lines of a stream, however it comes.

use std::io::{self, Read};
use std::iter::Cycle;
use std::slice;

use rtwire::ndjson::{Body, Lines, Reader};

use crate::limits::split;
use crate::tally;

/// The lines of a stream are the same in whatever chunks it comes, as those of the slice, and as those of a splitter
/// that knows nothing but the rules.
///
/// # Panics
/// If it is not so.
pub fn ndjson_chunks(data: &[u8]) {
    let ([limit, chunks], rest) = split(data);
    let limit = if limit == 0 { 24 << 20 } else { usize::from(limit - 1) };
    let (chunks, stream) = rest.split_at(rest.len().min(usize::from(chunks % 16)));
    let stream: Box<[u8]> = stream.into();

    let mut lines = Lines::with_limit(&stream, limit);
    let mut reader =
        Reader::with_limit(Chunked { rest: &stream, chunks: chunks.iter().cycle(), interrupted: false }, limit);
    let mut naive = Naive::new(&stream, limit);
    loop {
        let line = lines.next();
        assert_eq!(line.map(|line| (line.number, line.offset, line.body)), naive.next());
        let read = reader.next().expect("the source never fails");
        assert_eq!(read, line);
        assert_eq!(reader.bytes(), lines.bytes());
        let Some(line) = line else { break };
        tally::count(if matches!(line.body, Body::Frame(_)) { "frame" } else { "too long" }, true);
    }
    assert_eq!(lines.bytes(), stream.len() as u64);
    assert!(reader.next().expect("the source never fails").is_none(), "something after the end");
}

/// Gives a stream in chunks of given sizes; 0 is an interruption, though never a second one at once.
struct Chunked<'s> {
    rest: &'s [u8],
    chunks: Cycle<slice::Iter<'s, u8>>,
    interrupted: bool,
}

impl Read for Chunked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.chunks.next().map_or(usize::MAX, |&size| usize::from(size));
        self.interrupted = size == 0 && !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = size.max(1).min(self.rest.len()).min(buffer.len());
        let (given, rest) = self.rest.split_at(size);
        buffer[..size].copy_from_slice(given);
        self.rest = rest;
        Ok(size)
    }
}

/// The rules once more, line by line.
struct Naive<'s> {
    pieces: slice::SplitInclusive<'s, u8, fn(&u8) -> bool>,
    limit: usize,
    number: u64,
    offset: u64,
}

impl<'s> Naive<'s> {
    fn new(stream: &'s [u8], limit: usize) -> Self {
        let rest = stream.strip_prefix(b"\xef\xbb\xbf").unwrap_or(stream);
        let line_end: fn(&u8) -> bool = |byte| *byte == b'\n';
        Self { pieces: rest.split_inclusive(line_end), limit, number: 0, offset: (stream.len() - rest.len()) as u64 }
    }
}

impl<'s> Iterator for Naive<'s> {
    type Item = (u64, u64, Body<'s>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let piece = self.pieces.next()?;
            let offset = self.offset;
            self.number += 1;
            self.offset += piece.len() as u64;
            let line = match piece {
                [line @ .., b'\r', b'\n'] | [line @ .., b'\n'] => line,
                line => line,
            };
            if line.iter().all(|byte| b" \t\r".contains(byte)) {
                continue;
            }
            let body =
                if line.len() > self.limit { Body::TooLong { len: line.len() as u64 } } else { Body::Frame(line) };
            return Some((self.number, offset, body));
        }
    }
}
