//! [`Head`]: how an event begins, as far as the tables can tell.

use super::{Key, Shape};
use crate::scan::Pattern;

/// What stands behind the `type` of an event whose first fields are sent in their order and have their usual lengths: all
/// but the ids and indices themselves. So it is compared at once, and they are where they must be.
///
/// Its first byte is the comma behind the `type`, or the brace of an event whose `type` is further on. Without white space both
/// fit, and whoever compares looks which it is.
#[derive(Debug)]
pub(crate) struct Head {
    pattern: Pattern,
    /// How many fields it has.
    fields: usize,
    /// Where the value of each begins.
    places: [u16; Self::MOST],
}

/// How an event begins without white space, and with a space after each comma and colon.
pub(crate) type Heads = [Option<Head>; 2];

impl Head {
    /// The first key of every head.
    pub(crate) const FIRST: &[u8] = br#""event_id":"#;
    /// The most fields.
    const MOST: usize = 16;

    /// Of an event's fields, without white space and with a space after each comma and colon; none of another object, and
    /// none where too little can be foretold.
    pub(crate) const fn of_both(fields: &[(Key, Shape)]) -> Heads {
        [Self::of(fields, false), Self::of(fields, true)]
    }

    const fn of(fields: &[(Key, Shape)], spaced: bool) -> Option<Self> {
        let (comma, colon): (&[u8], &[u8]) = if spaced { (b", ", b" ") } else { (b",", b"") };
        let mut head = Self { pattern: Pattern::EMPTY, fields: 0, places: [0; Self::MOST] };
        while head.fields < fields.len() {
            let (key, shape) = &fields[head.fields];
            if head.fields == 0 && !matches!(key.quoted, Self::FIRST) {
                break;
            }
            head.pattern = match (head.fields, spaced) {
                (0, false) => head.pattern.range(b',', b'{'),
                _ => head.pattern.text(comma),
            };
            head.pattern = head.pattern.text(key.quoted).text(colon);
            let (before, pattern) = match shape {
                Shape::String if key.usual > 0 => (1, head.pattern.text(b"\"").plain(key.usual).text(b"\"")),
                Shape::Unsigned if key.usual > 0 => (0, head.pattern.digit()),
                // It ends where the next value begins.
                _ => break,
            };
            head.places[head.fields] = (head.pattern.len() + before) as u16;
            head.pattern = pattern;
            head.fields += 1;
        }
        if head.pattern.len() < Pattern::LEAST { None } else { Some(head) }
    }

    pub(crate) const fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// How many fields it has, the first ones. Behind it is the next one's value, where there is another.
    pub(crate) const fn fields(head: &Option<Self>) -> usize {
        match head {
            Some(head) => head.fields,
            None => 0,
        }
    }

    /// Where the value of one of them begins in each, a text's behind its quote.
    pub(crate) const fn places(heads: &Heads, field: usize) -> [usize; 2] {
        match heads {
            [Some(compact), Some(spaced)] => [compact.places[field] as usize, spaced.places[field] as usize],
            _ => [0; 2],
        }
    }
}
