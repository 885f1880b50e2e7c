//! What the fuzz properties, the benches and the tool see of the inside. Not for users, and not held stable.

pub mod kernel;

use bumpalo::Bump;

use crate::drift::Drift;
use crate::json::OwnedJson;
use crate::lane::tree::TreeSource;
use crate::wire::{Root, root};
use crate::{ClientEvent, Decoder, Duplicates, Event, Mismatch, ServerEvent};

/// Which lanes a decoder asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The direct lane, and where it declines the tape lane, as every user gets it.
    Both,
    /// The direct lane alone: a frame that it declines is an error.
    Direct,
    /// The tape lane alone.
    Tape,
}

/// Has `decoder` ask that lane.
pub fn lane(decoder: &mut Decoder, lane: Lane) {
    decoder.set_lane(lane);
}

/// Has `decoder` look at bytes by those kernels.
pub fn kernels(decoder: &mut Decoder, set: kernel::KernelSet) {
    decoder.set_kernels(set.0);
}

/// Who sent an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The server.
    Server,
    /// A client.
    Client,
    /// Its type tells.
    Any,
}

/// Reads an event by the tree lane, the tape lane's oracle: `tree` is what `frame` says. Hands on the event, or none
/// where it is refused, and what it had that the tables do not name.
pub fn read_tree<'a, T>(
    tree: &'a OwnedJson,
    frame: &'a [u8],
    arena: &'a Bump,
    direction: Direction,
    (duplicates, mismatch): (Duplicates, Mismatch),
    seen: impl FnOnce(Option<Event<'a>>, &Drift) -> T,
) -> T {
    let mut drift = Drift::new(256);
    drift.begin();
    let source = TreeSource::new(tree, arena, &mut drift, duplicates, mismatch);
    let event = match direction {
        Direction::Server => read::<ServerEvent<'a>>(source, frame).map(Event::Server),
        Direction::Client => read::<ClientEvent<'a>>(source, frame).map(Event::Client),
        Direction::Any => read(source, frame),
    };
    if event.is_some() {
        drift.commit();
    }
    seen(event, &drift)
}

fn read<'a, E: Root<'a>>(mut source: TreeSource<'_, 'a>, frame: &'a [u8]) -> Option<E> {
    let mut event = E::empty();
    root(&mut source, frame, &mut event).ok().map(|()| event)
}
