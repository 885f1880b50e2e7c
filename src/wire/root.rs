//! [`Root`]: what a frame's one value becomes.

use super::{Field, Key, Source, Tag};

/// Reads a frame's one value.
pub(crate) fn root<'a, S: Source<'a>, E: Root<'a>>(
    source: &mut S,
    frame: &'a [u8],
    slot: &mut E,
) -> Result<(), S::Error> {
    match source.tag()? {
        Tag::Text(kind) => E::read(source, kind, frame, slot),
        Tag::Absent | Tag::Odd => Err(source.untyped()),
    }
}

/// What a frame decodes to.
pub(crate) trait Root<'a>: Sized {
    /// What stands in the result until the event is read. Made in place, for a constant is copied, and whole.
    fn empty() -> Self;

    fn read<S: Source<'a>>(source: &mut S, kind: &'a str, raw: &'a [u8], slot: &mut Self) -> Result<(), S::Error>;

    /// The event's type, for a path; one text for all unknown ones.
    fn kind_key(&self) -> &'static Key;

    /// The event's fields; none of an unknown one.
    fn fields(&self) -> &'static [Field];
}
