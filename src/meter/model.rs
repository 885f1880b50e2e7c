//! Which models are in force, and which were when what is still open began.

use super::Name;
use super::snapshot::stored;

/// The few models that a session has at a time, by their places.
#[derive(Clone, Copy)]
pub(super) struct Models {
    names: [Name; MOST],
    /// By [`Role`], the place of the one in force, or [`NONE`].
    in_force: [u8; 2],
}

stored! { Models { names: [Name; MOST], in_force: [u8; 2] } }

/// What a model does in a session.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Responds,
    Transcribes,
}

/// The two in force, and two more that were when something began that has not been settled.
const MOST: usize = 4;

/// The place of no model.
pub(super) const NONE: u8 = u8::MAX;

impl Models {
    pub(super) const fn new() -> Self {
        Self { names: [Name::EMPTY; MOST], in_force: [NONE; 2] }
    }

    /// The place of the one in force, or [`NONE`].
    pub(super) const fn in_force(&self, role: Role) -> u8 {
        self.in_force[role as usize]
    }

    pub(super) fn name(&self, place: u8) -> Option<Name> {
        self.names.get(usize::from(place)).copied()
    }

    /// Puts another model in force, or none. `needed` says of a place whether something open began with it. Gives the place
    /// that has another name from now on: whatever began with the one before began with no known model.
    pub(super) fn set(&mut self, role: Role, name: Option<&str>, needed: impl Fn(u8) -> bool) -> Option<u8> {
        let [before, other] = [role as usize, 1 - role as usize].map(|role| self.in_force[role]);
        if self.is(before, name) {
            return None;
        }
        let (place, renamed) = self.place(name, before, other, needed);
        self.in_force[role as usize] = place;
        renamed
    }

    fn is(&self, place: u8, name: Option<&str>) -> bool {
        match (self.names.get(usize::from(place)), name) {
            (Some(kept), Some(name)) => kept.is(name),
            (None, None) => true,
            _ => false,
        }
    }

    /// Where `name` stands from now on instead of `before`, and whether another stood there. Where all places are needed
    /// the one is taken that has been for longest, but for that of the `other` in force: what comes is more than what
    /// waits, and what is of no known model has no price, which is better than a wrong one.
    fn place(&mut self, name: Option<&str>, before: u8, other: u8, needed: impl Fn(u8) -> bool) -> (u8, Option<u8>) {
        let Some(name) = name else { return (NONE, None) };
        if let Some(place) = (0..MOST as u8).find(|&place| self.is(place, Some(name))) {
            return (place, None);
        }
        let places = || (1..=MOST as u8).map(|n| before.wrapping_add(n) % MOST as u8).filter(|&place| place != other);
        let place = places().find(|&place| !needed(place)).or_else(|| places().next()).unwrap_or(0);
        self.names[usize::from(place)] = Name::new(name);
        (place, Some(place))
    }
}
