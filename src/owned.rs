//! Events that own what they say, in three sizes.
//!
//! - [`OwnedEvent`] keeps the frame and the view together: cheap to clone, for channels and broadcast.
//! - [`Digest`] is `Copy` and says what is worth most: kind, status, ids, usage.
//! - The twins: every view has one, with the same fields, `String` for `&str` and `Vec` for slices. They are plain
//!   types with serde both ways, for queues, stores and tests. Of an unknown event that serde has read, the frame is what it
//!   says, written compactly.
//!
//! ```
//! use rtwire::{Decoder, ServerEvent};
//!
//! let frame = br#"{"type":"response.text.delta","output_index":0,"content_index":0,"delta":"Hi"}"#;
//! let mut decoder = Decoder::new();
//! let ServerEvent::ResponseTextDelta(delta) = decoder.server(frame)? else { panic!() };
//! let twin: rtwire::server::OwnedResponseTextDelta = delta.to_owned();
//! assert_eq!(twin.delta, String::from("Hi"));
//! # Ok::<(), rtwire::Error>(())
//! ```

mod digest;
mod event;

pub use digest::{Digest, Kind};
pub use event::OwnedEvent;

pub use crate::json::{OwnedJson, OwnedMap};
pub use crate::schema::audio::{
    OwnedAudioCodec, OwnedAudioFormat, OwnedAudioFormatObject, OwnedCustomVoice, OwnedNoiseReduction,
    OwnedNoiseReductionType, OwnedSemanticVad, OwnedServerVad, OwnedTurnDetection, OwnedVadEagerness, OwnedVoice,
};
pub use crate::schema::content::{OwnedContent, OwnedContentPart, OwnedImageDetail};
pub use crate::schema::error::{OwnedRealtimeError, OwnedRealtimeTranscriptionError};
pub use crate::schema::item::{
    OwnedConversation, OwnedItemStatus, OwnedMessagePhase, OwnedRealtimeConversationItem,
    OwnedRealtimeConversationItemWithReference, OwnedRealtimeFunctionCall, OwnedRealtimeFunctionCallOutput,
    OwnedRealtimeItemReference, OwnedRealtimeMessage, OwnedRole,
};
pub use crate::schema::mcp::{
    OwnedRealtimeMcpApprovalRequest, OwnedRealtimeMcpApprovalResponse, OwnedRealtimeMcpCall, OwnedRealtimeMcpError,
    OwnedRealtimeMcpHttpError, OwnedRealtimeMcpListTools, OwnedRealtimeMcpProtocolError, OwnedRealtimeMcpTool,
    OwnedRealtimeMcpToolExecutionError,
};
pub use crate::schema::rate_limit::{OwnedRateLimit, OwnedRateLimitName};
pub use crate::schema::response::{
    OwnedRealtimeResponse, OwnedRealtimeResponseAudio, OwnedRealtimeResponseAudioOutput,
    OwnedRealtimeResponseCreateParams, OwnedRealtimeResponseError, OwnedRealtimeResponseStatusDetails,
    OwnedResponseStatus, OwnedResponseStatusReason,
};
pub use crate::schema::session::{
    OwnedClientSecret, OwnedClientSecretExpiry, OwnedRealtimeAudio, OwnedRealtimeAudioInput, OwnedRealtimeAudioOutput,
    OwnedRealtimeSession, OwnedRealtimeSessionGA, OwnedRealtimeTranscriptionAudio, OwnedRealtimeTranscriptionSession,
    OwnedRealtimeTranscriptionSessionGA, OwnedRealtimeTranslationAudio, OwnedRealtimeTranslationInput,
    OwnedRealtimeTranslationOutput, OwnedRealtimeTranslationSession, OwnedSession,
};
pub use crate::schema::settings::{
    OwnedMaxTokens, OwnedModality, OwnedPrompt, OwnedReasoning, OwnedReasoningEffort, OwnedTokenLimits, OwnedTracing,
    OwnedTracingObject, OwnedTruncation, OwnedTruncationObject,
};
pub use crate::schema::tool::{
    OwnedAllowedCaller, OwnedAllowedTools, OwnedApprovalPolicy, OwnedApprovalWord, OwnedConnectorId, OwnedFunctionTool,
    OwnedMcpTool, OwnedRequireApproval, OwnedTool, OwnedToolChoice, OwnedToolChoiceFunction, OwnedToolChoiceMcp,
    OwnedToolChoiceMode, OwnedToolChoiceObject, OwnedToolFilter, OwnedToolFunction,
};
pub use crate::schema::transcript::{
    OwnedLogProb, OwnedTranscription, OwnedTranscriptionDelay, OwnedTranscriptionLanguage,
};
pub use crate::schema::usage::{
    OwnedRealtimeResponseCachedTokensDetails, OwnedRealtimeResponseInputTokenDetails,
    OwnedRealtimeResponseOutputTokenDetails, OwnedRealtimeResponseUsage, OwnedTranscriptionInputTokenDetails,
    OwnedTranscriptionUsage, OwnedTranscriptionUsageDuration, OwnedTranscriptionUsageTokens, OwnedTranslationUsage,
};
