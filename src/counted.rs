//! The objects of counts that say what a response cost: which fields each has, for whoever reads them, and how all are read
//! at once where servers write them as they usually do.

use crate::scan::Cursor;
use crate::wire::Wire;
use crate::{
    RealtimeResponseCachedTokensDetails, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseUsage,
};

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

/// Reads the usage at the cursor if it has no space, its keys in their order and plain integers: by one comparison a member,
/// comma and key together. False where it is not so plain; whoever asked then reads it otherwise.
pub(crate) fn plain(cursor: &mut Cursor<'_>, usage: &mut RealtimeResponseUsage) -> bool {
    let mut at = *cursor;
    let plain = at.eat(b'{') && tokens(&mut at, usage).is_some();
    if plain {
        *cursor = at;
    }
    plain
}

/// Readers of objects from behind the brace, whose members stand in this order: some of them, but always the first.
macro_rules! plain {
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

counted!(plain);
