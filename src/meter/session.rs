//! [`SessionMeter`]: one session's events in, records out.

mod observe;

use std::time::Duration;

use super::asked::Asked;
use super::audio::{Audio, Rate};
use super::counts::Counts;
use super::ended::Ended;
use super::key::SessionKey;
use super::model::{Models, Role};
use super::record::{Certainty, CloseReason, Delivered, Record, RecordKind, Usage};
use super::response::{Open, Slot};
use super::seen::Seen;
use super::snapshot::{Snapshot, stored};
use super::transcription::{Heard, Transcriptions};
use super::{Name, Tokens};

/// Meters one session: fed with its events of both directions, it hands out a [`Record`] for whatever is billed, once.
///
/// It takes at most 4 KiB whatever it is fed, owns no memory, and never waits. See the [module](super) for what counts
/// and what does not.
///
/// ```
/// use rtwire::Decoder;
/// use rtwire::meter::{Cell, Direction, SessionKey, SessionMeter};
///
/// let mut decoder = Decoder::new();
/// let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
/// let frames = [
///     &br#"{"type":"session.created","session":{"type":"realtime","id":"sess_1","model":"gpt-realtime"}}"#[..],
///     br#"{"type":"response.created","response":{"id":"resp_1","conversation_id":"conv_1"}}"#,
///     br#"{"type":"response.done","response":{"id":"resp_1","status":"completed","usage":{"total_tokens":12,
///         "input_tokens":9,"output_tokens":3,"input_token_details":{"text_tokens":9,"cached_tokens":0}}}}"#,
/// ];
/// let mut records = Vec::new();
/// for frame in frames.iter().chain(&frames) {
///     records.extend(meter.frame(Direction::Server, frame, &mut decoder)?);
/// }
/// let [record] = records[..] else { panic!("counted once, however often it arrives") };
/// assert_eq!(record.model.unwrap().as_str(), "gpt-realtime");
/// assert_eq!(record.out_of_band, Some(false));
/// assert_eq!(meter.tokens().get(Cell::Input), Some(9));
/// assert_eq!(meter.tokens().get(Cell::InputAudio), None, "missing is not zero");
/// # Ok::<(), rtwire::Error>(())
/// ```
pub struct SessionMeter {
    key: SessionKey,
    models: Models,
    /// The server has said what is in force.
    is_told: bool,
    /// Of what the user says.
    input: Rate,
    open: Open,
    ended: Ended,
    heard: Heard,
    asked: Asked,
    seen: Seen,
    tokens: Tokens,
    transcriptions: Transcriptions,
    counts: Counts,
    audio_in: Audio,
    /// The furthest that a translation has said to be.
    elapsed_ms: u64,
    /// What translations have cost.
    translated: u64,
    spent_tokens: u64,
    spent: u128,
    records: u64,
    evicted: u64,
    conflicts: u64,
    malformed: u32,
    undecodable: u32,
    nameless: u32,
}

stored! { SessionMeter {
    key: SessionKey, models: Models, is_told: bool, input: Rate, open: Open, ended: Ended, heard: Heard, asked: Asked,
    seen: Seen, tokens: Tokens, transcriptions: Transcriptions, counts: Counts, audio_in: Audio, elapsed_ms: u64,
    translated: u64, spent_tokens: u64, spent: u128, records: u64, evicted: u64, conflicts: u64, malformed: u32,
    undecodable: u32, nameless: u32,
} }

/// A response that began and of whose end nothing is known yet.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Unsettled {
    /// The response.
    pub id: Name,
    /// The model in force when it was created.
    pub model: Option<Name>,
    /// Whether it is in no conversation; none where nothing tells.
    pub out_of_band: Option<bool>,
    /// What of it was delivered so far.
    pub delivered: Delivered,
}

impl SessionMeter {
    /// A meter of the session of that key, which knows nothing yet.
    pub fn new(key: SessionKey) -> Self {
        Self {
            key,
            models: Models::new(),
            is_told: false,
            input: Rate::PCM,
            open: Open::new(),
            ended: Ended::new(),
            heard: Heard::new(),
            asked: Asked::new(),
            seen: Seen::new(),
            tokens: Tokens::EMPTY,
            transcriptions: Transcriptions::default(),
            counts: Counts::default(),
            audio_in: Audio::NONE,
            elapsed_ms: 0,
            translated: 0,
            spent_tokens: 0,
            spent: 0,
            records: 0,
            evicted: 0,
            conflicts: 0,
            malformed: 0,
            undecodable: 0,
            nameless: 0,
        }
    }

    /// Says which model responds until the server says so itself: of a session that is joined in the middle, or of a
    /// server that never says.
    pub fn assume_model(&mut self, model: &str) {
        self.set_model(Role::Responds, Some(model));
    }

