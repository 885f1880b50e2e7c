//! How much of the input is dealt with at a time.

use rtwire::ndjson::{Body, Line};

use crate::stretch::Stretch;

/// A run of whole lines that is full with the line that reaches either bound.
///
/// No result depends on where one ends; only memory and the cost of what is done once a portion do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portion {
    pub(crate) bytes: usize,
    pub(crate) lines: usize,
}

/// Lines to be dealt with on another thread: they have been copied, or are a stretch of a file.
#[derive(Default)]
pub(crate) struct Block {
    /// The index of the file that they are of.
    pub(crate) file: usize,
    /// Why no more lines of it follow.
    pub(crate) trouble: Option<String>,
    pub(crate) stretch: Option<Stretch>,
    /// How much of a stretch there was.
    pub(crate) bytes: u64,
    text: Vec<u8>,
    spots: Vec<Spot>,
}

#[derive(Debug)]
struct Spot {
    number: u64,
    len: u64,
    kept: bool,
}

impl Portion {
    /// Large enough that what is done once a portion costs little, and small enough for the second level cache.
    pub(crate) const USUAL: Self = Self { bytes: 1 << 19, lines: 1 << 15 };
}

impl Block {
    pub(crate) fn push(&mut self, line: &Line<'_>) {
        let (len, kept) = match line.body {
            Body::Frame(frame) => {
                self.text.extend_from_slice(frame);
                (frame.len() as u64, true)
            }
            Body::TooLong { len } => (len, false),
        };
        self.spots.push(Spot { number: line.number, len, kept });
    }

    /// The copied lines with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, Body<'_>)> {
        let mut rest = self.text.as_slice();
        self.spots.iter().map(move |spot| {
            if !spot.kept {
                return (spot.number, Body::TooLong { len: spot.len });
            }
            let (frame, behind) = rest.split_at(spot.len as usize);
            rest = behind;
            (spot.number, Body::Frame(frame))
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spots.is_empty() && self.trouble.is_none() && self.stretch.is_none()
    }

    pub(crate) fn fills(&self, portion: Portion) -> bool {
        self.text.len() >= portion.bytes || self.spots.len() >= portion.lines
    }

    /// The same memory for other lines, unless a long line made it large.
    pub(crate) fn emptied(mut self) -> Self {
        if self.text.capacity() > 4 * Portion::USUAL.bytes {
            return Self::default();
        }
        self.text.clear();
        self.spots.clear();
        Self { text: self.text, spots: self.spots, ..Self::default() }
    }
}
