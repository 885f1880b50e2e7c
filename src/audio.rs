//! Sound as bytes: the base64 of audio events, decoded.
//!
//! ```
//! use rtwire::{Decoder, ServerEvent};
//!
//! let arena = bumpalo::Bump::new();
//! let mut decoder = Decoder::new();
//! let frame = br#"{"type":"response.output_audio.delta","output_index":0,"content_index":0,"delta":"AAH/fw=="}"#;
//! let ServerEvent::ResponseOutputAudioDelta(event) = decoder.server(frame)? else { panic!() };
//! assert_eq!(event.audio(&arena)?, [0, 1, 0xff, 0x7f]);
//! # Ok::<(), rtwire::Error>(())
//! ```
//!
//! The wire's base64 is that of RFC 4648 with its padding, and nothing else: no line ends, no other alphabet.

use base64_simd::{AsOut, STANDARD};
use bumpalo::Bump;

use crate::client::{InputAudioBufferAppend, SessionInputAudioBufferAppend};
use crate::error::{Error, ErrorKind, Result};
use crate::server::{ResponseAudioDelta, ResponseOutputAudioDelta, SessionOutputAudioDelta};

/// Gives an event ways to the bytes of its sound.
macro_rules! sound {
    ($($event:ident . $field:ident => $in:ident),* $(,)?) => {$(
        impl $event<'_> {
            #[doc = concat!("The sound of `", stringify!($field), "`, decoded into `arena`.")]
            ///
            /// # Errors
            /// `Shape` if it is no base64; the offset is that of the first character of the text, not of the frame, at
            /// which no base64 can go on.
            pub fn $in<'b>(&self, arena: &'b Bump) -> Result<&'b [u8]> {
                in_arena(self.$field, stringify!($field), arena)
            }

            #[doc = concat!("The sound of `", stringify!($field), "`, decoded to the end of `out`.")]
            ///
            /// # Errors
            /// The same; nothing has been written then.
            pub fn audio_into(&self, out: &mut Vec<u8>) -> Result<()> {
                in_vec(self.$field, stringify!($field), out)
            }
        }
    )*};
}

sound! {
    ResponseAudioDelta.delta => audio,
    ResponseOutputAudioDelta.delta => audio,
    SessionOutputAudioDelta.delta => audio,
    // Where `audio` is the field, its setter has that name.
    InputAudioBufferAppend.audio => audio_in,
    SessionInputAudioBufferAppend.audio => audio_in,
}

fn in_arena<'b>(text: &str, field: &'static str, arena: &'b Bump) -> Result<&'b [u8]> {
    let length = STANDARD.decoded_length(text.as_bytes()).map_err(|_| refusal(text, field))?;
    let room = arena.alloc_slice_fill_copy(length, 0);
    match STANDARD.decode(text.as_bytes(), room.as_out()) {
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(refusal(text, field)),
    }
}

fn in_vec(text: &str, field: &'static str, out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    let length = STANDARD.decoded_length(text.as_bytes()).map_err(|_| refusal(text, field))?;
    out.resize(start + length, 0);
    let decoded = STANDARD.decode(text.as_bytes(), out[start..].as_out()).map(|bytes| bytes.len());
    match decoded {
        Ok(length) => {
            out.truncate(start + length);
            Ok(())
        }
        Err(_) => {
            out.truncate(start);
            Err(refusal(text, field))
        }
    }
}

#[cold]
fn refusal(text: &str, field: &'static str) -> Error {
    Error::new(ErrorKind::Base64, fault(text.as_bytes()), field.to_owned())
}

/// The first byte at which a text that is no base64 cannot go on; its length, where it was cut.
fn fault(text: &[u8]) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let digits = text.iter().position(|byte| !is_digit(byte)).unwrap_or(text.len());
    let padding: &[u8] = match digits % 4 {
        0 => b"",
        2 => b"==",
        3 => b"=",
        // One digit is no byte: another has to come.
        _ => return digits,
    };
    let rest = &text[digits..];
    // Bits of the last digit that no byte has room for: only a digit can follow it.
    let is_full = padding.is_empty() || unused(text[digits - 1], padding.len()) != 0;
    let padding: &[u8] = if is_full { b"" } else { padding };
    digits + rest.iter().zip(padding).take_while(|(one, other)| one == other).count()
}

/// The bits of a digit that are in no byte where `padding` characters follow.
fn unused(digit: u8, padding: usize) -> u8 {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    value & ((1 << (2 * padding)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Result<Vec<u8>> {
        let (arena, mut out) = (Bump::new(), vec![7]);
        let into = in_vec(text, "delta", &mut out);
        let kept = in_arena(text, "delta", &arena);
        assert_eq!(out[0], 7);
        match (into, &kept) {
            (Ok(()), Ok(bytes)) => assert_eq!(out[1..], **bytes),
            (Err(one), Err(other)) => {
                assert_eq!((one.to_string(), out.len()), (other.to_string(), 1));
            }
            other => panic!("{other:?}"),
        }
        kept.map(<[u8]>::to_vec)
    }

    /// By hand, and slowly.
    fn encoded(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for three in bytes.chunks(3) {
            let all = three.iter().chain(&[0; 2]).take(3).fold(0, |all, &byte| all << 8 | u32::from(byte));
            for at in 0..4 {
                let digit = char::from(DIGITS[(all >> (18 - 6 * at) & 63) as usize]);
                text.push(if at > three.len() { '=' } else { digit });
            }
        }
        text
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        let bytes: Vec<u8> = (0..300_u32).map(|at| ((at * 37) >> 2) as u8).collect();
        for length in (0..100).chain([255, 256, 257, 300]) {
            assert_eq!(decoded(&encoded(&bytes[..length])).unwrap(), bytes[..length]);
        }
    }

    #[test]
    fn what_is_no_base64_is_refused_at_its_place() {
        for (text, place) in [
            ("A", 1),
            ("AA", 2),
            ("AAA", 3),
            ("AA=", 3),
            ("=", 0),
            ("A===", 1),
            ("AAAA=", 4),
            ("AAAAA", 5),
            ("AA==AAAA", 4),
            ("AAA=AAAA", 4),
            ("AA-_", 2),
            ("AAAA\nAAAA", 4),
            (" AAAA", 0),
            ("AAAA ", 4),
            ("AAA\u{e9}", 3),
            // The last digit has bits that no byte has, so no padding can follow.
            ("AB==", 2),
            ("AB=", 2),
            ("AB=A", 2),
            ("AAB=", 3),
            ("////AAB=", 7),
            // Another digit can.
            ("AB", 2),
            ("AAB", 3),
        ] {
            let error = decoded(text).expect_err(text);
            assert_eq!((error.offset(), error.path()), (place, "delta"), "{text:?}");
            assert_eq!(error.message().to_string(), "not valid base64");
        }
        let long = "A".repeat(1000);
        for place in [0, 1, 31, 32, 33, 500, 999] {
            let mut text = long.clone();
            text.replace_range(place..=place, "!");
            assert_eq!(decoded(&text).unwrap_err().offset(), place);
        }
    }
}
