//! `rtwire bench`: how fast events of recordings are decoded.

mod capture;
mod engine;
mod report;
mod timing;

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::bail;
use rtwire::testing::kernel::KernelSet;
use serde::Serialize;

use crate::feed::Feed;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::source::total;
use crate::{args, json};

use capture::Capture;
use timing::{Clock, Latency, Timing};

/// What was measured. The fields are those of `--json`, in its order.
#[derive(Debug, Serialize)]
struct Results {
    files: u64,
    events: u64,
    bytes: u64,
    /// Lines that were left out, since they are no events.
    bad_lines: u64,
    /// Events that both lanes accept, and make the same of: all but the declined ones. That they do not is an error.
    lanes_agree: u64,
    /// Events that the direct lane leaves to the tape lane.
    declined: u64,
    declined_percent: f64,
    kernels: &'static str,
    rounds: u64,
    /// What it costs to look at the clock, which has been taken off.
    clock_ns: u64,
    engines: Vec<Row>,
    #[serde(serialize_with = "kinds")]
    kinds: Vec<(String, KindRow)>,
}

/// What one way to deal with events costs.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    /// Of how many events: `direct lane` is measured without those that it declines.
    events: u64,
    bytes: u64,
    bytes_per_second: Option<u64>,
    events_per_second: Option<u64>,
    #[serde(flatten)]
    latency: Latency,
}

/// What `decode` costs for events of one kind.
#[derive(Debug, Serialize)]
struct KindRow {
    events: u64,
    bytes: u64,
    declined: u64,
    #[serde(flatten)]
    latency: Latency,
}

pub(crate) fn run(args: &args::Bench, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let progress = Progress::new(total(&args.files));
    let feed = Feed {
        files: args.files.as_slice().into(),
        limit: rtwire::Limits::default().max_frame_bytes,
        progress: progress.clone(),
        live: false,
    };
    let (capture, intake) = Capture::read(&feed, &progress)?;
    progress.finish();
    let outcome = intake.outcome(capture.bad_lines);
    if capture.frames.is_empty() {
        bail!("there is no event in what could be read");
    }
    let results = measure(&capture, intake.files, args);
    if args.json {
        json::write_line(&results, out)?;
    } else {
        report::write(&results, out)?;
    }
    Ok(outcome)
}

fn measure(capture: &Capture, files: u64, args: &args::Bench) -> Results {
    let clock = Clock::calibrated();
    let mut engines = engine::all();
    let mut timings: Vec<Timing> = engines.iter().map(|_| Timing::new(capture.kinds.len())).collect();
    let progress = Progress::new(None);
    let begun = Instant::now();
    let mut rounds = 0;
    // One that counts nothing: it fills caches and scratch.
    for engine in &mut engines {
        engine.pass(capture);
        progress.advance(capture.bytes);
    }
    while match args.rounds {
        Some(most) => rounds < most,
        None => rounds < FEWEST || begun.elapsed() < Duration::from_secs_f64(args.seconds),
    } {
        // In turn, so that whatever else the machine does befalls all alike.
        for (engine, timing) in engines.iter_mut().zip(&mut timings) {
            timing.add_pass(engine.pass(capture));
            engine.each(capture, |kind, begun, ended| timing.add_event(kind, clock.between(begun, ended)));
            progress.advance(2 * capture.bytes);
        }
        rounds += 1;
    }
    progress.finish();
    let kinds = capture.kinds.iter().zip(timings[0].kinds()).map(|(kind, latency)| {
        let (events, bytes, declined) = (kind.events, kind.bytes, kind.declined);
        (kind.name.clone(), KindRow { events, bytes, declined, latency })
    });
    let events = capture.frames.len() as u64;
    Results {
        files,
        events,
        bytes: capture.bytes,
        bad_lines: capture.bad_lines,
        lanes_agree: events - capture.declined,
        declined: capture.declined,
        declined_percent: 100.0 * capture.declined as f64 / events as f64,
        kernels: KernelSet::best().name(),
        rounds,
        clock_ns: clock.cost(),
        kinds: kinds.collect(),
        engines: engines.iter().zip(&timings).map(|(engine, timing)| row(engine, timing, capture)).collect(),
    }
}

fn row(engine: &engine::Engine, timing: &Timing, capture: &Capture) -> Row {
    let (events, bytes) = engine.share(capture);
    let seconds = timing.pass().as_secs_f64().max(1e-9);
    // It may have declined all.
    let per_second = |count: u64| (events > 0).then_some((count as f64 / seconds) as u64);
    Row {
        name: engine.name,
        events,
        bytes,
        bytes_per_second: per_second(bytes),
        events_per_second: per_second(events),
        latency: timing.all(),
    }
}

fn kinds<S: serde::Serializer>(kinds: &[(String, KindRow)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(kinds.iter().map(|(name, row)| (name, row)))
}

/// Of a capture that takes longer than there is time.
const FEWEST: u64 = 3;
