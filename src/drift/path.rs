//! [`Path`]: where in an event the reader is.

use super::mix;
use crate::wire::Key;

/// Where in an event the reader is. It is kept for every event and asked for by few, so it is hashed when it is asked for.
#[derive(Debug)]
pub(crate) struct Path {
    event: &'static Key,
    steps: [&'static Key; STEPS],
    depth: usize,
}

impl Path {
    /// The place of an event as a whole.
    pub(crate) fn new(event: &'static Key) -> Self {
        Self { event, steps: [Key::INDEX; STEPS], depth: 0 }
    }

    /// Goes to the place of an event as a whole.
    #[inline]
    pub(crate) fn begin(&mut self, event: &'static Key) {
        (self.event, self.depth) = (event, 0);
    }

    /// Goes to the place of whatever event it is.
    #[inline]
    pub(crate) fn rewind(&mut self) {
        self.depth = 0;
    }

    #[inline]
    pub(crate) fn enter(&mut self, key: &'static Key) {
        let depth = self.depth;
        self.depth += 1;
        // The tables nest less deep than there are steps; beyond, the path would lose its end and nothing else.
        if let Some(step) = self.steps.get_mut(depth) {
            *step = key;
        }
    }

    #[inline]
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// How many steps deep.
    #[inline]
    pub(crate) const fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn hash(&self) -> u64 {
        let steps = &self.steps[..self.depth.min(STEPS)];
        steps.iter().fold(self.event.hash, |hash, step| mix(hash, step.hash))
    }

    /// The path in words, with `key` below it.
    pub(crate) fn text(&self, key: Option<&str>) -> String {
        let mut text = format!("{}: ", self.event.name);
        for step in &self.steps[..self.depth.min(STEPS)] {
            if step.name != Key::INDEX.name && !text.ends_with(' ') {
                text.push('.');
            }
            text.push_str(step.name);
        }
        if let Some(key) = key {
            // A key of the wire's, whatever it looks like.
            if !text.ends_with(' ') {
                text.push('.');
            }
            text.push_str(key);
        }
        text
    }
}

/// The deepest that fields nest in the tables, with room to spare; a test walks them.
pub(crate) const STEPS: usize = 16;

#[cfg(test)]
mod tests {
    use super::{Path, STEPS};
    use crate::wire::{Key, key};

    #[test]
    fn a_hash_is_that_of_the_event_and_the_steps_and_of_no_others() {
        const KEYS: [&Key; 3] = [&key!("response"), &key!("output"), Key::INDEX];
        let mut walked = Path::new(const { &key!("response.done") });
        for turn in 0..2000_usize {
            // Down, up, and asked for only sometimes.
            if turn * 7 % 5 < 2 && walked.depth() > 0 {
                walked.leave();
            } else if walked.depth() < STEPS {
                walked.enter(KEYS[turn * turn % 3]);
            }
            if turn % 997 == 0 {
                walked.begin(if turn % 2 == 0 { const { &key!("response.done") } } else { const { &key!("error") } });
            }
            if turn % 613 == 0 {
                walked.rewind();
            }
            if turn % 3 > 0 {
                let mut fresh = Path::new(walked.event);
                walked.steps[..walked.depth].iter().for_each(|step| fresh.enter(step));
                assert_eq!(walked.hash(), fresh.hash(), "{turn}");
                for step in 0..fresh.depth {
                    let was = std::mem::replace(&mut fresh.steps[step], const { &key!("usage") });
                    assert_ne!(walked.hash(), fresh.hash(), "{turn}, {step}");
                    fresh.steps[step] = was;
                }
                fresh.event = const { &key!("session.created") };
                assert_ne!(walked.hash(), fresh.hash(), "{turn}");
            }
        }
    }
}
