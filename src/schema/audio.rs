//! How audio goes in and out: formats, voices, noise, turns.

use crate::wire::{wire_either, wire_enum, wire_struct, wire_union};
use crate::{Maybe, plain};

wire_either! {
    /// How audio is written: by name (beta) or by an object (GA).
    AudioFormat<'a> "string or object" {
        /// `pcm16`, `g711_ulaw` or `g711_alaw`.
        string => Name(&'a str),
        /// With its rate.
        object => Object(AudioFormatObject<'a>),
    }

    /// A voice: by name, or a custom one by its id.
    Voice<'a> "string or object" {
        /// Such as `alloy`.
        string => Name(&'a str),
        /// One's own.
        object => Custom(CustomVoice<'a>),
    }
}

wire_struct! {
    /// How audio is written. GA.
    AudioFormatObject<'a> by plain::format {
        /// `audio/pcm`, `audio/pcmu` or `audio/pcma`. Servers want it.
        kind("type"): Maybe<AudioCodec<'a>>,
        /// Samples a second: 24,000, of `audio/pcm` only.
        rate: Maybe<u64>,
    }

    /// A voice of one's own.
    CustomVoice<'a> {
        id: Maybe<&'a str>,
    }

    /// How noise is taken out of the input.
    NoiseReduction<'a> {
        kind("type"): Maybe<NoiseReductionType<'a>>,
        /// Newer than the published schema.
        strength: Maybe<f64>,
    }
}

wire_union! {
    /// How the server notices that the user's turn is over.
    TurnDetection<'a> {
        /// By silence.
        "server_vad" => ServerVad(ServerVad<'a>),
        /// By what is said.
        "semantic_vad" => SemanticVad(SemanticVad<'a>),
        untagged { else ServerVad(ServerVad) }
    }
}

wire_struct! {
    /// Turns by silence.
    ServerVad<'a> {
        /// Absent: this is what the beta takes it for. A default has it.
        kind("type"): Maybe<&'a str> = "server_vad",
        /// 0 to 1.
        threshold: Maybe<f64>,
        prefix_padding_ms: Maybe<u64>,
        silence_duration_ms: Maybe<u64>,
        /// 5,000 to 30,000. GA and late beta.
        idle_timeout_ms: Maybe<u64>,
        create_response: Maybe<bool>,
        interrupt_response: Maybe<bool>,
    }

    /// Turns by what is said.
    SemanticVad<'a> {
        eagerness: Maybe<VadEagerness<'a>>,
        create_response: Maybe<bool>,
        interrupt_response: Maybe<bool>,
    }
}

wire_enum! {
    /// How audio is encoded. GA.
    AudioCodec<'a> {
        Pcm = "audio/pcm",
        Pcmu = "audio/pcmu",
        Pcma = "audio/pcma",
    }

    /// Where the microphone is.
    NoiseReductionType<'a> {
        NearField = "near_field",
        FarField = "far_field",
    }

    /// How soon a turn is taken as over.
    VadEagerness<'a> {
        Low = "low",
        Medium = "medium",
        High = "high",
        Auto = "auto",
    }
}
