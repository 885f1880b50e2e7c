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
use rtwire::ndjson::{self, Body};
use rtwire::{Decoder, RealtimeResponseUsage, ServerEvent, TranscriptionUsage};

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
                    event.billed().into_iter().for_each(|usage| responses.add_response(usage));
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
    for name in ROWS.split(',') {
        row(name, sums.each_ref().map(|sum| sum.counts.get(name).map_or_else(|| "-".into(), u128::to_string)))?;
    }
    row("seconds", sums.each_ref().map(|sum| sum.seconds.map_or_else(|| "-".into(), |of| format!("{of:.3}"))))?;
    writeln!(out, "bad lines: {bad}")
}

/// What is summed, in the order of the table.
const ROWS: &str = "total,input,input text,input audio,input image,cached,cached text,cached audio,cached image,output,\
                    output text,output audio,reasoning";

/// Sums of the counts that were sent; one that never was has no entry, and is not 0.
#[derive(Default)]
struct Sum {
    events: u64,
    with_usage: u64,
    counts: BTreeMap<&'static str, u128>,
    seconds: Option<f64>,
}

impl Sum {
    fn add<const N: usize>(&mut self, counts: [(&'static str, Option<u64>); N]) {
        for (row, count) in counts.into_iter().filter_map(|(row, count)| Some((row, count?))) {
            *self.counts.entry(row).or_default() += u128::from(count);
        }
    }

    fn add_response(&mut self, usage: &RealtimeResponseUsage) {
        self.with_usage += 1;
        self.add([("total", usage.total_tokens), ("input", usage.input_tokens), ("output", usage.output_tokens)]);
        // Some gateways spell the details in the plural. Details that are absent have no counts.
        let of = usage.input_token_details.or(usage.input_tokens_details).unwrap_or_default();
        self.add([("input text", of.text_tokens), ("input audio", of.audio_tokens), ("input image", of.image_tokens)]);
        let cached = of.cached_tokens_details.unwrap_or_default();
        self.add([("cached", of.cached_tokens), ("cached text", cached.text_tokens)]);
        self.add([("cached audio", cached.audio_tokens), ("cached image", cached.image_tokens)]);
        let of = usage.output_token_details.or(usage.output_tokens_details).unwrap_or_default();
        self.add([("output text", of.text_tokens), ("output audio", of.audio_tokens)]);
        self.add([("reasoning", of.reasoning_tokens)]);
    }

    fn add_transcription(&mut self, usage: &TranscriptionUsage<'_>) {
        match usage {
            TranscriptionUsage::Tokens(of) => {
                self.add([("total", of.total_tokens), ("input", of.input_tokens), ("output", of.output_tokens)]);
                let of = of.input_token_details.unwrap_or_default();
                self.add([("input text", of.text_tokens), ("input audio", of.audio_tokens)]);
            }
            TranscriptionUsage::Duration(of) => {
                self.seconds = of.seconds.map(|more| more + self.seconds.unwrap_or(0.0)).or(self.seconds);
            }
            // Billed in a way that this version does not know.
            _ => return,
        }
        self.with_usage += 1;
    }
}
