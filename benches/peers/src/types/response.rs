//! Responses, what they cost, and how a client asks for one.

use super::item::Item;
use super::session::{Format, Prompt, Reasoning, Tool, ToolChoice, Voice};
use super::{Json, Maybe, Named, Text, objects};

objects! {
    /// A response, begun or final.
    Response {
        object: Option<Text<'a>>,
        id: Option<Text<'a>>,
        status: Option<Text<'a>>,
        status_details: Option<StatusDetails<'a>>,
        output: Option<Vec<Item<'a>>>,
        conversation_id: Maybe<Text<'a>>,
        modalities: Option<Vec<Text<'a>>>,
        output_modalities: Option<Vec<Text<'a>>>,
        voice: Option<Named<'a, Voice<'a>>>,
        output_audio_format: Option<Named<'a, Format<'a>>>,
        temperature: Option<f64>,
        max_output_tokens: Option<Named<'a, u64>>,
        max_response_output_tokens: Option<Named<'a, u64>>,
        audio: Option<Audio<'a>>,
        usage: Option<Usage<'a>>,
        metadata: Option<Json<'a>>,
    }

    /// Why it ended so.
    StatusDetails {
        kind("type"): Option<Text<'a>>,
        reason: Option<Text<'a>>,
        error: Option<Failure<'a>>,
    }

    /// Why it failed.
    Failure {
        kind("type"): Option<Text<'a>>,
        code: Option<Text<'a>>,
        message: Option<Text<'a>>,
    }

    /// How it sounds.
    Audio {
        output: Maybe<AudioOutput<'a>>,
    }

    /// How it sounds.
    AudioOutput {
        format: Maybe<Named<'a, Format<'a>>>,
        voice: Maybe<Named<'a, Voice<'a>>>,
    }

    /// What a response cost.
    Usage {
        total_tokens: Option<u64>,
        input_tokens: Option<u64>,
        output_tokens: Option<u64>,
        input_token_details: Option<Details<'a>>,
        input_tokens_details: Option<Details<'a>>,
        output_token_details: Option<Details<'a>>,
        output_tokens_details: Option<Details<'a>>,
    }

    /// Tokens by modality.
    Details {
        text_tokens: Option<u64>,
        audio_tokens: Option<u64>,
        image_tokens: Option<u64>,
        reasoning_tokens: Option<u64>,
        cached_tokens: Option<u64>,
        cached_tokens_details: Option<Cached<'a>>,
    }

    /// Cached tokens by modality.
    Cached {
        text_tokens: Option<u64>,
        audio_tokens: Option<u64>,
        image_tokens: Option<u64>,
    }

    /// What a transcription cost.
    TranscriptionUsage {
        kind("type"): Option<Text<'a>>,
        total_tokens: Option<u64>,
        input_tokens: Option<u64>,
        input_token_details: Option<Cached<'a>>,
        output_tokens: Option<u64>,
        seconds: Option<f64>,
    }

    /// What a client asks for.
    Params {
        modalities: Maybe<Vec<Text<'a>>>,
        output_modalities: Maybe<Vec<Text<'a>>>,
        instructions: Maybe<Text<'a>>,
        voice: Maybe<Named<'a, Voice<'a>>>,
        output_audio_format: Maybe<Named<'a, Format<'a>>>,
        audio: Maybe<Audio<'a>>,
        tools: Maybe<Vec<Tool<'a>>>,
        tool_choice: Maybe<Named<'a, ToolChoice<'a>>>,
        parallel_tool_calls: Maybe<bool>,
        temperature: Maybe<f64>,
        reasoning: Maybe<Reasoning<'a>>,
        max_output_tokens: Maybe<Named<'a, u64>>,
        max_response_output_tokens: Maybe<Named<'a, u64>>,
        conversation: Maybe<Text<'a>>,
        metadata: Maybe<Json<'a>>,
        prompt: Maybe<Prompt<'a>>,
        input: Maybe<Vec<Item<'a>>>,
    }
}
