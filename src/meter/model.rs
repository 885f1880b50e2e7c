//! Which models are in force, and which were when what is still open began.

use super::Name;
use super::snapshot::stored;

/// The few models that a session has at a time, by their places.
#[derive(Clone, Copy)]
pub(super) struct Models {
    names: [Name; MOST],
    /// What responds. A place, or [`NONE`].
    session: u8,
    /// What transcribes. A place, or [`NONE`].
    transcription: u8,
}

stored! { Models { names: [Name; MOST], session: u8, transcription: u8 } }

/// The two in force, and two more that were when something began that has not ended.
const MOST: usize = 4;

/// The place of no model.
pub(super) const NONE: u8 = u8::MAX;

impl Models {
    pub(super) const fn new() -> Self {
        Self { names: [Name::EMPTY; MOST], session: NONE, transcription: NONE }
    }

    pub(super) const fn session(&self) -> u8 {
        self.session
    }

    pub(super) const fn transcription(&self) -> u8 {
        self.transcription
    }

    pub(super) fn name(&self, place: u8) -> Option<Name> {
        self.names.get(usize::from(place)).copied()
    }

    /// Puts another model in force for responses. `needed` says of a place whether something open began with it.
    pub(super) fn set_session(&mut self, name: Option<&str>, needed: impl Fn(u8) -> bool) {
        if !self.is(self.session, name) {
            let transcription = self.transcription;
            self.session = self.place(name, |place| place == transcription || needed(place));
        }
    }

    /// Puts another model in force for transcriptions, or none.
    pub(super) fn set_transcription(&mut self, name: Option<&str>, needed: impl Fn(u8) -> bool) {
        if !self.is(self.transcription, name) {
            let session = self.session;
            self.transcription = self.place(name, |place| place == session || needed(place));
        }
    }

    fn is(&self, place: u8, name: Option<&str>) -> bool {
        match (self.names.get(usize::from(place)), name) {
            (Some(kept), Some(name)) => kept.is(name),
            (None, None) => true,
            _ => false,
        }
    }

    /// Where `name` stands, or can stand. Where all places are needed there is none: what comes is of no known model,
    /// and so has no price, which is better than a wrong one.
    fn place(&mut self, name: Option<&str>, needed: impl Fn(u8) -> bool) -> u8 {
        let Some(name) = name else { return NONE };
        let free = (0..MOST as u8).find(|&place| !needed(place));
        let place = (0..MOST as u8).find(|&place| self.is(place, Some(name))).or(free);
        if let Some(place) = place {
            self.names[usize::from(place)] = Name::new(name);
        }
        place.unwrap_or(NONE)
    }
}
