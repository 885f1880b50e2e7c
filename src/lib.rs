//! Decodes OpenAI Realtime API events: JSON text frames in, typed views out.
//!
//! A view borrows from the frame and from an arena: nothing is allocated for an event once the decoder is warm, no
//! text is copied twice, and the frame is never modified, so it can be relayed as it came. Both dialects (beta and
//! GA) and the translation endpoint are read alike, and what this version does not know is kept: unknown events with
//! their frame, unknown objects as [`Json`], unknown words as they are, unknown fields in the [drift](Drift) report.
//!
//! Decode one frame:
//!
//! ```
//! use rtwire::{Decoder, ServerEvent};
//!
//! let mut decoder = Decoder::new();
//! let frame = br#"{"type":"response.done","event_id":"event_1","response":{"id":"resp_1",
//!     "status":"completed","usage":{"total_tokens":12,"input_tokens":9,"output_tokens":3}}}"#;
//! match decoder.server(frame)? {
//!     ServerEvent::ResponseDone(done) => {
//!         let usage = done.billed().expect("sent");
//!         assert_eq!(usage.total_tokens, Some(12));
//!         assert_eq!(usage.input_token_details, None, "missing is not zero");
//!     }
//!     ServerEvent::Unknown { kind, raw } => println!("{kind}: {} bytes", raw.len()),
//!     event => println!("{}", event.type_str()),
//! }
//! # Ok::<(), rtwire::Error>(())
//! ```
//!
//! Read a recording, one event a line:
//!
//! ```
//! use rtwire::ndjson::{Body, Lines};
//! use rtwire::{Decoder, Event};
//!
//! let recording = br#"{"type":"response.create"}
//! {"type":"response.text.delta","output_index":0,"content_index":0,"delta":"Hi"}
//! {"type":"response.text.delta","output_index":0,"content_in
//! "#;
//! let mut decoder = Decoder::new();
//! let (mut good, mut bad) = (0, 0);
//! for line in Lines::new(recording) {
//!     let Body::Frame(frame) = line.body else { continue };
//!     match decoder.any(frame) {
//!         Ok(Event::Server(_) | Event::Client(_)) => good += 1,
//!         Ok(_) => println!("line {}: of a type not known", line.number),
//!         Err(error) => {
//!             assert_eq!(error.to_string(), "syntax: not valid JSON at byte 58");
//!             bad += 1;
//!         }
//!     }
//! }
//! assert_eq!((good, bad), (2, 1));
//! ```
//!
//! Many events alive at once, in an arena of one's own:
//!
//! ```
//! use rtwire::{Decoder, Session, ServerEvent};
//!
//! let arena = bumpalo::Bump::new();
//! let mut decoder = Decoder::new();
//! let created = decoder.server_in(br#"{"type":"session.created","session":{"voice":"alloy"}}"#, &arena)?;
//! let updated = decoder.server_in(br#"{"type":"session.updated","session":{"voice":{"id":"mine"}}}"#, &arena)?;
//! assert_ne!(created, updated);
//! assert_eq!(serde_json::to_string(&updated).unwrap(), r#"{"type":"session.updated","session":{"voice":{"id":"mine"}}}"#);
//! # Ok::<(), rtwire::Error>(())
//! ```
//!
//! # What is accepted
//!
//! One JSON text (RFC 8259) that is an object with a `type` that is a string, within the [`Limits`]. What the RFC
//! leaves to a reader is decided so:
//!
//! | what | here |
//! |---|---|
//! | byte order mark | refused in a frame; [`ndjson`] skips one at the start of a stream |
//! | encoding | UTF-8 alone, without overlong forms and surrogates; non-characters and any code point are text |
//! | white space | space, tab, LF, CR, around the frame too; nothing behind it but that |
//! | the frame's value | an object; any other value is JSON and no event (`shape`) |
//! | repeated keys | the last counts, as in `JSON.parse`, or the frame is refused: [`Duplicates`]; open values keep all |
//! | key order | any, also of `type`; open values keep it |
//! | empty keys, U+0000 as `\u0000` | text like any other |
//! | half a surrogate pair, `"\ud83d"` | reads as U+FFFD and is noted as drift wherever it stands, in a replaced value too; refused under [`Mismatch::Reject`] |
//! | numbers beyond a 64-bit float, `1e400` | refused, the one legal text that is; what is too small reads as 0 |
//! | integers beyond 64 bits | floats |
//! | integers of known fields | whole and at most 2^53 in size, `12.0` too, by its nearest double; others are a mismatch |
//! | `-0` | 0 as an integer |
//! | depth | [`Limits::max_depth`]: 128, the outermost object is 1; no more than 1,024 can be allowed |
//! | size | [`Limits::max_frame_bytes`]: 24 MiB; [`Limits::max_nodes`]: 262,144 values and keys |
//! | NaN, Infinity, comments, trailing commas, single quotes, raw controls in strings | refused: no JSON |
//!
//! Every reader agrees on this, but that the locator, by which [`patch`](mod@patch) and [`redact`] find values, looks at the
//! grammar alone, and that the owned twins are read by serde_json, which refuses half a pair and more than 127 levels, and
//! to which `-0` is a float; a known field of the wrong shape is an error there. Null and absence are alike
//! but for [`Maybe`] fields. A known field of the wrong shape reads as absent and is noted, unless
//! [`Mismatch::Reject`] is chosen; only indices and payloads of streamed events must be there, for without them such
//! an event has no meaning.
//!
//! # Features
//!
//! - `audio`: the sound of audio events as bytes. Adds base64-simd.
//! - `owned`: events that keep their frame, digests, and owned twins of the views with serde both ways. Adds bytes,
//!   self_cell and, at compile time, syn.
//! - `prometheus`: the metrics as a collector of prometheus-client, which it adds.
//! - `price`: the module of that name, which says what a meter's records cost. Adds toml and serde_json.
//! - `generate`: the module of that name, which makes synthetic traffic for tests and benches. Adds rand_xoshiro.
//! - `cli`: the `rtwire` tool, with clap and what else a tool needs; implies `generate`, `owned`, `price` and the hidden
//!   `testing`. Off by default, as all are.

