//! What clients send.
//!
//! To build an event, set what it is to have, and write it. A number that JSON has not, such as `NaN`, is written as null, which
//! may be a command.
//!
//! ```
//! use rtwire::client::ResponseCreate;
//! use rtwire::{Maybe, RealtimeResponseCreateParams};
//!
//! let params = RealtimeResponseCreateParams::default().instructions(Maybe::Value("Be brief."));
//! let event = ResponseCreate::default().event_id("event_1").response(Maybe::Value(&params));
//! let frame = serde_json::to_string(&event)?;
//! assert_eq!(frame, r#"{"type":"response.create","event_id":"event_1","response":{"instructions":"Be brief."}}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use super::{RealtimeConversationItem, RealtimeResponseCreateParams, RealtimeTranscriptionSession, Session};
use crate::Maybe;
use crate::wire::wire_events;

wire_events! {
/// An event that a client sent, in either dialect or to the translation endpoint.
ClientEvent<'a>,
/// The type of a client's event.
ClientKind {
    /// Changes the session; a null in it is a command.
    "session.update" => SessionUpdate<'a> { event_id: Option<&'a str>, session: &'a Session<'a> },
    /// Changes a transcription session. Beta.
    "transcription_session.update" => TranscriptionSessionUpdate<'a> {
        event_id: Option<&'a str>, session: &'a RealtimeTranscriptionSession<'a>,
    },
    /// Audio for the input buffer, at most 15 MiB before base64.
    "input_audio_buffer.append" => InputAudioBufferAppend<'a> {
        event_id: Option<&'a str>,
        /// Base64.
        [content] audio: &'a str,
    },
    /// Makes the input buffer a user item.
    "input_audio_buffer.commit" => InputAudioBufferCommit<'a> { event_id: Option<&'a str> },
    /// Empties the input buffer.
    "input_audio_buffer.clear" => InputAudioBufferClear<'a> { event_id: Option<&'a str> },
    /// Cuts off the audio being played. WebRTC and SIP.
    "output_audio_buffer.clear" => OutputAudioBufferClear<'a> { event_id: Option<&'a str> },
    /// Adds an item to the conversation.
    "conversation.item.create" => ConversationItemCreate<'a> {
        event_id: Option<&'a str>,
        previous_item_id: Option<&'a str>,
        item: &'a RealtimeConversationItem<'a>,
    },
    /// Asks for an item with its audio.
    "conversation.item.retrieve" => ConversationItemRetrieve<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// Cuts the assistant's audio to what was heard.
    "conversation.item.truncate" => ConversationItemTruncate<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: Option<u64>,
        /// In milliseconds of that audio.
        audio_end_ms: Option<u64>,
    },
    /// Deletes an item.
    "conversation.item.delete" => ConversationItemDelete<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// Asks for a response.
    "response.create" => ResponseCreate<'a> {
        event_id: Option<&'a str>,
        /// Settings of this response alone.
        response: Maybe<&'a RealtimeResponseCreateParams<'a>>,
    },
    /// Stops a response.
    "response.cancel" => ResponseCancel<'a> {
        event_id: Option<&'a str>,
        /// The response to stop; absent for the one in progress.
        response_id: Option<&'a str>,
    },
    /// Audio to translate.
    "session.input_audio_buffer.append" => SessionInputAudioBufferAppend<'a> {
        event_id: Option<&'a str>,
        /// Base64.
        [content] audio: &'a str,
    },
    /// Ends a translation session.
    "session.close" => SessionClose<'a> { event_id: Option<&'a str> },
}}
