//! `wire_enum!`: an open set of words.

/// Declares a set of words that the wire may widen at any time.
///
/// ```text
/// wire_enum! {
///     /// How a response ended.
///     ResponseStatus<'a> { Completed = "completed", Failed = "failed" }
/// }
/// ```
///
/// makes the enum with a further `Other(&'a str)`, `as_str()`, `From<&str>`, `Wire` and `Serialize`.
macro_rules! wire_enum {
    ($(
        $(#[$meta:meta])*
        $name:ident<'a> { $( $(#[$word_meta:meta])* $variant:ident = $word:literal ),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[cfg_attr(feature = "owned", derive(rtwire_derive::Twin))]
        pub enum $name<'a> {
            $(
                #[doc = concat!("`", $word, "`.")]
                $(#[$word_meta])*
                $variant,
            )*
            /// A word that this version does not name.
            Other(&'a str),
        }

        impl<'a> $name<'a> {
            /// The words that this version names.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word on the wire, named here or not.
            pub const fn as_str(&self) -> &'a str {
                match *self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl<'a> From<&'a str> for $name<'a> {
            fn from(word: &'a str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Other(other),
                }
            }
        }

        impl<'a> $crate::wire::Wire<'a> for $name<'a> {
            const EMPTY: Self = Self::Other("");
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Enum(Self::WORDS);
            const EXPECTED: &'static str = "string";
            const REQUIRED: bool = true;

            #[inline]
            fn read<S: $crate::wire::Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
                $(
                    if source.word(concat!("\"", $word, "\"")) {
                        *slot = Self::$variant;
                        return Ok(());
                    }
                )*
                *slot = Self::from(source.str(0)?);
                Ok(())
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(stringify!($variant)),)*
                    Self::Other(word) => {
                        let word = $crate::wire::shown(word, Some($crate::wire::Mark::Content));
                        f.debug_tuple("Other").field(&word).finish()
                    }
                }
            }
        }

        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )*};
}

pub(crate) use wire_enum;
