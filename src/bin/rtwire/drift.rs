//! What the decoders of all parts of the input met that the tables do not name, as one list.

use rtwire::Decoder;
use serde::Serialize;

use crate::counts::Counts;

/// In how many events each kind of drift stood. It keeps the first [`MOST_ENTRIES`] kinds, and one count of all events
/// with a kind that came too late.
#[derive(Debug)]
pub(crate) struct Drift(Counts<Place>);

/// A place in events, and how they differ from the tables there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
struct Place {
    path: String,
    expected: String,
    found: String,
}

/// The fields are those of `stats --json`, in its order.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row<'a> {
    pub(crate) path: &'a str,
    pub(crate) expected: &'a str,
    pub(crate) found: &'a str,
    pub(crate) events: u64,
}

impl Default for Drift {
    fn default() -> Self {
        Self(Counts::new(MOST_ENTRIES))
    }
}

impl Drift {
    /// Takes what `decoder` has met, for [`absorb`](Self::absorb); it begins anew.
    ///
    /// Its limit must be [`MOST_OF_PART`] or more.
    pub(crate) fn take(decoder: &mut Decoder) -> Self {
        let mut counts = Counts::new(usize::MAX);
        for entry in decoder.drift().entries() {
            let texts = [entry.path(), entry.expected(), entry.found()];
            let [path, expected, found] = texts.map(str::to_owned);
            let place = Place { path, expected, found };
            counts.add(&place, entry.events(), || place.clone());
        }
        if !decoder.drift().is_empty() {
            decoder.clear_drift();
        }
        Self(counts)
    }

    /// Counts on with what was met in `next`, the part behind what has been counted so far.
    pub(crate) fn absorb(&mut self, next: &Self) {
        self.0.absorb(&next.0);
    }

    /// What was met, in most events first, then by path.
    pub(crate) fn rows(&self) -> Vec<Row<'_>> {
        let mut rows: Vec<_> = self.0.iter().collect();
        rows.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        rows.into_iter()
            .map(|(Place { path, expected, found }, events)| Row { path, expected, found, events })
            .collect()
    }

    pub(crate) fn overflow(&self) -> u64 {
        self.0.overflow()
    }
}

/// More than a part of the input can have: its lines share [a portion](crate::portion::Portion) of bytes, and the
/// last may be one of the longest, with as many keys as a frame can have.
pub(crate) const MOST_OF_PART: usize = 1 << 20;
const MOST_ENTRIES: usize = 4_096;
