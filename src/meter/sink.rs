//! How a [`Record`] is written for whoever bills: as one flat object.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Certainty, IdempotencyKey, Name, Record, RecordKind, SessionKey, Tokens, Usage};

/// What a sink needs to count it once and to say what it was. What is not known is left out, for missing is not zero;
/// seconds are those of audio.
///
/// ```
/// use rtwire::Decoder;
/// use rtwire::meter::{Direction, SessionKey, SessionMeter};
///
/// let mut meter = SessionMeter::new(SessionKey::new("sess_1"));
/// let done = br#"{"type":"response.done","response":{"id":"resp_1","status":"completed","conversation_id":null,
///     "usage":{"total_tokens":12,"input_tokens":9,"output_tokens":3,"input_token_details":{"cached_tokens":4}}}}"#;
/// let record = meter.frame(Direction::Server, done, &mut Decoder::new())?.unwrap();
/// assert_eq!(
///     serde_json::to_string(&record).unwrap(),
///     concat!(
///         r#"{"key":"6092ac4476be3648731a790ff30c6844","session":"516e3716a0d4e7c15719d0ebd7b4e30e","#,
///         r#""kind":"response","id":"resp_1","status":"completed","out_of_band":true,"#,
///         r#""usage":{"total_tokens":12,"input_tokens":9,"output_tokens":3,"cached_tokens":4},"#,
///         r#""delivered_seconds":0.0,"delivered_deltas":0,"malformed":false}"#,
///     ),
/// );
/// # Ok::<(), rtwire::Error>(())
/// ```
impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { kind, session, id, content_index, model, status, reason, error_code, .. } = self;
        let Self { out_of_band, usage, certainty, delivered, malformed, id_hash: _, .. } = self;
        let mut map = Known(serializer.serialize_map(None)?);
        map.entry("key", Some(self.key()))?;
        map.entry("session", Some(session))?;
        map.entry("kind", Some(kind))?;
        map.entry("id", Some(id).filter(|id| !id.is_empty()))?;
        map.entry("content_index", (*kind == RecordKind::Transcription).then_some(content_index))?;
        map.entry("model", model.as_ref())?;
        map.entry("status", status.as_ref())?;
        map.entry("reason", reason.as_ref())?;
        map.entry("error_code", error_code.as_ref())?;
        map.entry("out_of_band", out_of_band.as_ref())?;
        map.entry("usage", usage.as_ref())?;
        if let Certainty::Estimated(why) = certainty {
            map.entry("estimated", Some(why.as_str()))?;
        }
        if *kind == RecordKind::Response {
            map.entry("delivered_seconds", Some(delivered.audio.as_secs_f64()))?;
            map.entry("delivered_deltas", Some(delivered.deltas))?;
        }
        map.entry("malformed", Some(malformed))?;
        map.0.end()
    }
}

/// An object of what is known.
struct Known<M>(M);

impl<M: SerializeMap> Known<M> {
    fn entry(&mut self, name: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.0.serialize_entry(name, &value))
    }
}

/// `{"seconds":3.92}`, or the counts that there are by the names of their [`Cell`](super::Cell)s.
impl Serialize for Usage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tokens(tokens) => tokens.serialize(serializer),
            Self::Seconds(seconds) => serializer.collect_map([("seconds", seconds.as_secs_f64())]),
        }
    }
}

/// The counts that there are, by the names of their [`Cell`](super::Cell)s.
impl Serialize for Tokens {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(cell, count)| (cell.as_str(), count)))
    }
}

/// Its word.
impl Serialize for RecordKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The text; of one that is cut, what tells it from others that begin alike as well.
impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_cut() { serializer.collect_str(self) } else { serializer.serialize_str(self.as_str()) }
    }
}

/// 32 hexadecimal digits.
impl Serialize for SessionKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// 32 hexadecimal digits.
impl Serialize for IdempotencyKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::super::record::Delivered;
    use super::*;
    use crate::meter::{Cell, CloseReason};
    use crate::{ResponseStatus, ResponseStatusReason};

    fn written(record: &Record) -> Value {
        serde_json::to_value(record).unwrap()
    }

    #[test]
    fn all_that_is_known_of_a_response_is_written() {
        let mut tokens = Tokens::EMPTY;
        Cell::ALL.iter().zip(1..).for_each(|(&cell, count)| tokens.set(cell, Some(count)));
        let session = SessionKey::new("sess_1");
        let long = "é".repeat(30);
        let record = Record {
            model: Some(Name::new(&long)),
            status: Some(ResponseStatus::Failed),
            reason: Some(ResponseStatusReason::Other("other")),
            error_code: Some(Name::new("a\u{1b}b")),
            out_of_band: Some(false),
            usage: Some(Usage::Tokens(tokens)),
            certainty: Certainty::Estimated(CloseReason::Connection),
            delivered: Delivered { audio: Duration::from_millis(1500), deltas: 7 },
            malformed: true,
            ..Record::new(RecordKind::Response, session, Name::new("resp_1"), Name::new("resp_1").hash())
        };
        let usage: serde_json::Map<_, _> =
            Cell::ALL.iter().zip(1..).map(|(cell, count)| (cell.as_str().to_owned(), json!(count))).collect();
        let expected = json!({
            "key": IdempotencyKey::new(session, RecordKind::Response, "resp_1", 0, "record").to_string(),
            "session": session.to_string(),
            "kind": "response",
            "id": "resp_1",
            "model": Name::new(&long).to_string(),
            "status": "failed",
            "reason": "other",
            "error_code": "a\u{1b}b",
            "out_of_band": false,
            "usage": usage,
            "estimated": "connection",
            "delivered_seconds": 1.5,
            "delivered_deltas": 7,
            "malformed": true,
        });
        assert_eq!(written(&record), expected);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let session = SessionKey::new("");
        let seconds = Usage::of_seconds(Some(3.92));
        for (kind, usage, rest) in [
            (RecordKind::Response, None, json!({ "delivered_seconds": 0.0, "delivered_deltas": 0 })),
            (RecordKind::Transcription, Some(Usage::Tokens(Tokens::EMPTY)), json!({ "content_index": 0, "usage": {} })),
            (RecordKind::Translation, seconds, json!({ "usage": { "seconds": 3.92 } })),
        ] {
            let record = Record { usage, ..Record::new(kind, session, Name::EMPTY, Name::EMPTY.hash()) };
            let mut expected = json!({
                "key": record.key().to_string(),
                "session": session.to_string(),
                "kind": kind.as_str(),
                "malformed": false,
            });
            expected.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
            assert_eq!(written(&record), expected);
        }
    }
}
