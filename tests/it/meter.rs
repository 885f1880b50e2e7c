//! [`SessionMeter`], on frames written by hand, recorded and generated.

/// Responses and items by their ids: counted once, side by side, under keys.
mod accumulation;
/// Budgets asked in the middle of a session.
mod budget_in_mid_session;
/// Tokens by direction, modality, and cached or not.
mod complete_usage;
/// What has the wrong shape or cannot be decoded.
mod damaged;
/// What a meter takes: 4 KiB, whatever it is fed.
mod memory;
/// Any order of events, and any event twice.
mod order;
/// Sessions that move to another machine.
mod snapshot;
/// Sums against sums taken by hand from the raw JSON.
mod sums;
/// How responses end, and what else is counted.
mod terminal_statuses;
/// Transcriptions, in tokens or seconds, on models of their own.
mod transcription_apart;

use rtwire::Decoder;
use rtwire::meter::{Cell, Direction, Record, SessionKey, SessionMeter, Tokens};
use serde_json::{Value, json};

/// A meter with a decoder, and the records that came out.
struct Till {
    meter: SessionMeter,
    decoder: Decoder,
    records: Vec<Record>,
}

impl Till {
    fn new() -> Self {
        let meter = SessionMeter::new(SessionKey::new("sess_1"));
        Self { meter, decoder: Decoder::new(), records: Vec::new() }
    }

    /// A session that is told its models.
    fn of(model: &str, transcription: &str) -> Self {
        let mut till = Self::new();
        till.server(session("session.created", model, transcription));
        till
    }

    fn server(&mut self, event: Value) -> Option<Record> {
        self.frame(Direction::Server, event.to_string().as_bytes())
    }

    fn client(&mut self, event: Value) -> Option<Record> {
        self.frame(Direction::Client, event.to_string().as_bytes())
    }

    fn frame(&mut self, direction: Direction, frame: &[u8]) -> Option<Record> {
        let record = self.meter.frame(direction, frame, &mut self.decoder).unwrap();
        self.records.extend(record);
        record
    }

    /// The model that each record has, by its id.
    fn models(&self) -> Vec<(&str, Option<&str>)> {
        self.records
            .iter()
            .map(|record| (record.id.as_str(), record.model.as_ref().map(|model| model.as_str())))
            .collect()
    }
}

/// GA's session, created or updated.
fn session(kind: &str, model: &str, transcription: &str) -> Value {
    json!({"type": kind, "session": {"type": "realtime", "id": "sess_1", "model": model,
        "audio": {"input": {"transcription": {"model": transcription}}}}})
}

fn created(id: &str) -> Value {
    json!({"type": "response.created", "response": {"id": id, "status": "in_progress", "conversation_id": "conv_1"}})
}

fn done(id: &str, usage: Value) -> Value {
    json!({"type": "response.done", "response": {"id": id, "status": "completed", "conversation_id": "conv_1", "usage": usage}})
}

/// Without details.
fn plain(input: u64, output: u64) -> Value {
    json!({"total_tokens": input + output, "input_tokens": input, "output_tokens": output})
}

fn committed(item: &str) -> Value {
    json!({"type": "input_audio_buffer.committed", "item_id": item})
}

fn transcribed(item: &str, usage: Value) -> Value {
    json!({"type": "conversation.item.input_audio_transcription.completed", "item_id": item, "content_index": 0,
        "transcript": "a", "usage": usage})
}

fn counts(tokens: &Tokens) -> Vec<(&'static str, u64)> {
    tokens.iter().map(|(cell, count)| (cell.as_str(), count)).collect()
}

fn total(meter: &SessionMeter) -> Option<u64> {
    meter.tokens().get(Cell::Total)
}
