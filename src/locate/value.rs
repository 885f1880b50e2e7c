//! [`value`]: from a path to the bytes of its value, and [`parts`]: from a container to its members or elements.

use std::ops::Range;

use super::Fault;
use super::segment::Segment;
use super::walk::{Level, Step, Walker};
use crate::Duplicates;

/// The deepest that a frame may nest here. It bounds the walk's memory.
pub(crate) const DEEPEST: usize = 1024;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The frame is not JSON, or nests too deep.
    Fault(Fault),
    /// A key of the path stands twice, here for the second time.
    Repeated(usize),
}

/// Finds the value at `path` in a frame. The empty path is the root.
///
/// Of repeated keys the last one counts at every level, as in `JSON.parse`, so the frame is always read to its end.
pub(crate) fn value(frame: &[u8], path: &[Segment], duplicates: Duplicates) -> Result<Option<Range<usize>>, Obstacle> {
    let mut walker = Walker { max_depth: DEEPEST, ..Walker::new(frame) };
    // How many of the open containers, from the root on, lie on the path. One pass serves all levels that way;
    // looking for each segment in the range of the one before would read a deep frame once per level.
    let mut on_path = 0;
    // Whether the container of each segment has had its member.
    let mut met = vec![false; path.len()];
    let mut start = None;
    let mut found = None;
    while let Some(step) = walker.step().map_err(Obstacle::Fault)? {
        let depth = match step {
            Step::Key(_) => continue,
            Step::Scalar(_) => walker.open.len(),
            Step::Open(_) => walker.open.len() - 1,
            Step::Close => {
                on_path = on_path.min(walker.open.len());
                if walker.open.len() == path.len()
                    && let Some(start) = start.take()
                {
                    found = Some(start..walker.at);
                }
                continue;
            }
        };
        if on_path != depth {
            continue;
        }
        if let Some(last) = depth.checked_sub(1) {
            if !path[last].names(frame, walker.open[last]) {
                continue;
            }
            if std::mem::replace(&mut met[last], true)
                && let (Duplicates::Reject, Level::Object { key }) = (duplicates, walker.open[last])
            {
                return Err(Obstacle::Repeated(key));
            }
        }
        // This value takes the place of what an earlier key of the same name held, even where the path ends in it.
        found = None;
        met[depth..].fill(false);
        match step {
            Step::Open(at) if depth == path.len() => start = Some(at),
            Step::Open(_) => on_path += 1,
            Step::Scalar(range) if depth == path.len() => found = Some(range),
            Step::Scalar(_) | Step::Key(_) | Step::Close => {}
        }
    }
    Ok(found)
}

/// A member or an element of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its first byte: of its key, where it has one.
    pub(crate) start: usize,
    /// The byte behind its value.
    pub(crate) end: usize,
    /// Whether it is the one that was asked for.
    pub(crate) wanted: bool,
}

/// The parts of the container at `range`, and which of them are at `segment`: several, where a key is repeated.
pub(crate) fn parts(frame: &[u8], range: &Range<usize>, segment: &Segment) -> Result<Vec<Part>, Fault> {
    let mut walker = Walker { at: range.start, ..Walker::new(&frame[..range.end]) };
    let mut parts = Vec::new();
    let mut start = None;
    while let Some(step) = walker.step()? {
        let (from, depth) = match &step {
            Step::Key(key) => {
                if walker.open.len() == 1 {
                    start = Some(key.start);
                }
                continue;
            }
            Step::Scalar(value) => (value.start, walker.open.len()),
            Step::Open(at) => {
                if walker.open.len() == 2 {
                    start.get_or_insert(*at);
                }
                continue;
            }
            Step::Close => (walker.at, walker.open.len()),
        };
        if depth == 1 {
            let start = start.take().unwrap_or(from);
            parts.push(Part { start, end: walker.at, wanted: segment.names(frame, walker.open[0]) });
        }
    }
    Ok(parts)
}
