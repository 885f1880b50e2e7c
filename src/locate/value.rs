//! [`value`]: from a path to the bytes of its value.

use std::ops::Range;

use super::text::Pieces;
use super::walk::{Level, Step, Walker};

/// Finds the value at `path` (`response.output[0].content[0].type`) in a valid frame. The empty path is the root.
///
/// Of repeated keys the last one counts at every level, as in `JSON.parse`, so the frame is always read to its end.
/// Any key may be written in the form `["..."]` with Rust's escapes, as the paths given out here are. `None` if there
/// is no such value, and for a path that is none or a frame with a fault.
pub(crate) fn value(frame: &[u8], path: &str) -> Option<Range<usize>> {
    let segments = segments(path)?;
    let mut walker = Walker::new(frame);
    // How many of the open containers, from the root on, lie on the path. One pass serves all levels that way;
    // looking for each segment in the range of the one before would read a deep frame once per level.
    let mut on_path = 0;
    let mut start = None;
    let mut found = None;
    while let Some(step) = walker.step().ok()? {
        let depth = match step {
            Step::Key(_) => continue,
            Step::Scalar(_) => walker.open.len(),
            Step::Open(_) => walker.open.len() - 1,
            Step::Close => {
                on_path = on_path.min(walker.open.len());
                if walker.open.len() == segments.len()
                    && let Some(start) = start.take()
                {
                    found = Some(start..walker.at);
                }
                continue;
            }
        };
        let leads_here = |last: usize| segments[last].names(frame, walker.open[last]);
        if on_path != depth || !depth.checked_sub(1).is_none_or(leads_here) {
            continue;
        }
        // This value takes the place of what an earlier key of the same name held, even where the path ends in it.
        found = None;
        match step {
            Step::Open(at) if depth == segments.len() => start = Some(at),
            Step::Open(_) => on_path += 1,
            Step::Scalar(range) if depth == segments.len() => found = Some(range),
            Step::Scalar(_) | Step::Key(_) | Step::Close => {}
        }
    }
    found
}

/// One step of a path that a caller gave.
enum Segment {
    Key(String),
    Index(usize),
}

impl Segment {
    /// Whether this is where `level` stands now.
    fn names(&self, frame: &[u8], level: Level) -> bool {
        match (self, level) {
            (Self::Index(wanted), Level::Array { index }) => *wanted == index,
            (Self::Key(wanted), Level::Object { key }) => {
                let mut pieces = Pieces::new(frame, key);
                let left = pieces.try_fold(wanted.as_bytes(), |left, piece| left.strip_prefix(piece.text(&mut [0; 4])));
                left.is_some_and(<[u8]>::is_empty)
            }
            _ => false,
        }
    }
}

fn segments(path: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let (key, after) = unquote(quoted)?;
            segments.push(Segment::Key(key));
            rest = after.strip_prefix(']')?;
        } else if let Some(bracketed) = rest.strip_prefix('[') {
            let (index, after) = bracketed.split_once(']')?;
            segments.push(Segment::Index(index.parse().ok()?));
            rest = after;
        } else {
            let plain = if segments.is_empty() { rest } else { rest.strip_prefix('.')? };
            let (key, after) = plain.split_at(plain.find(['.', '[']).unwrap_or(plain.len()));
            if key.is_empty() {
                return None;
            }
            segments.push(Segment::Key(key.to_owned()));
            rest = after;
        }
    }
    Some(segments)
}

/// Reads up to the closing quote what [`push_key`] has written. Gives the key and what follows the quote.
fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut chars = quoted.chars();
    loop {
        key.push(match chars.next()? {
            '"' => return Some((key, chars.as_str())),
            '\\' => match chars.next()? {
                '0' => '\0',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => {
                    let (digits, after) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                    chars = after.chars();
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                itself @ ('"' | '\'' | '\\') => itself,
                _ => return None,
            },
            itself => itself,
        });
    }
}
