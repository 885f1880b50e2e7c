//! [`Record`]: what is billed, once for each response and each transcribed item.

use std::time::Duration;

use super::key::{IdempotencyKey, SessionKey};
use super::{Name, Tokens};
use crate::{RealtimeResponseUsage, ResponseStatus, ResponseStatusReason, TranscriptionUsage};

/// What one response, one transcription or one translation cost. `Copy`, and owns no memory; it is serialised as one flat
/// object, with its [key](Self::key).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// What cost it.
    pub kind: RecordKind,
    /// The session that it is of.
    pub session: SessionKey,
    /// Of the response or the item; empty where the wire named none.
    pub id: Name,
    /// Which content of the item was transcribed.
    pub content_index: u64,
    /// The model in force when the response was created, or when the item was committed.
    pub model: Option<Name>,
    /// How a response ended; a word that this version does not name is `Other("other")`.
    pub status: Option<ResponseStatus<'static>>,
    /// Why a response was cancelled or incomplete; a word that this version does not name is `Other("other")`.
    pub reason: Option<ResponseStatusReason<'static>>,
    /// Why a response failed.
    pub error_code: Option<Name>,
    /// Whether a response is in no conversation; none where nothing tells.
    pub out_of_band: Option<bool>,
    /// What the wire says it cost, or none where it says nothing. That is not 0.
    pub usage: Option<Usage>,
    /// Whether the wire said so.
    pub certainty: Certainty,
    /// What of a response was delivered, as far as this meter has seen.
    pub delivered: Delivered,
    /// Some of the usage had a wrong shape, and is missing from it.
    pub malformed: bool,
    pub(super) id_hash: u128,
}

/// What a [`Record`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RecordKind {
    /// Something the model said or did.
    Response,
    /// The transcription of what the user said.
    Transcription,
    /// A translation session.
    Translation,
}

/// Tokens or seconds, as the model is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// By direction, modality, and cached or not.
    Tokens(Tokens),
    /// Of audio.
    Seconds(Duration),
}

/// Whether a record is what the wire said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The wire said what it cost.
    Settled,
    /// The wire had said nothing when the meter could wait no longer. Should it do so after all, another record of the
    /// same key is settled, and takes the place of this one.
    Estimated(CloseReason),
}

/// Why a meter could not wait for what a response costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// The client went.
    Client,
    /// The server went, as it does after an hour.
    Server,
    /// The connection broke.
    Connection,
    /// More responses were under way than a meter can hold.
    Crowded,
    /// The gateway has reasons of its own.
    Gateway,
}

/// What of a response has been delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivered {
    /// The audio's length.
    pub audio: Duration,
    /// Events that brought a piece of anything.
    pub deltas: u32,
}

impl Record {
    /// Of something of that name, of which nothing else is known yet.
    pub(super) const fn new(kind: RecordKind, session: SessionKey, id: Name, id_hash: u128) -> Self {
        Self {
            kind,
            session,
            id,
            content_index: 0,
            model: None,
            status: None,
            reason: None,
            error_code: None,
            out_of_band: None,
            usage: None,
            certainty: Certainty::Settled,
            delivered: Delivered { audio: Duration::ZERO, deltas: 0 },
            malformed: false,
            id_hash,
        }
    }

    /// The key by which a sink counts it once. What the wire gave no id, nor its event, is numbered by the meter: another
    /// meter of the same session begins again.
    pub fn key(&self) -> IdempotencyKey {
        self.key_of("record")
    }

    /// The key of one category of it, such as [`Cell::as_str`](super::Cell::as_str), for sinks to which each is a line of
    /// its own.
    pub fn key_of(&self, category: &str) -> IdempotencyKey {
        IdempotencyKey::of(self.session, self.kind, self.id_hash, self.content_index, category)
    }

    /// Its tokens, where it is billed by them.
    pub const fn tokens(&self) -> Option<&Tokens> {
        match &self.usage {
            Some(Usage::Tokens(tokens)) => Some(tokens),
            _ => None,
        }
    }

    /// Its seconds, where it is billed by them.
    pub const fn seconds(&self) -> Option<Duration> {
        match self.usage {
            Some(Usage::Seconds(seconds)) => Some(seconds),
            _ => None,
        }
    }

    /// Whether some of its tokens are parts of fewer.
    pub fn is_inconsistent(&self) -> bool {
        self.tokens().is_some_and(Tokens::is_inconsistent)
    }
}

impl RecordKind {
    /// Its word in an [`IdempotencyKey`], and in a [`Record`] that is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Transcription => "transcription",
            Self::Translation => "translation",
        }
    }
}

impl CloseReason {
    /// Its word in a [`Record`] that is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Connection => "connection",
            Self::Crowded => "crowded",
            Self::Gateway => "gateway",
        }
    }
}

impl Usage {
    /// That of a response; none where it has not one count.
    pub fn of_response(usage: &RealtimeResponseUsage) -> Option<Self> {
        Some(Tokens::of_response(usage)).filter(|tokens| !tokens.is_empty()).map(Self::Tokens)
    }

    /// That of a transcription; none where it has neither a count nor a length.
    pub fn of_transcription(usage: &TranscriptionUsage<'_>) -> Option<Self> {
        match usage {
            TranscriptionUsage::Tokens(usage) => {
                Some(Tokens::of_transcription(usage)).filter(|tokens| !tokens.is_empty()).map(Self::Tokens)
            }
            TranscriptionUsage::Duration(usage) => Self::of_seconds(usage.seconds),
            TranscriptionUsage::Other { .. } => None,
        }
    }

    /// Seconds of the wire, to the nanosecond; none of what is no length.
    pub(super) fn of_seconds(seconds: Option<f64>) -> Option<Self> {
        seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).map(Self::Seconds)
    }

    /// By which a usage is told from another of the same id.
    pub(super) fn print(usage: Option<&Self>) -> u32 {
        match usage {
            None => 0,
            Some(Self::Tokens(tokens)) => tokens.print(),
            Some(Self::Seconds(seconds)) => super::tokens::mix(!seconds.as_nanos() as u64) as u32,
        }
    }

    /// How many tokens it has in all.
    pub(super) fn total(&self) -> u64 {
        if let Self::Tokens(tokens) = self { tokens.total() } else { 0 }
    }
}

/// A status that outlives the frame.
pub(crate) fn status(status: ResponseStatus<'_>) -> ResponseStatus<'static> {
    match status {
        ResponseStatus::InProgress => ResponseStatus::InProgress,
        ResponseStatus::Completed => ResponseStatus::Completed,
        ResponseStatus::Cancelled => ResponseStatus::Cancelled,
        ResponseStatus::Failed => ResponseStatus::Failed,
        ResponseStatus::Incomplete => ResponseStatus::Incomplete,
        ResponseStatus::Other(_) => ResponseStatus::Other("other"),
    }
}

/// A reason that outlives the frame.
pub(super) fn reason(reason: ResponseStatusReason<'_>) -> ResponseStatusReason<'static> {
    match reason {
        ResponseStatusReason::TurnDetected => ResponseStatusReason::TurnDetected,
        ResponseStatusReason::ClientCancelled => ResponseStatusReason::ClientCancelled,
        ResponseStatusReason::MaxOutputTokens => ResponseStatusReason::MaxOutputTokens,
        ResponseStatusReason::ContentFilter => ResponseStatusReason::ContentFilter,
        ResponseStatusReason::Other(_) => ResponseStatusReason::Other("other"),
    }
}
