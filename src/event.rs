//! [`Event`]: of either direction; and how each sort of event is read.

use crate::wire::{Field, Key, Root, Source, key};
use crate::{ClientEvent, ClientKind, ServerEvent, ServerKind};

/// An event of either direction, for logs that do not say which.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// From the server.
    Server(ServerEvent<'a>),
    /// From the client.
    Client(ClientEvent<'a>),
    /// Of a type that neither direction names.
    Unknown {
        /// The `type` as sent.
        kind: &'a str,
        /// The whole frame as it came.
        raw: &'a [u8],
    },
}

impl<'a> From<ServerEvent<'a>> for Event<'a> {
    fn from(event: ServerEvent<'a>) -> Self {
        Self::Server(event)
    }
}

impl<'a> From<ClientEvent<'a>> for Event<'a> {
    fn from(event: ClientEvent<'a>) -> Self {
        Self::Client(event)
    }
}

impl<'a> Event<'a> {
    /// The `type` on the wire, named here or not.
    pub const fn type_str(&self) -> &'a str {
        match self {
            Self::Server(event) => event.type_str(),
            Self::Client(event) => event.type_str(),
            Self::Unknown { kind, .. } => kind,
        }
    }
}

impl<'a> Event<'a> {
    /// The response that the event belongs to, by its `response_id`.
    pub fn response_id(&self) -> Option<&'a str> {
        match self {
            Self::Server(event) => event.response_id(),
            Self::Client(event) => event.response_id(),
            Self::Unknown { .. } => None,
        }
    }

    /// The item that the event belongs to, by its `item_id`.
    pub fn item_id(&self) -> Option<&'a str> {
        match self {
            Self::Server(event) => event.item_id(),
            Self::Client(event) => event.item_id(),
            Self::Unknown { .. } => None,
        }
    }
}

impl std::fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Server(event) => event.fmt(f),
            Self::Client(event) => event.fmt(f),
            Self::Unknown { kind, raw } => ServerEvent::Unknown { kind, raw }.fmt(f),
        }
    }
}

/// The event as the wire has it. An unknown event is known by its frame alone: pass on `raw` instead, for this writes no more
/// than its `type`.
impl serde::Serialize for Event<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Server(event) => event.serialize(serializer),
            Self::Client(event) => event.serialize(serializer),
            Self::Unknown { kind, raw } => ServerEvent::Unknown { kind, raw }.serialize(serializer),
        }
    }
}

/// Both directions are read alike; only the tables differ.
macro_rules! root {
    ($event:ident, $kind:ident) => {
        impl<'a> Root<'a> for $event<'a> {
            #[inline(always)]
            fn empty() -> Self {
                Self::Unknown { kind: "", raw: &[] }
            }

            fn unknown(kind: &'a str, raw: &'a [u8]) -> Self {
                Self::Unknown { kind, raw }
            }

            #[inline(always)]
            fn read<S: Source<'a>, const LATE: bool>(
                source: &mut S,
                name: &[u8],
                slot: &mut Self,
            ) -> Option<Result<(), S::Error>> {
                Self::read_named::<S, LATE>(source, name, slot)
            }

            fn kind_key(&self) -> &'static Key {
                self.kind().map_or(UNKNOWN, $kind::key)
            }

            fn fields(&self) -> &'static [Field] {
                self.kind().map_or(&[], $kind::fields)
            }
        }
    };
}

root! { ServerEvent, ServerKind }
root! { ClientEvent, ClientKind }

/// What stands in a drift path for the type of an unknown event.
const UNKNOWN: &Key = &key!("unknown event");

impl<'a> Root<'a> for Event<'a> {
    /// As nearly all events are, so that nothing is written twice.
    #[inline(always)]
    fn empty() -> Self {
        Self::Server(ServerEvent::empty())
    }

    fn unknown(kind: &'a str, raw: &'a [u8]) -> Self {
        Self::Unknown { kind, raw }
    }

    #[inline(always)]
    fn read<S: Source<'a>, const LATE: bool>(
        source: &mut S,
        name: &[u8],
        slot: &mut Self,
    ) -> Option<Result<(), S::Error>> {
        if let Self::Server(event) = slot
            && let Some(read) = ServerEvent::read::<S, LATE>(source, name, event)
        {
            return Some(read);
        }
        *slot = Self::Client(ClientEvent::empty());
        let Self::Client(event) = slot else { return None };
        let read = ClientEvent::read::<S, LATE>(source, name, event);
        if read.is_none() {
            *slot = Self::empty();
        }
        read
    }

    fn kind_key(&self) -> &'static Key {
        match self {
            Self::Server(event) => event.kind_key(),
            Self::Client(event) => event.kind_key(),
            Self::Unknown { .. } => UNKNOWN,
        }
    }

    fn fields(&self) -> &'static [Field] {
        match self {
            Self::Server(event) => event.fields(),
            Self::Client(event) => event.fields(),
            Self::Unknown { .. } => &[],
        }
    }
}
