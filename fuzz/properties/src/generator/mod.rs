//! Events of every kind, made from the checked-in lists and driven by a fuzzer's bytes, with everything done to them
//! that the wire may do. What was written is known, and so is what the decoder must make of it.

pub(crate) mod bytes;
mod facts;
mod list;
mod make;
mod pools;
mod tree;
mod write;

#[cfg(test)]
pub(crate) mod tests;

use bytes::Bytes;
pub(crate) use list::Kind;
use list::LIST;
use make::Maker;
pub(crate) use tree::{Member, Node, Note, Number, Read, Value, path_to};
use write::{Spaces, Writer};

/// What may be done to an event; a test sees that each is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Distortion {
    NoType,
    OddType,
    UnknownType,
    RepeatedType,
    NoKeyField,
    OddKeyField,
    NoRequired,
    Null,
    NoCount,
    Wrong,
    /// A shape that the field has in another object.
    Elsewhere,
    WrongElement,
    UnknownField,
    RepeatedField,
    RepeatedUnknown,
    UnknownWord,
    UnknownTag,
    NoTag,
    OddTag,
    OddNumber,
    Shuffled,
    Spaces,
    EscapedText,
    EscapedKey,
    SurrogatePair,
}

/// An event, written.
pub(crate) struct Made {
    pub(crate) kind: &'static Kind,
    /// Its object in the list, that of a dialect.
    object: usize,
    /// Whether its `type` is the kind's; else it is unknown, or is none.
    pub(crate) known: bool,
    pub(crate) root: Node,
    /// A bit for each [`Distortion`] that is in it.
    #[cfg_attr(not(test), expect(dead_code, reason = "counted by the tests of the generator"))]
    pub(crate) seen: u64,
}

impl Made {
    /// The names of the fields that the event has in the list.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static str> {
        LIST.objects[self.object].fields.iter().map(|field| field.name)
    }
}

/// Makes an event of what `bytes` say and writes it to `out`, which is emptied before.
pub(crate) fn event(bytes: &mut Bytes<'_>, out: &mut Vec<u8>) -> Made {
    let list = &*LIST;
    // Mostly of all bytes, so that every kind is about equally likely; else of the first, so that a fuzzer that
    // changes one byte behind them keeps the kind.
    let kinds = list.kinds.len();
    let chosen = if bytes.one_in(4) { bytes.below(kinds) } else { bytes.of_all_below(kinds) };
    let kind = &list.kinds[chosen];
    let dials = bytes.byte();
    let style = bytes.byte();
    let mut maker = Maker {
        list,
        wrong: [0, 0, 0, 48, 24, 12, 6, 16][usize::from(dials & 7)],
        fill: [20, 60, 60, 200][usize::from(dials >> 3 & 3)],
        left: [8, 16, 24, 48][usize::from(dials >> 5 & 3)],
        shuffle: style & 1 != 0,
        odd_numbers: style & 2 != 0,
        seen: 0,
        bytes,
    };
    let object = kind.objects[maker.bytes.below(kind.objects.len())];
    let (mut root, known) = maker.event(kind, object);
    let seen = maker.seen;
    let spaces = match style >> 2 & 7 {
        0 => Spaces::Any,
        1 | 2 => Spaces::Python,
        _ => Spaces::None,
    };
    out.clear();
    let mut writer = Writer { bytes, out, spaces, escapes: style >> 5 & 3 == 0, seen };
    writer.frame(&mut root);
    let seen = writer.seen;
    Made { kind, object, known, root, seen }
}
