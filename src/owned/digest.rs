//! [`Digest`]: what is worth most of an event, in at most 256 bytes.

use std::fmt;

use crate::escape::head;
use crate::{
    ClientKind, Event, RealtimeResponse, RealtimeResponseUsage, ResponseStatus, ServerEvent, ServerKind,
    TranscriptionUsage,
};

/// Kind, status, ids and usage of an event: `Copy` and `'static`, at most 256 bytes, for what crosses an await.
///
/// ```
/// use rtwire::{Decoder, Digest, Event, ResponseStatus};
///
/// let mut decoder = Decoder::new();
/// let frame = br#"{"type":"response.done","response":{"id":"resp_1","status":"completed",
///     "usage":{"total_tokens":12,"input_token_details":{"cached_tokens":0}}}}"#;
/// let digest = Digest::of(&decoder.any(frame)?);
/// assert_eq!(digest.response_id.as_str(), "resp_1");
/// assert_eq!(digest.status, Some(ResponseStatus::Completed));
/// assert_eq!(digest.usage.total_tokens(), Some(12));
/// assert_eq!((digest.usage.cached_tokens(), digest.usage.input_text_tokens()), (Some(0), None));
/// # Ok::<(), rtwire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Digest {
    /// What sort of event it is.
    pub kind: Kind,
    /// How a response ended; a word that this version does not name is `Other("other")`.
    pub status: Option<ResponseStatus<'static>>,
    /// The response that it belongs to; empty where none is named.
    pub response_id: Id,
    /// The item that it belongs to; empty where none is named.
    pub item_id: Id,
    /// What a response or a transcription cost.
    pub usage: Usage,
}

impl Digest {
    /// The digest of an event.
    pub fn of(event: &Event<'_>) -> Self {
        let mut digest = Self {
            kind: Kind::of(event),
            status: None,
            response_id: Id::of(event.response_id()),
            item_id: Id::of(event.item_id()),
            usage: Usage::EMPTY,
        };
        match event {
            Event::Server(ServerEvent::ResponseCreated(event)) => digest.add_response(event.response, None),
            Event::Server(ServerEvent::ResponseDone(event)) => digest.add_response(event.response, event.billed()),
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(event)) => {
                digest.usage = event.usage.map_or(Usage::EMPTY, Usage::of_transcription);
            }
            _ => {}
        }
        digest
    }

    fn add_response(&mut self, response: &RealtimeResponse<'_>, usage: Option<&RealtimeResponseUsage>) {
        self.response_id = Id::of(response.id);
        self.status = response.status.map(|status| match status {
            ResponseStatus::InProgress => ResponseStatus::InProgress,
            ResponseStatus::Completed => ResponseStatus::Completed,
            ResponseStatus::Cancelled => ResponseStatus::Cancelled,
            ResponseStatus::Failed => ResponseStatus::Failed,
            ResponseStatus::Incomplete => ResponseStatus::Incomplete,
            ResponseStatus::Other(_) => ResponseStatus::Other("other"),
        });
        self.usage = usage.map_or(Usage::EMPTY, Usage::of_response);
    }
}

/// The kind of an event of either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// From the server.
    Server(ServerKind),
    /// From the client.
    Client(ClientKind),
    /// Of a type that this version does not name.
    Unknown,
}

impl Kind {
    /// The kind of an event.
    pub fn of(event: &Event<'_>) -> Self {
        match event {
            Event::Server(event) => event.kind().map_or(Self::Unknown, Self::Server),
            Event::Client(event) => event.kind().map_or(Self::Unknown, Self::Client),
            Event::Unknown { .. } => Self::Unknown,
        }
    }
}

/// An id, kept in place up to 48 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id {
    len: u8,
    is_cut: bool,
    bytes: [u8; Self::MAX],
}

impl Id {
    /// The longest id that is kept whole, in bytes. OpenAI's have 26 or 27.
    pub const MAX: usize = 48;

    fn of(id: Option<&str>) -> Self {
        let id = id.unwrap_or_default();
        let kept = head(id, Self::MAX);
        let mut bytes = [0; Self::MAX];
        bytes[..kept.len()].copy_from_slice(kept.as_bytes());
        Self { len: kept.len() as u8, is_cut: kept.len() < id.len(), bytes }
    }

    /// The id, or what of it was kept; empty where there was none.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }

    /// Whether the id was longer, and only its head is here.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether there was no id.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}{}", self.as_str(), if self.is_cut { "…" } else { "" })
    }
}

