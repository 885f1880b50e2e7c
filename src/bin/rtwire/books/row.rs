//! One row of the report: the sums of a session, a model or a response.

use std::time::Duration;

use indexmap::IndexMap;
use rtwire::meter::{Cell, Record, RecordKind, Tokens, Transcriptions};
use rtwire::price::{Cost, Priced};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::tally::cut;

/// Sums over records.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub(crate) records: u64,
    /// Of responses.
    pub(crate) tokens: Tokens,
    pub(crate) transcription: Transcriptions,
    pub(crate) translated: Duration,
    pub(crate) cost: Cost,
    /// Records that have a price.
    pub(crate) priced: u64,
    /// Records that have a usage and no price.
    pub(crate) unpriced: u64,
    /// Responses that have no usage.
    pub(crate) unmetered: u64,
    /// Transcriptions that have no usage.
    pub(crate) unheard: u64,
    /// Records of which some tokens come to more than those that they are parts of.
    pub(crate) inconsistent: u64,
}

impl Row {
    pub(crate) fn add(&mut self, record: &Record, priced: Option<Priced>) {
        self.records += 1;
        self.inconsistent += u64::from(record.is_inconsistent());
        match record.kind {
            RecordKind::Transcription => {
                self.transcription.add(record.usage.as_ref());
                self.unheard += u64::from(record.usage.is_none());
            }
            RecordKind::Translation => {
                self.translated = self.translated.saturating_add(record.seconds().unwrap_or_default());
            }
            _ => {
                self.tokens.add(record.tokens().unwrap_or(&Tokens::EMPTY));
                self.unmetered += u64::from(record.usage.is_none());
            }
        }
        match priced {
            Some(Priced::Cost(cost)) => {
                self.cost = self.cost.plus(cost);
                self.priced += 1;
            }
            Some(Priced::Unpriced) => self.unpriced += 1,
            // It may have cost something.
            Some(Priced::Unmetered) => self.cost.at_least = true,
            None => {}
        }
    }

    /// Tokens of responses and of transcriptions; none where there are none.
    pub(crate) fn count(&self, cell: Cell) -> Option<u64> {
        let heard = match cell {
            Cell::Total => self.transcription.total_tokens,
            Cell::Input => self.transcription.input_tokens,
            Cell::InputText => self.transcription.input_text_tokens,
            Cell::InputAudio => self.transcription.input_audio_tokens,
            Cell::Output | Cell::OutputText => self.transcription.output_tokens,
            _ => 0,
        };
        let tokens = self.tokens.get(cell);
        if heard > 0 { Some(tokens.unwrap_or(0).saturating_add(heard)) } else { tokens }
    }

    /// Seconds that were translated, if any were.
    pub(crate) fn translated_seconds(&self) -> Option<f64> {
        (!self.translated.is_zero()).then_some(self.translated.as_secs_f64())
    }

    /// Seconds that were transcribed or translated.
    pub(crate) fn seconds(&self) -> Duration {
        self.transcription.seconds().saturating_add(self.translated)
    }
}

/// Transcriptions under the names of `stats --json`.
pub(crate) struct Heard<'r>(pub(crate) &'r Transcriptions);

impl Serialize for Heard<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(sums) = self;
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("events", &sums.events)?;
        map.serialize_entry("input_tokens", &sums.input_tokens)?;
        map.serialize_entry("output_tokens", &sums.output_tokens)?;
        map.serialize_entry("total_tokens", &sums.total_tokens)?;
        map.serialize_entry("seconds", &sums.seconds().as_secs_f64())?;
        map.end()
    }
}

/// Rows by a text of the wire, which may be anything: the first [`MOST_ROWS`], and the others together.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    rows: IndexMap<Box<str>, Row>,
    others: Row,
}

impl Rows {
    /// The row of a text.
    pub(crate) fn row(&mut self, text: &str) -> &mut Row {
        let text = cut(text, MOST_BYTES);
        let is_full = self.rows.len() >= MOST_ROWS && !self.rows.contains_key(text.as_str());
        // What is named so by the wire is one of them, for there is one row of a name.
        if is_full || text == OTHERS {
            return &mut self.others;
        }
        self.rows.entry(text.into()).or_default()
    }

    /// In the order in which they were met, and those that found no room last.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Row)> {
        let others = (self.others.records > 0).then_some((OTHERS, &self.others));
        self.rows.iter().map(|(text, row)| (&**text, row)).chain(others)
    }
}

const MOST_ROWS: usize = 1 << 17;
const MOST_BYTES: usize = 256;
const OTHERS: &str = "others";
