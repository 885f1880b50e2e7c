//! Metering: `cargo bench --features generate --bench meter`.
//!
//! `meter/<workload>/decode` decodes each frame, `decode_observe` has a meter take in each event besides, `frame` gives the
//! meter the frame. Each session has a meter of its own, as each connection of a gateway has. What the meters come to is
//! asserted before anything is timed: the sum of all tokens, by a look at the events alone. The first two differ by what
//! metering costs, and that is printed as well, from passes that take turns, for a bench's own rows are minutes apart.

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

/// The frames of a session, with who sent each.
type Session<'w> = Vec<(Direction, &'w [u8])>;

/// A session begins where it is created.
fn sessions(workload: &Workload) -> Vec<Session<'_>> {
    let mut decoder = Decoder::new();
    let mut sessions = vec![Vec::new()];
    for frame in workload.frames() {
        let event = decoder.any(frame);
        if matches!(event, Ok(Event::Server(ServerEvent::SessionCreated(_)))) {
            sessions.push(Vec::new());
        }
        let direction = if matches!(event, Ok(Event::Client(_))) { Direction::Client } else { Direction::Server };
        sessions.last_mut().expect("one at least").push((direction, frame));
    }
    sessions
}

impl Till {
    fn new(sessions: usize) -> Self {
        let meters = (0..sessions).map(|n| SessionMeter::new(SessionKey::new(&n.to_string()))).collect();
        Self { decoder: Decoder::new(), meters }
    }

    /// Meters that know nothing: ids that come again would cost less.
    fn renew(&mut self) {
        self.meters = Self::new(self.meters.len()).meters;
    }

    fn tokens(&self) -> u64 {
        self.meters.iter().map(SessionMeter::all_tokens).sum()
    }

    // Events are looked at where they are: `black_box` of the value itself would copy it, and wait for the copy.
    fn decode(&mut self, sessions: &[Session<'_>]) {
        for (_, frame) in sessions.iter().flatten() {
            black_box(&self.decoder.any(black_box(frame)));
        }
    }

    fn decode_observe(&mut self, sessions: &[Session<'_>]) {
        for (session, meter) in sessions.iter().zip(&mut self.meters) {
            for (_, frame) in session {
                let event = self.decoder.any(black_box(frame));
                black_box(&event);
                if let Ok(event) = &event {
                    let settled = meter.observe(event);
                    if settled.is_some() {
                        black_box(&settled);
                    }
                }
            }
        }
    }

    fn frame(&mut self, sessions: &[Session<'_>]) {
        for (session, meter) in sessions.iter().zip(&mut self.meters) {
            for &(direction, frame) in session {
                black_box(&meter.frame(direction, black_box(frame), &mut self.decoder));
            }
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
        let sessions = sessions(&workload);
        let expected = by_hand(&workload);
        assert!(expected > 0);
        let (mut observed, mut framed) = (Till::new(sessions.len()), Till::new(sessions.len()));
        observed.decode_observe(&sessions);
        framed.frame(&sessions);
        assert_eq!((observed.tokens(), framed.tokens()), (expected, expected), "{name}");
        eprintln!("{name}: {} events, {} bytes, {expected} tokens", workload.events(), workload.bytes());

        let mut till = observed;
        let mut group = criterion.benchmark_group(format!("meter/{name}"));
        group.throughput(Throughput::ElementsAndBytes {
            elements: workload.events() as u64,
            bytes: workload.bytes() as u64,
        });
        group.bench_function("decode", |bencher| bencher.iter(|| till.decode(&sessions)));
        for (row, pass) in [("decode_observe", Till::decode_observe as Pass), ("frame", Till::frame)] {
            group.bench_function(row, |bencher| {
                bencher.iter_custom(|passes| (0..passes).map(|_| timed(&mut till, &sessions, pass)).sum());
            });
        }
        group.finish();
        let [alone, both] =
            fastest(&mut till, &sessions).map(|pass| pass.as_secs_f64() * 1e9 / workload.events() as f64);
        let share = (both / alone - 1.0) * 100.0;
        eprintln!("{name}: metering adds {share:.1} % to decoding: {alone:.1} and {both:.1} ns an event");
    }
}

type Pass = fn(&mut Till, &[Session<'_>]);

/// How long a pass takes with new meters.
fn timed(till: &mut Till, sessions: &[Session<'_>], pass: Pass) -> Duration {
    till.renew();
    let begun = Instant::now();
    pass(till, sessions);
    begun.elapsed()
}

/// The fastest pass without observing and with it, of passes that take turns.
fn fastest(till: &mut Till, sessions: &[Session<'_>]) -> [Duration; 2] {
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..31 {
        for (fastest, pass) in fastest.iter_mut().zip([Till::decode as Pass, Till::decode_observe]) {
            *fastest = timed(till, sessions, pass).min(*fastest);
        }
    }
    fastest
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(700)).measurement_time(Duration::from_secs(4)).sample_size(20);
    targets = meter
}
criterion_main!(benches);
