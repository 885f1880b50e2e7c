//! Sessions, in the shapes of both dialects, of transcription and of translation.
//!
//! Servers send and clients ask for the same objects, so one row serves both; every field is a `Maybe`, for in what
//! clients send null is a command.

use super::{
    AudioFormat, MaxTokens, Modality, NoiseReduction, Prompt, Reasoning, Tool, ToolChoice, Tracing, Transcription,
    Truncation, TurnDetection, Voice,
};
use crate::Maybe;
use crate::wire::{wire_struct, wire_union};

wire_union! {
    /// A session, told by its `type`: without one it is a translation's where it has `audio` and no field, be it null, that
    /// only the beta's has; else the beta's.
    Session<'a> {
        /// GA.
        "realtime" => Realtime(RealtimeSessionGA<'a>),
        /// GA.
        "transcription" => Transcription(RealtimeTranscriptionSessionGA<'a>),
        /// GA, of the translation endpoint.
        "translation" => Translation(RealtimeTranslationSession<'a>),
        /// Beta: it has none.
        "" => Beta(RealtimeSession<'a>),
        untagged {
            has "audio" unless RealtimeSession => Translation(RealtimeTranslationSession),
            else Beta(RealtimeSession)
        }
    }
}

wire_struct! {
    /// A session of the beta dialect.
    RealtimeSession<'a> {
        id: Maybe<&'a str>,
        /// `realtime.session`.
        object: Maybe<&'a str>,
        model: Maybe<&'a str>,
        /// In seconds since 1970.
        expires_at: Maybe<u64>,
        input_audio_noise_reduction: Maybe<NoiseReduction<'a>>,
        modalities: Maybe<&'a [Modality<'a>]>,
        [content] instructions: Maybe<&'a str>,
        voice: Maybe<Voice<'a>>,
        turn_detection: Maybe<TurnDetection<'a>>,
        input_audio_format: Maybe<AudioFormat<'a>>,
        output_audio_format: Maybe<AudioFormat<'a>>,
        input_audio_transcription: Maybe<Transcription<'a>>,
        tool_choice: Maybe<ToolChoice<'a>>,
        /// 0.6 to 1.2.
        temperature: Maybe<f64>,
        max_response_output_tokens: Maybe<MaxTokens<'a>>,
        /// As the first schema of the beta spelt `max_response_output_tokens`.
        max_output_tokens: Maybe<MaxTokens<'a>>,
        /// Since 2025-06; 0.25 to 1.5.
        speed: Maybe<f64>,
        /// Since 2025-06.
        tracing: Maybe<Tracing<'a>>,
        /// On the late beta's wire.
        truncation: Maybe<Truncation<'a>>,
        /// On the late beta's wire.
        prompt: Maybe<Prompt<'a>>,
        client_secret: Maybe<ClientSecret<'a>>,
        include: Maybe<&'a [&'a str]>,
        tools: Maybe<&'a [Tool<'a>]>,
        /// As in GA; on xAI's wire, whose sessions have no `type`.
        audio: Maybe<RealtimeAudio<'a>>,
    }

    /// A key for a browser.
    ClientSecret<'a> {
        [secret] value: Maybe<&'a str>,
        /// In seconds since 1970.
        expires_at: Maybe<u64>,
        /// What a client may ask for.
        expires_after: Maybe<ClientSecretExpiry<'a>>,
    }

    /// When a key ends.
    ClientSecretExpiry<'a> {
        /// `created_at`.
        anchor: Maybe<&'a str>,
        seconds: Maybe<u64>,
    }

    /// A transcription session of the beta dialect.
    RealtimeTranscriptionSession<'a> {
        id: Maybe<&'a str>,
        /// `realtime.transcription_session`.
        object: Maybe<&'a str>,
        /// In seconds since 1970.
        expires_at: Maybe<u64>,
        input_audio_format: Maybe<AudioFormat<'a>>,
        input_audio_transcription: Maybe<Transcription<'a>>,
        turn_detection: Maybe<TurnDetection<'a>>,
        input_audio_noise_reduction: Maybe<NoiseReduction<'a>>,
        include: Maybe<&'a [&'a str]>,
        modalities: Maybe<&'a [Modality<'a>]>,
        /// By the schema always there; over WebSocket never sent.
        client_secret: Maybe<ClientSecret<'a>>,
    }

    /// A session of the GA dialect.
    RealtimeSessionGA<'a> {
        /// `realtime.session`.
        object: Maybe<&'a str>,
        id: Maybe<&'a str>,
        model: Maybe<&'a str>,
        output_modalities: Maybe<&'a [Modality<'a>]>,
        [content] instructions: Maybe<&'a str>,
        tools: Maybe<&'a [Tool<'a>]>,
        tool_choice: Maybe<ToolChoice<'a>>,
        max_output_tokens: Maybe<MaxTokens<'a>>,
        tracing: Maybe<Tracing<'a>>,
        truncation: Maybe<Truncation<'a>>,
        prompt: Maybe<Prompt<'a>>,
        /// In seconds since 1970; an hour after the session began.
        expires_at: Maybe<u64>,
        audio: Maybe<RealtimeAudio<'a>>,
        include: Maybe<&'a [&'a str]>,
        reasoning: Maybe<Reasoning<'a>>,
        parallel_tool_calls: Maybe<bool>,
    }

    /// Audio of a session. GA.
    RealtimeAudio<'a> {
        input: Maybe<RealtimeAudioInput<'a>>,
        output: Maybe<RealtimeAudioOutput<'a>>,
    }

    /// What comes in. GA.
    RealtimeAudioInput<'a> {
        format: Maybe<AudioFormat<'a>>,
        transcription: Maybe<Transcription<'a>>,
        noise_reduction: Maybe<NoiseReduction<'a>>,
        turn_detection: Maybe<TurnDetection<'a>>,
    }

    /// What goes out. GA.
    RealtimeAudioOutput<'a> {
        format: Maybe<AudioFormat<'a>>,
        voice: Maybe<Voice<'a>>,
        /// 0.25 to 1.5.
        speed: Maybe<f64>,
    }

    /// A transcription session of the GA dialect.
    RealtimeTranscriptionSessionGA<'a> {
        /// `realtime.transcription_session`.
        object: Maybe<&'a str>,
        id: Maybe<&'a str>,
        /// In seconds since 1970.
        expires_at: Maybe<u64>,
        audio: Maybe<RealtimeTranscriptionAudio<'a>>,
        include: Maybe<&'a [&'a str]>,
    }

    /// Audio of a transcription session. GA.
    RealtimeTranscriptionAudio<'a> {
        input: Maybe<RealtimeAudioInput<'a>>,
    }

    /// A translation session.
    RealtimeTranslationSession<'a> {
        /// `translation`; absent from what clients send.
        kind("type"): Maybe<&'a str>,
        id: Maybe<&'a str>,
        /// In seconds since 1970.
        expires_at: Maybe<u64>,
        model: Maybe<&'a str>,
        audio: Maybe<RealtimeTranslationAudio<'a>>,
    }

    /// Audio of a translation session.
    RealtimeTranslationAudio<'a> {
        input: Maybe<RealtimeTranslationInput<'a>>,
        output: Maybe<RealtimeTranslationOutput<'a>>,
    }

    /// What is translated.
    RealtimeTranslationInput<'a> {
        transcription: Maybe<Transcription<'a>>,
        noise_reduction: Maybe<NoiseReduction<'a>>,
    }

    /// Into what it is translated.
    RealtimeTranslationOutput<'a> {
        /// ISO 639-1.
        language: Maybe<&'a str>,
    }
}
