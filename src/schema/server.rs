//! What servers send.

use super::{
    ContentPart, Conversation, LogProb, RateLimit, RealtimeConversationItem, RealtimeError, RealtimeResponse,
    RealtimeResponseUsage, RealtimeTranscriptionError, RealtimeTranscriptionSession, Session, TranscriptionLanguage,
    TranscriptionUsage, TranslationUsage,
};
use crate::wire::wire_events;

wire_events! {
/// An event that a server sent, in either dialect or from the translation endpoint.
ServerEvent<'a>,
/// The type of a server's event.
ServerKind {
    /// A problem of the client's or the server's; the session usually survives.
    "error" => ErrorEvent<'a> { event_id: Option<&'a str>, error: &'a RealtimeError<'a> },
    /// First event of a connection: the default configuration.
    "session.created" => SessionCreated<'a> { event_id: Option<&'a str>, session: &'a Session<'a> },
    /// The whole effective configuration after an update.
    "session.updated" => SessionUpdated<'a> { event_id: Option<&'a str>, session: &'a Session<'a> },
    /// First event of a beta transcription connection. On the wire, but in no published union.
    "transcription_session.created" => TranscriptionSessionCreated<'a> {
        event_id: Option<&'a str>, session: &'a RealtimeTranscriptionSession<'a>,
    },
    /// Answer to `transcription_session.update`. Beta.
    "transcription_session.updated" => TranscriptionSessionUpdated<'a> {
        event_id: Option<&'a str>, session: &'a RealtimeTranscriptionSession<'a>,
    },
    /// Sent right after the session was created. Beta; documented for GA and not seen there.
    "conversation.created" => ConversationCreated<'a> {
        event_id: Option<&'a str>, conversation: &'a Conversation<'a>,
    },
    /// An item entered the conversation. Beta.
    "conversation.item.created" => ConversationItemCreated<'a> {
        event_id: Option<&'a str>, previous_item_id: Option<&'a str>, item: &'a RealtimeConversationItem<'a>,
    },
    /// An item entered the conversation; one of the model's is empty and in progress. GA.
    "conversation.item.added" => ConversationItemAdded<'a> {
        event_id: Option<&'a str>, previous_item_id: Option<&'a str>, item: &'a RealtimeConversationItem<'a>,
    },
    /// An item is final; audio bytes are left out. GA.
    "conversation.item.done" => ConversationItemDone<'a> {
        event_id: Option<&'a str>, previous_item_id: Option<&'a str>, item: &'a RealtimeConversationItem<'a>,
    },
    /// Answer to `conversation.item.retrieve`; may contain audio.
    "conversation.item.retrieved" => ConversationItemRetrieved<'a> {
        event_id: Option<&'a str>, item: &'a RealtimeConversationItem<'a>,
    },
    /// Audio of the assistant's was cut.
    "conversation.item.truncated" => ConversationItemTruncated<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: Option<u64>,
        /// Where it was cut, in milliseconds of that audio.
        audio_end_ms: Option<u64>,
    },
    /// An item was deleted.
    "conversation.item.deleted" => ConversationItemDeleted<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// A piece of what the user said.
    "conversation.item.input_audio_transcription.delta" => ConversationItemInputAudioTranscriptionDelta<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: Option<u64>,
        [content] delta: Option<&'a str>,
        logprobs: Option<&'a [LogProb<'a>]>,
        obfuscation: Option<&'a str>,
    },
    /// What the user has said so far, whole each time. Of xAI's servers.
    "conversation.item.input_audio_transcription.updated" => ConversationItemInputAudioTranscriptionUpdated<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: u64,
        [content] transcript: &'a str,
    },
    /// What the user said, whole, with what its transcription cost.
    "conversation.item.input_audio_transcription.completed" => ConversationItemInputAudioTranscriptionCompleted<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: u64,
        [content] transcript: &'a str,
        languages: Option<&'a [TranscriptionLanguage<'a>]>,
        logprobs: Option<&'a [LogProb<'a>]>,
        /// Absent from older beta servers.
        usage: Option<&'a TranscriptionUsage<'a>>,
        /// `in_progress` of xAI's servers, where the item may be completed again.
        status: Option<&'a str>,
    },
    /// What one speaker said, from models that tell speakers apart.
    "conversation.item.input_audio_transcription.segment" => ConversationItemInputAudioTranscriptionSegment<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: u64,
        [content] text: &'a str,
        id: Option<&'a str>,
        /// A letter, or a name that was known.
        [content] speaker: Option<&'a str>,
        /// In seconds.
        start: Option<f64>,
        /// In seconds.
        end: Option<f64>,
    },
    /// What the user said could not be transcribed.
    "conversation.item.input_audio_transcription.failed" => ConversationItemInputAudioTranscriptionFailed<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>, content_index: u64,
        error: &'a RealtimeTranscriptionError<'a>,
    },
    /// The input buffer became a user item.
    "input_audio_buffer.committed" => InputAudioBufferCommitted<'a> {
        event_id: Option<&'a str>, previous_item_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// The input buffer was emptied.
    "input_audio_buffer.cleared" => InputAudioBufferCleared<'a> { event_id: Option<&'a str> },
    /// The user began to speak.
    "input_audio_buffer.speech_started" => InputAudioBufferSpeechStarted<'a> {
        event_id: Option<&'a str>,
        /// In milliseconds since the session's audio began.
        audio_start_ms: Option<u64>,
        item_id: Option<&'a str>,
    },
    /// The user ceased to speak.
    "input_audio_buffer.speech_stopped" => InputAudioBufferSpeechStopped<'a> {
        event_id: Option<&'a str>,
        /// In milliseconds since the session's audio began.
        audio_end_ms: Option<u64>,
        item_id: Option<&'a str>,
    },
    /// The user said nothing for `idle_timeout_ms`. GA.
    "input_audio_buffer.timeout_triggered" => InputAudioBufferTimeoutTriggered<'a> {
        event_id: Option<&'a str>,
        /// In milliseconds since the session's audio began.
        audio_start_ms: Option<u64>,
        /// In milliseconds since the session's audio began.
        audio_end_ms: Option<u64>,
        item_id: Option<&'a str>,
    },
    /// A key of the telephone was pressed. GA, SIP only.
    "input_audio_buffer.dtmf_event_received" => InputAudioBufferDtmfEventReceived<'a> {
        /// Not in the published schema.
        event_id: Option<&'a str>,
        /// One character of the keypad; several may be a number that is nobody's business.
        [content] event: Option<&'a str>,
        /// In seconds since 1970.
        received_at: Option<u64>,
    },
    /// Audio began to play. WebRTC and SIP.
    "output_audio_buffer.started" => OutputAudioBufferStarted<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>,
    },
    /// Audio has been played. WebRTC and SIP.
    "output_audio_buffer.stopped" => OutputAudioBufferStopped<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>,
    },
    /// Audio was cut off. WebRTC and SIP.
    "output_audio_buffer.cleared" => OutputAudioBufferCleared<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>,
    },
    /// `output_audio_buffer.started` as recordings of early 2025 name it.
    "output_audio_buffer.audio_started" => OutputAudioBufferAudioStarted<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>,
    },
    /// `output_audio_buffer.stopped` as recordings of early 2025 name it.
    "output_audio_buffer.audio_stopped" => OutputAudioBufferAudioStopped<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>,
    },
    /// `output_audio_buffer.cleared` as recordings of early 2025 name it.
    "output_audio_buffer.audio_cleared" => OutputAudioBufferAudioCleared<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>,
    },
    /// A response began.
    "response.created" => ResponseCreated<'a> { event_id: Option<&'a str>, response: &'a RealtimeResponse<'a> },
    /// A response is final; audio bytes are left out. What it cost stands in its usage.
    "response.done" => ResponseDone<'a> {
        event_id: Option<&'a str>,
        response: &'a RealtimeResponse<'a>,
        /// What it cost, where xAI's servers say so: that in the response is empty then.
        usage: Option<&'a RealtimeResponseUsage>,
    },
    /// An item of the response began.
    "response.output_item.added" => ResponseOutputItemAdded<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, output_index: u64,
        item: &'a RealtimeConversationItem<'a>,
    },
    /// An item of the response is final.
    "response.output_item.done" => ResponseOutputItemDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, output_index: u64,
        item: &'a RealtimeConversationItem<'a>,
    },
    /// A part of an item began.
    "response.content_part.added" => ResponseContentPartAdded<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, part: &'a ContentPart<'a>,
    },
    /// A part of an item is final.
    "response.content_part.done" => ResponseContentPartDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, part: &'a ContentPart<'a>,
    },
    /// A piece of text. Beta; GA names it `response.output_text.delta`.
    "response.text.delta" => ResponseTextDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] delta: &'a str, obfuscation: Option<&'a str>,
    },
    /// The text, whole. Beta; GA names it `response.output_text.done`.
    "response.text.done" => ResponseTextDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] text: &'a str,
    },
    /// A piece of text. GA.
    "response.output_text.delta" => ResponseOutputTextDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] delta: &'a str, obfuscation: Option<&'a str>,
    },
    /// The text, whole. GA.
    "response.output_text.done" => ResponseOutputTextDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] text: &'a str,
    },
    /// A piece of what is being said. Beta; GA names it `response.output_audio_transcript.delta`.
    "response.audio_transcript.delta" => ResponseAudioTranscriptDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] delta: &'a str, obfuscation: Option<&'a str>,
    },
    /// What was said, whole. Beta; GA names it `response.output_audio_transcript.done`.
    "response.audio_transcript.done" => ResponseAudioTranscriptDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] transcript: &'a str,
    },
    /// A piece of what is being said. GA.
    "response.output_audio_transcript.delta" => ResponseOutputAudioTranscriptDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] delta: &'a str, obfuscation: Option<&'a str>,
    },
    /// What was said, whole. GA.
    "response.output_audio_transcript.done" => ResponseOutputAudioTranscriptDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64, [content] transcript: &'a str,
    },
    /// A piece of audio. Beta; GA names it `response.output_audio.delta`.
    "response.audio.delta" => ResponseAudioDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64,
        /// Base64.
        [content] delta: &'a str,
    },
    /// The audio is over. Beta; GA names it `response.output_audio.done`.
    "response.audio.done" => ResponseAudioDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64,
    },
    /// A piece of audio. GA.
    "response.output_audio.delta" => ResponseOutputAudioDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64,
        /// Base64.
        [content] delta: &'a str,
    },
    /// The audio is over. GA.
    "response.output_audio.done" => ResponseOutputAudioDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        content_index: u64,
    },
    /// A piece of a function call's arguments.
    "response.function_call_arguments.delta" => ResponseFunctionCallArgumentsDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>,
        /// xAI's servers leave it out.
        output_index: Option<u64>,
        call_id: Option<&'a str>,
        [content] delta: &'a str,
        obfuscation: Option<&'a str>,
    },
    /// A function call's arguments, whole.
    "response.function_call_arguments.done" => ResponseFunctionCallArgumentsDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        call_id: Option<&'a str>,
        /// The function's name; absent from older servers.
        name: Option<&'a str>,
        /// JSON, as text.
        [content] arguments: &'a str,
    },
    /// A piece of an MCP call's arguments. GA.
    "response.mcp_call_arguments.delta" => ResponseMcpCallArgumentsDelta<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        [content] delta: &'a str,
        obfuscation: Option<&'a str>,
    },
    /// An MCP call's arguments, whole. GA.
    "response.mcp_call_arguments.done" => ResponseMcpCallArgumentsDone<'a> {
        event_id: Option<&'a str>, response_id: Option<&'a str>, item_id: Option<&'a str>, output_index: u64,
        /// JSON, as text.
        [content] arguments: &'a str,
    },
    /// An MCP call began. GA.
    "response.mcp_call.in_progress" => ResponseMcpCallInProgress<'a> {
        event_id: Option<&'a str>, output_index: u64, item_id: Option<&'a str>,
    },
    /// An MCP call is over. GA.
    "response.mcp_call.completed" => ResponseMcpCallCompleted<'a> {
        event_id: Option<&'a str>, output_index: u64, item_id: Option<&'a str>,
    },
    /// An MCP call failed. GA.
    "response.mcp_call.failed" => ResponseMcpCallFailed<'a> {
        event_id: Option<&'a str>, output_index: u64, item_id: Option<&'a str>,
    },
    /// An MCP server is being asked for its tools. GA.
    "mcp_list_tools.in_progress" => McpListToolsInProgress<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// An MCP server has named its tools. GA.
    "mcp_list_tools.completed" => McpListToolsCompleted<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// An MCP server did not name its tools. GA.
    "mcp_list_tools.failed" => McpListToolsFailed<'a> {
        event_id: Option<&'a str>, item_id: Option<&'a str>,
    },
    /// What may still be spent. May be empty.
    "rate_limits.updated" => RateLimitsUpdated<'a> {
        event_id: Option<&'a str>, rate_limits: Option<&'a [RateLimit<'a>]>,
    },
    /// The session is over. Translation.
    "session.closed" => SessionClosed<'a> {
        event_id: Option<&'a str>,
        /// Seen at a gateway; not in the published schema.
        usage: Option<TranslationUsage>,
    },
    /// A piece of what the speaker said. Translation.
    "session.input_transcript.delta" => SessionInputTranscriptDelta<'a> {
        event_id: Option<&'a str>,
        [content] delta: &'a str,
        /// In milliseconds since the session's audio began.
        elapsed_ms: Option<u64>,
    },
    /// A piece of its translation. Translation.
    "session.output_transcript.delta" => SessionOutputTranscriptDelta<'a> {
        event_id: Option<&'a str>,
        [content] delta: &'a str,
        /// In milliseconds since the session's audio began.
        elapsed_ms: Option<u64>,
    },
    /// A piece of the translation's audio. Translation.
    "session.output_audio.delta" => SessionOutputAudioDelta<'a> {
        event_id: Option<&'a str>,
        /// Base64.
        [content] delta: &'a str,
        /// In samples a second.
        sample_rate: Option<u64>,
        channels: Option<u64>,
        /// `pcm16`.
        format: Option<&'a str>,
        /// In milliseconds since the session's audio began.
        elapsed_ms: Option<u64>,
    },
}}
