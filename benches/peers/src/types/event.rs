//! Events: which kind has which fields.

use serde::de::{Deserialize, Deserializer};

use super::item::{Conversation, Item, Part};
use super::response::{Params, Response, TranscriptionUsage};
use super::session::Session;
use super::{Maybe, Text, objects};
use crate::engines::get_many::lazy_kinds;
use crate::engines::jiter::{Members, jiter_members};
use crate::shared::leaves::{Sink, visit};

objects! {
    /// The type alone, wherever it stands.
    Kind {
        kind("type"): Option<Text<'a>>,
    }

    /// A piece of text, audio or arguments.
    Piece {
        event_id: Option<Text<'a>>,
        response_id: Option<Text<'a>>,
        item_id: Option<Text<'a>>,
        output_index: Option<u64>,
        content_index: Option<u64>,
        call_id: Option<Text<'a>>,
        delta: Option<Text<'a>>,
        obfuscation: Option<Text<'a>>,
        logprobs: Option<Vec<LogProb<'a>>>,
    }

    /// The whole of it.
    Whole {
        event_id: Option<Text<'a>>,
        response_id: Option<Text<'a>>,
        item_id: Option<Text<'a>>,
        output_index: Option<u64>,
        content_index: Option<u64>,
        call_id: Option<Text<'a>>,
        name: Option<Text<'a>>,
        text: Option<Text<'a>>,
        transcript: Option<Text<'a>>,
        arguments: Option<Text<'a>>,
    }

    /// What the user said.
    Transcribed {
        event_id: Option<Text<'a>>,
        item_id: Option<Text<'a>>,
        content_index: Option<u64>,
        transcript: Option<Text<'a>>,
        languages: Option<Vec<Language<'a>>>,
        logprobs: Option<Vec<LogProb<'a>>>,
        usage: Option<TranscriptionUsage<'a>>,
    }

    /// A language that was heard.
    Language {
        code: Option<Text<'a>>,
    }

    /// How probable a token is.
    LogProb {
        token: Option<Text<'a>>,
        logprob: Option<f64>,
        bytes: Option<Vec<u64>>,
    }

    /// What one speaker said.
    Segment {
        event_id: Option<Text<'a>>,
        item_id: Option<Text<'a>>,
        content_index: Option<u64>,
        text: Option<Text<'a>>,
        id: Option<Text<'a>>,
        speaker: Option<Text<'a>>,
        start: Option<f64>,
        end: Option<f64>,
    }

    /// About an item.
    ItemEvent {
        event_id: Option<Text<'a>>,
        previous_item_id: Option<Text<'a>>,
        response_id: Option<Text<'a>>,
        output_index: Option<u64>,
        item: Option<Item<'a>>,
    }

    /// About a part.
    PartEvent {
        event_id: Option<Text<'a>>,
        response_id: Option<Text<'a>>,
        item_id: Option<Text<'a>>,
        output_index: Option<u64>,
        content_index: Option<u64>,
        part: Option<Part<'a>>,
    }

    /// About a response.
    ResponseEvent {
        event_id: Option<Text<'a>>,
        response: Option<Response<'a>>,
    }

    /// A client asks for a response.
    Create {
        event_id: Option<Text<'a>>,
        response: Maybe<Params<'a>>,
    }

    /// About a session.
    SessionEvent {
        event_id: Option<Text<'a>>,
        session: Option<Session<'a>>,
    }

    /// About the conversation.
    ConversationEvent {
        event_id: Option<Text<'a>>,
        conversation: Option<Conversation<'a>>,
    }

    /// A problem.
    Problem {
        event_id: Option<Text<'a>>,
        item_id: Option<Text<'a>>,
        content_index: Option<u64>,
        error: Option<Cause<'a>>,
    }

    /// What is wrong.
    Cause {
        kind("type"): Option<Text<'a>>,
        code: Option<Text<'a>>,
        message: Option<Text<'a>>,
        param: Option<Text<'a>>,
        event_id: Option<Text<'a>>,
    }

    /// A note, all in few numbers and ids.
    Note {
        event_id: Option<Text<'a>>,
        previous_item_id: Option<Text<'a>>,
        response_id: Option<Text<'a>>,
        audio_start_ms: Option<u64>,
        audio_end_ms: Option<u64>,
        item_id: Option<Text<'a>>,
        output_index: Option<u64>,
        content_index: Option<u64>,
        event: Option<Text<'a>>,
        received_at: Option<u64>,
    }

    /// What may still be spent.
    Limits {
        event_id: Option<Text<'a>>,
        rate_limits: Option<Vec<Limit<'a>>>,
    }

    /// One limit.
    Limit {
        name: Option<Text<'a>>,
        limit: Option<u64>,
        remaining: Option<u64>,
        reset_seconds: Option<f64>,
    }

    /// Audio of a client's.
    Append {
        event_id: Option<Text<'a>>,
        audio: Option<Text<'a>>,
    }

    /// A piece of a translation.
    Translated {
        event_id: Option<Text<'a>>,
        delta: Option<Text<'a>>,
        sample_rate: Option<u64>,
        channels: Option<u64>,
        format: Option<Text<'a>>,
        elapsed_ms: Option<u64>,
    }

    /// The end of a translation.
    Closed {
        event_id: Option<Text<'a>>,
        usage: Option<ClosedUsage<'a>>,
    }

    /// What it cost.
    ClosedUsage {
        output_seconds: Option<f64>,
    }
}

