//! The tokens and seconds that responses and transcriptions report, summed as they were sent.

use rtwire::{RealtimeResponseUsage, TranscriptionUsage};
use serde::Serialize;

/// Sums over every response.done. A field that is absent or null adds nothing, and nothing is derived from another.
///
/// The fields are those of `stats --json`, in its order.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(crate) struct Usage {
    pub(crate) total_tokens: u64,
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) input_text_tokens: u64,
    pub(crate) input_audio_tokens: u64,
    pub(crate) input_image_tokens: u64,
    pub(crate) cached_tokens: u64,
    pub(crate) cached_text_tokens: u64,
    pub(crate) cached_audio_tokens: u64,
    pub(crate) cached_image_tokens: u64,
    pub(crate) output_text_tokens: u64,
    pub(crate) output_audio_tokens: u64,
    pub(crate) reasoning_tokens: u64,
}

/// Sums over every completed transcription, in the order of the lines. The fields are those of `stats --json`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Transcription {
    pub(crate) events: u64,
    pub(crate) input_tokens: u64,
    pub(crate) output_tokens: u64,
    pub(crate) total_tokens: u64,
    pub(crate) seconds: f64,
}

impl Usage {
    pub(crate) fn add(&mut self, usage: &RealtimeResponseUsage) {
        add(&mut self.total_tokens, usage.total_tokens);
        add(&mut self.input_tokens, usage.input_tokens);
        add(&mut self.output_tokens, usage.output_tokens);
        // Some gateways write the plural; where both stand, they say the same thing twice.
        if let Some(details) = usage.input_token_details.or(usage.input_tokens_details) {
            add(&mut self.input_text_tokens, details.text_tokens);
            add(&mut self.input_audio_tokens, details.audio_tokens);
            add(&mut self.input_image_tokens, details.image_tokens);
            add(&mut self.cached_tokens, details.cached_tokens);
            if let Some(cached) = details.cached_tokens_details {
                add(&mut self.cached_text_tokens, cached.text_tokens);
                add(&mut self.cached_audio_tokens, cached.audio_tokens);
                add(&mut self.cached_image_tokens, cached.image_tokens);
            }
        }
        if let Some(details) = usage.output_token_details.or(usage.output_tokens_details) {
            add(&mut self.output_text_tokens, details.text_tokens);
            add(&mut self.output_audio_tokens, details.audio_tokens);
            add(&mut self.reasoning_tokens, details.reasoning_tokens);
        }
    }

    pub(crate) fn absorb(&mut self, mut other: Self) {
        for (sum, tokens) in self.fields().into_iter().zip(other.fields()) {
            add(sum, Some(*tokens));
        }
    }

    fn fields(&mut self) -> [&mut u64; 13] {
        [
            &mut self.total_tokens,
            &mut self.input_tokens,
            &mut self.output_tokens,
            &mut self.input_text_tokens,
            &mut self.input_audio_tokens,
            &mut self.input_image_tokens,
            &mut self.cached_tokens,
            &mut self.cached_text_tokens,
            &mut self.cached_audio_tokens,
            &mut self.cached_image_tokens,
            &mut self.output_text_tokens,
            &mut self.output_audio_tokens,
            &mut self.reasoning_tokens,
        ]
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
