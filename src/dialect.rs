//! One name for one happening: which dialect calls an event what, and giving a frame another name.
//!
//! The beta and the GA dialect call many events alike, some differently, and translation has names of its own. Servers
//! that speak one of them under another address (Azure's preview is beta; its GA path, and xAI, are GA) are of that
//! dialect here. [`ServerKind::canonical`] is the name to count, bill and switch by; [`rename`] turns a frame's name
//! into that of another dialect where the name is all that differs.
//!
//! ```
//! use rtwire::ServerKind;
//! use rtwire::dialect::{Dialect, Rename, rename};
//!
//! let beta = br#"{"delta":"Hi", "output_index":0,"content_index":0,"type":"response.text.delta"}"#;
//! let mut out = Vec::new();
//! assert_eq!(rename(beta, Dialect::Ga, &mut out)?, Rename::Renamed(ServerKind::ResponseOutputTextDelta));
//! assert_eq!(out, br#"{"delta":"Hi", "output_index":0,"content_index":0,"type":"response.output_text.delta"}"#);
//!
//! assert_eq!(ServerKind::ResponseTextDelta.dialect(), Some(Dialect::Beta));
//! assert_eq!(ServerKind::ResponseTextDelta.canonical(), ServerKind::ResponseOutputTextDelta);
//! assert_eq!(ServerKind::SessionOutputAudioDelta.canonical(), ServerKind::ResponseOutputAudioDelta);
//! # Ok::<(), rtwire::Error>(())
//! ```

use std::ops::Range;

use smallvec::SmallVec;

use crate::error::Result;
use crate::locate;
use crate::wire::Key;
use crate::{ServerKind, patch};

/// A family of names and shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// OpenAI's until May 2026; Azure's preview path, Voice Live and many compatible servers.
    Beta,
    /// OpenAI's since August 2025; Azure's `/openai/v1/` path and xAI.
    Ga,
    /// The translation endpoint.
    Translation,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: &'static [Self] = &[Self::Beta, Self::Ga, Self::Translation];

    /// The dialect's name: `beta`, `ga` or `translation`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Beta => "beta",
            Self::Ga => "ga",
            Self::Translation => "translation",
        }
    }
}

impl ServerKind {
    /// The kind under which every dialect's name for the same happening is one: GA's name.
    ///
    /// Kinds of one canonical kind mean the same, and need not have the same fields. A kind that has no GA name, such
    /// as [`SessionClosed`](Self::SessionClosed), is its own.
    pub const fn canonical(self) -> Self {
        CANONICAL[self as usize]
    }

    /// The dialect that alone has this name; none where several have it.
    ///
    /// It is what servers send that counts: OpenAI's document still lists `conversation.item.created` for GA, which no
    /// recording has.
    pub const fn dialect(self) -> Option<Dialect> {
        match self {
            Self::ConversationItemCreated
            | Self::TranscriptionSessionCreated
            | Self::TranscriptionSessionUpdated
            | Self::OutputAudioBufferAudioStarted
            | Self::OutputAudioBufferAudioStopped
            | Self::OutputAudioBufferAudioCleared
            | Self::ResponseTextDelta
            | Self::ResponseTextDone
            | Self::ResponseAudioTranscriptDelta
            | Self::ResponseAudioTranscriptDone
            | Self::ResponseAudioDelta
            | Self::ResponseAudioDone => Some(Dialect::Beta),
            Self::ConversationItemAdded
            | Self::ConversationItemDone
            | Self::ConversationItemInputAudioTranscriptionSegment
            | Self::InputAudioBufferTimeoutTriggered
            | Self::InputAudioBufferDtmfEventReceived
            | Self::ResponseOutputTextDelta
            | Self::ResponseOutputTextDone
            | Self::ResponseOutputAudioTranscriptDelta
            | Self::ResponseOutputAudioTranscriptDone
            | Self::ResponseOutputAudioDelta
            | Self::ResponseOutputAudioDone
            | Self::ResponseMcpCallArgumentsDelta
            | Self::ResponseMcpCallArgumentsDone
            | Self::ResponseMcpCallInProgress
            | Self::ResponseMcpCallCompleted
            | Self::ResponseMcpCallFailed
            | Self::McpListToolsInProgress
            | Self::McpListToolsCompleted
            | Self::McpListToolsFailed => Some(Dialect::Ga),
            Self::SessionClosed
            | Self::SessionInputTranscriptDelta
            | Self::SessionOutputTranscriptDelta
            | Self::SessionOutputAudioDelta => Some(Dialect::Translation),
            _ => None,
        }
    }

