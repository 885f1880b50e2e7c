//! A response: what the model did, and how a client asks for one.

use super::{
    AudioFormat, MaxTokens, Modality, Prompt, RealtimeConversationItem, RealtimeConversationItemWithReference,
    RealtimeResponseUsage, Reasoning, Tool, ToolChoice, Voice,
};
use crate::wire::{wire_enum, wire_struct};
use crate::{Map, Maybe, plain};

wire_struct! {
    /// A response, begun or final.
    RealtimeResponse<'a> {
        object: Option<&'a str>,
        id: Option<&'a str>,
        status: Option<ResponseStatus<'a>>,
        /// Why it ended so; null while in progress and on success.
        status_details: Option<&'a RealtimeResponseStatusDetails<'a>>,
        output: Option<&'a [RealtimeConversationItem<'a>]>,
        /// Null: out of band, in no conversation. Absent: an old server.
        conversation_id: Maybe<&'a str>,
        /// Beta.
        modalities: Option<&'a [Modality<'a>]>,
        /// GA.
        output_modalities: Option<&'a [Modality<'a>]>,
        /// Beta.
        voice: Option<Voice<'a>>,
        /// Beta.
        output_audio_format: Option<AudioFormat<'a>>,
        /// Beta, 0.6 to 1.2.
        temperature: Option<f64>,
        /// Both dialects.
        max_output_tokens: Option<MaxTokens<'a>>,
        /// Not on OpenAI's wire; older clients' types have it.
        max_response_output_tokens: Option<MaxTokens<'a>>,
        /// GA.
        audio: Option<&'a RealtimeResponseAudio<'a>>,
        /// Null when begun; null or absent at some ends.
        usage: Option<&'a RealtimeResponseUsage>,
        [content] metadata: Option<Map<'a>>,
    }

    /// Why a response ended as it did.
    RealtimeResponseStatusDetails<'a> {
        kind("type"): Option<ResponseStatus<'a>>,
        reason: Option<ResponseStatusReason<'a>>,
        /// Of failed responses.
        error: Option<RealtimeResponseError<'a>>,
    }

    /// Why a response failed.
    RealtimeResponseError<'a> {
        kind("type"): Option<&'a str>,
        code: Option<&'a str>,
        /// On the wire since the beta; documented later.
        message: Option<&'a str>,
    }

    /// How a response sounds. GA.
    RealtimeResponseAudio<'a> by plain::response_audio {
        output: Maybe<RealtimeResponseAudioOutput<'a>>,
    }

    /// How a response sounds. GA.
    RealtimeResponseAudioOutput<'a> {
        format: Maybe<AudioFormat<'a>>,
        voice: Maybe<Voice<'a>>,
    }

    /// What `response.create` asks for; whatever is absent is as the session has it.
    RealtimeResponseCreateParams<'a> {
        /// Beta.
        modalities: Maybe<&'a [Modality<'a>]>,
        /// GA.
        output_modalities: Maybe<&'a [Modality<'a>]>,
        [content] instructions: Maybe<&'a str>,
        /// Beta.
        voice: Maybe<Voice<'a>>,
        /// Beta.
        output_audio_format: Maybe<AudioFormat<'a>>,
        /// GA.
        audio: Maybe<RealtimeResponseAudio<'a>>,
        tools: Maybe<&'a [Tool<'a>]>,
        tool_choice: Maybe<ToolChoice<'a>>,
        /// GA.
        parallel_tool_calls: Maybe<bool>,
        /// Beta, 0.6 to 1.2.
        temperature: Maybe<f64>,
        /// GA.
        reasoning: Maybe<Reasoning<'a>>,
        max_output_tokens: Maybe<MaxTokens<'a>>,
        /// Beta.
        max_response_output_tokens: Maybe<MaxTokens<'a>>,
        /// `auto`, `none` for a response out of band, or a conversation's id.
        conversation: Maybe<&'a str>,
        [content] metadata: Maybe<Map<'a>>,
        prompt: Maybe<Prompt<'a>>,
        /// What the model sees instead of the conversation; empty for nothing at all.
        input: Maybe<&'a [RealtimeConversationItemWithReference<'a>]>,
    }
}

wire_enum! {
    /// How far a response is, or how it ended.
    ResponseStatus<'a> {
        InProgress = "in_progress",
        Completed = "completed",
        Cancelled = "cancelled",
        Failed = "failed",
        Incomplete = "incomplete",
    }

    /// Why a response was cancelled or incomplete.
    ResponseStatusReason<'a> {
        /// The user began to speak.
        TurnDetected = "turn_detected",
        /// `response.cancel`.
        ClientCancelled = "client_cancelled",
        MaxOutputTokens = "max_output_tokens",
        ContentFilter = "content_filter",
    }
}
