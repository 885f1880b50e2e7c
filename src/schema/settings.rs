//! Small settings of sessions and responses.

use crate::wire::{wire_either, wire_enum, wire_struct};
use crate::{Map, Maybe};

wire_either! {
    /// The most tokens that a response may have: a number, or `inf`.
    MaxTokens<'a> "integer or string" {
        /// 1 to 4,096.
        integer => Count(u64),
        /// `inf`.
        string => Word(&'a str),
    }

    /// Whether the session is traced: `auto`, or with what names.
    Tracing<'a> "string or object" {
        /// `auto`.
        string => Word(&'a str),
        /// With these names.
        object => Named(TracingObject<'a>),
    }

    /// What is left out when the conversation grows too long: `auto`, `disabled`, or as much as is said.
    Truncation<'a> "string or object" {
        /// `auto` or `disabled`.
        string => Word(&'a str),
        /// To a share.
        object => Retention(TruncationObject<'a>),
    }
}

wire_struct! {
    /// The names that a trace has.
    TracingObject<'a> {
        workflow_name: Maybe<&'a str>,
        group_id: Maybe<&'a str>,
        [content] metadata: Maybe<Map<'a>>,
    }

    /// How much of the conversation is kept.
    TruncationObject<'a> {
        /// `retention_ratio`, which a default has.
        kind("type"): Maybe<&'a str> = "retention_ratio",
        /// 0 to 1.
        retention_ratio: Maybe<f64>,
        token_limits: Maybe<TokenLimits>,
    }

    /// Where truncation begins.
    TokenLimits {
        /// Tokens behind the instructions.
        post_instructions: Maybe<u64>,
    }

    /// A prompt kept at the server, with what is filled in.
    Prompt<'a> {
        id: Maybe<&'a str>,
        version: Maybe<&'a str>,
        /// Texts, or objects of texts, images and files.
        [content] variables: Maybe<Map<'a>>,
    }

    /// How much the model thinks before it speaks. GA.
    Reasoning<'a> {
        effort: Maybe<ReasoningEffort<'a>>,
    }
}

wire_enum! {
    /// How much the model thinks.
    ReasoningEffort<'a> {
        Minimal = "minimal",
        Low = "low",
        Medium = "medium",
        High = "high",
        Xhigh = "xhigh",
    }

    /// What a response is made of.
    Modality<'a> {
        Text = "text",
        Audio = "audio",
    }
}
