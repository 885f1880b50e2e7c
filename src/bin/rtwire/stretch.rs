//! A piece of a plain file, which a worker reads by itself: nobody has to go over the file to cut it into lines.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use memchr::{memchr, memchr_iter};
use rtwire::ndjson::{Body, Lines, Reader};

use crate::progress::Progress;

/// The lines of it are those that begin in it, however far the last of them goes.
///
/// Lines are numbered in the file, so each stretch is told by the one before how many there are, as soon as that one
/// has been read and long before its lines have been dealt with.
pub(crate) struct Stretch {
    file: Arc<File>,
    progress: Progress,
    start: u64,
    len: usize,
    /// It goes on to the file's end, which may have moved.
    last: bool,
    /// The line ends before it, or none where those cannot be read.
    before: Receiver<Option<u64>>,
    /// The same for the next.
    behind: Sender<Option<u64>>,
}

/// What of a stretch could be read.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) bytes: u64,
    /// Why no more lines of the file follow, and the last line before.
    pub(crate) trouble: Option<(u64, io::Error)>,
}

/// Memory to be used again.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    text: Vec<u8>,
    /// The places of line ends in it.
    ends: Vec<usize>,
}

/// Cuts a file of `size` bytes into stretches of `least` or, where those are many, of up to twice as many. At four times as
/// many, a stretch and what becomes of it no longer fit the second level cache, which took 10 % more time.
pub(crate) fn stretches(file: File, size: u64, least: usize, progress: &Progress) -> impl Iterator<Item = Stretch> {
    let (first, mut before) = channel();
    // It cannot fail, as whoever is told stands here.
    let _ = first.send(Some(0));
    let (file, progress) = (Arc::new(file), progress.clone());
    let mut next = Some(0);
    let len = usize::try_from(size).map_or(least, |size| (size / MANY).clamp(least, least.saturating_mul(2)).min(size));
    std::iter::from_fn(move || {
        let start = next?;
        let end = start + len as u64;
        next = (end < size).then_some(end);
        let (behind, told) = channel();
        let before = std::mem::replace(&mut before, told);
        let (file, progress) = (Arc::clone(&file), progress.clone());
        Some(Stretch { file, progress, start, len, last: next.is_none(), before, behind })
    })
}

impl Stretch {
    /// Visits the lines that are not blank, with their numbers. One longer than `limit` is not kept.
    pub(crate) fn each(self, buffer: &mut Buffer, limit: usize, mut visit: impl FnMut(u64, Body<'_>)) -> Walked {
        // Begun a byte early, each line of the stretch has a line end before it, and a line end that is the last byte
        // is the next one's.
        let from = self.start.saturating_sub(1);
        let own = self.len + (self.start - from) as usize;
        let (read, failure) = self.fill(from, own + own.min(AHEAD), &mut buffer.text);
        let (text, failure) = (&buffer.text[..read], failure.filter(|_| read < own));
        let border = read.min(if self.last { own } else { own - 1 });
        buffer.ends.clear();
        buffer.ends.extend(memchr_iter(b'\n', &text[..border]));
        let before = self.before.recv().ok().flatten();
        let behind = before.filter(|_| failure.is_none()).map(|before| before + buffer.ends.len() as u64);
        // Nobody listens behind the last.
        let _ = self.behind.send(behind);
        let Some(before) = before else { return Walked::default() };
        let mut walked = Walked { bytes: (read.min(own) as u64).saturating_sub(self.start - from), trouble: None };
        self.progress.advance(walked.bytes);

        let mut ends = buffer.ends.iter();
        // The line at `at`, and the last one that was not blank.
        let (mut at, mut number, mut last) = (0, before + 1, before);
        if let Some(&end) = ends.next() {
            // What the stretch begins with is the end of a line of another, or it is the file's beginning.
            if let Some(line) = Lines::with_limit(&text[..=end], limit).next().filter(|_| self.start == 0) {
                last = number;
                visit(number, line.body);
            }
            (at, number) = (end + 1, number + 1);
        } else if self.start > 0 {
            return walked;
        }
        for &end in ends {
            if let Some(body) = Body::of_line(&text[at..=end], limit) {
                last = number;
                visit(number, body);
            }
            (at, number) = (end + 1, number + 1);
        }
        if let Some(failure) = failure {
            walked.trouble = Some((last, failure));
            return walked;
        }
        match memchr(b'\n', &text[at..]) {
            Some(end) if !self.last && at > 0 => {
                if let Some(body) = Body::of_line(&text[at..=at + end], limit) {
                    visit(number, body);
                }
                walked
            }
            _ => self.finish(text, at, (number, last), limit, visit, walked),
        }
    }

    /// Visits the line at `at` of `text`, which goes on behind that, and where the stretch is the last all others.
    fn finish(
        &self,
        text: &[u8],
        at: usize,
        (number, mut last): (u64, u64),
        limit: usize,
        mut visit: impl FnMut(u64, Body<'_>),
        mut walked: Walked,
    ) -> Walked {
        // From the line end before it on, so that no byte order mark is looked for but at the file's beginning.
        let early = usize::from(at > 0);
        let (from, at) = (self.start.saturating_sub(1), at - early);
        let behind = Behind { file: &self.file, at: from + text.len() as u64, most: AHEAD };
        let mut reader = Reader::with_limit(text[at..].chain(behind), limit);
        loop {
            match reader.next() {
                // A line behind one that is blank.
                Ok(Some(line)) if !self.last && line.number > 1 + early as u64 => return walked,
                Ok(Some(line)) => {
                    last = number + line.number - 1 - early as u64;
                    visit(last, line.body);
                }
                Ok(None) => break,
                Err(failure) => {
                    walked.trouble = Some((last, failure));
                    break;
                }
            }
            if !self.last {
                return walked;
            }
        }
        if self.last {
            let all = from + at as u64 + reader.bytes() - self.start;
            self.progress.advance(all.saturating_sub(walked.bytes));
            walked.bytes = all;
        }
        walked
    }

    /// Reads what stands from `from` on, `len` bytes or up to the file's end or a failure; says how many bytes.
    fn fill(&self, from: u64, len: usize, buffer: &mut Vec<u8>) -> (usize, Option<io::Error>) {
        if buffer.len() < len {
            buffer.resize(len, 0);
        }
        let mut read = 0;
        while read < len {
            match read_at(&self.file, &mut buffer[read..len], from + read as u64) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return (read, Some(error)),
            }
        }
        (read, None)
    }
}

/// What stands in the file from some byte on.
struct Behind<'a> {
    file: &'a File,
    at: u64,
    /// How much is read at a time: more each time, as most lines end soon.
    most: usize,
}

impl Read for Behind<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.most);
        let read = read_at(self.file, &mut buffer[..most], self.at)?;
        self.at += read as u64;
        self.most = self.most.saturating_mul(2);
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, at)
}

/// As many stretches as leave no worker without one for long, at the end of a file.
const MANY: usize = 128;

/// How much is read behind a stretch: most lines that reach over its end end there.
const AHEAD: usize = 16 * 1024;
