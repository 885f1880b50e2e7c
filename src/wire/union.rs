//! `wire_union!`: one of several objects, told by its `type`.

/// Declares a union. The `type` may stand anywhere in the object; the last one counts.
///
/// ```text
/// wire_union! {
///     /// When the server takes a turn as ended.
///     TurnDetection<'a> {
///         "server_vad" => ServerVad(ServerVad<'a>),
///         "semantic_vad" => SemanticVad(SemanticVad<'a>),
///         untagged { else ServerVad(ServerVad) }
///     }
/// }
/// ```
///
/// makes the enum with a further `Other { kind, value }`, `type_str()`, `Wire` and `Serialize`. `untagged` says what
/// an object without a `type` is, one of two where `has "key" => Variant(Type)` stands before the `else`, or `has "key"
/// unless Other => Variant(Type)`: not if it has a field, be it null, that only that other object has. The objects of those
/// variants have a field of their own for the `type`, or (`""`) none at all.
macro_rules! wire_union {
    ($(
        $(#[$meta:meta])*
        $name:ident<'a> {
            $( $(#[$variant_meta:meta])* $tag:literal => $variant:ident($type:ident<'a>), )*
            $(untagged {
                $(has $key:literal $(unless $other:ident)? => $with:ident($with_type:ident),)?
                else $absent:ident($absent_type:ident)
            })?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq)]
        #[non_exhaustive]
        #[cfg_attr(feature = "owned", derive(rtwire_derive::Twin))]
        #[allow(clippy::large_enum_variant, reason = "views are Copy and lie in the arena")]
        pub enum $name<'a> {
            $(
                #[doc = concat!("`type` is `", $tag, "`.")]
                $(#[$variant_meta])*
                $variant($type<'a>),
            )*
            /// An object whose `type` this version does not name, or that has none.
            Other {
                /// The `type` as sent; empty where there is none.
                kind: &'a str,
                /// The whole object.
                value: $crate::Json<'a>,
            },
        }

        impl<'a> $name<'a> {
            const VARIANTS: &'static [(&'static str, &'static $crate::wire::ObjectShape)] = &[
                $(($tag, <$type<'a>>::OBJECT),)*
                $($(("", <$with_type<'a>>::OBJECT),)? ("", <$absent_type<'a>>::OBJECT),)?
            ];
            const UNION: &'static $crate::wire::UnionShape =
                &$crate::wire::UnionShape::new(stringify!($name), Self::VARIANTS);

            /// The `type` by which the object is known here; empty where none was sent and none is implied.
            pub const fn type_str(&self) -> &'a str {
                match *self {
                    $(Self::$variant(_) => $tag,)*
                    Self::Other { kind, .. } => kind,
                }
            }

            /// Reads an object that has no `type`.
            #[allow(unused_variables, reason = "a union may name no variant for an absent tag")]
            fn untagged<S: $crate::wire::Source<'a>>(
                source: &mut S,
                slot: &mut Self,
                tag: $crate::wire::Tag<'a>,
            ) -> Result<(), S::Error> {
                $(
                    $({
                        const WITH: &$crate::wire::Key = &$crate::wire::key!($key);
                        if source.has(WITH)? $(&& !source.has_own(<$other<'a>>::FIELDS, <$with_type<'a>>::FIELDS)?)? {
                            *slot = Self::$with(<$with_type<'a> as $crate::wire::Wire<'a>>::empty());
                            if let Self::$with(value) = slot {
                                return value.members(source, false);
                            }
                        }
                    })?
                    *slot = Self::$absent(<$absent_type<'a> as $crate::wire::Wire<'a>>::empty());
                    if let Self::$absent(value) = slot {
                        return value.members(source, false);
                    }
                )?
                #[allow(unreachable_code, reason = "reached where no variant is named for an absent tag")]
                {
                    source.unknown_tag(tag)?;
                    *slot = Self::Other { kind: "", value: source.json()? };
                    Ok(())
                }
            }
        }

        impl<'a> $crate::wire::Wire<'a> for $name<'a> {
            const EMPTY: Self = Self::Other { kind: "", value: $crate::Json::Null };
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Union(Self::UNION);
            const EXPECTED: &'static str = "object";
            const REQUIRED: bool = true;
            const NESTED: bool = true;

            #[inline(always)]
            fn empty() -> Self {
                Self::Other { kind: "", value: $crate::Json::Null }
            }

            fn read<S: $crate::wire::Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
                enum Known {
                    $($variant,)*
                }
                let spot = source.spot();
                let known = $(
                    if const { !$tag.is_empty() } && source.tagged(spot, concat!("\"", $tag, "\"")) {
                        Known::$variant
                    } else
                )* {
                    match source.tag()? {
                        $($crate::wire::Tag::Text(text) if text == $tag && !$tag.is_empty() => Known::$variant,)*
                        tag @ $crate::wire::Tag::Text(kind) => {
                            source.unknown_tag(tag)?;
                            *slot = Self::Other { kind, value: source.json()? };
                            return Ok(());
                        }
                        tag => return Self::untagged(source, slot, tag),
                    }
                };
                match known {
                    $(Known::$variant => {
                        *slot = Self::$variant(<$type<'a> as $crate::wire::Wire<'a>>::empty());
                        match slot {
                            Self::$variant(value) => value.members(source, true),
                            _ => Ok(()),
                        }
                    })*
                }
            }

            fn other<S: $crate::wire::Source<'a>>(source: &mut S) -> Option<Result<Self, S::Error>> {
                Some(source.json().map(|value| Self::Other { kind: "", value }))
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant(value) => f.debug_tuple(stringify!($variant)).field(value).finish(),)*
                    Self::Other { kind, value } => f
                        .debug_struct("Other")
                        .field("kind", &$crate::wire::shown(kind, Some($crate::wire::Mark::Content)))
                        .field("value", &$crate::wire::shown(value, Some($crate::wire::Mark::Content)))
                        .finish(),
                }
            }
        }

        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => value.serialize_tagged($tag, serializer),)*
                    Self::Other { value, .. } => value.serialize(serializer),
                }
            }
        }
    )*};
}

pub(crate) use wire_union;
