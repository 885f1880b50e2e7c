//! [`Digest`]: what is worth most of an event, in at most 256 bytes.

use crate::meter::{Name, Usage};
use crate::{
    ClientEvent, ClientKind, Event, RealtimeConversationItem, RealtimeResponse, ResponseStatus, ServerEvent, ServerKind,
};

/// Kind, status, ids and usage of an event: `Copy` and `'static`, at most 256 bytes, for what crosses an await.
///
/// ```
/// use rtwire::meter::{Cell, Usage};
/// use rtwire::{Decoder, Digest, ResponseStatus};
///
/// let mut decoder = Decoder::new();
/// let frame = br#"{"type":"response.done","response":{"id":"resp_1","status":"completed",
///     "usage":{"total_tokens":12,"input_token_details":{"cached_tokens":0}}}}"#;
/// let digest = Digest::of(&decoder.any(frame)?);
/// assert_eq!(digest.response_id.as_str(), "resp_1");
/// assert_eq!(digest.status, Some(ResponseStatus::Completed));
/// let Some(Usage::Tokens(tokens)) = digest.usage else { panic!() };
/// assert_eq!((tokens.get(Cell::Total), tokens.get(Cell::Cached), tokens.get(Cell::Input)), (Some(12), Some(0), None));
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
    pub response_id: Name,
    /// The item that it belongs to, or that it brings; empty where none is named.
    pub item_id: Name,
    /// What a response or a transcription cost; none where not one count was sent.
    pub usage: Option<Usage>,
}

impl Digest {
    /// The digest of an event.
    pub fn of(event: &Event<'_>) -> Self {
        let mut digest = Self {
            kind: Kind::of(event),
            status: None,
            response_id: Name::new(event.response_id().unwrap_or_default()),
            item_id: Name::new(event.item_id().or_else(|| item(event)?.id()).unwrap_or_default()),
            usage: None,
        };
        match event {
            Event::Server(ServerEvent::ResponseCreated(event)) => digest.add_response(event.response),
            Event::Server(ServerEvent::ResponseDone(event)) => {
                digest.add_response(event.response);
                digest.usage = event.billed().and_then(Usage::of_response);
            }
            Event::Server(ServerEvent::ConversationItemInputAudioTranscriptionCompleted(event)) => {
                digest.usage = event.usage.and_then(Usage::of_transcription);
            }
            _ => {}
        }
        digest
    }

    fn add_response(&mut self, response: &RealtimeResponse<'_>) {
        self.response_id = Name::new(response.id.unwrap_or_default());
        self.status = response.status.map(crate::meter::status);
    }
}

/// The item that an event brings.
fn item<'a>(event: &Event<'a>) -> Option<&'a RealtimeConversationItem<'a>> {
    Some(match event {
        Event::Server(ServerEvent::ConversationItemAdded(event)) => event.item,
        Event::Server(ServerEvent::ConversationItemCreated(event)) => event.item,
        Event::Server(ServerEvent::ConversationItemDone(event)) => event.item,
        Event::Server(ServerEvent::ConversationItemRetrieved(event)) => event.item,
        Event::Server(ServerEvent::ResponseOutputItemAdded(event)) => event.item,
        Event::Server(ServerEvent::ResponseOutputItemDone(event)) => event.item,
        Event::Client(ClientEvent::ConversationItemCreate(event)) => event.item,
        _ => return None,
    })
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
