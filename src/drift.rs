//! What the wire sent and the tables do not say: the bounded report.
//!
//! A path is hashed from hashes made when the tables are compiled, and of fields that stand together once: an unknown
//! field costs no text and no allocation once it is known. Servers that send one send it again: it is first looked for
//! where it was met last, by the ends of its key, and only where another is there is the key hashed.

mod path;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use smallvec::SmallVec;

use crate::escape::head;
pub(crate) use path::{Path, STEPS};

/// The most bytes of a key or a tag that an entry keeps.
const CUT: usize = 64;

/// How many places there are for entries that were met last: a power of two.
const RECENT: usize = 256;

/// An odd number whose product with another has that one's bits spread over the high ones.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// One way in which events differ from the tables.
#[derive(Clone)]
pub struct DriftEntry {
    path: String,
    expected: &'static str,
    found: String,
    events: u64,
    /// The hash of the path above `key`; an entry of a place itself has no key.
    above: u64,
    /// How many bytes of `path` are its key.
    key: Option<usize>,
    /// The ends of its key, and of what was found.
    ends: [Ends; 2],
    hash: u64,
    last: u64,
}

impl DriftEntry {
    /// The event and the place in it, such as `response.done: response.output[].content[].x`; `[]` is any index. Keys are as they
    /// were sent: a dot in one looks like a step, and what is shown to people goes through [`Escaped`](crate::escape::Escaped).
    /// What stands around half a surrogate pair is written as in an [`Error::path`](crate::Error::path).
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the tables expect there: a shape; `nothing` of an unknown field, `known type` of an unknown object,
    /// `surrogate pair` of a string with half of one.
    pub fn expected(&self) -> &str {
        self.expected
    }

    /// What was there: a shape, or of an unknown object its `type`, cut at 64 bytes, `no type` or `a type that is no string`;
    /// `half of one` of a surrogate pair.
    pub fn found(&self) -> &str {
        &self.found
    }

    /// How many events had it.
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// All that it says, and nothing of how it is found.
    fn said(&self) -> (&str, &str, &str, u64) {
        (self.path(), self.expected(), self.found(), self.events())
    }

    /// Whether it tells of this. The hash stands for the path above the key: 64 bits tell paths of one table apart.
    #[inline(always)]
    fn tells(&self, met: &Met<'_>) -> bool {
        self.above == met.above
            && self.ends == met.ends
            && self.key == met.key.map(str::len)
            && self.found.len() == met.found.len()
            && (std::ptr::eq(self.expected, met.expected) || self.expected == met.expected)
            && (met.is_short() || self.path.ends_with(met.key.unwrap_or_default()) && self.found == met.found)
    }
}

impl PartialEq for DriftEntry {
    fn eq(&self, other: &Self) -> bool {
        self.said() == other.said()
    }
}

impl Eq for DriftEntry {}

impl fmt::Debug for DriftEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, expected, found, events) = self.said();
        f.debug_struct("DriftEntry")
            .field("path", &path)
            .field("expected", &expected)
            .field("found", &found)
            .field("events", &events)
            .finish()
    }
}

/// What an event met that the tables do not have.
struct Met<'m> {
    /// The hash of the path above the key.
    above: u64,
    key: Option<&'m str>,
    expected: &'static str,
    found: &'m str,
    /// The ends of the key, and of what was found.
    ends: [Ends; 2],
}

impl Met<'_> {
    /// Whether the ends are all of it.
    #[inline(always)]
    fn is_short(&self) -> bool {
        self.key.map_or(0, str::len).max(self.found.len()) <= Ends::BOTH
    }
}

/// A text's first and last bytes. With its length they tell one from another, up to [`BOTH`](Self::BOTH) bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends(u64, u64);

impl Ends {
    const BOTH: usize = 16;

