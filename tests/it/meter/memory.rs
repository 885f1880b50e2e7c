//! ```sh
//! cargo test --release --all-features --test it -- --ignored --nocapture meter::memory
//! ```

use rtwire::Decoder;
use rtwire::meter::{Direction, SessionKey, SessionMeter};

use super::{created, done, plain, session, transcribed};
use crate::allocator::{cost, live};

#[test]
fn a_meter_takes_4_kib_all_in() {
    let (mut meter, made) = cost(|| Box::new(SessionMeter::new(SessionKey::new("sess_1"))));
    assert!(size_of::<SessionMeter>() <= 4096 && made.kept <= 4096, "{made:?}");
    let mut decoder = Decoder::new();
    // The decoder's own memory, before.
    let frames: Vec<String> = frames(1_000).collect();
    frames.iter().for_each(|frame| _ = decoder.server(frame.as_bytes()));
    let ((), fed) = cost(|| {
        for frame in &frames {
            meter.frame(Direction::Server, frame.as_bytes(), &mut decoder).unwrap();
        }
    });
    assert_eq!((fed.allocations, fed.kept), (0, 0), "it owns no memory");
    assert!(meter.records() > 500);
    let ((), moved) = cost(|| _ = SessionMeter::restore(&meter.snapshot()));
    assert_eq!(moved.allocations, 0);
}

/// Responses without end: each with a model, an id, a size and a text of its own.
fn frames(count: u64) -> impl Iterator<Item = String> {
    (0..count).map(|n| match n % 8 {
        0 => session("session.updated", &format!("model {n} {}", "x".repeat(n as usize % 90)), "whisper-1").to_string(),
        1 => format!(r#"{{"type":"error","error":{{"type":"error {n}"}}}}"#),
        2 => transcribed(&format!("item_{n}"), plain(n, 1)).to_string(),
        3 => created(&format!("never done {n}")).to_string(),
        _ => done(&format!("resp_{n}"), plain(n, n)).to_string(),
    })
}

/// One session of so many events.
fn long(count: u64) {
    let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
    let mut decoder = Decoder::new();
    let frames: Vec<String> = frames(20_000).collect();
    let mut feed = |count: u64| {
        for frame in frames.iter().cycle().take(count as usize) {
            meter.frame(Direction::Server, frame.as_bytes(), &mut decoder).unwrap();
        }
    };
    feed(20_000);
    let before = live();
    feed(count);
    assert_eq!(live(), before, "after {count} events");
}

/// So many sessions side by side over four decoders, and so many frames.
#[allow(clippy::print_stderr, reason = "the numbers are the point")]
fn many(sessions: usize, count: usize) {
    let mut decoders = [(); 4].map(|()| Decoder::new());
    let frames: Vec<String> = frames(4_096).collect();
    let before = live();
    let meter = |n: usize| SessionMeter::new(SessionKey::new(&n.to_string()));
    let mut meters: Vec<_> = (0..sessions).map(meter).collect();
    let each = (live() - before) as usize / sessions;
    let mut feed = |count: usize| {
        for n in 0..count {
            let session = n * 7_919 % sessions;
            let frame = frames[n % frames.len()].as_bytes();
            meters[session].frame(Direction::Server, frame, &mut decoders[session % 4]).unwrap();
        }
    };
    feed(frames.len() * 4);
    let warm = live();
    feed(count);
    assert_eq!(live(), warm, "{sessions} sessions, {count} frames");
    eprintln!("{sessions} sessions, {count} frames: {each} bytes a session, nothing since");
    assert!(each <= 4096);
}

#[test]
fn memory_is_flat_over_events_of_one_session() {
    long(60_000);
}

#[test]
#[ignore = "half a minute in a release build, minutes without optimisation"]
fn memory_is_flat_over_10_million_events_of_one_session() {
    long(10_000_000);
}

#[test]
fn memory_is_flat_over_many_sessions() {
    many(1_000, 40_000);
}

#[test]
#[ignore = "half a minute in a release build, and 200 MB"]
fn memory_is_flat_over_50_thousand_sessions_and_10_million_frames() {
    many(50_000, 10_000_000);
}