    /// Whether `dialect` has an event of this name.
    pub const fn is_in(self, dialect: Dialect) -> bool {
        match (self.dialect(), dialect) {
            (Some(Dialect::Beta), Dialect::Beta) | (Some(Dialect::Ga), Dialect::Ga) => true,
            (Some(_), Dialect::Beta | Dialect::Ga) => false,
            (Some(own), Dialect::Translation) => matches!(own, Dialect::Translation),
            (None, Dialect::Beta | Dialect::Ga) => true,
            (None, Dialect::Translation) => {
                matches!(self, Self::ErrorEvent | Self::SessionCreated | Self::SessionUpdated)
            }
        }
    }

    /// The same happening in `dialect`: itself, where that has it.
    fn counterpart(self, dialect: Dialect) -> Option<Self> {
        let alike = Self::ALL.iter().copied().filter(|other| other.canonical() == self.canonical());
        [self, self.canonical()].into_iter().chain(alike).find(|kind| kind.is_in(dialect))
    }

    /// Whether the dialects fill an event of this name differently: sessions, responses and items.
    const fn differs_within(self) -> bool {
        matches!(
            self,
            Self::SessionCreated
                | Self::SessionUpdated
                | Self::ConversationItemRetrieved
                | Self::ResponseCreated
                | Self::ResponseDone
                | Self::ResponseOutputItemAdded
                | Self::ResponseOutputItemDone
        )
    }
}

/// What became of a frame that was to have the name of a dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "unless it was renamed nothing has been written"]
#[non_exhaustive]
pub enum Rename {
    /// It has been written with this name.
    Renamed(ServerKind),
    /// It is called so and looks so in that dialect too: forward it as it is.
    Same,
    /// That dialect says it with this kind of event, of another shape: decode it and build the other. Also of sessions,
    /// responses and items, whatever dialect they are in: the name does not tell.
    NeedsRewrite(ServerKind),
    /// That dialect has no such event.
    NoCounterpart,
    /// Of no type of a server's that this version names: a client's is none.
    Unknown,
}

/// Writes a server's frame to the end of `out` with the name that `dialect` has for it, if the name is all that differs:
/// that is so of the six streams of text, transcripts and audio with their ends. All else is told, and nothing written.
///
/// Of repeated `type`s the last one counts, and each of them gets the new name, so that a reader that stops at the first
/// reads the same as one that obeys the last. Every other byte stays.
///
/// # Errors
/// `Syntax` or `Limit` if the frame is not JSON or nests too deep, `Shape` if it is no object with a `type` that
/// is text. Nothing has been written then. UTF-8 is not checked: a decoder does that.
pub fn rename(frame: &[u8], dialect: Dialect, out: &mut Vec<u8>) -> Result<Rename> {
    let types = match locate::members(frame, Key::TYPE.name) {
        Ok(types) => types.unwrap_or_default(),
        Err(fault) => return Err(fault.error(frame, locate::DEEPEST, usize::MAX)),
    };
    let Some(last) = types.last().filter(|last| frame[last.start] == b'"') else {
        return Err(locate::untyped(frame, Key::TYPE.name));
    };
    let text = locate::text_at(frame, last.start, LONGEST);
    let Some(kind) = text.and_then(|text| ServerKind::from_wire(&text)) else { return Ok(Rename::Unknown) };
    let Some(counterpart) = kind.counterpart(dialect) else { return Ok(Rename::NoCounterpart) };
    if counterpart == kind && !kind.differs_within() {
        return Ok(Rename::Same);
    }
    if !STREAMS.iter().any(|&(beta, ga)| [(beta, ga), (ga, beta)].contains(&(kind, counterpart))) {
        return Ok(Rename::NeedsRewrite(counterpart));
    }
    let name = format!("\"{}\"", counterpart.as_str());
    let edits: SmallVec<[(Range<usize>, &[u8]); 2]> = types.into_iter().map(|of| (of, name.as_bytes())).collect();
    patch(frame, &edits, out).map(|()| Rename::Renamed(counterpart))
}