#[cfg(feature = "audio")]
mod audio;
mod billed;
mod decoder;
pub mod dialect;
mod drift;
mod error;
pub mod escape;
mod event;
#[cfg(feature = "generate")]
pub mod generate;
mod item;
mod json;
mod lane;
mod limits;
mod locate;
pub mod meter;
pub mod metrics;
pub mod ndjson;
mod number;
#[cfg(feature = "owned")]
pub mod owned;
pub mod patch;
pub mod peek;
mod plain;
mod poison;
#[cfg(feature = "price")]
pub mod price;
pub mod redact;
mod scan;
mod schema;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod testing;
#[cfg(feature = "owned")]
mod twin;
mod wire;

pub use decoder::{Decoder, with_decoder};
pub use dialect::Dialect;
pub use drift::{Drift, DriftEntry};
pub use error::{Category, Error, ErrorKind, Result};
pub use event::Event;
pub use json::{Json, Map, OwnedJson, OwnedMap};
pub use limits::{Duplicates, Limits, Mismatch};
#[cfg(feature = "owned")]
pub use owned::{Digest, OwnedEvent};
pub use patch::{locate, patch};
pub use redact::Redactor;
pub use schema::client::{ClientEvent, ClientKind};
pub use schema::server::{ServerEvent, ServerKind};
pub use schema::{
    AllowedCaller, AllowedTools, ApprovalPolicy, ApprovalWord, AudioCodec, AudioFormat, AudioFormatObject,
    ClientSecret, ClientSecretExpiry, ConnectorId, Content, ContentPart, Conversation, CustomVoice, FunctionTool,
    ImageDetail, ItemStatus, LogProb, MaxTokens, McpTool, MessagePhase, Modality, NoiseReduction, NoiseReductionType,
    Prompt, RateLimit, RateLimitName, RealtimeAudio, RealtimeAudioInput, RealtimeAudioOutput, RealtimeConversationItem,
    RealtimeConversationItemWithReference, RealtimeError, RealtimeFunctionCall, RealtimeFunctionCallOutput,
    RealtimeItemReference, RealtimeMcpApprovalRequest, RealtimeMcpApprovalResponse, RealtimeMcpCall, RealtimeMcpError,
    RealtimeMcpHttpError, RealtimeMcpListTools, RealtimeMcpProtocolError, RealtimeMcpTool,
    RealtimeMcpToolExecutionError, RealtimeMessage, RealtimeResponse, RealtimeResponseAudio,
    RealtimeResponseAudioOutput, RealtimeResponseCachedTokensDetails, RealtimeResponseCreateParams,
    RealtimeResponseError, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseStatusDetails, RealtimeResponseUsage, RealtimeSession, RealtimeSessionGA,
    RealtimeTranscriptionAudio, RealtimeTranscriptionError, RealtimeTranscriptionSession,
    RealtimeTranscriptionSessionGA, RealtimeTranslationAudio, RealtimeTranslationInput, RealtimeTranslationOutput,
    RealtimeTranslationSession, Reasoning, ReasoningEffort, RequireApproval, ResponseStatus, ResponseStatusReason,
    Role, SemanticVad, ServerVad, Session, TokenLimits, Tool, ToolChoice, ToolChoiceFunction, ToolChoiceMcp,
    ToolChoiceMode, ToolChoiceObject, ToolFilter, ToolFunction, Tracing, TracingObject, Transcription,
    TranscriptionDelay, TranscriptionInputTokenDetails, TranscriptionLanguage, TranscriptionUsage,
    TranscriptionUsageDuration, TranscriptionUsageTokens, TranslationUsage, Truncation, TruncationObject,
    TurnDetection, VadEagerness, Voice,
};
pub use schema::{client, server};
pub use wire::{Field, Mark, Maybe, ObjectShape, Shape, UnionShape};
