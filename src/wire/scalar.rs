//! The leaves: text, numbers, booleans, open values.

use super::{Shape, Source, Wire};
use crate::{Json, Map};

macro_rules! scalars {
    ($($type:ty, $empty:expr, $shape:ident, $expected:literal, $read:ident;)*) => {$(
        /// A bare scalar is a key field; one that may be missing stands in an `Option` or a `Maybe`.
        impl<'a> Wire<'a> for $type {
            const EMPTY: Self = $empty;
            const SHAPE: Shape = Shape::$shape;
            const EXPECTED: &'static str = $expected;
            const REQUIRED: bool = true;

            #[inline(always)]
            fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
                *slot = source.$read()?;
                Ok(())
            }
        }
    )*};
}

scalars! {
    bool, false, Bool, "boolean", bool;
    i64, 0, Integer, "integer", i64;
    f64, 0.0, Number, "number", f64;
    Json<'a>, Json::Null, Json, "any value", json;
}

impl<'a> Wire<'a> for u64 {
    const EMPTY: Self = 0;
    const SHAPE: Shape = Shape::Unsigned;
    const EXPECTED: &'static str = "unsigned integer";
    const REQUIRED: bool = true;

    #[inline(always)]
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        *slot = source.u64()?;
        Ok(())
    }

    /// A digit.
    #[inline(always)]
    fn of_head(text: &'a str) -> Self {
        text.as_bytes().first().map_or(0, |digit| Self::from(digit & 0xF))
    }
}

impl<'a> Wire<'a> for &'a str {
    const EMPTY: Self = "";
    const SHAPE: Shape = Shape::String;
    const EXPECTED: &'static str = "string";
    const REQUIRED: bool = true;

    #[inline(always)]
    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        Self::read_usual(source, slot, 0)
    }

    #[inline(always)]
    fn read_usual<S: Source<'a>>(source: &mut S, slot: &mut Self, usual: usize) -> Result<(), S::Error> {
        *slot = source.str(usual)?;
        Ok(())
    }

    #[inline(always)]
    fn of_head(text: &'a str) -> Self {
        text
    }

    fn text(&self) -> Option<&'a str> {
        Some(self)
    }
}

impl<'a> Wire<'a> for Map<'a> {
    const EMPTY: Self = Map::EMPTY;
    const SHAPE: Shape = Shape::Map;
    const EXPECTED: &'static str = "object";
    const REQUIRED: bool = true;

    fn read<S: Source<'a>>(source: &mut S, slot: &mut Self) -> Result<(), S::Error> {
        if source.found() != super::Found::Object {
            return Err(source.expected(Self::EXPECTED));
        }
        if let Json::Object(map) = source.json()? {
            *slot = map;
        }
        Ok(())
    }
}
