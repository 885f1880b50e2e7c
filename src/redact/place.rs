//! [`Place`] and [`Inside`]: what the tables say of a value before it is met, and of the members of an open container.

use std::borrow::Cow;

use super::{Redactor, client_sounds, server_sounds};
use crate::locate::{self, Tags};
use crate::number::Number;
use crate::wire::{Field, Key, ObjectShape, Shape, UnionShape};
use crate::{ClientKind, ServerKind};

/// Why a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Secret,
    Audio,
    Text,
    Unknown,
    Path,
}

/// What is known of a value that is about to be met.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// The frame's one value.
    Event,
    /// A field of that shape, without a mark or with one that nobody asked about.
    Field(Shape),
    /// The same of one of two objects that both have such a field.
    Either(Shape, Shape),
    /// A field of that shape that goes.
    Marked(Shape, Why),
    /// The `type` of an event or of one of several objects.
    Name,
    /// An id of what is otherwise unknown.
    Id,
    /// A part of an open value: anything.
    Free,
    Unknown,
}

/// What an open container holds.
#[derive(Clone, Copy)]
pub(super) enum Inside {
    /// An object of fields; of one of several or of an event, its `type` is not among them.
    Fields {
        fields: &'static [Field],
        /// Those of the other, where it may be one of two objects and has no type.
        others: &'static [Field],
        is_tagged: bool,
        is_sound: bool,
    },
    /// An object of an unknown type: a type and ids, and what nobody knows.
    Names,
    Array(Shape),
    Free,
}

/// A frame with the types of its objects.
#[derive(Clone, Copy)]
pub(super) struct Typed<'f, 't> {
    pub(super) frame: &'f [u8],
    pub(super) tags: &'t Tags,
}

impl<'f> Typed<'f, '_> {
    /// What the string at `quote` says, if that is short enough to be a name.
    fn name(self, quote: usize) -> Option<Cow<'f, str>> {
        locate::text_at(self.frame, quote, LONGEST)
    }

    /// What the frame's object holds.
    pub(super) fn event(self) -> Inside {
        let fields = |fields, is_sound| Inside::Fields { fields, others: &[], is_tagged: true, is_sound };
        let kind = self.tags.quote(0).and_then(|quote| self.name(quote));
        let Some(kind) = kind.as_deref() else { return Inside::Names };
        if let Some(kind) = ServerKind::from_wire(kind) {
            return fields(kind.fields(), server_sounds(kind));
        }
        match ClientKind::from_wire(kind) {
            Some(kind) => fields(kind.fields(), client_sounds(kind)),
            None => Inside::Names,
        }
    }

    /// What the value at `start` holds, if it is of that shape; a scalar holds whatever it is. An object is the
    /// `object`-th of the frame.
    pub(super) fn fits(self, shape: Shape, start: usize, object: usize) -> Option<Inside> {
        match (shape, self.frame[start]) {
            (Shape::Json, _) | (Shape::Map, b'{') | (Shape::String, b'"') => Some(Inside::Free),
            (Shape::Number, b'-' | b'0'..=b'9') => Some(Inside::Free),
            (Shape::Unsigned | Shape::Integer, b'-' | b'0'..=b'9') => {
                is_whole(&self.frame[start..], matches!(shape, Shape::Integer)).then_some(Inside::Free)
            }
            (Shape::Enum(words), b'"') => {
                let word = self.name(start)?;
                words.contains(&&*word).then_some(Inside::Free)
            }
            (Shape::Array(element), b'[') => Some(Inside::Array(*element)),
            (Shape::Object(of), b'{') => Some(object_of(of, false)),
            (Shape::Union(union), b'{') => Some(self.one_of(union, object)),
            (Shape::Either(shapes), _) => shapes.iter().find_map(|&shape| self.fits(shape, start, object)),
            _ => None,
        }
    }

    /// The same of a value that may be of either of two shapes.
    pub(super) fn fits_either(self, shapes: [Shape; 2], start: usize, object: usize) -> Option<Inside> {
        match shapes.map(|shape| self.fits(shape, start, object)) {
            [Some(Inside::Fields { fields, is_tagged, is_sound, .. }), Some(Inside::Fields { fields: others, .. })] => {
                Some(Inside::Fields { fields, others, is_tagged, is_sound })
            }
            [one, other] => one.or(other),
        }
    }

    fn one_of(self, union: &'static UnionShape, object: usize) -> Inside {
        let Some(quote) = self.tags.quote(object) else {
            let mut untagged = union.variants.iter().filter(|(tag, _)| tag.is_empty()).map(|(_, of)| of.fields);
            let Some(fields) = untagged.next() else { return Inside::Names };
            let others = untagged.next().unwrap_or_default();
            return Inside::Fields { fields, others, is_tagged: true, is_sound: false };
        };
        let tag = self.name(quote).filter(|tag| !tag.is_empty());
        let variant = tag.and_then(|tag| union.variants.iter().find(|(of, _)| *of == tag));
        variant.map_or(Inside::Names, |(_, of)| object_of(of, true))
    }

    /// Whether the string at `quote` is as short as an id.
    pub(super) fn is_id(self, quote: usize) -> bool {
        self.frame[quote] == b'"' && self.name(quote).is_some()
    }

    /// What is known of the member of `inside` whose key is at `quote`.
    pub(super) fn member(self, redactor: &Redactor, inside: Inside, quote: usize) -> Place {
        if let Inside::Free = inside {
            return Place::Free;
        }
        let Some(name) = self.name(quote) else { return Place::Unknown };
        let (fields, others, is_sound) = match inside {
            Inside::Fields { is_tagged: true, .. } | Inside::Names if name == Key::TYPE.name => return Place::Name,
            Inside::Names if IDS.contains(&&*name) => return Place::Id,
            Inside::Names | Inside::Free | Inside::Array(_) => return Place::Unknown,
            Inside::Fields { fields, others, is_sound, .. } => (named(fields, &name), named(others, &name), is_sound),
        };
        let why = |field: &Field| redactor.why(field.mark?, is_sound || field.name == AUDIO);
        let Some(field) = fields.or(others) else { return Place::Unknown };
        match (fields.and_then(why).or_else(|| others.and_then(why)), fields, others) {
            (Some(why), ..) => Place::Marked(field.shape, why),
            (None, Some(one), Some(other)) => Place::Either(one.shape, other.shape),
            (None, ..) => Place::Field(field.shape),
        }
    }
}

/// Whether the number that `text` begins with is one of a field of whole numbers; `below` 0 where that may be.
fn is_whole(text: &[u8], below: bool) -> bool {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    let end = text.iter().position(|byte| !is_part(byte)).unwrap_or(text.len());
    let Ok(text) = str::from_utf8(&text[..end]) else { return false };
    let number = text.parse().map(Number::I64).or_else(|_| text.parse().map(Number::F64));
    number.is_ok_and(|number| number.whole().is_some_and(|value| below || value >= 0))
}

const fn object_of(of: &'static ObjectShape, is_tagged: bool) -> Inside {
    Inside::Fields { fields: of.fields, others: &[], is_tagged, is_sound: false }
}

fn named(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

/// The marked field of parts of messages that is sound.
const AUDIO: &str = "audio";

/// What says which one, in events and objects whatever their type.
const IDS: [&str; 6] = ["event_id", "response_id", "item_id", "previous_item_id", "call_id", "id"];

/// The longest that a name or an id is, in bytes.
const LONGEST: usize = 128;
