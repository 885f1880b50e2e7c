//! Items that wait for their transcription, and what transcriptions have cost.

use std::time::Duration;

use super::Usage;
use super::snapshot::stored;
use super::{Cell, Tokens, model};

/// The items that were committed last, with the model that was to transcribe each.
pub(super) struct Heard {
    ids: [u64; MOST],
    models: [u8; MOST],
    /// Bit by bit, which have not been transcribed.
    waiting: u8,
    count: u8,
    /// How many had to make room, and may be transcribed yet.
    crowded: u16,
}

stored! { Heard { ids: [u64; MOST], models: [u8; MOST], waiting: u8, count: u8, crowded: u16 } }

/// Transcriptions come in the order of the items or nearly so, and soon.
const MOST: usize = 8;

impl Heard {
    pub(super) const fn new() -> Self {
        Self { ids: [0; MOST], models: [model::NONE; MOST], waiting: 0, count: 0, crowded: 0 }
    }

    /// Whether an item that waits was to be transcribed by the model at this place.
    pub(super) fn need(&self, model: u8) -> bool {
        (0..MOST).any(|at| self.waiting >> at & 1 == 1 && self.models[at] == model)
    }

    /// The model at this place is another from now on.
    pub(super) fn forget(&mut self, model: u8) {
        self.models.iter_mut().filter(|began| **began == model).for_each(|began| *began = model::NONE);
    }

    /// Notes the item whose id has that hash, and says whether it is new.
    pub(super) fn add(&mut self, item: u128, model: u8) -> bool {
        let id = id(item);
        if self.ids.contains(&id) {
            return false;
        }
        let at = usize::from(self.count) % MOST;
        self.crowded = self.crowded.saturating_add(u16::from(self.waiting >> at & 1 == 1));
        (self.ids[at], self.models[at]) = (id, model);
        self.waiting |= 1 << at;
        self.count = (at as u8 + 1) % MOST as u8;
        true
    }

    /// The model in force when the item was committed, if that was seen and none where it had to make room. It waits no more.
    pub(super) fn end(&mut self, item: u128) -> Option<u8> {
        let id = id(item);
        let Some(at) = self.ids.iter().position(|&known| known == id) else {
            // Of which nothing is known, may be one of those.
            let was_crowded = self.crowded > 0;
            self.crowded -= u16::from(was_crowded);
            return was_crowded.then_some(model::NONE);
        };
        self.waiting &= !(1 << at);
        Some(self.models[at])
    }
}

const fn id(hash: u128) -> u64 {
    hash as u64 | 1
}

/// What transcriptions came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Transcriptions {
    /// How many there were, whatever they cost.
    pub events: u64,
    /// Tokens heard.
    pub input_tokens: u64,
    /// Of them, of audio.
    pub input_audio_tokens: u64,
    /// Of them, of text.
    pub input_text_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Both, as the wire adds them up.
    pub total_tokens: u64,
    /// Audio of those that are billed by the second.
    pub(super) nanos: u64,
}

stored! { Transcriptions {
    events: u64, input_tokens: u64, input_audio_tokens: u64, input_text_tokens: u64, output_tokens: u64,
    total_tokens: u64, nanos: u64,
} }

impl Transcriptions {
    /// Audio of those that are billed by the second.
    pub const fn seconds(&self) -> Duration {
        Duration::from_nanos(self.nanos)
    }

    /// Counts the usage of one more.
    pub fn add(&mut self, usage: Option<&Usage>) {
        self.events = self.events.saturating_add(1);
        match usage {
            Some(Usage::Tokens(tokens)) => self.add_tokens(tokens),
            Some(Usage::Seconds(seconds)) => {
                self.nanos = self.nanos.saturating_add(u64::try_from(seconds.as_nanos()).unwrap_or(u64::MAX));
            }
            None => {}
        }
    }

    fn add_tokens(&mut self, tokens: &Tokens) {
        for (sum, cell) in [
            (&mut self.input_tokens, Cell::Input),
            (&mut self.input_audio_tokens, Cell::InputAudio),
            (&mut self.input_text_tokens, Cell::InputText),
            (&mut self.output_tokens, Cell::Output),
            (&mut self.total_tokens, Cell::Total),
        ] {
            *sum = sum.saturating_add(tokens.get(cell).unwrap_or(0));
        }
    }
}