    /// Ends the session: what began and was not settled is handed out, marked as estimated.
    ///
    /// A response is taken to cost a token for each piece of text and one for each 50 ms of audio that it has delivered or
    /// begun to; its input is not known. A translation costs what it has said to have elapsed, and that is handed out each
    /// time that it ends without a word of its cost, here or by `session.closed`, under one key. None of it enters the sums.
    pub fn close(&mut self, reason: CloseReason) -> impl Iterator<Item = Record> {
        let translation = self.translation(reason);
        let mut open = self.open.take();
        let (key, models) = (self.key, self.models);
        let responses = std::iter::from_fn(move || open.pop().map(|slot| estimated(key, &models, &slot, reason)));
        responses.chain(translation)
    }

    /// The responses that began and were not settled.
    pub fn unsettled(&self) -> impl Iterator<Item = Unsettled> {
        self.open.iter().map(|slot| Unsettled {
            id: *slot.id(),
            model: self.models.name(slot.model),
            out_of_band: slot.out_of_band(),
            delivered: slot.delivered(),
        })
    }

    /// All that the meter knows, in a fixed number of bytes, so that the session can go on at another machine.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// The meter that a snapshot was taken of.
    pub fn restore(snapshot: &Snapshot) -> Self {
        snapshot.meter()
    }

    /// Adds to what the session has cost, in whatever unit its [`Budget`](super::Budget) has: the meter knows no prices.
    pub fn add_cost(&mut self, cost: u128) {
        self.spent = self.spent.saturating_add(cost);
    }

    /// What has been added as cost.
    pub const fn cost(&self) -> u128 {
        self.spent
    }

    /// The session's key.
    pub const fn key(&self) -> SessionKey {
        self.key
    }

    /// The model that responds now, if anybody said so.
    pub fn model(&self) -> Option<Name> {
        self.models.name(self.models.in_force(Role::Responds))
    }

    /// The model that transcribes now, if any does.
    pub fn transcription_model(&self) -> Option<Name> {
        self.models.name(self.models.in_force(Role::Transcribes))
    }

    /// The tokens of all settled responses. Those of transcriptions are apart.
    pub const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// What all settled transcriptions cost.
    pub const fn transcriptions(&self) -> &Transcriptions {
        &self.transcriptions
    }

    /// What all settled translations cost: one at most, of a session of that sort.
    pub const fn translated(&self) -> Duration {
        Duration::from_nanos(self.translated)
    }

    /// How far a translation has said to be.
    pub const fn elapsed_time(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms)
    }

    /// All tokens of responses and transcriptions: as many as the totals say, or where one says nothing its parts.
    pub const fn all_tokens(&self) -> u64 {
        self.spent_tokens
    }

    /// Whatever happened, counted.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How much audio the client sent, as far as it went through here.
    pub fn audio_in(&self) -> Duration {
        self.audio_in.length()
    }

    /// How much audio the server sent, as far as it went through here.
    pub fn audio_out(&self) -> Duration {
        self.open.audio.length()
    }

    /// How many records were settled.
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// How many ids that ended are no longer remembered; should their events come again, only a sink can tell, by the
    /// key.
    pub const fn evicted(&self) -> u64 {
        self.evicted
    }

    /// How often an id came again with another usage, which did not count.
    pub const fn conflicts(&self) -> u64 {
        self.conflicts
    }

    /// How many records had a usage of a wrong shape, in part or as a whole.
    pub const fn malformed_usage(&self) -> u64 {
        self.malformed as u64
    }

    /// How many frames could not be decoded that claim to be of a kind that is billed.
    pub const fn undecodable_billable(&self) -> u64 {
        self.undecodable as u64
    }

    pub(super) const fn add_undecodable(&mut self) {
        self.undecodable = self.undecodable.saturating_add(1);
    }

    pub(super) fn add_malformed(&mut self, record: &mut Record) {
        if !record.malformed {
            record.malformed = true;
            self.malformed = self.malformed.saturating_add(1);
        }
    }
}

impl std::fmt::Debug for SessionMeter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionMeter")
            .field("key", &self.key)
            .field("model", &self.model())
            .field("records", &self.records)
            .field("tokens", &self.tokens)
            .finish_non_exhaustive()
    }
}

/// The record of a response that is not waited for any more.
fn estimated(key: SessionKey, models: &Models, slot: &Slot, reason: CloseReason) -> Record {
    Record {
        model: models.name(slot.model),
        out_of_band: slot.out_of_band(),
        usage: Some(Usage::Tokens(slot.estimate())),
        certainty: Certainty::Estimated(reason),
        delivered: slot.delivered(),
        ..Record::new(RecordKind::Response, key, *slot.id(), slot.id().hash())
    }
}

#[cfg(test)]
mod tests {
    use super::SessionMeter;

    #[test]
    fn a_meter_takes_4_kib_at_most() {
        assert!(size_of::<SessionMeter>() <= 4096, "{}", size_of::<SessionMeter>());
    }
}
