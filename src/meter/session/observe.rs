//! What each event means to a meter.

use super::{SessionMeter, estimated};
use crate::meter::audio::Rate;
use crate::meter::ended::EndedId;
use crate::meter::model::{self, Role};
use crate::meter::record::{Certainty, CloseReason, Delivered, Record, RecordKind, Usage, reason, status};
use crate::meter::response::Slot;
use crate::meter::{Name, Tokens, key, settings};
use crate::server::{
    ConversationItemInputAudioTranscriptionCompleted, ConversationItemInputAudioTranscriptionFailed, ErrorEvent,
    ResponseCreated, ResponseDone, SessionClosed,
};
use crate::{ClientEvent, Event, Maybe, RealtimeTranscriptionSession, ServerEvent, ServerKind, Session};

/// Makes of one table what takes in an event of a server, and what says whether an event of its kind means anything to a
/// meter.
macro_rules! heard {
    ($self:ident: $($kind:ident($event:ident) => $heard:expr,)*) => {
        impl SessionMeter {
            /// Takes in an event that the server sent.
            #[must_use = "a record is handed out once"]
            #[inline(always)]
            pub fn observe_server(&mut $self, event: &ServerEvent<'_>) -> Option<Record> {
                // One jump finds what an event means: most mean little, and another branch would be one more to guess wrong.
                match event {
                    $(ServerEvent::$kind($event) => $heard,)*
                    _ => {}
                }
                None
            }

            /// Whether an event of that kind says anything to a meter.
            pub(in crate::meter) const fn hears(kind: ServerKind) -> bool {
                matches!(kind, $(ServerKind::$kind)|*)
            }
        }
    };
}

heard! { self:
    ResponseOutputAudioTranscriptDelta(piece) => self.open.text(piece.response_id),
    ResponseAudioTranscriptDelta(piece) => self.open.text(piece.response_id),
    ResponseOutputTextDelta(piece) => self.open.text(piece.response_id),
    ResponseTextDelta(piece) => self.open.text(piece.response_id),
    ResponseFunctionCallArgumentsDelta(piece) => self.open.text(piece.response_id),
    ResponseMcpCallArgumentsDelta(piece) => self.open.text(piece.response_id),
    ResponseOutputAudioDelta(piece) => self.open.sound(piece.response_id, piece.delta),
    ResponseAudioDelta(piece) => self.open.sound(piece.response_id, piece.delta),
    ResponseCreated(created) => return self.created(created),
    ResponseDone(done) => return self.done(done),
    ConversationItemInputAudioTranscriptionCompleted(completed) => return self.transcribed(completed),
    SessionClosed(closed) => return self.closed(closed),
    ConversationItemInputAudioTranscriptionFailed(failed) => self.failed(failed),
    InputAudioBufferCommitted(committed) => self.committed(committed.item_id),
    ErrorEvent(error) => self.error(error),
    RateLimitsUpdated(limits) => self.counts.see(limits.rate_limits.unwrap_or_default()),
    SessionCreated(event) => self.session(event.session),
    SessionUpdated(event) => self.session(event.session),
    TranscriptionSessionCreated(event) => self.transcription_session(event.session),
    TranscriptionSessionUpdated(event) => self.transcription_session(event.session),
    SessionInputTranscriptDelta(piece) => self.elapsed(piece.elapsed_ms),
    SessionOutputTranscriptDelta(piece) => self.elapsed(piece.elapsed_ms),
    SessionOutputAudioDelta(piece) => {
        let rate = piece.sample_rate.and_then(|rate| Rate::pcm(rate, piece.channels.unwrap_or(1)));
        self.open.audio.add(piece.delta, rate.unwrap_or(Rate::PCM));
        self.elapsed(piece.elapsed_ms);
    },
}

impl SessionMeter {
    /// Takes in an event of either direction. What it settles is handed out, once.
    ///
    /// Prefer [`frame`](Self::frame), or [`note_drift`](Self::note_drift) after this: a decoded event does not show
    /// which parts of a usage had a wrong shape, but that none was right.
    #[must_use = "a record is handed out once"]
    #[inline(always)]
    pub fn observe(&mut self, event: &Event<'_>) -> Option<Record> {
        if let Event::Server(event) = event { self.observe_server(event) } else { self.observe_other(event) }
    }

