//! Responses that a client has asked for and that have not begun.

use super::key;
use super::snapshot::stored;

/// The requests, the oldest first.
pub(super) struct Asked {
    /// Of the event's id; 0 where it had none.
    events: [u32; MOST],
    /// Bit by bit, whether each asks for a response in no conversation.
    out_of_band: u8,
    count: u8,
}

stored! { Asked { events: [u32; MOST], out_of_band: u8, count: u8 } }

/// More than this many at once forget the oldest, and what it asked for is taken for nobody's wish.
const MOST: usize = 8;

impl Asked {
    pub(super) const fn new() -> Self {
        Self { events: [0; MOST], out_of_band: 0, count: 0 }
    }

    fn len(&self) -> usize {
        usize::from(self.count).min(MOST)
    }

    pub(super) fn add(&mut self, event_id: Option<&str>, out_of_band: bool) {
        let event = event_id.map_or(0, print);
        if event_id.is_some() && self.events[..self.len()].contains(&event) {
            // Seen on both legs.
            return;
        }
        if self.len() == MOST {
            self.remove(0);
        }
        let at = self.len();
        self.events[at] = event;
        self.out_of_band = self.out_of_band & !(1 << at) | u8::from(out_of_band) << at;
        self.count = at as u8 + 1;
    }

    fn remove(&mut self, at: usize) {
        self.events.copy_within(at + 1.., at);
        let below = self.out_of_band & ((1 << at) - 1);
        self.out_of_band = below | (self.out_of_band >> 1) & !((1 << at) - 1);
        self.count = (self.len() - 1) as u8;
    }

    /// A response has begun: the first request that it can be the answer to is no more. Says whether that was one for a
    /// response out of band; none where nobody asked.
    pub(super) fn take(&mut self, out_of_band: Option<bool>) -> Option<bool> {
        let at = self.fitting(out_of_band)?;
        let out = self.is_out_of_band(at);
        self.remove(at);
        Some(out)
    }

    /// The first request that a response, out of band or not, can be the answer to.
    pub(super) fn fitting(&self, out_of_band: Option<bool>) -> Option<usize> {
        (0..self.len()).find(|&at| out_of_band.is_none_or(|out| out == self.is_out_of_band(at)))
    }

    const fn is_out_of_band(&self, at: usize) -> bool {
        self.out_of_band >> at & 1 == 1
    }

    /// A request was refused: the one of that event, or where the error names none the oldest. A request too few means
    /// that a budget is asked once more, and one too many that it is not.
    pub(super) fn refuse(&mut self, event_id: Option<&str>) {
        let len = self.len();
        let at = match event_id {
            Some(event_id) => self.events[..len].iter().position(|&event| event == print(event_id)),
            None => (len > 0).then_some(0),
        };
        if let Some(at) = at {
            self.remove(at);
        }
    }
}

fn print(event_id: &str) -> u32 {
    key::hash(event_id.as_bytes()) as u32 | 1
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn requests_are_answered_in_their_order_and_in_their_band() {
        let mut asked = Asked::new();
        asked.add(Some("a"), false);
        asked.add(None, true);
        asked.add(Some("c"), false);
        assert_eq!(asked.take(Some(true)), Some(true));
        asked.refuse(Some("unknown"));
        asked.refuse(Some("c"));
        assert_eq!((asked.take(None), asked.take(None)), (Some(false), None));
    }

    #[test]
    fn a_request_that_is_seen_twice_is_one() {
        let mut asked = Asked::new();
        for (event_id, out_of_band) in [("a", true), ("b", false), ("a", true), ("b", false)] {
            asked.add(Some(event_id), out_of_band);
        }
        asked.add(None, false);
        asked.add(None, false);
        let taken: Vec<_> = std::iter::from_fn(|| asked.take(None)).collect();
        assert_eq!(taken, [true, false, false, false]);
    }

    #[test]
    fn the_oldest_are_forgotten_and_bits_move_with_them() {
        let mut asked = Asked::new();
        (0..20).for_each(|n| asked.add(None, n % 3 == 0));
        let taken: Vec<_> = std::iter::from_fn(|| asked.take(None)).collect();
        assert_eq!(taken, (12..20).map(|n| n % 3 == 0).collect::<Vec<_>>());
        asked.refuse(None);
        assert_eq!(asked.fitting(None), None);
    }
}
