//! The tokens and seconds that responses and transcriptions report, summed as they were sent.

use rtwire::TranscriptionUsage;
use rtwire::meter::{Cell, Tokens};
use serde::{Serialize, Serializer};

/// Tokens of responses: what was never sent adds nothing, and nothing is derived from another.
///
/// Written as the fields of `--json`, in its order, those that were never sent as 0.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage(pub(crate) Tokens);

/// Sums over every completed transcription, in the order of the lines. The fields are those of `stats --json`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Transcription {
    pub(crate) events: u64,
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) total_tokens: u64,
    pub(crate) seconds: f64,
}

impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Cell::ALL.iter().map(|&cell| (cell.as_str(), self.0.get(cell).unwrap_or(0))))
    }
}

impl Transcription {
    /// Counts a transcription, and gives the seconds it took for [`add_seconds`](Self::add_seconds), which are not
    /// counted yet: such sums depend on their order.
    #[must_use]
    pub(crate) fn add(&mut self, usage: Option<&TranscriptionUsage<'_>>) -> Option<f64> {
        self.events += 1;
        match usage {
            Some(TranscriptionUsage::Tokens(usage)) => {
                add(&mut self.input_tokens, usage.input_tokens);
                add(&mut self.output_tokens, usage.output_tokens);
                add(&mut self.total_tokens, usage.total_tokens);
                None
            }
            Some(TranscriptionUsage::Duration(usage)) => usage.seconds,
            _ => None,
        }
    }

    pub(crate) fn add_seconds(&mut self, seconds: f64) {
        // JSON has no infinity.
        self.seconds = (self.seconds + seconds).clamp(f64::MIN, f64::MAX);
    }

    /// Counts on with all of `other` but its seconds.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.events += other.events;
        add(&mut self.input_tokens, Some(other.input_tokens));
        add(&mut self.output_tokens, Some(other.output_tokens));
        add(&mut self.total_tokens, Some(other.total_tokens));
    }
}

fn add(sum: &mut u64, tokens: Option<u64>) {
    *sum = sum.saturating_add(tokens.unwrap_or(0));
}