/// Tokens or seconds as they were sent: what was not is absent, not 0.
#[derive(Clone, Copy, PartialEq)]
pub struct Usage {
    /// No count reaches this: they end at 2^53.
    counts: [u64; COUNTS.len()],
    seconds: Option<f64>,
}

const ABSENT: u64 = u64::MAX;

macro_rules! counts {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {
        const COUNTS: &[&str] = &[$(stringify!($name)),*];

        #[allow(non_camel_case_types, reason = "named as the counts are")]
        enum Count { $($name),* }

        impl Usage {
            $(
                $(#[$meta])*
                pub fn $name(&self) -> Option<u64> {
                    self.count(Count::$name)
                }
            )*
        }
    };
}

counts! {
    /// Input and output.
    total_tokens,
    /// Cached ones included.
    input_tokens,
    /// Reasoning included.
    output_tokens,
    /// Of the input.
    input_text_tokens,
    /// Of the input.
    input_audio_tokens,
    /// Of the input.
    input_image_tokens,
    /// Of the input.
    cached_tokens,
    /// Of the cached.
    cached_text_tokens,
    /// Of the cached.
    cached_audio_tokens,
    /// Of the cached.
    cached_image_tokens,
    /// Of the output.
    output_text_tokens,
    /// Of the output.
    output_audio_tokens,
    /// Of the output.
    reasoning_tokens,
}

impl Usage {
    const EMPTY: Self = Self { counts: [ABSENT; COUNTS.len()], seconds: None };

    /// Seconds of audio that were transcribed.
    pub const fn seconds(&self) -> Option<f64> {
        self.seconds
    }

    fn count(&self, which: Count) -> Option<u64> {
        Some(self.counts[which as usize]).filter(|count| *count != ABSENT)
    }

    const fn set(&mut self, which: Count, count: Option<u64>) {
        if let Some(count) = count {
            self.counts[which as usize] = count;
        }
    }

    fn of_response(usage: &RealtimeResponseUsage) -> Self {
        let mut counts = Self::EMPTY;
        counts.set(Count::total_tokens, usage.total_tokens);
        counts.set(Count::input_tokens, usage.input_tokens);
        counts.set(Count::output_tokens, usage.output_tokens);
        // Some gateways write the plural; where both stand, they say the same thing twice.
        if let Some(details) = usage.input_token_details.or(usage.input_tokens_details) {
            counts.set(Count::input_text_tokens, details.text_tokens);
            counts.set(Count::input_audio_tokens, details.audio_tokens);
            counts.set(Count::input_image_tokens, details.image_tokens);
            counts.set(Count::cached_tokens, details.cached_tokens);
            if let Some(cached) = details.cached_tokens_details {
                counts.set(Count::cached_text_tokens, cached.text_tokens);
                counts.set(Count::cached_audio_tokens, cached.audio_tokens);
                counts.set(Count::cached_image_tokens, cached.image_tokens);
            }
        }
        if let Some(details) = usage.output_token_details.or(usage.output_tokens_details) {
            counts.set(Count::output_text_tokens, details.text_tokens);
            counts.set(Count::output_audio_tokens, details.audio_tokens);
            counts.set(Count::reasoning_tokens, details.reasoning_tokens);
        }
        counts
    }

    fn of_transcription(usage: &TranscriptionUsage<'_>) -> Self {
        let mut counts = Self::EMPTY;
        match usage {
            TranscriptionUsage::Tokens(usage) => {
                counts.set(Count::total_tokens, usage.total_tokens);
                counts.set(Count::input_tokens, usage.input_tokens);
                counts.set(Count::output_tokens, usage.output_tokens);
                if let Some(details) = usage.input_token_details {
                    counts.set(Count::input_text_tokens, details.text_tokens);
                    counts.set(Count::input_audio_tokens, details.audio_tokens);
                }
            }
            TranscriptionUsage::Duration(usage) => counts.seconds = usage.seconds,
            TranscriptionUsage::Other { .. } => {}
        }
        counts
    }
}

impl fmt::Debug for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, count) in COUNTS.iter().zip(self.counts).filter(|(_, count)| *count != ABSENT) {
            map.key(&format_args!("{name}")).value(&count);
        }
        if let Some(seconds) = self.seconds {
            map.key(&format_args!("seconds")).value(&seconds);
        }
        map.finish()
    }
}