    #[inline(always)]
    fn of(text: &str) -> Self {
        let text = text.as_bytes();
        if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
            Self(u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
            Self(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
        } else {
            Self(text.iter().fold(0, |bytes, &byte| bytes << 8 | u64::from(byte)), 0)
        }
    }
}

/// What a decoder met in events that the tables do not name, or not in that shape: fields, objects of an unknown `type`,
/// values of another shape, half a surrogate pair. An event of an unknown `type` and a word that an enum does not name are no
/// drift: the view shows them. Bounded by [`Limits::drift_entries`](crate::Limits::drift_entries); beyond,
/// [`overflow`](Self::overflow) counts.
///
/// ```
/// let mut decoder = rtwire::Decoder::new();
/// decoder.server(br#"{"type":"input_audio_buffer.cleared","event_id":"event_1","mood":"good"}"#)?;
/// let entry = decoder.drift().entries().next().unwrap();
/// assert_eq!(entry.path(), "input_audio_buffer.cleared: mood");
/// assert_eq!((entry.expected(), entry.found(), entry.events()), ("nothing", "string", 1));
/// # Ok::<(), rtwire::Error>(())
/// ```
pub struct Drift {
    entries: Vec<DriftEntry>,
    /// Open addressing over `entries`, as index + 1; always a power of two and at least twice the entries.
    slots: Vec<u32>,
    /// The hash of an entry depends on what is in this, which nobody outside knows: keys are whatever the wire sends, and
    /// many of one hash would be a search each.
    hasher: RandomState,
    limit: usize,
    overflow: u64,
    /// The last accepted event that met something that found no room; 0 where none did.
    cut: u64,
    event: u64,
    /// The entry met last, of this event or of one before it.
    met: u32,
    /// The entry met last of each hash over ends; it may be gone since. Nothing is in it before there is an entry.
    recent: Vec<u32>,
    staged: Staged,
}

/// What the event being read has met so far; nothing of it counts until the event is accepted.
#[derive(Debug, Default)]
struct Staged {
    /// Whether it has met anything at all; most events do not.
    any: bool,
    touched: SmallVec<[u32; 8]>,
    first_new: usize,
    overflow: u64,
}

/// What it reports; not where it begins to look.
impl fmt::Debug for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: Vec<_> = self.entries().collect();
        f.debug_struct("Drift").field("entries", &entries).field("overflow", &self.overflow).finish_non_exhaustive()
    }
}

impl Drift {
    /// What is expected of a field that no row names.
    pub(crate) const NOTHING: &'static str = "nothing";
    /// What is expected of an object that no row names.
    pub(crate) const KNOWN_TYPE: &'static str = "known type";
    /// What is expected where half a surrogate pair stands, in whatever string.
    pub(crate) const PAIR: &'static str = "surrogate pair";

    pub(crate) fn new(limit: usize) -> Self {
        Self {
            entries: Vec::new(),
            slots: Vec::new(),
            hasher: RandomState::new(),
            limit,
            overflow: 0,
            cut: 0,
            event: 0,
            met: 0,
            recent: Vec::new(),
            staged: Staged::default(),
        }
    }