/// Which struct an event of that kind is, for each peer.
macro_rules! kinds {
    ($($($kind:literal)|+ => $object:ident,)*) => {
        /// Reads the fields of an event of that kind and visits them; false for a kind that is not known.
        pub fn visit_members<'de, D: Deserializer<'de>, S: Sink>(
            kind: &str,
            deserializer: D,
            sink: &mut S,
        ) -> Result<bool, D::Error> {
            match kind {
                $($($kind)|+ => visit(&$object::deserialize(deserializer)?, sink),)*
                _ => return Ok(false),
            }
            Ok(true)
        }

        jiter_members!($($($kind)|+ => $object,)*);
        lazy_kinds!($($($kind)|+ => $object,)*);
    };
}

kinds! {
    "response.text.delta" | "response.output_text.delta" | "response.audio_transcript.delta"
    | "response.output_audio_transcript.delta" | "response.audio.delta" | "response.output_audio.delta"
    | "response.function_call_arguments.delta" | "response.mcp_call_arguments.delta"
    | "conversation.item.input_audio_transcription.delta" => Piece,
    "response.text.done" | "response.output_text.done" | "response.audio_transcript.done"
    | "response.output_audio_transcript.done" | "response.audio.done" | "response.output_audio.done"
    | "response.function_call_arguments.done" | "response.mcp_call_arguments.done" => Whole,
    "conversation.item.input_audio_transcription.completed" => Transcribed,
    "conversation.item.input_audio_transcription.segment" => Segment,
    "conversation.item.created" | "conversation.item.added" | "conversation.item.done"
    | "conversation.item.retrieved" | "conversation.item.create" | "response.output_item.added"
    | "response.output_item.done" => ItemEvent,
    "response.content_part.added" | "response.content_part.done" => PartEvent,
    "response.created" | "response.done" => ResponseEvent,
    "response.create" => Create,
    "session.created" | "session.updated" | "session.update" | "transcription_session.created"
    | "transcription_session.updated" | "transcription_session.update" => SessionEvent,
    "conversation.created" => ConversationEvent,
    "error" | "conversation.item.input_audio_transcription.failed" => Problem,
    "rate_limits.updated" => Limits,
    "input_audio_buffer.append" | "session.input_audio_buffer.append" => Append,
    "session.input_transcript.delta" | "session.output_transcript.delta" | "session.output_audio.delta" => Translated,
    "session.closed" => Closed,
    "conversation.item.truncated" | "conversation.item.deleted" | "conversation.item.truncate"
    | "conversation.item.delete" | "conversation.item.retrieve" | "input_audio_buffer.committed"
    | "input_audio_buffer.cleared" | "input_audio_buffer.commit" | "input_audio_buffer.clear"
    | "input_audio_buffer.speech_started" | "input_audio_buffer.speech_stopped"
    | "input_audio_buffer.timeout_triggered" | "input_audio_buffer.dtmf_event_received"
    | "output_audio_buffer.started" | "output_audio_buffer.stopped" | "output_audio_buffer.cleared"
    | "output_audio_buffer.audio_started" | "output_audio_buffer.audio_stopped"
    | "output_audio_buffer.audio_cleared" | "output_audio_buffer.clear" | "response.cancel" | "session.close"
    | "response.mcp_call.in_progress" | "response.mcp_call.completed" | "response.mcp_call.failed"
    | "mcp_list_tools.in_progress" | "mcp_list_tools.completed" | "mcp_list_tools.failed" => Note,
}
