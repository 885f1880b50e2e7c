//! `wire_either!`: a field that is one of several shapes, told by what stands there.

/// Declares a field whose value is, say, a string or an object.
///
/// ```text
/// wire_either! {
///     /// A voice by its name, or a custom one by its id.
///     Voice<'a> "string or object" { string => Name(&'a str), object => Custom(CustomVoice<'a>) }
/// }
/// ```
macro_rules! wire_either {
    ($(
        $(#[$meta:meta])*
        $name:ident<'a> $expected:literal {
            $(#[$first_meta:meta])* $first_found:ident => $first:ident($first_type:ty),
            $( $(#[$variant_meta:meta])* $found:ident => $variant:ident($type:ty) ),* $(,)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        #[non_exhaustive]
        #[cfg_attr(feature = "owned", derive(rtwire_derive::Twin))]
        pub enum $name<'a> {
            $(#[$first_meta])*
            $first($first_type),
            $(
                $(#[$variant_meta])*
                $variant($type),
            )*
        }

        impl<'a> $name<'a> {
            const SHAPES: &'static [$crate::wire::Shape] = &[
                <$first_type as $crate::wire::Wire<'a>>::SHAPE,
                $(<$type as $crate::wire::Wire<'a>>::SHAPE),*
            ];
        }

        impl<'a> $crate::wire::Wire<'a> for $name<'a> {
            const EMPTY: Self = Self::$first(<$first_type as $crate::wire::Wire<'a>>::EMPTY);
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Either(Self::SHAPES);
            const EXPECTED: &'static str = $expected;
            const REQUIRED: bool = true;
            const NESTED: bool = true;

            fn read<S: $crate::wire::Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
                // In place, for an object would be copied on its way.
                match source.found() {
                    $crate::wire::either_found!($first_found) => {
                        *slot = Self::$first(<$first_type as $crate::wire::Wire<'a>>::empty());
                        if let Self::$first(value) = slot {
                            $crate::wire::Wire::read(source, value)?;
                        }
                    }
                    $($crate::wire::either_found!($found) => {
                        *slot = Self::$variant(<$type as $crate::wire::Wire<'a>>::empty());
                        if let Self::$variant(value) = slot {
                            $crate::wire::Wire::read(source, value)?;
                        }
                    })*
                    _ => return Err(source.expected(Self::EXPECTED)),
                }
                Ok(())
            }
        }

        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::$first(value) => value.serialize(serializer),
                    $(Self::$variant(value) => value.serialize(serializer),)*
                }
            }
        }
    )*};
}

/// The pattern for what stands there.
macro_rules! either_found {
    (string) => {
        $crate::wire::Found::String
    };
    (object) => {
        $crate::wire::Found::Object
    };
    (array) => {
        $crate::wire::Found::Array
    };
    (integer) => {
        $crate::wire::Found::Integer | $crate::wire::Found::Number
    };
}

pub(crate) use {either_found, wire_either};
