//! Sums what the responses and transcriptions of recordings cost.
//!
//! A count that nobody sent is not 0 but missing: `-`. Cached tokens are a part of the input, reasoning of the output.
//! Transcriptions run on a model with a price of its own, so they stand apart; some are billed by the second.
//!
//! ```text
//! cargo run --example sum_usage                    # both sessions in tests/data
//! cargo run --example sum_usage monday.ndjson tuesday.ndjson
//! ```

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use rtwire::escape::Escaped;
use rtwire::meter::{Cell, Tokens};
use rtwire::ndjson::{self, Body};
use rtwire::{Decoder, ServerEvent, TranscriptionUsage};

fn main() -> ExitCode {
    let mut paths: Vec<_> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        paths.extend(["tests/data/session_beta.ndjson", "tests/data/session_ga.ndjson"].map(PathBuf::from));
    }
    let result = sum_usage(&paths, &mut io::stdout().lock());
    // A reader that has seen enough, such as `head`, is no failure.
    if let Err(error) = result
        && error.kind() != ErrorKind::BrokenPipe
    {
        let _ = writeln!(io::stderr(), "sum_usage: {}", Escaped::new(&error.to_string()));
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}

/// Prints what the events in the files at `paths` cost.
pub(crate) fn sum_usage(paths: &[PathBuf], out: &mut impl Write) -> io::Result<()> {
    let mut decoder = Decoder::new();
    let (mut responses, mut transcriptions, mut bad) = (Sum::default(), Sum::default(), 0);
    for path in paths {
        let place = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut reader = ndjson::open(path).map_err(place)?;
        while let Some(line) = reader.next().map_err(place)? {
            let frame = if let Body::Frame(frame) = line.body { frame } else { b"" };
            match decoder.server(frame) {
                Ok(ServerEvent::ResponseDone(event)) => {
                    responses.events += 1;
                    event.billed().into_iter().for_each(|usage| responses.add(Tokens::of_response(usage)));
                }
                Ok(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(event)) => {
                    transcriptions.events += 1;
                    event.usage.into_iter().for_each(|usage| transcriptions.add_transcription(usage));
                }
                other => bad += u64::from(other.is_err()),
            }
        }
    }
    let sums = [responses, transcriptions];
    let mut row = |name: &str, cells: [String; 2]| writeln!(out, "{name:<12} {:>12} {:>14}", cells[0], cells[1]);
    row("", ["responses", "transcriptions"].map(String::from))?;
    row("events", sums.each_ref().map(|sum| sum.events.to_string()))?;
    row("with usage", sums.each_ref().map(|sum| sum.with_usage.to_string()))?;
    for cell in ROWS {
        let name = cell.as_str().trim_end_matches("_tokens").replace('_', " ");
        row(&name, sums.each_ref().map(|sum| sum.counts.get(cell).map_or_else(|| "-".into(), u128::to_string)))?;
    }
    row("seconds", sums.each_ref().map(|sum| sum.seconds.map_or_else(|| "-".into(), |of| format!("{of:.3}"))))?;
    writeln!(out, "bad lines: {bad}")
}

/// What is summed, in the order of the table.
const ROWS: &[Cell] = &[
    Cell::Total,
    Cell::Input,
    Cell::InputText,
    Cell::InputAudio,
    Cell::InputImage,
    Cell::Cached,
    Cell::CachedText,
    Cell::CachedAudio,
    Cell::CachedImage,
    Cell::Output,
    Cell::OutputText,
    Cell::OutputAudio,
    Cell::Reasoning,
];

/// Sums of the counts that were sent; one that never was has no entry, and is not 0.
#[derive(Default)]
struct Sum {
    events: u64,
    with_usage: u64,
    counts: BTreeMap<Cell, u128>,
    seconds: Option<f64>,
}

impl Sum {
    fn add(&mut self, tokens: Tokens) {
        self.with_usage += u64::from(!tokens.is_empty());
        for (cell, count) in tokens.iter() {
            *self.counts.entry(cell).or_default() += u128::from(count);
        }
    }

    fn add_transcription(&mut self, usage: &TranscriptionUsage<'_>) {
        match usage {
            TranscriptionUsage::Tokens(of) => self.add(Tokens::of_transcription(of)),
            TranscriptionUsage::Duration(of) => {
                self.with_usage += u64::from(of.seconds.is_some());
                self.seconds = of.seconds.map(|more| more + self.seconds.unwrap_or(0.0)).or(self.seconds);
            }
            // Billed in a way that this version does not know.
            _ => {}
        }
    }
}
