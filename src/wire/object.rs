//! `wire_struct!`: an object of named fields.

use super::{Key, Source, Wire};

/// Declares an object. Fields stand in the order in which servers send them; that is the order in which they are
/// looked for.
///
/// ```text
/// wire_struct! {
///     /// Tokens that a response cost.
///     RealtimeResponseUsage<'a> {
///         total_tokens: Option<u64>,
///         kind("type"): Maybe<&'a str> = "x",   // another name than the wire's; what one has that is built, and not read
///         [content] text: Option<&'a str>,      // or [secret]: what `Debug` masks
///     }
/// }
/// ```
///
/// makes the struct, `Default` and a setter a field to build it with, `Wire`, `Debug` and `Serialize`, which writes the `type` of
/// an event (`ResponseDone<'a> as "response.done"`); `RealtimeResponseUsage by plain {` names what reads the object where it is
/// written as usual, [`Wire::plain`]. A field is `Option`,
/// or `Maybe` where null is a command; `&'a Object` for what an event is about; a bare scalar where the event has no meaning
/// without it.
macro_rules! wire_struct {
    ($(
        $(#[$meta:meta])*
        $name:ident $(<$life:lifetime>)? $(as $event:literal)? $(by $plain:path)? {
            $(
                $(#[$field_meta:meta])* $([$mark:ident])? $field:ident $(($wire:literal))? : $type:ty $(= $built:literal)?
            ),* $(,)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq)]
        #[non_exhaustive]
        #[cfg_attr(feature = "owned", derive(rtwire_derive::Twin))]
        pub struct $name $(<$life>)? {
            $(
                #[doc = $crate::wire::field_doc!($field $($wire)?)]
                $(#[$field_meta])*
                pub $field: $type,
            )*
        }

        impl $(<$life>)? $name $(<$life>)? {
            $(
                #[doc = concat!("With this `", $crate::wire::wire_name!($field $($wire)?), "`.")]
                #[must_use]
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = $field.into();
                    self
                }
            )*
        }

        impl<'a> $name $(<$life>)? {
            pub(crate) const FIELDS: &'static [$crate::wire::Field] = &[$(
                $crate::wire::Field::new(
                    $crate::wire::wire_name!($field $($wire)?),
                    <$type as $crate::wire::Wire<'a>>::SHAPE,
                    <$type as $crate::wire::Wire<'a>>::REQUIRED,
                    $crate::wire::mark!($($mark)?),
                )
            ),*];
            pub(crate) const OBJECT: &'static $crate::wire::ObjectShape =
                &$crate::wire::ObjectShape::new(stringify!($name), Self::FIELDS);
            /// Whether the object keeps its `type` as a field of its own.
            const KEEPS_TYPE: bool = $crate::wire::Field::place(Self::FIELDS, "type") < Self::FIELDS.len();
            /// The tag's bit among those of the fields.
            const TAG: u64 = {
                assert!(Self::FIELDS.len() < u64::BITS as usize);
                1 << Self::FIELDS.len()
            };

            /// The field before which the tag stands where the object does not begin with it: behind an id, and the name of
            /// what the object is. 0 where it is not usual.
            const TAG_AT: usize = {
                let (id, object) =
                    ($crate::wire::Field::place(Self::FIELDS, "id"), $crate::wire::Field::place(Self::FIELDS, "object"));
                if id == 0 && object == 1 { 2 } else { 0 }
            };

            /// A field's place among them.
            const fn place(key: &$crate::wire::Key) -> usize {
                $crate::wire::Field::place(Self::FIELDS, key.name)
            }

            /// A field's bit.
            const fn bit(key: &$crate::wire::Key) -> u64 {
                1 << Self::place(key)
            }

            /// Reads the object at the cursor. Where it is `tagged`, its `type` has been read before.
            pub(crate) fn members<S: $crate::wire::Source<'a>>(
                &mut self,
                source: &mut S,
                tagged: bool,
            ) -> Result<(), S::Error> {
                let (object, more) = source.object()?;
                self.rest(source, tagged && !Self::KEEPS_TYPE, object, more, 0, 0)
            }

            /// Reads the members of an object, if there are `more`. So many fields, the first ones, have been read, and its tag
            /// where that is not 0.
            #[inline(always)]
            #[allow(unused_variables, reason = "an event may have no field")]
            fn rest<S: $crate::wire::Source<'a>>(
                &mut self,
                source: &mut S,
                tagged: bool,
                mut object: S::Object,
                mut more: bool,
                begun: usize,
                tag: u64,
            ) -> Result<(), S::Error> {
                use $crate::wire::{Key, Seen, Wire};
                // What has been met, each at most once: there is one pass over the fields, for servers send them in their order,
                // and a loop around it would cost every object its registers.
                let mut met = tag | (1 << begun) - 1;
                'fields: {
                    if !more || !S::ORDERED {
                        break 'fields;
                    }
                    if tagged && begun == 0 && source.pass_tag(&mut object)? {
                        met |= Self::TAG;
                        more = source.next(&mut object)?;
                        if !more {
                            break 'fields;
                        }
                    }
                    $({
                        const KEY: &Key = &$crate::wire::key!($crate::wire::wire_name!($field $($wire)?));
                        if const { Self::TAG_AT > 0 && Self::TAG_AT == Self::place(KEY) }
                            && tagged
                            && met & Self::TAG == 0
                            && source.pass_tag(&mut object)?
                        {
                            met |= Self::TAG;
                            more = source.next(&mut object)?;
                            if !more {
                                break 'fields;
                            }
                        }
                        if const { Self::place(KEY) } >= begun && source.at(&mut object, KEY) {
                            met |= const { Self::bit(KEY) };
                            $crate::wire::field(source, &mut self.$field, &object, KEY)?;
                            more = source.next(&mut object)?;
                            if !more {
                                break 'fields;
                            }
                        }
                    })*
                }
                let mut seen = Seen::default();
                seen.add(met);
                while more {
                    seen.add(self.stray(source, &mut object, seen, tagged)?);
                    more = source.next(&mut object)?;
                }
                $(
                    if <$type as Wire<'a>>::REQUIRED {
                        const KEY: &Key = &$crate::wire::key!($crate::wire::wire_name!($field $($wire)?));
                        if !seen.has(const { Self::bit(KEY) }) {
                            return Err(source.missing(&object, KEY));
                        }
                    }
                )*
                source.close(object, seen.repeated(), Self::FIELDS)
            }

            /// Reads one member that is not where it usually stands, and says which it is.
            #[inline(never)]
            fn stray<S: $crate::wire::Source<'a>>(
                &mut self,
                source: &mut S,
                object: &mut S::Object,
                seen: $crate::wire::Seen,
                tagged: bool,
            ) -> Result<u64, S::Error> {
                use $crate::wire::Key;
                if tagged && source.pass_tag(object)? {
                    return Ok(Self::TAG);
                }
                // Once as the keys are usually written, and then by its name.
                let mut name = None;
                loop {
                    $({
                        const KEY: &Key = &$crate::wire::key!($crate::wire::wire_name!($field $($wire)?));
                        let is_this = match name {
                            None => source.at(object, KEY),
                            Some(name) => S::LITERAL && KEY.name == name,
                        };
                        if is_this {
                            let again = seen.has(const { Self::bit(KEY) });
                            $crate::wire::stray_field(source, &mut self.$field, object, KEY, again)?;
                            return Ok(const { Self::bit(KEY) });
                        }
                    })*
                    match name {
                        None => name = Some(source.key(object)?),
                        Some(name) if S::LITERAL && tagged && name == Key::TYPE.name => {
                            source.skip()?;
                            return Ok(Self::TAG);
                        }
                        Some(name) => {
                            source.unknown(name)?;
                            return Ok(0);
                        }
                    }
                }
            }

            /// Writes the object with its `type`, where it does not keep that itself.
            pub(crate) fn serialize_tagged<S: serde::Serializer>(
                &self,
                tag: &'static str,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                use $crate::wire::Wire;
                let mut map = serializer.serialize_map(None)?;
                if !Self::KEEPS_TYPE && !tag.is_empty() {
                    map.serialize_entry("type", tag)?;
                }
                $(
                    if !Wire::is_absent(&self.$field) {
                        map.serialize_entry($crate::wire::wire_name!($field $($wire)?), &self.$field)?;
                    }
                )*
                map.end()
            }
        }

        impl<'a> $crate::wire::Wire<'a> for $name $(<$life>)? {
            const EMPTY: Self = Self { $($field: <$type as $crate::wire::Wire<'a>>::EMPTY),* };
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Object(Self::OBJECT);
            const EXPECTED: &'static str = "object";
            const REQUIRED: bool = true;
            const NESTED: bool = true;
            const EVENT: &'static str = concat!($($event)?);

            #[inline(always)]
            fn empty() -> Self {
                Self { $($field: <$type as $crate::wire::Wire<'a>>::empty()),* }
            }

            fn read<S: $crate::wire::Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
                if source.plain(slot) {
                    return Ok(());
                }
                slot.members(source, false)
            }

            $(
                #[inline(always)]
                fn plain(cursor: &mut $crate::scan::Cursor<'a>, slot: &mut Self) -> bool {
                    $plain(cursor, slot)
                }
            )?
        }

        /// Nothing is set, but the `type` of what has no other and keeps it: begin here to build one.
        impl $(<$life>)? Default for $name $(<$life>)? {
            fn default() -> Self {
                Self { $($field: $crate::wire::built!($type $(, $built)?)),* }
            }
        }

        impl $(<$life>)? std::fmt::Debug for $name $(<$life>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &$crate::wire::shown(&self.$field, $crate::wire::mark!($($mark)?))))*
                    .finish()
            }
        }

        impl $(<$life>)? serde::Serialize for $name $(<$life>)? {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize_tagged(<Self as $crate::wire::Wire<'_>>::EVENT, serializer)
            }
        }
    )*};
}

