//! Responses that have begun and not ended.

use std::time::Duration;

use super::audio::{Audio, Rate};
use super::record::Delivered;
use super::snapshot::{Reader, Stored, Writer, stored};
use super::{Cell, Name, Tokens, model};

/// The responses that are under way, side by side, and what they deliver: all that nearly every event touches is here, in
/// two lines of a cache.
#[derive(Clone, Copy)]
pub(super) struct Open {
    /// The one that was asked for last stands first: pieces come one after another.
    slots: [Slot; MOST],
    /// Of all responses, those that have ended too.
    pub(super) audio: Audio,
    /// Of responses that have none of their own.
    pub(super) rate: Rate,
    /// How many have begun, round and round.
    begun: u16,
    /// How many are under way.
    held: u8,
    /// How many had to make room, or were given up, and may end yet.
    crowded: u16,
    /// The hash of the id of the one that began last, so that its end need not take it again.
    last: u128,
}

impl Stored for Open {
    const SIZE: usize = <[Slot; MOST]>::SIZE + Audio::SIZE + Rate::SIZE + 2 * u16::SIZE + u128::SIZE;

    fn put(&self, out: &mut Writer<'_>) {
        let Self { slots, audio, rate, begun, held: _, crowded, last } = self;
        slots.put(out);
        audio.put(out);
        rate.put(out);
        begun.put(out);
        crowded.put(out);
        last.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let slots: [Slot; MOST] = Stored::take(from);
        // It is what the slots say: another count would hide them, or be a response too few one day.
        let held = slots.iter().filter(|slot| !slot.id.is_empty()).count() as u8;
        let (audio, rate, begun) = (Stored::take(from), Stored::take(from), Stored::take(from));
        let (crowded, last) = (Stored::take(from), Stored::take(from));
        Self { slots, audio, rate, begun, held, crowded, last }
    }
}

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
    /// 0: nothing tells; 1: in a conversation; 2: in none. And [`LAST`].
    band: u8,
}

