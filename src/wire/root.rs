//! [`Root`]: what a frame's one value becomes.

use super::{Field, Key, Source, Tag};

/// Reads a frame's one value.
#[inline(always)]
pub(crate) fn root<'a, S: Source<'a>, E: Root<'a>>(
    source: &mut S,
    frame: &'a [u8],
    slot: &mut E,
) -> Result<(), S::Error> {
    if let Some(name) = source.first_tag()
        && let Some(read) = E::read::<S, false>(source, name, slot)
    {
        return read;
    }
    let Tag::Text(kind) = source.tag()? else { return Err(source.untyped()) };
    if let Some(read) = E::read::<S, true>(source, kind.as_bytes(), slot) {
        return read;
    }
    *slot = E::unknown(kind, frame);
    source.unnamed(kind)
}

/// What a frame decodes to.
pub(crate) trait Root<'a>: Sized {
    /// What stands in the result until the event is read. Made in place, for a constant is copied, and whole.
    fn empty() -> Self;

    /// An event of a type that no row names.
    fn unknown(kind: &'a str, raw: &'a [u8]) -> Self;

    /// Reads the event at the cursor, whose `type` is `name`; none where no row has that name. `LATE`: it may stand anywhere.
    fn read<S: Source<'a>, const LATE: bool>(
        source: &mut S,
        name: &[u8],
        slot: &mut Self,
    ) -> Option<Result<(), S::Error>>;

    /// The event's type, for a path; one text for all unknown ones.
    fn kind_key(&self) -> &'static Key;

    /// The event's fields; none of an unknown one.
    fn fields(&self) -> &'static [Field];
}
