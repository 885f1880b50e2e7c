//! `rtwire stats`: what is in recordings, summed up.

#[cfg(test)]
mod tests;

use std::io::Write;
use std::time::{Duration, Instant};

use rtwire::escape::Escaped;
use rtwire::meter::Tokens;
use rtwire::{Event, Limits, ServerEvent};
use serde::{Serialize, Serializer};

use crate::bills::{Biller, Bills};
use crate::books::{Amount, Books, By};
use crate::drift::{Drift, MOST_OF_PART};
use crate::frames::Frames;
use crate::input::{Entry, Input, Intake, Results};
use crate::jobs::Worker;
use crate::outcome::Outcome;
use crate::problem::FirstProblems;
use crate::sizes::Kinds;
use crate::tally::Tally;
use crate::usage::{Transcription, Usage};
use crate::{args, json, prices, report};

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
    /// With `--prices` only.
    #[serde(flatten)]
    pub(crate) priced: Option<PricedSums>,
    #[serde(serialize_with = "rows")]
    pub(crate) drift: Drift,
    /// What found no room in `drift`.
    #[serde(skip_serializing_if = "json::is_zero")]
    pub(crate) drift_overflow: u64,
    pub(crate) seconds: f64,
    pub(crate) bytes_per_second: u64,
    pub(crate) events_per_second: u64,
    #[serde(skip)]
    pub(crate) problems: FirstProblems,
}

/// What it all cost, as `meter` has it.
#[derive(Debug, Serialize)]
pub(crate) struct PricedSums {
    /// Written only where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) translated_seconds: Option<f64>,
    pub(crate) cost: Option<Amount>,
    pub(crate) unpriced: Vec<String>,
    #[serde(skip)]
    pub(crate) shown: String,
}

/// A worker's share of the sums.
struct Summer {
    frames: Frames,
    /// Where there are prices.
    biller: Option<Biller>,
    /// What does not depend on the order of lines; the rest of it is in the parts.
    sums: Stats,
    part: Part,
}

/// What of a run of lines must be counted in their order: bounded lists of what came first, and sums of floats.
struct Part {
    unknown: Tally,
    responses: Tally,
    reasons: Tally,
    drift: Drift,
    transcription_seconds: Vec<f64>,
    /// The first bad lines.
    problems: FirstProblems,
    bills: Bills,
}

pub(crate) fn run(args: &args::Stats, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let prices = args.prices.as_deref().map(prices::read).transpose()?;
    let mut books = prices.map(|prices| Books::new(Some(prices), By::Model, false));
    let mut limits = Limits::default();
    limits.drift_entries = MOST_OF_PART;
    let input = Input::new(&args.files, limits);
    let mut stats = Stats::default();
    let begun = Instant::now();
    let worker = |frames| {
        let biller = args.prices.is_some().then(|| Biller::new(None, args.files.at.clone()));
        Summer { frames, biller, sums: Stats::default(), part: Part::default() }
    };
    let (intake, summers) = input.run(Results::AtTheEnd, worker, |part: Part| {
        if let Some(books) = &mut books {
            books.enter(&part.bills);
        }
        stats.merge(part);
        Ok(())
    })?;
    summers.into_iter().for_each(|summer| stats.absorb(summer.sums));
    stats.finish(&intake, begun.elapsed());
    stats.priced = books.and_then(|books| PricedSums::of(&books));
    if args.json {
        json::write_line(&stats, out)?;
    } else {
        report::write(&stats, out)?;
    }
    Ok(intake.outcome(stats.bad_lines))
}

impl Worker for Summer {
    type Part = Part;

    fn line(&mut self, entry: &Entry<'_>) {
        let Self { frames, biller, sums, part } = self;
        sums.lines += 1;
        match frames.read(entry) {
            Ok((event, frame)) => {
                sums.add(&event, frame.len(), part);
                if let Some(biller) = biller {
                    biller.event(entry, &event, frame);
                }
            }
            Err(problem) => {
                sums.bad_lines += 1;
                part.problems.add(&problem);
            }
        }
    }

    fn part(&mut self) -> Part {
        self.part.drift = Drift::take(&mut self.frames.decoder);
        self.part.bills = self.biller.as_mut().map_or_else(Bills::default, Biller::take);
        std::mem::take(&mut self.part)
    }
}

impl PricedSums {
    fn of(books: &Books) -> Option<Self> {
        let currency = books.prices()?.currency();
        let unpriced: Vec<_> = books.unpriced.iter().map(|(model, _)| model.to_owned()).collect();
        let cost = books.cost(&books.sum);
        let shown = match cost {
            Some(_) => format!("{} {}", books.sum.cost, Escaped::new(currency)),
            None => "unpriced".to_owned(),
        };
        Some(Self { translated_seconds: books.sum.translated_seconds(), cost, unpriced, shown })
    }
}

impl Stats {
    fn add(&mut self, event: &Event<'_>, size: usize, part: &mut Part) {
        self.events += 1;
        match event {
            Event::Unknown { kind, .. } => return part.unknown.add(kind),
            known => self.kinds.add(known, size),
        }
        match event {
            Event::Server(ServerEvent::ResponseDone(done)) => {
                let response = done.response;
                part.responses.add(response.status.as_ref().map_or("none", |status| status.as_str()));
                if let Some(reason) = response.status_details.and_then(|details| details.reason.as_ref()) {
                    part.reasons.add(reason.as_str());
                }
                match done.billed().map(Tokens::of_response).filter(|tokens| !tokens.is_empty()) {
                    Some(tokens) => self.usage.0.add(&tokens),
                    None => self.responses_without_usage += 1,
                }
            }
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(completed)) => {
                part.transcription_seconds.extend(self.transcription.add(completed.usage));
            }
            _ => {}
        }
    }

    /// Counts on with the part behind what has been counted so far.
    fn merge(&mut self, part: Part) {
        self.unknown.absorb(&part.unknown);
        self.responses.absorb(&part.responses);
        self.reasons.absorb(&part.reasons);
        self.drift.absorb(&part.drift);
        part.transcription_seconds.into_iter().for_each(|seconds| self.transcription.add_seconds(seconds));
        self.problems.absorb(part.problems);
    }

    /// Counts a worker's own sums.
    fn absorb(&mut self, sums: Self) {
        self.lines += sums.lines;
        self.events += sums.events;
        self.bad_lines += sums.bad_lines;
        self.kinds.absorb(&sums.kinds);
        self.responses_without_usage += sums.responses_without_usage;
        self.usage.0.add(&sums.usage.0);
        self.transcription.absorb(&sums.transcription);
    }

    fn finish(&mut self, intake: &Intake, elapsed: Duration) {
        self.files = intake.files;
        self.bytes = intake.bytes;
        self.drift_overflow = self.drift.overflow();
        // A clock may not have moved.
        self.seconds = elapsed.as_secs_f64().max(1e-9);
        self.bytes_per_second = (self.bytes as f64 / self.seconds) as u64;
        self.events_per_second = (self.events as f64 / self.seconds) as u64;
    }
}

impl Default for Part {
    fn default() -> Self {
        Self {
            unknown: Tally::of_part(),
            responses: Tally::of_part(),
            reasons: Tally::of_part(),
            drift: Drift::default(),
            transcription_seconds: Vec::new(),
            problems: FirstProblems::default(),
            bills: Bills::default(),
        }
    }
}

fn rows<S: Serializer>(drift: &Drift, serializer: S) -> Result<S::Ok, S::Error> {
    drift.rows().serialize(serializer)
}
