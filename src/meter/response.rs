//! Responses that have begun and not ended.

use std::time::Duration;

use super::audio::{Audio, Rate};
use super::record::Delivered;
use super::snapshot::stored;
use super::{Cell, Name, Tokens, model};

/// The responses that are under way, side by side, and what they deliver: all that nearly every event touches is here, in
/// two lines of a cache.
#[derive(Clone, Copy)]
pub(super) struct Open {
    slots: [Slot; MOST],
    /// Of all responses, those that have ended too.
    pub(super) audio: Audio,
    /// Of responses that have none of their own.
    pub(super) rate: Rate,
    /// The slot that was looked for last: pieces come one after another.
    last: u8,
    /// How many have begun, round and round.
    begun: u16,
}

stored! { Open { slots: [Slot; MOST], audio: Audio, rate: Rate, last: u8, begun: u16 } }

/// How many responses are held at a time.
pub(super) const MOST: usize = 8;

/// One response under way, or room for one.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Slot {
    /// Empty where the slot is free: a response without an id is not waited for.
    id: Name,
    pub(super) audio: Audio,
    rate: Rate,
    /// Pieces of text, of what is said, or of arguments.
    pub(super) texts: u32,
    /// Pieces of audio.
    pub(super) sounds: u32,
    /// How many responses had begun before it, so that the oldest is known.
    number: u16,
    pub(super) model: u8,
    /// 0: nothing tells; 1: in a conversation; 2: in none.
    band: u8,
}

stored! { Slot {
    id: Name, audio: Audio, rate: Rate, texts: u32, sounds: u32, number: u16, model: u8, band: u8,
} }

impl Slot {
    const FREE: Self = Self {
        id: Name::EMPTY,
        audio: Audio::NONE,
        rate: Rate::PCM,
        texts: 0,
        sounds: 0,
        number: 0,
        model: model::NONE,
        band: 0,
    };

    pub(super) fn new(id: &str, model: u8, rate: Rate, out_of_band: Option<bool>) -> Self {
        let band = out_of_band.map_or(0, |out| 1 + u8::from(out));
        Self { id: Name::new(id), model, rate, band, ..Self::FREE }
    }

    pub(super) const fn id(&self) -> &Name {
        &self.id
    }

    pub(super) const fn out_of_band(&self) -> Option<bool> {
        match self.band {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    pub(super) fn delivered(&self) -> Delivered {
        Delivered { audio: self.audio.length(), deltas: self.texts.saturating_add(self.sounds) }
    }

    /// What it has cost at least: a token for each piece of text, and one for each 50 ms of audio, as OpenAI's documents
    /// have it. The input is not known.
    pub(super) fn estimate(&self) -> Tokens {
        let audio = self.audio.length().as_nanos().div_ceil(TOKEN_OF_AUDIO.as_nanos()) as u64;
        let text = u64::from(self.texts);
        let mut tokens = Tokens::EMPTY;
        tokens.set(Cell::OutputText, Some(text));
        tokens.set(Cell::OutputAudio, Some(audio));
        tokens.set(Cell::Output, Some(text.saturating_add(audio)));
        tokens
    }
}

const TOKEN_OF_AUDIO: Duration = Duration::from_millis(50);

impl Open {
    pub(super) const fn new() -> Self {
        Self { slots: [Slot::FREE; MOST], audio: Audio::NONE, rate: Rate::PCM, last: 0, begun: 0 }
    }

    /// Those under way, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| !slot.id.is_empty())
    }

    /// Whether one of them began with the model at this place.
    pub(super) fn need(&self, model: u8) -> bool {
        self.iter().any(|slot| slot.model == model)
    }

    #[inline]
    fn at(&mut self, id: &str) -> Option<usize> {
        let last = usize::from(self.last) % MOST;
        if self.slots[last].id.is(id) && !id.is_empty() { Some(last) } else { self.search(id) }
    }

    #[inline(never)]
    fn search(&mut self, id: &str) -> Option<usize> {
        let at = self.slots.iter().position(|slot| slot.id.is(id) && !id.is_empty())?;
        self.last = at as u8;
        Some(at)
    }

    /// Begins one, and gives back the oldest where that had to make room.
    pub(super) fn begin(&mut self, slot: Slot) -> Option<Slot> {
        let number = self.begun;
        self.begun = number.wrapping_add(1);
        let free = self.slots.iter().position(|slot| slot.id.is_empty());
        let oldest = || (0..MOST).max_by_key(|&at| number.wrapping_sub(self.slots[at].number));
        let at = free.or_else(oldest).unwrap_or(0);
        self.last = at as u8;
        let before = std::mem::replace(&mut self.slots[at], Slot { number, ..slot });
        Some(before).filter(|before| !before.id.is_empty())
    }

    pub(super) fn has(&mut self, id: &str) -> bool {
        self.at(id).is_some()
    }

    /// Ends one.
    pub(super) fn end(&mut self, id: &str) -> Option<Slot> {
        let at = self.at(id)?;
        Some(std::mem::replace(&mut self.slots[at], Slot::FREE))
    }

    /// Those under way, which are so here no more.
    pub(super) fn take(&mut self) -> Self {
        let taken = *self;
        self.slots = [Slot::FREE; MOST];
        taken
    }

    /// Ends the oldest.
    pub(super) fn pop(&mut self) -> Option<Slot> {
        let begun = self.begun;
        let taken = self.slots.iter_mut().filter(|slot| !slot.id.is_empty());
        let slot = taken.max_by_key(|slot| begun.wrapping_sub(slot.number))?;
        Some(std::mem::replace(slot, Slot::FREE))
    }

    /// Counts a piece of text.
    #[inline]
    pub(super) fn text(&mut self, id: Option<&str>) {
        if let Some(at) = id.and_then(|id| self.at(id)) {
            let slot = &mut self.slots[at];
            slot.texts = slot.texts.saturating_add(1);
        }
    }

    /// Counts a piece of audio.
    #[inline]
    pub(super) fn sound(&mut self, id: Option<&str>, base64: &str) {
        let Some(at) = id.and_then(|id| self.at(id)) else { return self.audio.add(base64, self.rate) };
        let slot = &mut self.slots[at];
        slot.sounds = slot.sounds.saturating_add(1);
        let before = slot.audio;
        slot.audio.add(base64, slot.rate);
        self.audio.extend(slot.audio, before);
    }
}
