//! Usage as servers write it: no space, keys in their order, plain integers. One comparison a key.

use super::counted::counted;
use crate::scan::Digits;
use crate::wire::Wire;
use crate::{
    RealtimeResponseCachedTokensDetails, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseUsage,
};

/// A place in a frame. Where anything is not plain nothing of it counts, and whoever asked reads it otherwise.
pub(super) struct Plain<'f> {
    rest: &'f [u8],
}

impl<'f> Plain<'f> {
    /// From the value on with which the bytes start.
    pub(super) const fn new(bytes: &'f [u8]) -> Self {
        Self { rest: bytes }
    }

    #[inline(always)]
    fn skip<const LENGTH: usize>(&mut self, text: &[u8; LENGTH]) -> bool {
        match self.rest.split_first_chunk() {
            Some((first, rest)) if first == text => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// A key in quotes, with its colon.
    #[inline(always)]
    fn skip_key(&mut self, key: &'static str) -> bool {
        match self.rest.strip_prefix(key.as_bytes()) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Fewer digits than eight, the first of several no 0.
    #[inline(always)]
    fn count(&mut self, count: &mut Option<u64>) -> bool {
        let bytes = self.rest.first_chunk().copied().unwrap_or_else(|| padded(self.rest));
        let Some(digits) = Digits::of(bytes) else { return false };
        self.rest = &self.rest[digits.len()..];
        *count = Some(digits.value());
        true
    }
}

/// The bytes, fewer than eight, and what is no digit.
#[cold]
fn padded(bytes: &[u8]) -> [u8; 8] {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    eight
}

/// A reader of an object whose members, or some of them, stand in this order.
macro_rules! plain {
    ($( $reader:ident: $object:ident { $($field:ident: $read:ident),* } or { $($other:tt)* } )*) => {
        impl Plain<'_> {$(
            /// Says whether all of it was plain.
            #[inline(always)]
            pub(super) fn $reader(&mut self, object: &mut Option<$object>) -> bool {
                let object = object.insert($object::EMPTY);
                if !self.skip(b"{") {
                    return false;
                }
                $(
                    if self.skip_key(concat!("\"", stringify!($field), "\":")) {
                        if !self.$read(&mut object.$field) {
                            return false;
                        }
                        if !self.skip(b",") {
                            return self.skip(b"}");
                        }
                    }
                )*
                false
            }
        )*}
    };
}

counted!(plain);
