//! `rtwire stats`: what is in recordings, summed up.

use std::io::Write;
use std::time::{Duration, Instant};

use rtwire::ndjson::{Body, Line};
use rtwire::{Decoder, Drift, Event, Limits, Mismatch, ServerEvent};
use serde::Serialize;

use crate::input::{Input, Intake, Name};
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::sizes::Kinds;
use crate::tally::Tally;
use crate::usage::{Transcription, Usage};
use crate::{args, json, report};

/// The sums. The fields are those of `--json`, in its order.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Stats {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    pub(crate) events: u64,
    pub(crate) bad_lines: u64,
    pub(crate) kinds: Kinds,
    pub(crate) unknown: Tally,
    pub(crate) responses: Tally,
    pub(crate) reasons: Tally,
    pub(crate) responses_without_usage: u64,
    pub(crate) usage: Usage,
    pub(crate) transcription: Transcription,
    pub(crate) drift: Vec<DriftRow>,
    /// What found no room in `drift`.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) drift_overflow: u64,
    pub(crate) seconds: f64,
    pub(crate) bytes_per_second: u64,
    pub(crate) events_per_second: u64,
    /// The first bad lines, as `check` tells them.
    #[serde(skip)]
    pub(crate) problems: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct DriftRow {
    pub(crate) path: String,
    pub(crate) expected: String,
    pub(crate) found: String,
    pub(crate) events: u64,
}

pub(crate) fn run(args: &args::Stats, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let mut limits = Limits::default();
    limits.mismatch = Mismatch::Keep;
    limits.drift_entries = DRIFT_ENTRIES;
    let input = Input::new(&args.files, &limits);
    let mut decoder = Decoder::with_limits(limits);
    let mut stats = Stats::default();
    let begun = Instant::now();
    let intake = input.each(|file, line| {
        stats.add(&mut decoder, file, line, input.limit);
        Ok(())
    })?;
    stats.finish(&intake, decoder.drift(), begun.elapsed());
    if args.json {
        json::write_line(&stats, out)?;
    } else {
        report::write(&stats, out)?;
    }
    Ok(intake.outcome(stats.bad_lines))
}

impl Stats {
    fn add(&mut self, decoder: &mut Decoder, file: Name<'_>, line: Line<'_>, limit: usize) {
        self.lines += 1;
        match line.body {
            Body::Frame(frame) => match decoder.any(frame) {
                Ok(event) => self.add_event(&event, frame.len()),
                Err(error) => self.add_problem(&Problem::refused(file, line.number, &error)),
            },
            Body::TooLong { len } => self.add_problem(&Problem::too_long(file, line.number, len, limit)),
        }
    }

    fn add_event(&mut self, event: &Event<'_>, size: usize) {
        self.events += 1;
        match event {
            Event::Unknown { kind, .. } => return self.unknown.add(kind),
            known => self.kinds.add(known.type_str(), size),
        }
        match event {
            Event::Server(ServerEvent::ResponseDone(done)) => {
                let response = done.response;
                self.responses.add(response.status.as_ref().map_or("none", |status| status.as_str()));
                if let Some(reason) = response.status_details.and_then(|details| details.reason.as_ref()) {
                    self.reasons.add(reason.as_str());
                }
                match &response.usage {
                    Some(usage) => self.usage.add(usage),
                    None => self.responses_without_usage += 1,
                }
            }
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed)) => {
                self.transcription.add(completed.usage);
            }
            _ => {}
        }
    }

    fn add_problem(&mut self, problem: &Problem<'_>) {
        self.bad_lines += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem.to_string());
        }
    }

    fn finish(&mut self, intake: &Intake, drift: &Drift, elapsed: Duration) {
        self.files = intake.files;
        self.bytes = intake.bytes;
        self.drift = drift.entries().map(DriftRow::from).collect();
        self.drift.sort_unstable_by(|a, b| b.events.cmp(&a.events).then_with(|| a.cmp(b)));
        self.drift_overflow = drift.overflow();
        // A clock may not have moved.
        self.seconds = elapsed.as_secs_f64().max(1e-9);
        self.bytes_per_second = (self.bytes as f64 / self.seconds) as u64;
        self.events_per_second = (self.events as f64 / self.seconds) as u64;
    }
}

impl From<&rtwire::DriftEntry> for DriftRow {
    fn from(entry: &rtwire::DriftEntry) -> Self {
        Self {
            path: entry.path().to_owned(),
            expected: entry.expected().to_owned(),
            found: entry.found().to_owned(),
            events: entry.events(),
        }
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

const DRIFT_ENTRIES: usize = 4_096;
const MOST_PROBLEMS: usize = 5;
