//! One decoder for many frames, against a new one for each.

use std::mem::discriminant;

use bumpalo::Bump;
use rtwire::{Decoder, Drift, DriftEntry, Error, Event, Limits, OwnedEvent};

use crate::any_bytes::label;
use crate::limits::{limits, split};
use crate::tally::note;

/// The most frames of an input; the rest is not looked at.
const FRAMES: usize = 12;

/// Frames one after another through one decoder read as each does through a new one, errors too, and the drift is
/// the sum.
///
/// # Panics
/// If it is not so.
pub fn reuse_equals_fresh(data: &[u8]) {
    let ([ways, sizes, memory, policy], rest) = split(data);
    let limits = limits([sizes, memory, policy]);
    let mut reused = Decoder::with_limits(limits.clone());
    let mut sum = Sum { entries: Vec::new(), limit: limits.drift_entries, overflowed: false };
    for (at, frame) in rest.split(|byte| *byte == b'\n').take(FRAMES).enumerate() {
        let frame: Box<[u8]> = frame.into();
        let mut fresh = Decoder::with_limits(unbounded_drift(&limits));
        let expected = fresh.any(&frame);
        match ways >> (at % 4 * 2) & 3 {
            0 | 1 => same(&reused.any(&frame), &expected),
            2 => same(&reused.any_in(&frame, &Bump::new()), &expected),
            _ => match OwnedEvent::any(&mut reused, frame.to_vec()) {
                Ok(owned) => same(&Ok(owned.event()), &expected),
                Err(error) => same(&Err(error), &expected),
            },
        }
        note(&expected.map(|event| label(&event)));
        sum.add(fresh.drift());
    }
    sum.is(reused.drift());
}

fn unbounded_drift(limits: &Limits) -> Limits {
    let mut limits = limits.clone();
    limits.drift_entries = 1 << 20;
    limits
}

fn same(read: &Result<Event<'_>, Error>, expected: &Result<Event<'_>, Error>) {
    let same = match (read, expected) {
        (Ok(event), Ok(expected)) => event == expected,
        (Err(error), Err(expected)) => {
            discriminant(error.kind()) == discriminant(expected.kind())
                && (error.offset(), error.path()) == (expected.offset(), expected.path())
        }
        _ => false,
    };
    assert!(same, "{read:?} instead of {expected:?}");
}

/// The drift of new decoders, put together.
struct Sum {
    entries: Vec<(DriftEntry, u64)>,
    limit: usize,
    overflowed: bool,
}

impl Sum {
    fn add(&mut self, drift: &Drift) {
        assert_eq!(drift.overflow(), 0);
        for entry in drift.entries() {
            assert_eq!(entry.events(), 1);
            match self.entries.iter().position(|(known, _)| is_same(known, entry)) {
                Some(at) => self.entries[at].1 += 1,
                None if self.entries.len() < self.limit => self.entries.push((entry.clone(), 1)),
                None => self.overflowed = true,
            }
        }
    }

    fn is(&self, drift: &Drift) {
        let same = |((known, events), entry): (&(DriftEntry, u64), &DriftEntry)| {
            is_same(known, entry) && *events == entry.events()
        };
        let all = drift.entries().len() == self.entries.len() && self.entries.iter().zip(drift.entries()).all(same);
        assert!(all && (drift.overflow() > 0) == self.overflowed, "{drift:?} instead of {:?}", self.entries);
    }
}

fn is_same(one: &DriftEntry, other: &DriftEntry) -> bool {
    (one.path(), one.expected(), one.found()) == (other.path(), other.expected(), other.found())
}
