//! Metering: `cargo bench --features generate --bench meter`.
//!
//! `meter/<workload>/decode` decodes each frame, `decode_observe` has a meter take in each event besides, `frame` gives the
//! meter the frame. A gateway's sessions each have a meter, so the next of 64 begins where a session is created. What the meters come to
//! is asserted before anything is timed: the sum of all tokens, by a look at the events alone. The first two differ by what
//! metering costs, and that is printed as well, from passes that take turns, for a bench's own rows are minutes apart.
#![allow(missing_docs, reason = "criterion makes a public function")]

#[path = "shared/mod.rs"]
mod shared;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rtwire::meter::{Direction, SessionKey, SessionMeter};
use rtwire::{Decoder, Event, ServerEvent, TranscriptionUsage};
use shared::workload::Workload;

/// The meters, and who decodes for them.
struct Till {
    decoder: Decoder,
    meters: Vec<SessionMeter>,
}

impl Till {
    fn new() -> Self {
        let meters = (0..64).map(|n: u32| SessionMeter::new(SessionKey::new(&n.to_string()))).collect();
        Self { decoder: Decoder::new(), meters }
    }

    fn tokens(&self) -> u64 {
        self.meters.iter().map(SessionMeter::all_tokens).sum()
    }

    fn decode(&mut self, workload: &Workload) {
        for frame in workload.frames() {
            let _ = black_box(self.decoder.any(black_box(frame)));
        }
    }

    fn decode_observe(&mut self, workload: &Workload) {
        let mut at = 0;
        for frame in workload.frames() {
            let Self { decoder, meters } = self;
            let event = black_box(decoder.any(black_box(frame)));
            if let Ok(event) = event {
                at += usize::from(matches!(event, Event::Server(ServerEvent::SessionCreated(_))));
                let record = meters[at % 64].observe(&event);
                if record.is_some() {
                    black_box(&record);
                }
            }
        }
    }

    fn frame(&mut self, workload: &Workload, directions: &[(Direction, usize)]) {
        for (frame, &(direction, at)) in workload.frames().zip(directions) {
            let Self { decoder, meters } = self;
            let _ = black_box(meters[at % 64].frame(direction, black_box(frame), decoder));
        }
    }
}

/// All tokens, without a meter: in generated traffic no id comes twice.
fn by_hand(workload: &Workload) -> u64 {
    let mut decoder = Decoder::new();
    let tokens = |frame| match decoder.any(frame) {
        Ok(Event::Server(ServerEvent::ResponseDone(done))) => done.response.usage.and_then(|usage| usage.total_tokens),
        Ok(Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed))) => {
            match completed.usage {
                Some(TranscriptionUsage::Tokens(usage)) => usage.total_tokens,
                _ => None,
            }
        }
        _ => None,
    };
    workload.frames().filter_map(tokens).sum()
}

#[allow(clippy::print_stderr, reason = "a bench says what it counts")]
fn meter(criterion: &mut Criterion) {
    for name in ["session", "firehose"] {
        let workload = Workload::new(name);
        let (mut decoder, mut session) = (Decoder::new(), 0);
        let directions: Vec<_> = workload
            .frames()
            .map(|frame| match decoder.any(frame) {
                Ok(Event::Client(_)) => (Direction::Client, session),
                event => {
                    session += usize::from(matches!(event, Ok(Event::Server(ServerEvent::SessionCreated(_)))));
                    (Direction::Server, session)
                }
            })
            .collect();
        let expected = by_hand(&workload);
        assert!(expected > 0);
        let (mut observed, mut framed) = (Till::new(), Till::new());
        observed.decode_observe(&workload);
        framed.frame(&workload, &directions);
        assert_eq!((observed.tokens(), framed.tokens()), (expected, expected), "{name}");
        eprintln!("{name}: {} events, {} bytes, {expected} tokens", workload.events(), workload.bytes());

        let mut till = Till::new();
        let mut group = criterion.benchmark_group(format!("meter/{name}"));
        group.throughput(Throughput::ElementsAndBytes {
            elements: workload.events() as u64,
            bytes: workload.bytes() as u64,
        });
        // Each pass has new meters: 64 of them are nothing beside 16 MiB of frames, and ids that come again cost less.
        let renewed = |till: &mut Till| till.meters = Till::new().meters;
        group.bench_function("decode", |bencher| bencher.iter(|| till.decode(&workload)));
        group.bench_function("decode_observe", |bencher| {
            bencher.iter(|| {
                renewed(&mut till);
                till.decode_observe(&workload);
            });
        });
        group.bench_function("frame", |bencher| {
            bencher.iter(|| {
                renewed(&mut till);
                till.frame(&workload, &directions);
            });
        });
        group.finish();
        eprintln!("{name}: metering adds {:.1} % to decoding", share(&workload, &mut till));
    }
}

/// What observing adds to decoding, in percent: of passes that take turns, the fastest of each.
fn share(workload: &Workload, till: &mut Till) -> f64 {
    let timed = |work: &mut dyn FnMut()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let (mut alone, mut both) = (Duration::MAX, Duration::MAX);
    for _ in 0..15 {
        alone = alone.min(timed(&mut || till.decode(workload)));
        till.meters = Till::new().meters;
        both = both.min(timed(&mut || till.decode_observe(workload)));
    }
    (both.as_secs_f64() / alone.as_secs_f64() - 1.0) * 100.0
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(700)).measurement_time(Duration::from_secs(4)).sample_size(20);
    targets = meter
}
criterion_main!(benches);
