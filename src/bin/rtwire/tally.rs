//! Counts by a text of the wire, which may be anything, as often and as long as it likes.

use std::cmp::Reverse;

use serde::{Serialize, Serializer};

use crate::counts::Counts;

/// How often each text was met. It keeps [`MOST_TEXTS`] texts of at most [`MOST_BYTES`] bytes, and one count of all that
/// came too late.
///
/// Serialised as a map, with the count of the rest as `overflow` where there is one.
#[derive(Debug)]
pub(crate) struct Tally(Counts<Box<str>>);

impl Default for Tally {
    fn default() -> Self {
        Self(Counts::new(MOST_TEXTS))
    }
}

impl Tally {
    /// Of a part of the input, for [`absorb`](Self::absorb).
    pub(crate) fn of_part() -> Self {
        Self(Counts::new(usize::MAX))
    }

    pub(crate) fn add(&mut self, text: &str) {
        // The sign of a cut keeps it from being taken for a text of its own.
        let long = (text.len() > MOST_BYTES).then(|| cut(text, MOST_BYTES));
        let text = long.as_deref().unwrap_or(text);
        self.0.add(text, 1, || text.into());
    }

    /// Counts on with what was met in `next`, the part behind what has been counted so far.
    pub(crate) fn absorb(&mut self, next: &Self) {
        self.0.absorb(&next.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts and their counts, most frequent first, and then the rest as `overflow`.
    pub(crate) fn rows(&self) -> Vec<(&str, u64)> {
        let mut rows: Vec<_> = self.0.iter().map(|(text, count)| (&**text, count)).collect();
        let overflow = self.0.overflow();
        if overflow > 0 {
            // The wire may have said `overflow` as well; a key stands in a map once, and the sum is right.
            match rows.iter_mut().find(|(text, _)| *text == OVERFLOW) {
                Some((_, count)) => *count += overflow,
                None => rows.push((OVERFLOW, overflow)),
            }
        }
        rows.sort_unstable_by_key(|&(text, count)| (text == OVERFLOW && overflow > 0, Reverse(count), text));
        rows
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.rows())
    }
}

/// The first characters of `text` that fit into `bytes`, with a sign where that is not all.
pub(crate) fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = (0..=bytes).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    format!("{}…", &text[..end])
}

const MOST_TEXTS: usize = 4_096;
const MOST_BYTES: usize = 256;
const OVERFLOW: &str = "overflow";

#[cfg(test)]
mod tests {
    use super::{Tally, cut};

    #[test]
    fn texts_beyond_the_bound_are_counted_together() {
        let mut tally = Tally::default();
        for number in 0..5_000 {
            tally.add(&format!("kind {number}"));
        }
        tally.add("kind 7");
        let rows = tally.rows();
        assert_eq!(rows.len(), 4_097);
        assert_eq!((rows[0], rows[4_096]), (("kind 7", 2), ("overflow", 904)));
    }

    #[test]
    fn a_text_named_overflow_stands_once() {
        let mut tally = Tally::default();
        tally.add("overflow");
        assert_eq!(serde_json::to_string(&tally).unwrap(), r#"{"overflow":1}"#);
        (0..4_097).for_each(|number| tally.add(&number.to_string()));
        assert_eq!(tally.rows().len(), 4_096);
        assert_eq!(tally.rows().last(), Some(&("overflow", 3)));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("añb", 3), "añ…");
        assert_eq!(cut("añb", 2), "a…");
        assert_eq!(cut("añb", 4), "añb");
        let mut tally = Tally::default();
        tally.add(&"ñ".repeat(128));
        tally.add(&"ñ".repeat(129));
        assert_eq!(tally.rows().iter().map(|(text, _)| text.len()).collect::<Vec<_>>(), [256, 256 + "…".len()]);
    }
}
