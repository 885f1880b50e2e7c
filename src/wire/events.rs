//! `wire_events!`: everything one side sends.

/// Declares the events of one direction.
///
/// ```text
/// wire_events! { ServerEvent<'a>, ServerKind {
///     /// The response is final; audio bytes are left out.
///     "response.done" => ResponseDone<'a> { event_id: Option<&'a str>, response: &'a RealtimeResponse<'a> },
/// }}
/// ```
///
/// makes a struct a row (see `wire_struct!`), the event enum with a further `Unknown { kind, raw }`, and the kind
/// enum with `ALL`, `from_wire`, `as_str` and `fields`.
macro_rules! wire_events {
    (
        $(#[$meta:meta])*
        $event:ident<'a>,
        $(#[$kind_meta:meta])*
        $kind:ident {
            $( $(#[$row_meta:meta])* $wire:literal => $name:ident<'a> { $($fields:tt)* } ),* $(,)?
        }
    ) => {
        $crate::wire::wire_struct! {$(
            #[doc = concat!("`", $wire, "`.")]
            #[doc = ""]
            $(#[$row_meta])*
            $name<'a> as $wire { $($fields)* }
        )*}

        $crate::wire::wire_event! { $($name<'a> { $($fields)* })* }

        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq)]
        #[non_exhaustive]
        #[cfg_attr(feature = "owned", derive(rtwire_derive::Twin))]
        pub enum $event<'a> {
            $(
                #[doc = concat!("`", $wire, "`.")]
                $name($name<'a>),
            )*
            /// An event of a type that this version does not name. It is valid JSON.
            Unknown {
                /// The `type` as sent.
                kind: &'a str,
                /// The whole frame as it came.
                raw: &'a [u8],
            },
        }

        impl<'a> $event<'a> {
            /// The kind; none for an unknown event.
            pub const fn kind(&self) -> Option<$kind> {
                match self {
                    $(Self::$name(_) => Some($kind::$name),)*
                    Self::Unknown { .. } => None,
                }
            }

            /// The `type` on the wire, named here or not.
            pub const fn type_str(&self) -> &'a str {
                match *self {
                    $(Self::$name(_) => $wire,)*
                    Self::Unknown { kind, .. } => kind,
                }
            }

            /// The event's own id.
            pub fn event_id(&self) -> Option<&'a str> {
                self.text("event_id")
            }

            /// The response that the event belongs to, by its `response_id`.
            pub fn response_id(&self) -> Option<&'a str> {
                self.text("response_id")
            }

            /// The item that the event belongs to, by its `item_id`.
            pub fn item_id(&self) -> Option<&'a str> {
                self.text("item_id")
            }

            /// A field that nearly every event has, by its name.
            #[inline]
            fn text(&self, name: &str) -> Option<&'a str> {
                match self {
                    $(Self::$name(event) => event.text_of(name),)*
                    Self::Unknown { .. } => None,
                }
            }

            /// Reads the event at the cursor, whose `type` is `name`; none where no row has that name. `LATE`: it may stand
            /// anywhere.
            #[inline(never)]
            pub(crate) fn read_named<S: $crate::wire::Source<'a>, const LATE: bool>(
                source: &mut S,
                name: &[u8],
                slot: &mut Self,
            ) -> Option<Result<(), S::Error>> {
                $(if $crate::scan::same(name, const { $wire.as_bytes() }) {
                    source.begin(const { $kind::$name.key() });
                    return Some($name::read_event::<S, LATE>(source, |event| {
                        *slot = Self::$name(event);
                        if let Self::$name(event) = slot { Some(event) } else { None }
                    }));
                })*
                None
            }
        }

        $(
            impl<'a> From<$name<'a>> for $event<'a> {
                fn from(event: $name<'a>) -> Self {
                    Self::$name(event)
                }
            }
        )*

        impl std::fmt::Debug for $event<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$name(event) => f.debug_tuple(stringify!($name)).field(event).finish(),)*
                    Self::Unknown { kind, raw } => f
                        .debug_struct("Unknown")
                        .field("kind", &$crate::wire::shown(kind, Some($crate::wire::Mark::Content)))
                        .field("raw", &$crate::wire::Bytes(raw))
                        .finish(),
                }
            }
        }

        /// The event as the wire has it. An unknown event is known by its frame alone: pass on `raw` instead, for
        /// this writes no more than its `type`.
        impl serde::Serialize for $event<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$name(event) => event.serialize_tagged($wire, serializer),)*
                    Self::Unknown { kind, .. } => {
                        use serde::ser::SerializeMap;
                        let mut map = serializer.serialize_map(Some(1))?;
                        map.serialize_entry("type", kind)?;
                        map.end()
                    }
                }
            }
        }

        $(#[$kind_meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $kind {
            $(
                #[doc = concat!("`", $wire, "`.")]
                $name,
            )*
        }

        /// Its `type` on the wire.
        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $kind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The kind of that `type`, where this version names it.
            pub fn from_wire(wire: &str) -> Option<Self> {
                match wire {
                    $($wire => Some(Self::$name),)*
                    _ => None,
                }
            }

            /// The `type` on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)*
                }
            }

            /// The `type` as the first step of a path.
            pub(crate) const fn key(self) -> &'static $crate::wire::Key {
                match self {
                    $(Self::$name => const { &$crate::wire::key!($wire) },)*
                }
            }

            /// How the event begins.
            pub(crate) const fn heads(self) -> &'static $crate::wire::Heads {
                match self {
                    $(Self::$name => $name::HEADS,)*
                }
            }

            /// The event's fields without its `type`, in the order in which servers send them.
            pub const fn fields(self) -> &'static [$crate::wire::Field] {
                match self {
                    $(Self::$name => $name::FIELDS,)*
                }
            }
        }
    };
}

pub(crate) use wire_events;