/// Declares the objects that stand behind a reference and are [`Body::ABSENT`](super::Body::ABSENT) when not sent.
macro_rules! wire_bodies {
    ($($name:ident),* $(,)?) => {$(
        impl<'a> $crate::wire::Body<'a> for $name<'a> {
            const ABSENT: &'a Self = {
                static ABSENT: $name<'static> = <$name<'static> as $crate::wire::Wire<'static>>::EMPTY;
                &ABSENT
            };
        }
    )*};
}

/// A field's name on the wire: its own, unless another is given.
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// A row's mark.
macro_rules! mark {
    () => {
        None
    };
    (secret) => {
        Some($crate::wire::Mark::Secret)
    };
    (content) => {
        Some($crate::wire::Mark::Content)
    };
}

/// What a field is of an object that is built.
macro_rules! built {
    ($type:ty) => {
        <$type as $crate::wire::Wire<'_>>::EMPTY
    };
    ($type:ty, $built:literal) => {
        <$type>::from($built)
    };
}

/// What is to be said of a field wherever it stands.
macro_rules! field_doc {
    (event_id) => {
        "The event's own id, at most 512 characters where a client chose it; absent on DTMF events."
    };
    (response_id) => {
        "The response this belongs to."
    };
    (item_id) => {
        "The item this belongs to."
    };
    (output_index) => {
        "Place of the item in the response's output, from 0."
    };
    (content_index) => {
        "Place of the part in the item's content, from 0."
    };
    (call_id) => {
        "The function call this belongs to."
    };
    (previous_item_id) => {
        "The item before; null or absent for the first. A client may say `root`."
    };
    (id) => {
        "The object's id."
    };
    (object) => {
        "The object's constant name, such as `realtime.item`."
    };
    (obfuscation) => {
        "Random text that hides the length of the delta."
    };
    (kind $wire:literal) => {
        "The object's `type` as sent."
    };
    ($field:ident) => {
        concat!("The wire's `", stringify!($field), "`.")
    };
    ($field:ident $wire:literal) => {
        concat!("The wire's `", $wire, "`.")
    };
}

