//! Usage as servers write it: no space, keys in their order, plain integers. One comparison a key.

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
        let eight = self.rest.first_chunk().copied().unwrap_or_else(|| padded(self.rest));
        // Digits become what they stand for; all that is none has its highest bit set in the sum, or has it already.
        let digits = u64::from_le_bytes(eight) ^ ZEROS;
        let others = (digits.wrapping_add(TENS_TO_128) | digits) & HIGH;
        let length = others.trailing_zeros() / 8;
        if length.wrapping_sub(1) >= 7 || length > 1 && digits & 0xFF == 0 {
            return false;
        }
        self.rest = &self.rest[length as usize..];
        // The last digit goes to the highest byte; then pairs, fours and all are put together.
        let digits = digits << (64 - 8 * length);
        let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        *count = Some((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF);
        true
    }
}

const ZEROS: u64 = 0x3030_3030_3030_3030;
/// Added to a byte, gives one of 128 or more from 10 on.
const TENS_TO_128: u64 = 0x7676_7676_7676_7676;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The bytes, fewer than eight, and what is no digit.
#[cold]
fn padded(bytes: &[u8]) -> [u8; 8] {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    eight
}

/// A reader of an object whose members, or some of them, stand in this order.
macro_rules! plain {
    ($( $reader:ident: $object:ident { $($field:ident: $read:ident),* } )*) => {
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

plain! {
    usage: RealtimeResponseUsage {
        total_tokens: count, input_tokens: count, output_tokens: count,
        input_token_details: input, output_token_details: output
    }
    input: RealtimeResponseInputTokenDetails {
        text_tokens: count, audio_tokens: count, image_tokens: count, cached_tokens: count, cached_tokens_details: cached
    }
    cached: RealtimeResponseCachedTokensDetails { text_tokens: count, audio_tokens: count, image_tokens: count }
    output: RealtimeResponseOutputTokenDetails { text_tokens: count, audio_tokens: count, reasoning_tokens: count }
}