/// The streams, whose two names are all that differs: beta's and GA's.
const STREAMS: [(ServerKind, ServerKind); 6] = [
    (ServerKind::ResponseTextDelta, ServerKind::ResponseOutputTextDelta),
    (ServerKind::ResponseTextDone, ServerKind::ResponseOutputTextDone),
    (ServerKind::ResponseAudioTranscriptDelta, ServerKind::ResponseOutputAudioTranscriptDelta),
    (ServerKind::ResponseAudioTranscriptDone, ServerKind::ResponseOutputAudioTranscriptDone),
    (ServerKind::ResponseAudioDelta, ServerKind::ResponseOutputAudioDelta),
    (ServerKind::ResponseAudioDone, ServerKind::ResponseOutputAudioDone),
];

/// Other names with the GA name of the same: more than the name differs, or is not known not to.
const OTHERS: [(ServerKind, ServerKind); 9] = [
    // GA announces an item and says when it is done.
    (ServerKind::ConversationItemCreated, ServerKind::ConversationItemAdded),
    // GA has one event for sessions of every type.
    (ServerKind::TranscriptionSessionCreated, ServerKind::SessionCreated),
    (ServerKind::TranscriptionSessionUpdated, ServerKind::SessionUpdated),
    // Names of early 2025, known from recordings alone.
    (ServerKind::OutputAudioBufferAudioStarted, ServerKind::OutputAudioBufferStarted),
    (ServerKind::OutputAudioBufferAudioStopped, ServerKind::OutputAudioBufferStopped),
    (ServerKind::OutputAudioBufferAudioCleared, ServerKind::OutputAudioBufferCleared),
    // Translation has no responses and no items, so its events say no ids.
    (ServerKind::SessionInputTranscriptDelta, ServerKind::ConversationItemInputAudioTranscriptionDelta),
    (ServerKind::SessionOutputTranscriptDelta, ServerKind::ResponseOutputAudioTranscriptDelta),
    (ServerKind::SessionOutputAudioDelta, ServerKind::ResponseOutputAudioDelta),
];

/// The canonical kind of each, made from the two lists.
const CANONICAL: [ServerKind; ServerKind::ALL.len()] = {
    let mut table = [ServerKind::ErrorEvent; ServerKind::ALL.len()];
    let mut at = 0;
    while at < table.len() {
        table[at] = ServerKind::ALL[at];
        at += 1;
    }
    at = 0;
    while at < STREAMS.len() {
        table[STREAMS[at].0 as usize] = STREAMS[at].1;
        at += 1;
    }
    at = 0;
    while at < OTHERS.len() {
        table[OTHERS[at].0 as usize] = OTHERS[at].1;
        at += 1;
    }
    table
};

/// No type known here is as long.
const LONGEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_the_same_fields_under_both_names() {
        for (beta, ga) in STREAMS {
            let [old, new] = [beta, ga].map(|kind| kind.fields().iter().map(|field| (field.name, field.required)));
            assert!(old.eq(new), "{beta:?}");
            assert!(beta.dialect() == Some(Dialect::Beta) && ga.dialect() == Some(Dialect::Ga), "{beta:?}");
        }
    }

    #[test]
    fn a_canonical_kind_is_its_own() {
        for &kind in ServerKind::ALL {
            assert_eq!(ServerKind::ALL[kind as usize], kind);
            assert_eq!(kind.canonical().canonical(), kind.canonical());
            assert!(kind.as_str().len() < LONGEST);
            assert!(kind == kind.canonical() || kind.canonical().is_in(Dialect::Ga), "{kind:?}");
        }
    }

    #[test]
    fn a_kind_is_in_its_dialect_alone_or_in_several() {
        for &kind in ServerKind::ALL {
            let own: Vec<_> = Dialect::ALL.iter().copied().filter(|&dialect| kind.is_in(dialect)).collect();
            match kind.dialect() {
                Some(dialect) => assert_eq!(own, [dialect], "{kind:?}"),
                None => assert!(own.len() > 1, "{kind:?}"),
            }
        }
    }
}
