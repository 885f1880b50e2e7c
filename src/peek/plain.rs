//! Usage as servers write it: no space, keys in their order, plain integers. One comparison a key.

use crate::wire::Wire;
use crate::{
    RealtimeResponseCachedTokensDetails, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseUsage,
};

/// A place in a frame. Where anything is not plain all of it gives none, and whoever asked reads it otherwise.
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

    /// Fewer digits than 2^53 has, the first of several no 0.
    #[inline(always)]
    fn count(&mut self) -> Option<Option<u64>> {
        let (mut count, mut length) = (0, 0);
        while let Some(digit) = self.rest.get(length).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit < 10) {
            count = count * 10 + u64::from(digit);
            length += 1;
            if length == 16 {
                return None;
            }
        }
        if length == 0 || self.rest[0] == b'0' && length > 1 {
            return None;
        }
        self.rest = &self.rest[length..];
        Some(Some(count))
    }
}

/// A reader of an object whose members, or some of them, stand in this order.
macro_rules! plain {
    ($( $reader:ident: $object:ident { $($field:ident: $read:ident),* } )*) => {
        impl Plain<'_> {$(
            #[inline]
            pub(super) fn $reader(&mut self) -> Option<Option<$object>> {
                let mut object = $object::EMPTY;
                if !self.skip(b"{") {
                    return None;
                }
                $(
                    if self.skip_key(concat!("\"", stringify!($field), "\":")) {
                        object.$field = self.$read()?;
                        if !self.skip(b",") {
                            return self.skip(b"}").then_some(Some(object));
                        }
                    }
                )*
                None
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
