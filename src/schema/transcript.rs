//! Transcription of what the user says: its settings, languages and probabilities.

use crate::Maybe;
use crate::wire::{wire_enum, wire_struct};

wire_struct! {
    /// How the input is transcribed.
    Transcription<'a> {
        model: Maybe<&'a str>,
        /// ISO 639-1.
        language: Maybe<&'a str>,
        /// GA.
        languages: Maybe<&'a [&'a str]>,
        /// GA, in requests.
        [content] keywords: Maybe<&'a [&'a str]>,
        [content] prompt: Maybe<&'a str>,
        /// GA, in requests.
        delay: Maybe<TranscriptionDelay<'a>>,
        /// Of the first beta schema; refused since.
        enabled: Maybe<bool>,
    }

    /// A language that was heard. GA.
    TranscriptionLanguage<'a> {
        /// ISO 639-1.
        code: Option<&'a str>,
    }

    /// How probable a token is.
    LogProb<'a> {
        [content] token: Option<&'a str>,
        /// Natural logarithm.
        logprob: Option<f64>,
        /// The token's UTF-8, 0 to 255 each.
        [content] bytes: Option<&'a [u64]>,
    }
}

wire_enum! {
    /// How long a transcription may wait for what follows.
    TranscriptionDelay<'a> {
        Minimal = "minimal",
        Low = "low",
        Medium = "medium",
        High = "high",
        Xhigh = "xhigh",
    }
}
