//! The direct lane against the tape lane, by every set of kernels.

use std::cell::RefCell;

use rtwire::testing::kernel::KernelSet;
use rtwire::testing::{self, Lane};
use rtwire::{Decoder, Drift, Duplicates, Error, Event, Limits, Mismatch};

use crate::damage::damage;
use crate::generator;
use crate::generator::bytes::Bytes;
use crate::tally;

/// Two decoders for each policy, the second for the direct lane alone.
struct Bench {
    policies: Vec<[Decoder; 2]>,
    sets: Vec<KernelSet>,
    frame: Vec<u8>,
    other: Vec<u8>,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(Bench::new());
}

impl Bench {
    fn new() -> Self {
        let mut policies = Vec::new();
        for duplicates in [Duplicates::Last, Duplicates::Reject] {
            for mismatch in [Mismatch::Keep, Mismatch::Reject] {
                let mut limits = Limits::default();
                (limits.duplicates, limits.mismatch, limits.drift_entries) = (duplicates, mismatch, 1 << 20);
                let by = |lane| {
                    let mut decoder = Decoder::with_limits(limits.clone());
                    testing::lane(&mut decoder, lane);
                    decoder
                };
                policies.push([Lane::Tape, Lane::Direct].map(by));
            }
        }
        Self { policies, sets: KernelSet::all(), frame: Vec::new(), other: Vec::new() }
    }
}

/// What the direct lane accepts is what the tape lane makes of it, field for field and drift included; whatever it
/// declines is none of its business. By each set of kernels and under each policy, on events that are whole or damaged,
/// and on whatever the fuzzer wrote.
///
/// # Panics
/// If it is not so.
pub fn direct_agrees_with_tape(data: &[u8]) {
    BENCH.with_borrow_mut(|bench| bench.run(data));
}

impl Bench {
    fn run(&mut self, data: &[u8]) {
        let mut bytes = Bytes::new(data);
        let choice = bytes.byte();
        let at = bytes.of_all_below(self.policies.len());
        let set = bytes.of_all_below(self.policies.len() * self.sets.len()) / self.policies.len();
        let label = if choice.is_multiple_of(16) {
            self.frame.clear();
            self.frame.extend_from_slice(data.get(1..).unwrap_or_default());
            "as it came".to_owned()
        } else {
            let made = generator::event(&mut bytes, &mut self.frame);
            if choice % 16 > 10 {
                if bytes.one_in(8) {
                    generator::event(&mut bytes, &mut self.other);
                }
                damage(&mut bytes, &mut self.frame, &self.other);
            }
            made.kind.label.clone()
        };
        // Exactly as large as it is, so that the address sanitizer sees a byte too many being read.
        let frame: Box<[u8]> = self.frame.as_slice().into();
        let [tape, direct] = &mut self.policies[at];
        testing::kernels(direct, self.sets[set]);
        tape.clear_drift();
        direct.clear_drift();
        let checked = str::from_utf8(&frame).ok().filter(|_| choice & 0x80 != 0);
        let accepted = match checked {
            // The two know of no other direction than the server's here.
            Some(text) => {
                let read = direct.server_str(text).map(Event::Server);
                read.is_ok_and(|event| is_as_by(&event, &tape.server_str(text).map(Event::Server)))
            }
            None => direct.any(&frame).is_ok_and(|event| is_as_by(&event, &tape.any(&frame))),
        };
        if accepted {
            assert!(same(direct.drift(), tape.drift()), "{:?} instead of {:?}", direct.drift(), tape.drift());
        }
        tally::count(&label, accepted);
    }
}

/// # Panics
/// Where the tape lane has another event, or none.
fn is_as_by(direct: &Event<'_>, tape: &Result<Event<'_>, Error>) -> bool {
    let same = tape.as_ref().is_ok_and(|tape| tape == direct);
    assert!(same, "direct lane: {direct:?}\ntape lane: {tape:?}");
    true
}

fn same(one: &Drift, other: &Drift) -> bool {
    let told = |drift: &Drift| {
        let entries = drift.entries();
        entries.map(|entry| (entry.path().to_owned(), entry.expected().to_owned(), entry.found().to_owned())).collect()
    };
    let (one, other): (Vec<_>, Vec<_>) = (told(one), told(other));
    one == other
}