    /// Takes in what no server sent; it is rare, and not to stand in whoever observes.
    #[inline(never)]
    fn observe_other(&mut self, event: &Event<'_>) -> Option<Record> {
        if let Event::Client(event) = event { self.observe_client(event) } else { None }
    }

    /// Takes in an event that the client sent, or that the gateway sent for it.
    #[must_use = "a record is handed out once"]
    pub fn observe_client(&mut self, event: &ClientEvent<'_>) -> Option<Record> {
        match event {
            ClientEvent::InputAudioBufferAppend(append) => self.audio_in.add(append.audio, self.input),
            ClientEvent::SessionInputAudioBufferAppend(append) => self.audio_in.add(append.audio, Rate::PCM),
            ClientEvent::ResponseCreate(create) => {
                let conversation = create.response.value().and_then(|params| params.conversation.value());
                self.asked.add(named(create.event_id), conversation == Some(OUT_OF_BAND));
            }
            ClientEvent::SessionUpdate(update) => self.wish(settings::of(update.session)),
            ClientEvent::TranscriptionSessionUpdate(update) => self.wish(settings::of_transcription(update.session)),
            _ => {}
        }
        None
    }

    fn elapsed(&mut self, ms: Option<u64>) {
        self.elapsed_ms = self.elapsed_ms.max(ms.unwrap_or(0));
    }

    #[inline(never)]
    fn created(&mut self, created: &ResponseCreated<'_>) -> Option<Record> {
        let response = created.response;
        let told = out_of_band(response.conversation_id);
        let Some(id) = named(response.id) else {
            // It is not waited for, but who asked for it is answered.
            self.asked.take(told);
            return None;
        };
        let hash = key::hash(id.as_bytes());
        if self.has_begun(id, hash) {
            return None;
        }
        let asked = self.asked.take(told);
        let rate = settings::rate(response).unwrap_or(self.open.rate);
        let slot = Slot::new(id, self.models.in_force(Role::Responds), rate, told.or(asked));
        let oldest = self.open.begin(slot, hash)?;
        Some(estimated(self.key, &self.models, &oldest, CloseReason::Crowded))
    }

    /// Whether a response that is created begins now, and answers nothing that a client waits for.
    pub(in crate::meter) fn is_nobodys_wish(&self, created: &ResponseCreated<'_>) -> bool {
        let response = created.response;
        self.asked.fitting(out_of_band(response.conversation_id)).is_none()
            && !named(response.id).is_some_and(|id| self.has_begun(id, key::hash(id.as_bytes())))
    }

    /// Whether a response of that id, and that hash of it, is under way or has ended.
    fn has_begun(&self, id: &str, hash: u128) -> bool {
        self.open.has(id) || self.ended.find(EndedId::new(RecordKind::Response, hash, 0)).is_some()
    }

    #[inline(never)]
    fn done(&mut self, done: &ResponseDone<'_>) -> Option<Record> {
        let response = done.response;
        let id = named(response.id);
        let began = id.and_then(|id| self.open.end(id));
        let began = began.as_ref();
        let known = began.and_then(|slot| self.open.hash_of(slot));
        let id_hash = known.unwrap_or_else(|| self.hash(id.or(done.event_id)));
        let mut tokens = Tokens::EMPTY;
        let usage = done.billed();
        if let Some(usage) = usage {
            tokens.set_response(usage);
        }
        // It was no usage that has not one count.
        let is_empty = tokens.is_empty();
        let malformed = is_empty && usage.is_some();
        let print = if is_empty { 0 } else { tokens.print() };
        if !self.settle(EndedId::new(RecordKind::Response, id_hash, 0), print, malformed, began.is_some()) {
            return None;
        }
        self.tokens.add(&tokens);
        self.spent_tokens = self.spent_tokens.saturating_add(tokens.total());
        let model = match began {
            Some(slot) => slot.model,
            None if id.is_some() && self.open.was_crowded() => model::NONE,
            None => self.models.in_force(Role::Responds),
        };
        let details = response.status_details.as_ref();
        let status = response.status.map(status);
        let reason = details.and_then(|details| details.reason).map(reason);
        let error_code = details.and_then(|details| details.error?.code).map(Name::new);
        self.counts.add_response(status, reason, error_code.as_ref());
        Some(Record {
            model: self.models.name(model),
            status,
            reason,
            error_code,
            out_of_band: began.and_then(Slot::out_of_band).or_else(|| out_of_band(response.conversation_id)),
            usage: if is_empty { None } else { Some(Usage::Tokens(tokens)) },
            delivered: began.map_or_else(Delivered::default, Slot::delivered),
            malformed,
            ..Record::new(RecordKind::Response, self.key, Name::new(id.unwrap_or_default()), id_hash)
        })
    }

