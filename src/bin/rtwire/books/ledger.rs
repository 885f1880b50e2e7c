//! What has been counted, by the keys of the records, however long ago.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use rtwire::meter::{IdempotencyKey, Record, RecordKind, SessionKey};

/// It grows with the records, by some 40 bytes each: what a sink does that no meter can.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// What each record cost, as a hash.
    seen: HashMap<IdempotencyKey, u64>,
    /// Frames that said something else of what had been counted, by their hashes.
    conflicts: HashSet<(SessionKey, u64)>,
    /// Of what a meter did not see the end, with the session's name.
    open: HashMap<IdempotencyKey, (Record, String)>,
    pub(crate) evicted: u64,
    pub(crate) malformed: u64,
    hasher: RandomState,
}

impl Ledger {
    /// Enters a record, by which a meter has forgotten so many, and says whether it counts: one that is estimated does
    /// not.
    pub(crate) fn enter(&mut self, record: &Record, frame: &[u8], evicted: u64) -> bool {
        let key = record.key();
        self.open.remove(&key);
        let usage = self.hasher.hash_one(record.usage);
        if let Some(&before) = self.seen.get(&key) {
            if before != usage {
                self.conflict(record.session, frame);
            }
            return false;
        }
        self.seen.insert(key, usage);
        self.evicted += evicted;
        self.malformed += u64::from(record.malformed);
        true
    }

    /// A frame said something else of what had been counted.
    pub(crate) fn conflict(&mut self, session: SessionKey, frame: &[u8]) {
        self.conflicts.insert((session, self.hasher.hash_one(frame)));
    }

    /// A meter does not wait for this one any more.
    pub(crate) fn leave_open(&mut self, record: &Record, session: &str) {
        let key = record.key();
        if !self.seen.contains_key(&key) {
            self.open.insert(key, (*record, session.to_owned()));
        }
    }

    /// What did not end, each with its session's name.
    pub(crate) fn open(&self) -> impl Iterator<Item = (&Record, &str)> {
        self.open.values().map(|(record, session)| (record, session.as_str()))
    }

    /// How many of a kind did not end.
    pub(crate) fn count_open(&self, kind: RecordKind) -> u64 {
        self.open().filter(|(record, _)| record.kind == kind).count() as u64
    }

    pub(crate) fn conflicts(&self) -> u64 {
        self.conflicts.len() as u64
    }
}
