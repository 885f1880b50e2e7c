//! The wire, as tables: nothing but rows and their docs.
//!
//! One file a noun. [`server`] and [`client`] are what the two sides send; the others are the objects that these
//! reach. Fields stand in the order in which servers send them, taken from recordings; where a field is not of the
//! published schema, its row says where it was seen.

pub(crate) mod audio;
pub mod client;
pub(crate) mod content;
pub(crate) mod error;
pub(crate) mod item;
pub(crate) mod mcp;
pub(crate) mod rate_limit;
pub(crate) mod response;
pub mod server;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod tool;
pub(crate) mod transcript;
pub(crate) mod usage;

#[cfg(test)]
mod tests;

pub use audio::{
    AudioCodec, AudioFormat, AudioFormatObject, CustomVoice, NoiseReduction, NoiseReductionType, SemanticVad,
    ServerVad, TurnDetection, VadEagerness, Voice,
};
pub use content::{Content, ContentPart, ImageDetail};
pub use error::{RealtimeError, RealtimeTranscriptionError};
pub use item::{
    Conversation, ItemStatus, MessagePhase, RealtimeConversationItem, RealtimeConversationItemWithReference,
    RealtimeFunctionCall, RealtimeFunctionCallOutput, RealtimeItemReference, RealtimeMessage, Role,
};
pub use mcp::{
    RealtimeMcpApprovalRequest, RealtimeMcpApprovalResponse, RealtimeMcpCall, RealtimeMcpError, RealtimeMcpHttpError,
    RealtimeMcpListTools, RealtimeMcpProtocolError, RealtimeMcpTool, RealtimeMcpToolExecutionError,
};
pub use rate_limit::{RateLimit, RateLimitName};
pub use response::{
    RealtimeResponse, RealtimeResponseAudio, RealtimeResponseAudioOutput, RealtimeResponseCreateParams,
    RealtimeResponseError, RealtimeResponseStatusDetails, ResponseStatus, ResponseStatusReason,
};
pub use session::{
    ClientSecret, ClientSecretExpiry, RealtimeAudio, RealtimeAudioInput, RealtimeAudioOutput, RealtimeSession,
    RealtimeSessionGA, RealtimeTranscriptionAudio, RealtimeTranscriptionSession, RealtimeTranscriptionSessionGA,
    RealtimeTranslationAudio, RealtimeTranslationInput, RealtimeTranslationOutput, RealtimeTranslationSession, Session,
};
pub use settings::{
    MaxTokens, Modality, Prompt, Reasoning, ReasoningEffort, TokenLimits, Tracing, TracingObject, Truncation,
    TruncationObject,
};
pub use tool::{
    AllowedCaller, AllowedTools, ApprovalPolicy, ApprovalWord, ConnectorId, FunctionTool, McpTool, RequireApproval,
    Tool, ToolChoice, ToolChoiceFunction, ToolChoiceMcp, ToolChoiceMode, ToolChoiceObject, ToolFilter, ToolFunction,
};
pub use transcript::{LogProb, Transcription, TranscriptionDelay, TranscriptionLanguage};
pub use usage::{
    RealtimeResponseCachedTokensDetails, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseUsage, TranscriptionInputTokenDetails, TranscriptionUsage, TranscriptionUsageDuration,
    TranscriptionUsageTokens, TranslationUsage,
};

use crate::wire::wire_bodies;

wire_bodies! {
    ContentPart,
    Conversation,
    RealtimeConversationItem,
    RealtimeError,
    RealtimeResponse,
    RealtimeResponseCreateParams,
    RealtimeResponseStatusDetails,
    RealtimeResponseAudio,
    RealtimeTranscriptionError,
    RealtimeTranscriptionSession,
    Session,
    TranscriptionUsage,
}

/// Usage has no text and so no lifetime.
impl<'a> crate::wire::Body<'a> for RealtimeResponseUsage {
    const ABSENT: &'a Self = {
        static ABSENT: RealtimeResponseUsage = <RealtimeResponseUsage as crate::wire::Wire<'static>>::EMPTY;
        &ABSENT
    };
}