    #[inline(never)]
    fn transcribed(&mut self, completed: &ConversationItemInputAudioTranscriptionCompleted<'_>) -> Option<Record> {
        // It is completed again.
        if completed.status == Some("in_progress") && completed.usage.is_none() {
            return None;
        }
        let item_id = named(completed.item_id);
        let id_hash = self.hash(item_id.or(completed.event_id));
        let content_index = completed.content_index;
        let usage = completed.usage.and_then(Usage::of_transcription);
        let malformed = usage.is_none() && completed.usage.is_some();
        let id = EndedId::new(RecordKind::Transcription, id_hash, content_index);
        if !self.settle(id, Usage::print(usage.as_ref()), malformed, false) {
            return None;
        }
        self.transcriptions.add(usage.as_ref());
        self.spent_tokens = self.spent_tokens.saturating_add(usage.as_ref().map_or(0, Usage::total));
        let model = item_id.and_then(|_| self.heard.end(id_hash));
        let item = Name::new(item_id.unwrap_or_default());
        Some(Record {
            content_index,
            model: self.models.name(model.unwrap_or_else(|| self.models.in_force(Role::Transcribes))),
            usage,
            malformed,
            ..Record::new(RecordKind::Transcription, self.key, item, id_hash)
        })
    }

    #[inline(never)]
    fn closed(&mut self, closed: &SessionClosed<'_>) -> Option<Record> {
        let usage = closed.usage.and_then(|usage| Usage::of_seconds(usage.output_seconds));
        let malformed = closed.usage.is_some() && usage.is_none();
        if usage.is_none()
            && let Some(mut record) = self.translation(CloseReason::Server)
        {
            if malformed {
                self.add_malformed(&mut record);
            }
            return Some(record);
        } else if closed.usage.is_none() {
            return None;
        }
        let id_hash = Name::EMPTY.hash();
        let id = EndedId::new(RecordKind::Translation, id_hash, 0);
        if !self.settle(id, Usage::print(usage.as_ref()), malformed, false) {
            return None;
        }
        let record = Record::new(RecordKind::Translation, self.key, Name::EMPTY, id_hash);
        let record = Record { model: self.model(), usage, malformed, ..record };
        let nanos = record.seconds().map_or(0, |seconds| u64::try_from(seconds.as_nanos()).unwrap_or(u64::MAX));
        self.translated = self.translated.saturating_add(nanos);
        Some(record)
    }

    /// What a translation that has not said what it cost has at least.
    pub(super) fn translation(&self, reason: CloseReason) -> Option<Record> {
        let record = Record {
            model: self.model(),
            usage: Some(Usage::Seconds(self.elapsed_time())),
            certainty: Certainty::Estimated(reason),
            ..Record::new(RecordKind::Translation, self.key, Name::EMPTY, Name::EMPTY.hash())
        };
        let id = EndedId::new(record.kind, record.id_hash, 0);
        (self.elapsed_ms > 0 && self.ended.find(id).is_none()).then_some(record)
    }

    /// Notes that something has ended, by the fingerprint of what it cost, and says whether that counts: it does not if it
    /// did before.
    fn settle(&mut self, id: EndedId, print: u32, malformed: bool, is_new: bool) -> bool {
        if !is_new && let Some(before) = self.ended.find(id) {
            self.conflicts = self.conflicts.saturating_add(u64::from(before != print));
            return false;
        }
        self.evicted = self.evicted.saturating_add(u64::from(self.ended.push(id, print)));
        self.records = self.records.saturating_add(1);
        self.malformed = self.malformed.saturating_add(u32::from(malformed));
        true
    }

    /// The hash of an id; of what has none another one each time, for nothing tells it apart.
    fn hash(&mut self, id: Option<&str>) -> u128 {
        named(id).map_or_else(
            || {
                self.nameless = self.nameless.wrapping_add(1);
                key::hash(&self.nameless.to_le_bytes())
            },
            |id| key::hash(id.as_bytes()),
        )
    }

