//! Sessions of any kind, and their settings.

use super::{Json, Listed, Maybe, Named, Text, objects};

objects! {
    /// A session of either dialect, of transcription or of translation.
    Session {
        kind("type"): Maybe<Text<'a>>,
        object: Maybe<Text<'a>>,
        id: Maybe<Text<'a>>,
        model: Maybe<Text<'a>>,
        expires_at: Maybe<u64>,
        modalities: Maybe<Vec<Text<'a>>>,
        output_modalities: Maybe<Vec<Text<'a>>>,
        instructions: Maybe<Text<'a>>,
        voice: Maybe<Named<'a, Voice<'a>>>,
        turn_detection: Maybe<TurnDetection<'a>>,
        input_audio_noise_reduction: Maybe<NoiseReduction<'a>>,
        input_audio_format: Maybe<Named<'a, Format<'a>>>,
        output_audio_format: Maybe<Named<'a, Format<'a>>>,
        input_audio_transcription: Maybe<Transcription<'a>>,
        tools: Maybe<Vec<Tool<'a>>>,
        tool_choice: Maybe<Named<'a, ToolChoice<'a>>>,
        temperature: Maybe<f64>,
        max_output_tokens: Maybe<Named<'a, u64>>,
        max_response_output_tokens: Maybe<Named<'a, u64>>,
        speed: Maybe<f64>,
        tracing: Maybe<Named<'a, Tracing<'a>>>,
        truncation: Maybe<Named<'a, Truncation<'a>>>,
        prompt: Maybe<Prompt<'a>>,
        audio: Maybe<Audio<'a>>,
        include: Maybe<Vec<Text<'a>>>,
        client_secret: Maybe<Secret<'a>>,
        reasoning: Maybe<Reasoning<'a>>,
        parallel_tool_calls: Maybe<bool>,
    }

    /// A key for a browser.
    Secret {
        value: Maybe<Text<'a>>,
        expires_at: Maybe<u64>,
        expires_after: Maybe<Expiry<'a>>,
    }

    /// When a key ends.
    Expiry {
        anchor: Maybe<Text<'a>>,
        seconds: Maybe<u64>,
    }

    /// Audio of a session.
    Audio {
        input: Maybe<AudioInput<'a>>,
        output: Maybe<AudioOutput<'a>>,
    }

    /// What comes in.
    AudioInput {
        format: Maybe<Named<'a, Format<'a>>>,
        transcription: Maybe<Transcription<'a>>,
        noise_reduction: Maybe<NoiseReduction<'a>>,
        turn_detection: Maybe<TurnDetection<'a>>,
    }

    /// What goes out.
    AudioOutput {
        format: Maybe<Named<'a, Format<'a>>>,
        voice: Maybe<Named<'a, Voice<'a>>>,
        speed: Maybe<f64>,
        language: Maybe<Text<'a>>,
    }

    /// How audio is written.
    Format {
        kind("type"): Maybe<Text<'a>>,
        rate: Maybe<u64>,
    }

    /// A voice of one's own.
    Voice {
        id: Maybe<Text<'a>>,
    }

    /// How noise is taken out.
    NoiseReduction {
        kind("type"): Maybe<Text<'a>>,
        strength: Maybe<f64>,
    }

    /// How turns end.
    TurnDetection {
        kind("type"): Maybe<Text<'a>>,
        threshold: Maybe<f64>,
        prefix_padding_ms: Maybe<u64>,
        silence_duration_ms: Maybe<u64>,
        idle_timeout_ms: Maybe<u64>,
        eagerness: Maybe<Text<'a>>,
        create_response: Maybe<bool>,
        interrupt_response: Maybe<bool>,
    }

    /// How the input is transcribed.
    Transcription {
        model: Maybe<Text<'a>>,
        language: Maybe<Text<'a>>,
        languages: Maybe<Vec<Text<'a>>>,
        keywords: Maybe<Vec<Text<'a>>>,
        prompt: Maybe<Text<'a>>,
        delay: Maybe<Text<'a>>,
        enabled: Maybe<bool>,
    }

    /// A tool of the client's or of a server's.
    Tool {
        kind("type"): Maybe<Text<'a>>,
        name: Maybe<Text<'a>>,
        description: Maybe<Text<'a>>,
        parameters: Maybe<Json<'a>>,
        server_label: Maybe<Text<'a>>,
        server_url: Maybe<Text<'a>>,
        connector_id: Maybe<Text<'a>>,
        tunnel_id: Maybe<Text<'a>>,
        authorization: Maybe<Text<'a>>,
        server_description: Maybe<Text<'a>>,
        headers: Maybe<Json<'a>>,
        allowed_tools: Maybe<Listed<'a, ToolFilter<'a>>>,
        allowed_callers: Maybe<Vec<Text<'a>>>,
        require_approval: Maybe<Named<'a, Approval<'a>>>,
        defer_loading: Maybe<bool>,
    }

    /// Some of a server's tools.
    ToolFilter {
        tool_names: Maybe<Vec<Text<'a>>>,
        read_only: Maybe<bool>,
    }

    /// Which tools need approval.
    Approval {
        always: Maybe<ToolFilter<'a>>,
        never: Maybe<ToolFilter<'a>>,
    }

    /// The tool that must be called.
    ToolChoice {
        kind("type"): Maybe<Text<'a>>,
        name: Maybe<Text<'a>>,
        server_label: Maybe<Text<'a>>,
    }

    /// The names that a trace has.
    Tracing {
        workflow_name: Maybe<Text<'a>>,
        group_id: Maybe<Text<'a>>,
        metadata: Maybe<Json<'a>>,
    }

    /// How much of the conversation is kept.
    Truncation {
        kind("type"): Maybe<Text<'a>>,
        retention_ratio: Maybe<f64>,
        token_limits: Maybe<TokenLimits<'a>>,
    }

    /// Where truncation begins.
    TokenLimits {
        post_instructions: Maybe<u64>,
    }

    /// A prompt kept at the server.
    Prompt {
        id: Maybe<Text<'a>>,
        version: Maybe<Text<'a>>,
        variables: Maybe<Json<'a>>,
    }

    /// How much the model thinks.
    Reasoning {
        effort: Maybe<Text<'a>>,
    }
}
