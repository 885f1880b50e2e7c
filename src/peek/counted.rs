//! The objects of counts that say what a response cost, for whoever reads them.

/// Hands on to `$read` which fields each has, in their order, and by what each is read; `or` those that some gateways
/// write instead.
macro_rules! counted {
    ($read:ident) => {
        $read! {
            tokens: RealtimeResponseUsage {
                total_tokens: count, input_tokens: count, output_tokens: count,
                input_token_details: input, output_token_details: output
            } or {
                input_tokens_details: input, output_tokens_details: output, prompt_tokens: count,
                completion_tokens: count, characters: count, output_audio_seconds: time, billable_audio_seconds: time
            }
            input: RealtimeResponseInputTokenDetails {
                text_tokens: count, audio_tokens: count, image_tokens: count, cached_tokens: count,
                cached_tokens_details: cached
            } or { cache_write_tokens: count }
            cached: RealtimeResponseCachedTokensDetails {
                text_tokens: count, audio_tokens: count, image_tokens: count
            } or {}
            output: RealtimeResponseOutputTokenDetails {
                text_tokens: count, audio_tokens: count, reasoning_tokens: count
            } or {}
        }
    };
}

pub(super) use counted;
