//! What a response or a transcription cost, in tokens or seconds.
//!
//! A count that was not sent is absent, not 0.

use crate::plain;
use crate::wire::{wire_struct, wire_union};

wire_struct! {
    /// Tokens of one response.
    RealtimeResponseUsage by plain::usage {
        /// Input and output.
        total_tokens: Option<u64>,
        /// Cached ones included.
        input_tokens: Option<u64>,
        /// Reasoning included.
        output_tokens: Option<u64>,
        input_token_details: Option<RealtimeResponseInputTokenDetails>,
        /// As some gateways spell `input_token_details`.
        input_tokens_details: Option<RealtimeResponseInputTokenDetails>,
        output_token_details: Option<RealtimeResponseOutputTokenDetails>,
        /// As some gateways spell `output_token_details`.
        output_tokens_details: Option<RealtimeResponseOutputTokenDetails>,
        /// As sglang-omni writes `input_tokens`.
        prompt_tokens: Option<u64>,
        /// As sglang-omni writes `output_tokens`.
        completion_tokens: Option<u64>,
        /// Of what was said, by which Qwen's speech models are billed.
        characters: Option<u64>,
        /// Seconds of audio. Of xAI's servers.
        output_audio_seconds: Option<f64>,
        /// Seconds by which xAI bills; of the whole session so far, by what gateways say.
        billable_audio_seconds: Option<f64>,
    }

    /// Input tokens by modality, and which of them were cached.
    RealtimeResponseInputTokenDetails {
        text_tokens: Option<u64>,
        audio_tokens: Option<u64>,
        image_tokens: Option<u64>,
        /// A part of the input by the documents; an example of theirs has 384 of 127.
        cached_tokens: Option<u64>,
        cached_tokens_details: Option<RealtimeResponseCachedTokensDetails>,
        /// Written to the cache. Of Azure Voice Live.
        cache_write_tokens: Option<u64>,
    }

    /// Cached input tokens by modality.
    RealtimeResponseCachedTokensDetails {
        text_tokens: Option<u64>,
        audio_tokens: Option<u64>,
        image_tokens: Option<u64>,
    }

    /// Output tokens by modality.
    RealtimeResponseOutputTokenDetails {
        text_tokens: Option<u64>,
        audio_tokens: Option<u64>,
        /// A part of the output. GA, of models that reason, and Azure Voice Live.
        reasoning_tokens: Option<u64>,
    }
}

wire_union! {
    /// What the transcription of an item cost: tokens or seconds, as its model is billed.
    TranscriptionUsage<'a> {
        "tokens" => Tokens(TranscriptionUsageTokens<'a>),
        "duration" => Duration(TranscriptionUsageDuration<'a>),
        untagged { has "seconds" => Duration(TranscriptionUsageDuration), else Tokens(TranscriptionUsageTokens) }
    }
}

wire_struct! {
    /// Tokens of one transcription.
    TranscriptionUsageTokens<'a> {
        kind("type"): Option<&'a str>,
        total_tokens: Option<u64>,
        input_tokens: Option<u64>,
        input_token_details: Option<TranscriptionInputTokenDetails>,
        output_tokens: Option<u64>,
    }

    /// Input tokens of a transcription by modality.
    TranscriptionInputTokenDetails {
        text_tokens: Option<u64>,
        audio_tokens: Option<u64>,
    }

    /// Audio of one transcription.
    TranscriptionUsageDuration<'a> {
        kind("type"): Option<&'a str>,
        /// Seconds of audio; fractions occur.
        seconds: Option<f64>,
    }

    /// What a translation session cost.
    TranslationUsage {
        /// Seconds of translated audio.
        output_seconds: Option<f64>,
    }
}
