//! [`Scratch`]: from a frame to a tape, in memory that is reused.
//!
//! simd-json rewrites its input, so the frame is copied into the arena, padded, and parsed there; the strings of a
//! view borrow from that copy.

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;
use simd_json::{Buffers, INPUT_PADDING, Node, Tape};

use crate::poison::PADDING;

/// What is reused from frame to frame.
pub(crate) struct Scratch {
    buffers: Buffers,
    tape: Tape<'static>,
    max_depth: usize,
    /// The most that simd-json's own buffers can have grown to, for they do not tell.
    grown: usize,
}

impl Scratch {
    pub(crate) fn new(max_depth: usize) -> Self {
        Self {
            // simd-json counts the depth of what is inside; the outermost container is 0 there and 1 here.
            buffers: Buffers::with_max_depth(0, max_depth),
            tape: Tape(Vec::new()),
            max_depth,
            grown: 0,
        }
    }

    /// About how many bytes are held.
    pub(crate) fn bytes(&self) -> usize {
        self.grown + self.tape.0.capacity() * size_of::<Node<'_>>()
    }

    /// Gives everything back.
    pub(crate) fn shrink(&mut self) {
        *self = Self::new(self.max_depth);
    }

    /// Parses `frame` and hands the nodes to `read`; none where simd-json refuses the frame.
    pub(crate) fn parse<'a, T>(
        &mut self,
        frame: &[u8],
        arena: &'a Bump,
        read: impl FnOnce(&[Node<'a>]) -> T,
    ) -> Option<T> {
        self.parse_at(frame, arena, |nodes, _| read(nodes))
    }

    /// The same with texts that borrow from `frame` where they stand there as they are, and from `arena` only where
    /// they had to be unescaped; the parsed copy lies in `own`. One pass more, for events that are kept.
    pub(crate) fn parse_home<'a, T>(
        &mut self,
        frame: &'a [u8],
        own: &Bump,
        arena: &'a Bump,
        read: impl FnOnce(&[Node<'a>]) -> T,
    ) -> Option<T> {
        let text = std::str::from_utf8(frame).ok()?;
        let nodes = self.parse_at(frame, own, |nodes, start| {
            let home = |copy: &str| {
                // A text is unescaped where it stands, so it begins in the copy where it begins in the frame.
                let at = copy.as_ptr().addr() - start;
                text.get(at..at + copy.len()).filter(|text| *text == copy).unwrap_or_else(|| arena.alloc_str(copy))
            };
            let homed = nodes.iter().map(|node| match *node {
                Node::String(copy) => Node::String(home(copy)),
                Node::Object { len, count } => Node::Object { len, count },
                Node::Array { len, count } => Node::Array { len, count },
                Node::Static(value) => Node::Static(value),
            });
            homed.collect::<Vec<_>>()
        })?;
        Some(read(&nodes))
    }

    /// Parses a copy of `frame` in `arena`, and hands on the nodes and the address at which the copy starts.
    fn parse_at<'a, T>(
        &mut self,
        frame: &[u8],
        arena: &'a Bump,
        read: impl FnOnce(&[Node<'a>], usize) -> T,
    ) -> Option<T> {
        let mut copy = BumpVec::with_capacity_in(frame.len() + INPUT_PADDING, arena);
        copy.extend_from_slice_copy(frame);
        copy.extend_from_slice_copy(&PADDING);
        let copy: &'a mut [u8] = copy.into_bump_slice_mut();
        let start = copy.as_ptr().addr();

        let mut tape: Tape<'a> = std::mem::replace(&mut self.tape, Tape(Vec::new())).reset();
        let filled = simd_json::fill_tape_padded(copy, frame.len(), &mut self.buffers, &mut tape);
        self.grown = self.grown.max(2 * (frame.len() + size_of_val(self.buffers.structural_indexes())));
        let read = match filled {
            Ok(()) => Some(read(&tape.0, start)),
            Err(_) => None,
        };
        self.tape = tape.reset();
        read
    }
}