/// It began last of all.
const LAST: u8 = 4;

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

    /// Whether it is the response of that id, and not free.
    #[inline]
    fn is(&self, id: &str) -> bool {
        self.id.is(id) && !self.id.is_empty()
    }

    pub(super) const fn id(&self) -> &Name {
        &self.id
    }

    pub(super) const fn out_of_band(&self) -> Option<bool> {
        match self.band & !LAST {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        }
    }

    pub(super) fn delivered(&self) -> Delivered {
        Delivered { audio: self.audio.length(), deltas: self.texts.saturating_add(self.sounds) }
    }

    /// What it has cost, as far as is known: a token for each piece of text, and one for each 50 ms of audio that began,
    /// as OpenAI's documents have it. The input is not known.
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
        Self { slots: [Slot::FREE; MOST], audio: Audio::NONE, rate: Rate::PCM, begun: 0, held: 0, crowded: 0, last: 0 }
    }

    /// Those under way, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| !slot.id.is_empty())
    }

    /// Whether one of them began with the model at this place.
    pub(super) fn need(&self, model: u8) -> bool {
        self.iter().any(|slot| slot.model == model)
    }

    /// The model at this place is another from now on.
    pub(super) fn forget(&mut self, model: u8) {
        self.slots.iter_mut().filter(|slot| slot.model == model).for_each(|slot| slot.model = model::NONE);
    }

    /// A response that is under way.
    #[inline]
    fn get(&mut self, id: &str) -> Option<&mut Slot> {
        if self.slots[0].id.is_id(id) || self.fetch(id) { self.slots.first_mut() } else { None }
    }

    /// Puts it first, if it is under way.
    #[inline(never)]
    fn fetch(&mut self, id: &str) -> bool {
        self.find(id).inspect(|&at| self.slots.swap(0, at)).is_some()
    }

    fn find(&self, id: &str) -> Option<usize> {
        // Which of those side by side it is, is anybody's guess: ends are compared without a branch.
        let ends = self.slots.iter().enumerate().map(|(at, slot)| u8::from(slot.id.ends_like(id)) << at);
        let mut like = ends.fold(0, std::ops::BitOr::bitor);
        while like != 0 {
            let at = like.trailing_zeros() as usize;
            if self.slots[at].is(id) {
                return Some(at);
            }
            like &= like - 1;
        }
        None
    }

    /// Begins one, whose id has that hash, and gives back the oldest where that had to make room.
    pub(super) fn begin(&mut self, slot: Slot, hash: u128) -> Option<Slot> {
        // Nearly always it is alone.
        let oldest = if self.held == 0 { None } else { self.make_room() };
        self.slots[0] = Slot { number: self.begun, band: slot.band | LAST, ..slot };
        self.begun = self.begun.wrapping_add(1);
        self.held += 1;
        self.last = hash;
        oldest
    }

    /// Frees the first place: moves who stands there to one that is free, or ends the oldest.
    #[inline(never)]
    fn make_room(&mut self) -> Option<Slot> {
        self.slots.iter_mut().for_each(|slot| slot.band &= !LAST);
        let begun = self.begun;
        let free = self.slots.iter().position(|slot| slot.id.is_empty());
        let oldest = || (0..MOST).max_by_key(|&at| begun.wrapping_sub(self.slots[at].number));
        let at = free.or_else(oldest).unwrap_or(0);
        self.slots.swap(0, at);
        let oldest = self.free(0);
        self.crowded = self.crowded.saturating_add(u16::from(oldest.is_some()));
        oldest
    }

    #[inline]
    pub(super) fn has(&self, id: &str) -> bool {
        self.held > 0 && self.find(id).is_some()
    }

    /// Ends one.
    #[inline]
    pub(super) fn end(&mut self, id: &str) -> Option<Slot> {
        if self.held > 0 && self.get(id).is_some() { self.free(0) } else { None }
    }

    /// Whether one of which nothing is known may be one that had to make room; it is so once for each.
    pub(super) fn was_crowded(&mut self) -> bool {
        let was = self.crowded > 0;
        self.crowded -= u16::from(was);
        was
    }

    /// The hash of the id of one that has ended, if it is known.
    pub(super) fn hash_of(&self, ended: &Slot) -> Option<u128> {
        (ended.band & LAST != 0).then_some(self.last)
    }

    /// Frees a place, and gives back who stood there.
    #[inline]
    fn free(&mut self, at: usize) -> Option<Slot> {
        let slot = self.slots[at];
        self.slots[at].id = Name::EMPTY;
        self.held = self.held.saturating_sub(u8::from(!slot.id.is_empty()));
        Some(slot).filter(|slot| !slot.id.is_empty())
    }

    /// Those under way, which are so here no more.
    pub(super) fn take(&mut self) -> Self {
        let taken = *self;
        // Should one of them end after all, nobody knows on which model.
        self.crowded = self.crowded.saturating_add(u16::from(self.held));
        (self.slots, self.held) = ([Slot::FREE; MOST], 0);
        taken
    }

    /// Ends the oldest.
    pub(super) fn pop(&mut self) -> Option<Slot> {
        let begun = self.begun;
        let taken = (0..MOST).filter(|&at| !self.slots[at].id.is_empty());
        let oldest = taken.max_by_key(|&at| begun.wrapping_sub(self.slots[at].number))?;
        self.free(oldest)
    }

    /// Counts a piece of text.
    #[inline]
    pub(super) fn text(&mut self, id: Option<&str>) {
        if let Some(slot) = id.and_then(|id| self.get(id)) {
            slot.texts = slot.texts.saturating_add(1);
        }
    }

    /// Counts a piece of audio.
    pub(super) fn sound(&mut self, id: Option<&str>, base64: &str) {
        let Some(slot) = id.and_then(|id| self.get(id)) else { return self.audio.add(base64, self.rate) };
        slot.sounds = slot.sounds.saturating_add(1);
        let before = slot.audio;
        slot.audio.add(base64, slot.rate);
        let now = slot.audio;
        self.audio.extend(now, before);
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Open, Rate, Slot};

    #[test]
    fn the_hash_is_of_the_one_that_began_last_however_many_did() {
        let mut open = Open::new();
        let slot = |id| Slot::new(id, 0, Rate::PCM, Some(true));
        assert!(open.begin(slot("old"), 1).is_none());
        for hash in 0..=u128::from(u16::MAX) {
            assert!(open.begin(slot("new"), hash).is_none());
            let new = open.end("new").unwrap();
            assert_eq!((open.hash_of(&new), new.out_of_band()), (Some(hash), Some(true)));
        }
        let old = open.end("old").unwrap();
        assert_eq!((open.hash_of(&old), old.out_of_band()), (None, Some(true)));
    }

    #[test]
    fn responses_side_by_side_are_told_apart_whatever_their_ids_share() {
        for len in [1, 8, 9, 16, 27, 32, 33, 39, 40, 60] {
            // They differ in one byte: the first, the last, or one that neither end shows.
            for place in [0, len / 2, len - 1] {
                let id = |at: usize| {
                    let mut id = vec![b'x'; len];
                    id[place] = b'0' + at as u8;
                    String::from_utf8(id).unwrap()
                };
                let mut open = Open::new();
                for at in 0..MOST {
                    assert!(!open.has(&id(at)));
                    assert!(open.begin(Slot::new(&id(at), 0, Rate::PCM, None), at as u128).is_none());
                }
                for at in [3, 3, 0, 7, 3, 1, 2, 0, 6, 5, 4] {
                    open.text(Some(&id(at)));
                }
                assert!(!open.has(&id(MOST)) && !open.has(""));
                for (at, texts) in [2, 1, 1, 3, 1, 1, 1, 1].into_iter().enumerate() {
                    let slot = open.end(&id(at)).unwrap();
                    assert_eq!(slot.texts, texts, "{len} {place} {at}");
                    assert_eq!(open.hash_of(&slot), (at == MOST - 1).then_some(at as u128));
                    assert!(open.end(&id(at)).is_none());
                }
                assert_eq!(open.iter().count(), 0);
            }
        }
    }
}