    #[inline(never)]
    fn committed(&mut self, item: Option<&str>) {
        let is_new = named(item)
            .is_none_or(|item| self.heard.add(key::hash(item.as_bytes()), self.models.in_force(Role::Transcribes)));
        self.counts.turns = self.counts.turns.saturating_add(u32::from(is_new));
    }

    #[inline(never)]
    fn error(&mut self, event: &ErrorEvent<'_>) {
        if named(event.event_id).is_none_or(|id| self.seen.add(key::hash(id.as_bytes()), 0)) {
            self.counts.errors.add(&Name::new(event.error.kind.unwrap_or_default()));
            self.asked.refuse(named(event.error.event_id));
        }
    }

    #[inline(never)]
    fn failed(&mut self, failed: &ConversationItemInputAudioTranscriptionFailed<'_>) {
        let place = failed.content_index.saturating_add(1);
        let is_new = named(failed.item_id).is_none_or(|item| {
            let hash = key::hash(item.as_bytes());
            let is_new = self.seen.add(hash, place);
            if is_new {
                self.heard.end(hash);
            }
            is_new
        });
        let count = &mut self.counts.failed_transcriptions;
        *count = count.saturating_add(u32::from(is_new));
    }

    #[inline(never)]
    fn session(&mut self, session: &Session<'_>) {
        self.is_told = true;
        self.configure(&settings::of(session));
    }

    #[inline(never)]
    fn transcription_session(&mut self, session: &RealtimeTranscriptionSession<'_>) {
        self.is_told = true;
        self.configure(&settings::of_transcription(session));
    }

    fn configure(&mut self, settings: &settings::Settings<'_>) {
        if settings.model.is_some() {
            self.set_model(Role::Responds, settings.model);
        }
        match settings.transcription {
            Maybe::Absent => {}
            Maybe::Null => self.set_model(Role::Transcribes, None),
            Maybe::Value(model) => self.set_model(Role::Transcribes, Some(model)),
        }
        self.input = settings.input.unwrap_or(self.input);
        self.open.rate = settings.output.unwrap_or(self.open.rate);
    }

    /// What a client asks of the session is in force when the server says so; until it has said anything, it is the best
    /// that is known.
    fn wish(&mut self, mut settings: settings::Settings<'_>) {
        if self.is_told {
            return;
        }
        // A gateway may have said it.
        if self.models.in_force(Role::Responds) != model::NONE {
            settings.model = None;
        }
        self.configure(&settings);
    }

    pub(super) fn set_model(&mut self, role: Role, model: Option<&str>) {
        let (open, heard) = (&self.open, &self.heard);
        if let Some(renamed) = self.models.set(role, model, |place| open.need(place) || heard.need(place)) {
            self.open.forget(renamed);
            self.heard.forget(renamed);
        }
    }
}

/// What is empty names nothing.
fn named(id: Option<&str>) -> Option<&str> {
    id.filter(|id| !id.is_empty())
}

/// Null: in no conversation. Absent: nothing tells.
fn out_of_band(conversation_id: Maybe<&str>) -> Option<bool> {
    match conversation_id {
        Maybe::Absent => None,
        Maybe::Null => Some(true),
        Maybe::Value(_) => Some(false),
    }
}

/// The `conversation` of a `response.create` that is in none.
const OUT_OF_BAND: &str = "none";

#[cfg(all(test, feature = "generate"))]
mod tests {
    use super::SessionMeter;
    use crate::generate::{Generator, Mix, Options};
    use crate::meter::SessionKey;
    use crate::{Decoder, Event};

    #[test]
    fn what_is_not_heard_says_nothing() {
        let mut decoder = Decoder::new();
        let mut meter = SessionMeter::new(SessionKey::new("a"));
        let (mut frame, mut unheard) = (Vec::new(), std::collections::BTreeSet::new());
        for mix in [Mix::Session, Mix::Acks] {
            let mut generator = Generator::new(Options { mix, ..Options::default() });
            for _ in 0..20_000 {
                frame.clear();
                generator.next(&mut frame);
                let Ok(Event::Server(event)) = decoder.any(&frame) else { continue };
                if event.kind().is_some_and(SessionMeter::hears) {
                    let _ = meter.observe_server(&event);
                    continue;
                }
                let before = meter.snapshot();
                assert_eq!(meter.observe_server(&event), None, "{event:?}");
                assert!(meter.snapshot() == before, "{event:?}");
                unheard.extend(event.kind());
            }
        }
        assert!(unheard.len() > 30, "{unheard:?}");
    }
}
