//! How long single events take: `cargo bench --features generate --bench latency`.
//!
//! Each event is timed by itself, on frames that nobody else has touched for a while, and what looking at the clock costs
//! is taken off. The tables tell how many events were timed, and what half of them, 99 %, 99.9 % and all keep to, in
//! nanoseconds; the last is mostly the system's doing. With `-- --test` everything is done once, on few events.
#![allow(clippy::print_stdout, reason = "the tables are what it is for")]

#[path = "shared/mod.rs"]
mod shared;

use std::fs;

use rtwire::Decoder;
use rtwire::generate::{Generator, Mix, Options};
use shared::odd::{attacks, declining};
use shared::timing::{Clock, Times};

/// How much is done.
#[derive(Debug, Clone, Copy)]
struct Effort {
    bytes: usize,
    rounds: usize,
    sessions: usize,
}

const USUAL: Effort = Effort { bytes: 8 << 20, rounds: 8, sessions: 10_000 };
const TEST: Effort = Effort { bytes: 64 << 10, rounds: 1, sessions: 100 };

const MIXES: &[Mix] = &[Mix::Acks, Mix::Session, Mix::Audio8k, Mix::Done];

fn main() {
    let effort = if std::env::args().any(|word| word == "--test") { TEST } else { USUAL };
    let clock = Clock::calibrated();
    println!("a look at the clock costs {} ns, which is taken off\n", clock.cost());
    println!("{:40} {:>9} {:>9} {:>9} {:>9} {:>10}", "", "events", "p50", "p99", "p99.9", "max");
    for &mix in MIXES {
        for every in [0, 100, 10] {
            declines(mix, every, effort, clock);
        }
        attacked(mix, effort, clock);
        fresh(mix, effort, clock);
        println!();
    }
    sessions(effort, clock);
}

/// Frames of a mix, each another.
fn frames(mix: Mix, bytes: usize) -> Vec<Vec<u8>> {
    let mut generator = Generator::new(Options { seed: 1, mix, ..Options::default() });
    let (mut frames, mut done) = (Vec::new(), 0);
    while done < bytes {
        let mut frame = Vec::new();
        generator.next(&mut frame);
        done += frame.len();
        frames.push(frame);
    }
    frames
}

/// One decoder, where one frame of `every` is declined by the direct lane.
fn declines(mix: Mix, every: usize, effort: Effort, clock: Clock) {
    let mut frames = frames(mix, effort.bytes);
    if every > 0 {
        frames.iter_mut().step_by(every).for_each(|frame| *frame = declining(frame));
    }
    let (mut decoder, mut times) = (Decoder::new(), Times::default());
    for _ in 0..effort.rounds {
        for frame in &frames {
            times.add(clock.time(|| decoder.any(frame).is_ok()));
        }
    }
    let expected = if every > 0 { frames.len().div_ceil(every) * effort.rounds } else { 0 };
    let declined = decoder.declined();
    assert!(declined >= expected as u64, "{declined} of {expected} are declined");
    let share = 100.0 * declined as f64 / (frames.len() * effort.rounds) as f64;
    println!("{:40} {}", format!("{}, {share:.1} % declined", mix.as_str()), times.row());
}

/// One decoder, where one frame of a thousand means to cost much.
fn attacked(mix: Mix, effort: Effort, clock: Clock) {
    let (frames, attacks) = (frames(mix, effort.bytes), attacks());
    let (mut decoder, mut others, mut themselves) = (Decoder::new(), Times::default(), Times::default());
    let mut next = attacks.iter().cycle();
    for _ in 0..effort.rounds {
        for (index, frame) in frames.iter().enumerate() {
            others.add(clock.time(|| decoder.any(frame).is_ok()));
            if index % 1_000 == 0 {
                let attack = next.next().expect("without end");
                themselves.add(clock.time(|| decoder.any(attack).is_ok()));
            }
        }
    }
    println!("{:40} {}", format!("{}, among 0.1 % attacks", mix.as_str()), others.row());
    println!("{:40} {}", "  the attacks themselves", themselves.row());
}

/// A decoder that has not seen anything.
fn fresh(mix: Mix, effort: Effort, clock: Clock) {
    let (mut made, mut first) = (Times::default(), Times::default());
    for frame in frames(mix, effort.bytes).iter().take(10_000) {
        let mut decoder = Decoder::new();
        first.add(clock.time(|| decoder.any(frame).is_ok()));
        made.add(clock.time(|| Decoder::new().any(frame).is_ok()));
    }
    println!("{:40} {}", format!("{}, a fresh decoder's first", mix.as_str()), first.row());
    println!("{:40} {}", "  with making and dropping it", made.row());
}

/// Many sessions at once, whose frames come in turn: with a decoder for each of them, and with one for all.
fn sessions(effort: Effort, clock: Clock) {
    const FRAMES: usize = 8;
    let each = |seed: usize| {
        let mut generator = Generator::new(Options { seed: seed as u64, mix: Mix::Session, ..Options::default() });
        let frame = |_| {
            let mut frame = Vec::new();
            generator.next(&mut frame);
            frame
        };
        (0..FRAMES).map(frame).collect::<Vec<_>>()
    };
    let sessions: Vec<_> = (0..effort.sessions).map(each).collect();
    for (name, decoders) in [("one decoder", 1), ("a decoder each", effort.sessions)] {
        let before = resident();
        let mut decoders: Vec<_> = (0..decoders).map(|_| Decoder::new()).collect();
        let mut times = Times::default();
        for round in 0..2 {
            for frame in 0..FRAMES {
                for (session, frames) in sessions.iter().enumerate() {
                    let at = session % decoders.len();
                    let time = clock.time(|| decoders[at].any(&frames[frame]).is_ok());
                    if round > 0 {
                        times.add(time);
                    }
                }
            }
        }
        let grown = resident().saturating_sub(before);
        let name = format!("{} sessions in turn, {name}", sessions.len());
        println!("{name:40} {}   {:.1} MB more in memory", times.row(), grown as f64 / 1e6);
    }
}

/// The process's memory in RAM, in bytes; 0 where the system does not say.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().strip_suffix(" kB").and_then(|size| size.parse::<u64>().ok()).unwrap_or_default() * 1024
}