pub(crate) use {built, field_doc, mark, wire_bodies, wire_name, wire_struct};

/// Which members of an object have been met, and which twice: a bit each.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    once: u64,
    twice: u64,
}

impl Seen {
    /// Adds members each of which was met once.
    #[inline(always)]
    pub(crate) const fn add(&mut self, met: u64) {
        self.twice |= self.once & met;
        self.once |= met;
    }

    #[inline(always)]
    pub(crate) const fn has(self, bit: u64) -> bool {
        self.once & bit != 0
    }

    #[inline(always)]
    pub(crate) const fn repeated(self) -> bool {
        self.twice != 0
    }
}

/// Reads one field that is not where it usually stands, `again` where that had been read before. A call of its own: every
/// object has all its fields a second time for such, which would be a quarter of all code.
#[inline(never)]
pub(crate) fn stray_field<'a, S: Source<'a>, T: Wire<'a>>(
    source: &mut S,
    slot: &mut T,
    object: &S::Object,
    key: &'static Key,
    again: bool,
) -> Result<(), S::Error> {
    if T::NESTED && again {
        source.again()?;
    }
    field(source, slot, object, key)
}

/// Reads one field: the step that every row's every field takes.
#[inline(always)]
pub(crate) fn field<'a, S: Source<'a>, T: Wire<'a>>(
    source: &mut S,
    slot: &mut T,
    object: &S::Object,
    key: &'static Key,
) -> Result<(), S::Error> {
    if source.superseded(object, key) {
        return source.skip();
    }
    let mark = source.mark();
    if T::NESTED {
        source.enter(key);
    }
    let read = T::read_usual(source, slot, key.usual);
    if T::NESTED {
        source.leave();
    }
    if let Err(error) = read {
        *slot = T::EMPTY;
        source.mismatch(error, mark, key, T::REQUIRED)?;
    }
    Ok(())
}