    /// The entries in the order in which they were first met.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &DriftEntry> {
        self.entries[..self.staged.first_new].iter()
    }

    /// How often something was met that found no room among the entries.
    pub const fn overflow(&self) -> u64 {
        self.overflow
    }

    /// Whether nothing was met.
    pub fn is_empty(&self) -> bool {
        self.staged.first_new == 0 && self.overflow == 0
    }

    /// The entries that the event read last has. Nearly always none, which costs one comparison.
    pub(crate) fn of_last_event(&self) -> impl Iterator<Item = &DriftEntry> {
        // What was met last tells whether the event met anything.
        let met = self.entries.get(self.met as usize).is_some_and(|met| met.last == self.event);
        let entries = if met { &self.entries[..self.staged.first_new] } else { &[] };
        entries.iter().filter(|entry| entry.last == self.event)
    }

    /// Whether the event read last met something that found no room among the entries.
    pub(crate) const fn is_last_cut(&self) -> bool {
        self.cut != 0 && self.cut == self.event
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::new(self.limit);
    }

    /// A new event: what an event that was not accepted had staged is gone.
    #[inline]
    pub(crate) fn begin(&mut self) {
        self.event += 1;
        if self.staged.any {
            self.forget();
        }
    }

    /// What was staged is gone.
    #[cold]
    fn forget(&mut self) {
        self.staged.any = false;
        while self.entries.len() > self.staged.first_new {
            self.take_back();
        }
        self.staged.touched.clear();
        self.staged.overflow = 0;
    }

    /// Whether the event being read has met anything.
    pub(crate) fn is_staged(&self) -> bool {
        self.staged.any
    }

    /// The event is accepted: what it met counts, each entry once.
    #[inline]
    pub(crate) fn commit(&mut self) {
        if self.staged.any {
            self.count();
        }
    }

    fn count(&mut self) {
        self.staged.any = false;
        for &at in &self.staged.touched {
            self.entries[at as usize].events += 1;
        }
        self.staged.touched.clear();
        self.staged.first_new = self.entries.len();
        if self.staged.overflow != 0 {
            self.cut = self.event;
        }
        self.overflow += std::mem::take(&mut self.staged.overflow);
    }

    /// The places at which the event has objects that no row names. Few: they are the tables' unions.
    pub(crate) fn unnamed(&self) -> BTreeSet<String> {
        let staged = self.staged.touched.iter().map(|&at| &self.entries[at as usize]);
        staged.filter(|entry| entry.expected == Self::KNOWN_TYPE).map(|entry| entry.path.clone()).collect()
    }

    /// Stages that at `key` below `path`, or at `path` itself, stands `found` instead of `expected`.
    #[inline]
    pub(crate) fn stage(&mut self, path: &Path, key: Option<&str>, expected: &'static str, found: &str) {
        self.staged.any = true;
        let (above, key, found) = (path.hash(), key.map(|key| head(key, CUT)), head(found, CUT));
        let ends = [Ends::of(key.unwrap_or_default()), Ends::of(found)];
        let met = Met { above, key, expected, found, ends };
        let recent = recent(&met);
        match self.recent.get(recent) {
            Some(&at) if self.entries.get(at as usize).is_some_and(|entry| entry.tells(&met)) => self.touch(at),
            _ => self.search(path, &met, recent),
        }
    }

    /// Finds the entry by its hash, or makes it.
    #[inline(never)]
    fn search(&mut self, path: &Path, met: &Met<'_>, recent: usize) {
        let Met { above, key, expected, found, ends } = *met;
        if self.limit == 0 {
            self.staged.overflow += 1;
            return;
        }
        let hash = self.hasher.hash_one((above, key, expected.len(), found));
        let mask = self.slots.len().wrapping_sub(1);
        let mut probe = hash as usize;
        while let Some(&slot @ 1..) = self.slots.get(probe & mask) {
            let entry = &self.entries[slot as usize - 1];
            if entry.hash == hash && entry.tells(met) {
                self.recent[recent] = slot - 1;
                return self.touch(slot - 1);
            }
            probe = probe.wrapping_add(1);
        }
        if self.entries.len() >= self.limit {
            self.staged.overflow += 1;
            return;
        }
        self.recent.resize(RECENT, 0);
        self.recent[recent] = self.entries.len() as u32;
        let (path, found, key) = (path.text(key), found.to_owned(), key.map(str::len));
        self.add(DriftEntry { path, expected, found, events: 0, above, key, ends, hash, last: 0 });
    }

    /// Counts an entry for the event, once.
    #[inline]
    fn touch(&mut self, at: u32) {
        self.met = at;
        let entry = &mut self.entries[at as usize];
        if entry.last != self.event {
            entry.last = self.event;
            self.staged.touched.push(at);
        }
    }

    #[cold]
    fn add(&mut self, entry: DriftEntry) {
        self.entries.push(entry);
        if self.entries.len() * 2 > self.slots.len() {
            self.index((self.entries.len() * 2).next_power_of_two().max(16));
        } else {
            self.place(self.entries.len() - 1);
        }
        self.touch(self.entries.len() as u32 - 1);
    }

    /// Lays the index out anew. Cold: it happens when the entries have doubled.
    fn index(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, 0);
        (0..self.entries.len()).for_each(|at| self.place(at));
    }

    /// Puts an entry into the first slot that is free.
    fn place(&mut self, at: usize) {
        let slot = self.find(self.entries[at].hash as usize, 0);
        self.slots[slot] = at as u32 + 1;
    }

    /// Takes the last entry away. Those before it were placed when its slot was free, so none is found through it.
    #[cold]
    fn take_back(&mut self) {
        if let Some(entry) = self.entries.pop() {
            let slot = self.find(entry.hash as usize, self.entries.len() as u32 + 1);
            self.slots[slot] = 0;
        }
    }

    /// The first slot from `probe` on that holds `wanted`, which one does.
    fn find(&self, mut probe: usize, wanted: u32) -> usize {
        let mask = self.slots.len() - 1;
        while self.slots[probe & mask] != wanted {
            probe = probe.wrapping_add(1);
        }
        probe & mask
    }
}

/// Where among the recent ones it is looked for.
#[inline]
fn recent(met: &Met<'_>) -> usize {
    let [key, found] = met.ends;
    let ends = (met.above ^ key.0).wrapping_add(key.1.rotate_left(23) ^ found.0);
    (ends.wrapping_mul(SPREAD) >> (u64::BITS - RECENT.ilog2())) as usize
}

/// Takes a step of a path into its hash. Whoever knows this can make what collides, and paths are the tables' own.
const fn mix(hash: u64, step: u64) -> u64 {
    (hash.rotate_left(5) ^ step).wrapping_mul(SPREAD)
}
