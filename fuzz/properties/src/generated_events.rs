//! Events of every kind, made from the lists, and what the policies make of them.

use std::cell::RefCell;

use bumpalo::Bump;
use rtwire::testing::Direction;
use rtwire::{Decoder, Duplicates, Event, Limits, Mismatch};

use crate::account::account;
use crate::expect::{Places, Policy, drift_is_explained};
use crate::generator::bytes::Bytes;
use crate::generator::{self, Made};
use crate::lanes::{lanes_agree, tree};
use crate::tally;

/// What is kept between executions, for speed.
struct Bench {
    decoders: Vec<(Policy, Decoder)>,
    frame: Vec<u8>,
    places: Places,
    arena: Bump,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(Bench::new());
}

impl Bench {
    fn new() -> Self {
        let mut decoders = Vec::new();
        for duplicates in [Duplicates::Last, Duplicates::Reject] {
            for mismatch in [Mismatch::Keep, Mismatch::Reject] {
                let mut limits = Limits::default();
                (limits.duplicates, limits.mismatch) = (duplicates, mismatch);
                decoders.push(((duplicates, mismatch), Decoder::with_limits(limits)));
            }
        }
        Self { decoders, frame: Vec::new(), places: Places::default(), arena: Bump::new() }
    }
}

/// An event decodes to what was written, by the policy: what is fine comes back, what no row names is noted, and what
/// is wrong is noted or refused at its place. Both lanes say the same.
///
/// # Panics
/// If it is not so.
pub fn generated_events(data: &[u8]) {
    BENCH.with_borrow_mut(|bench| bench.run(data));
}

impl Bench {
    fn run(&mut self, data: &[u8]) {
        let mut bytes = Bytes::new(data);
        let made = generator::event(&mut bytes, &mut self.frame);
        self.places.collect(&made);
        let tree = tree(&made.root);
        let direction = match (bytes.one_in(2), made.kind.server) {
            (true, _) => Direction::Any,
            (false, true) => Direction::Server,
            (false, false) => Direction::Client,
        };
        // Where nothing is wrong all policies say the same, so one of the stricter ones is enough.
        let strict = 1 + bytes.below(self.decoders.len() - 1);
        let all = self.places.noted || self.places.must_refuse((Duplicates::Reject, Mismatch::Reject));
        let chosen = |at: usize| all || at == 0 || at == strict;
        for (_, (policy, decoder)) in self.decoders.iter_mut().enumerate().filter(|(at, _)| chosen(*at)) {
            self.arena.reset();
            let (frame, arena, places) = (&*self.frame, &self.arena, &self.places);
            decoder.clear_drift();
            let read = match direction {
                Direction::Server => decoder.server_in(frame, arena).map(Event::Server),
                Direction::Client => decoder.client_in(frame, arena).map(Event::Client),
                Direction::Any => decoder.any_in(frame, arena),
            };
            if *policy == (Duplicates::Last, Mismatch::Keep) {
                tally::count(&made.kind.label, read.is_ok());
            }
            let checked = match &read {
                Ok(_) if places.must_refuse(*policy) => Err("accepted".to_owned()),
                Ok(event) => accepted(&made, frame, event, decoder, *policy, places),
                Err(error) if places.refuses(&made.root, *policy, error) => Ok(()),
                Err(error) => Err(format!("refused: {error}")),
            };
            let agree = || lanes_agree(&tree, frame, arena, direction, *policy, read.as_ref().ok(), decoder.drift());
            if let Err(what) = checked.and_then(|()| agree()) {
                panic!("{what}\n{policy:?} {direction:?} {places:?}\n{}", shown(frame));
            }
        }
    }
}

fn accepted(
    made: &Made,
    frame: &[u8],
    event: &Event<'_>,
    decoder: &Decoder,
    policy: Policy,
    places: &Places,
) -> Result<(), String> {
    let unknown = match *event {
        Event::Server(rtwire::ServerEvent::Unknown { kind, raw })
        | Event::Client(rtwire::ClientEvent::Unknown { kind, raw })
        | Event::Unknown { kind, raw } => Some((kind, raw)),
        _ => None,
    };
    if let Some((_, raw)) = unknown {
        let untouched = std::ptr::eq(raw, frame) && decoder.drift().is_empty() && !made.known;
        return if untouched { Ok(()) } else { Err(format!("read as {event:?}")) };
    }
    if !made.known || event.type_str() != made.kind.wire {
        return Err(format!("read as {event:?}"));
    }
    if !places.noted {
        return if decoder.drift().is_empty() {
            comes_back(made, event, decoder, policy)
        } else {
            Err(format!("{:?}", decoder.drift()))
        };
    }
    drift_is_explained(made, decoder.drift())?;
    comes_back(made, event, decoder, policy)
}

fn comes_back(made: &Made, event: &Event<'_>, decoder: &Decoder, policy: Policy) -> Result<(), String> {
    // What another policy accepts is the same event; the lanes say so.
    if policy != (Duplicates::Last, Mismatch::Keep) {
        return Ok(());
    }
    let back = serde_json::to_value(event).map_err(|error| error.to_string())?;
    account(made, &back, decoder.drift())
}

fn shown(frame: &[u8]) -> String {
    String::from_utf8_lossy(frame).into_owned()
}

#[test]
fn events_of_every_kind_are_what_was_written() {
    generator::tests::inputs(50_000).for_each(|input| generated_events(&input));
}
