//! What servers nearly always write in one way, read at once: by few comparisons, each of a whole key or of several. What is
//! written otherwise is nobody's here, and read field by field.

use crate::scan::Cursor;
use crate::wire::Wire;
use crate::{
    AudioCodec, AudioFormat, AudioFormatObject, Maybe, RealtimeResponseAudio, RealtimeResponseAudioOutput,
    RealtimeResponseCachedTokensDetails, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseUsage, Voice,
};

/// The one format of linear samples.
const PCM: AudioFormatObject<'_> =
    AudioFormatObject { kind: Maybe::Value(AudioCodec::Pcm), rate: Maybe::Value(24_000) };

/// Reads a format of linear samples.
#[inline(always)]
pub(crate) fn format<'a>(cursor: &mut Cursor<'a>, format: &mut AudioFormatObject<'a>) -> bool {
    let plain = cursor.eat_text(br#"{"type":"audio/pcm","rate":24000}"#);
    if plain {
        *format = PCM;
    }
    plain
}

/// Reads how a response sounds: linear samples, in a voice that has a name.
pub(crate) fn response_audio<'a>(cursor: &mut Cursor<'a>, audio: &mut RealtimeResponseAudio<'a>) -> bool {
    let mut at = *cursor;
    if !at.eat_text(br#"{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"#) {
        return false;
    }
    let voice = at.short(0).filter(|_| at.eat_text(b"}}"));
    if let Some(voice) = voice {
        let (format, voice) = (AudioFormat::Object(PCM), Voice::Name(voice));
        audio.output = Maybe::Value(RealtimeResponseAudioOutput { format: format.into(), voice: voice.into() });
        *cursor = at;
    }
    voice.is_some()
}

/// Hands on to `$read` which fields each has, in the order in which servers send them, and by what each is read; the first
/// is always sent; `or` those that some gateways write instead.
macro_rules! counted {
    ($read:ident) => {
        $read! {
            tokens: RealtimeResponseUsage {
                total_tokens: count, input_tokens: count, output_tokens: count,
                input_token_details: input, output_token_details: output
            } or {
                input_tokens_details: input, output_tokens_details: output, prompt_tokens: count,
                completion_tokens: count, characters: count, output_audio_seconds: time, billable_audio_seconds: time
            }
            input: RealtimeResponseInputTokenDetails {
                text_tokens: count, audio_tokens: count, image_tokens: count, cached_tokens: count,
                cached_tokens_details: cached
            } or { cache_write_tokens: count }
            cached: RealtimeResponseCachedTokensDetails {
                text_tokens: count, audio_tokens: count, image_tokens: count
            } or {}
            output: RealtimeResponseOutputTokenDetails {
                text_tokens: count, audio_tokens: count, reasoning_tokens: count
            } or {}
        }
    };
}

pub(crate) use counted;

/// Reads usage that has its keys in their order and plain integers: by one comparison a member, comma and key together.
pub(crate) fn usage(cursor: &mut Cursor<'_>, usage: &mut RealtimeResponseUsage) -> bool {
    let mut at = *cursor;
    let plain = at.eat(b'{') && tokens(&mut at, usage).is_some();
    if plain {
        *cursor = at;
    }
    plain
}

/// Readers of objects from behind the brace, whose members stand in this order: some of them, but always the first.
macro_rules! readers {
    ($( $reader:ident: $object:ident { $first:ident: count $(, $field:ident: $read:ident)* } or { $($other:tt)* } )*) => {$(
        #[inline(always)]
        fn $reader(at: &mut Cursor<'_>, object: &mut $object) -> Option<()> {
            let first = at.count_behind(concat!("\"", stringify!($first), "\":").as_bytes())?;
            object.$first = Some(first?);
            $(member!($read, at, object.$field, $field);)*
            at.eat(b'}').then_some(())
        }
    )*};
}

/// A member that may be the next one.
macro_rules! member {
    (count, $at:ident, $slot:expr, $field:ident) => {
        if let Some(count) = $at.count_behind(concat!(",\"", stringify!($field), "\":").as_bytes()) {
            $slot = Some(count?);
        }
    };
    ($read:ident, $at:ident, $slot:expr, $field:ident) => {
        if $at.eat_text(concat!(",\"", stringify!($field), "\":{").as_bytes()) {
            $read($at, $slot.insert(Wire::EMPTY))?;
        }
    };
}

counted!(readers);
