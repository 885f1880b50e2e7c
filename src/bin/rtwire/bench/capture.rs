//! The events to measure with, in memory, once it is known that the lanes make the same of them.

use std::ops::Range;

use anyhow::bail;
use rtwire::ndjson::Body;
use rtwire::testing::{Lane, lane};
use rtwire::{Decoder, Event};

use crate::feed::{Feed, Step};
use crate::input::{Intake, Name};
use crate::progress::Progress;

/// Events one after another in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Capture {
    text: Vec<u8>,
    pub(super) frames: Vec<Frame>,
    pub(super) kinds: Vec<Kind>,
    pub(super) bytes: u64,
    pub(super) bad_lines: u64,
    pub(super) declined: u64,
}

#[derive(Debug, Clone)]
pub(super) struct Frame {
    place: Range<usize>,
    /// An index into the kinds.
    pub(super) kind: usize,
    /// Whether the direct lane leaves it to the tape lane.
    pub(super) declined: bool,
}

#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: String,
    pub(super) events: u64,
    pub(super) bytes: u64,
    pub(super) declined: u64,
}

/// A decoder for each lane.
struct Lanes([Decoder; 3]);

impl Capture {
    /// Reads all lines, and keeps those that are events.
    ///
    /// # Errors
    /// Where the lanes do not make the same of one.
    pub(super) fn read(feed: &Feed, progress: &Progress) -> anyhow::Result<(Self, Intake)> {
        let (mut capture, mut lanes) = (Self::default(), Lanes::new());
        let intake = feed.each(None, |file, step| {
            match step {
                Step::Line(line) => {
                    let Body::Frame(frame) = line.body else {
                        capture.bad_lines += 1;
                        return Ok(());
                    };
                    match lanes.compare(frame) {
                        Ok(Some((kind, declined))) => capture.add(frame, &kind, declined),
                        Ok(None) => capture.bad_lines += 1,
                        Err(what) => {
                            bail!("{}:{}: {what}, a mistake in rtwire", Name::new(&feed.files[file]), line.number)
                        }
                    }
                }
                Step::Trouble(text) => progress.complain(&text),
                Step::Pause | Step::Stretch(_) => {}
            }
            Ok(())
        })?;
        Ok((capture, intake))
    }

    pub(super) fn frames(&self) -> impl Iterator<Item = (&Frame, &[u8])> {
        self.frames.iter().map(|frame| (frame, &self.text[frame.place.clone()]))
    }

    fn add(&mut self, text: &[u8], kind: &str, declined: bool) {
        let found = self.kinds.iter().position(|known| known.name == kind);
        let index = found.unwrap_or(self.kinds.len());
        if found.is_none() {
            self.kinds.push(Kind { name: kind.to_owned(), events: 0, bytes: 0, declined: 0 });
        }
        let kind = &mut self.kinds[index];
        kind.events += 1;
        kind.bytes += text.len() as u64;
        kind.declined += u64::from(declined);
        self.bytes += text.len() as u64;
        self.declined += u64::from(declined);
        let start = self.text.len();
        self.text.extend_from_slice(text);
        self.frames.push(Frame { place: start..self.text.len(), kind: index, declined });
    }
}

impl Lanes {
    fn new() -> Self {
        Self([Lane::Both, Lane::Tape, Lane::Direct].map(|which| {
            let mut decoder = Decoder::new();
            lane(&mut decoder, which);
            decoder
        }))
    }

    /// The kind of event that the frame is, and whether the direct lane declines it; none where it is no event.
    ///
    /// # Errors
    /// What the lanes do not agree on.
    fn compare(&mut self, frame: &[u8]) -> Result<Option<(String, bool)>, &'static str> {
        let Self([both, tape, direct]) = self;
        let [both, tape, direct] = [both, tape, direct].map(|decoder| {
            decoder.clear_drift();
            let said = decoder.any(frame).map(|event| (kind(&event), serde_json::to_string(&event).ok()));
            let said = said.map_err(|error| error.to_string());
            let drift = decoder.drift().entries();
            let drift = drift.map(|entry| [entry.path(), entry.expected(), entry.found()].map(str::to_owned));
            (said, drift.collect::<Vec<_>>())
        });
        if both != tape {
            return Err("both lanes together do not say what the tape lane says");
        }
        if direct.0.is_ok() && direct != tape {
            return Err("the direct lane does not say what the tape lane says");
        }
        Ok(both.0.ok().map(|(kind, _)| (kind, direct.0.is_err())))
    }
}

fn kind(event: &Event<'_>) -> String {
    let known = match event {
        Event::Server(event) => event.kind().map(|kind| kind.as_str()),
        Event::Client(event) => event.kind().map(|kind| kind.as_str()),
        _ => None,
    };
    known.unwrap_or("(unknown)").to_owned()
}
