//! [`usage`]: what an event says that something cost.

use super::ids::once;
use super::usual::usual;
use super::walk::{Text, Value, Walk};
use super::{SHORT, TYPE, USUAL, Unsure, behind, member_kind, prefix};
use crate::billed::billed;
use crate::plain::counted;
use crate::scan::kernel::Kernels;
use crate::scan::prefetch_ahead;
use crate::wire::Wire;
use crate::{
    RealtimeResponseCachedTokensDetails, RealtimeResponseInputTokenDetails, RealtimeResponseOutputTokenDetails,
    RealtimeResponseUsage, ResponseStatus, ServerKind, TranscriptionInputTokenDetails, TranscriptionUsage,
    TranscriptionUsageDuration, TranscriptionUsageTokens,
};

/// What something cost.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "a box would cost more than the copy, and the large one is the usual one")]
pub enum Usage<'a> {
    /// Of a `response.done`.
    #[non_exhaustive]
    Response {
        /// The response's `id`.
        id: Option<&'a str>,
        /// How it ended.
        status: Option<ResponseStatus<'a>>,
        /// Its tokens, as [`ResponseDone::billed`](crate::server::ResponseDone::billed) has them; none at some ends.
        usage: Option<RealtimeResponseUsage>,
    },
    /// Of a `conversation.item.input_audio_transcription.completed`.
    #[non_exhaustive]
    Transcription {
        /// The item that was transcribed.
        item_id: Option<&'a str>,
        /// Tokens or seconds; none from older servers.
        usage: Option<TranscriptionUsage<'a>>,
    },
}

/// What a `response.done` or a `conversation.item.input_audio_transcription.completed` says that it cost; none of any
/// other event.
///
/// Every member of the outermost object is passed, and of a `response` every member too: of what is neither an id, a
/// `status` nor a `usage` nothing is looked into.
///
/// ```
/// use rtwire::ResponseStatus;
/// use rtwire::peek::{self, Usage};
///
/// let frame = br#"{"type":"response.done","response":{"id":"resp_1","status":"cancelled","output":[],
///     "usage":{"total_tokens":12,"output_token_details":{"text_tokens":3}}}}"#;
/// let Some(Usage::Response { id, status, usage: Some(usage), .. }) = peek::usage(frame)? else { panic!() };
/// assert_eq!((id, status), (Some("resp_1"), Some(ResponseStatus::Cancelled)));
/// assert_eq!((usage.total_tokens, usage.input_tokens), (Some(12), None), "missing is not zero");
///
/// assert_eq!(peek::usage(br#"{"type":"response.create"}"#), Ok(None));
/// # Ok::<(), peek::Unsure>(())
/// ```
///
/// # Errors
///
/// [`Unsure`] if anything on the way is odd: what is read stands twice or is written with escapes, a key beside it is,
/// a count is no plain integer, a shape is another than the documents say, or it is seen that the members are
/// not those of a JSON object.
#[inline]
pub fn usage(frame: &[u8]) -> Result<Option<Usage<'_>>, Unsure> {
    prefetch_ahead(frame);
    // Most frames are of another kind, and nothing in them is written like one that costs.
    if is_usual(frame) && Kernels::best().costless(&frame[USUAL.len()..]) { Ok(None) } else { looked_at(frame) }
}

/// Whether a frame is short and begins with its `type`. One that is cut is left to who looks at brackets.
#[inline(always)]
fn is_usual(frame: &[u8]) -> bool {
    (LEAST..=SHORT).contains(&frame.len()) && frame.starts_with(USUAL) && frame.ends_with(b"}")
}

/// Hardly an event has fewer bytes: of such the members are gone over.
const LEAST: usize = 32;

/// The same, by what the frame has.
#[inline(never)]
fn looked_at(frame: &[u8]) -> Result<Option<Usage<'_>>, Unsure> {
    if let Some(kind) = prefix::usual(frame)
        && ![RESPONSE, TRANSCRIPTION].contains(&kind)
        && is_other(frame, kind)
    {
        return Ok(None);
    }
    let mut plain = Response::default();
    if usual(frame, &mut plain).is_some() {
        let Response { id, status, usage } = plain;
        return Ok(Some(Usage::Response { id, status, usage }));
    }
    let mut walk = Walk::open(frame)?;
    let mut kind = None;
    let (mut response, mut read, mut usage, mut item_id) = (None, None, None, None);
    while let Some(key) = walk.key()? {
        match key {
            TYPE => match walk.value()? {
                Value::Text(text) => kind = Some(text),
                _ => return Err(Unsure),
            },
            b"response" => {
                once(&mut response, Some(walk.place()))?;
                if kind.is_some_and(|kind: Text<'_>| kind.raw == RESPONSE.as_bytes()) {
                    of_response(&mut walk, read.insert(Response::default()))?;
                } else {
                    walk.value()?;
                }
            }
            b"usage" => {
                once(&mut usage, Some(walk.place()))?;
                walk.value()?;
            }
            b"item_id" => {
                once(&mut item_id, Some(walk.place()))?;
                walk.value()?;
            }
            _ => _ = walk.value()?,
        }
    }
    walk.end()?;
    let kind = kind.ok_or(Unsure)?;
    match kind.plain()? {
        RESPONSE => {
            if let (None, Some(at)) = (&read, response) {
                of_response(&mut walk.back(at), read.insert(Response::default()))?;
            }
            let Response { id, status, usage: within } = read.unwrap_or_default();
            let beside = usage.map_or(Ok(None), |at| tokens(&mut walk.back(at)))?;
            Ok(Some(Usage::Response { id, status, usage: billed(within, beside) }))
        }
        TRANSCRIPTION => {
            let item_id = item_id.map_or(Ok(None), |at| walk.back(at).text())?;
            let usage = usage.map_or(Ok(None), |at| of_transcription(walk.back(at)))?;
            Ok(Some(Usage::Transcription { item_id, usage }))
        }
        _ => Ok(None),
    }
}

/// Whether a frame that begins with that `type`, of an event that costs nothing, has no other such behind it.
fn is_other(frame: &[u8], kind: &str) -> bool {
    is_usual(frame) && Kernels::best().costless(behind(frame, kind))
        || frame.len() <= SHORT && member_kind(frame, kind).is_some()
}

const RESPONSE: &str = ServerKind::ResponseDone.as_str();
const TRANSCRIPTION: &str = ServerKind::ConversationItemInputAudioTranscriptionCompleted.as_str();

/// What is looked for of a response.
#[derive(Default)]
pub(super) struct Response<'f> {
    pub(super) id: Option<&'f str>,
    pub(super) status: Option<ResponseStatus<'f>>,
    pub(super) usage: Option<RealtimeResponseUsage>,
}

fn of_response<'f>(walk: &mut Walk<'f>, response: &mut Response<'f>) -> Result<(), Unsure> {
    if walk.enter_or_null()? {
        while let Some(key) = walk.key()? {
            match key {
                b"id" => once(&mut response.id, walk.text()?)?,
                b"status" => once(&mut response.status, walk.text()?.map(ResponseStatus::from))?,
                b"usage" if response.usage.is_some() => return Err(Unsure),
                b"usage" => {
                    // Where it is to be, for it would be copied on its way.
                    let usage = response.usage.insert(RealtimeResponseUsage::empty());
                    if !walk.plain(usage) {
                        response.usage = tokens(walk)?;
                    }
                }
                _ => _ = walk.value()?,
            }
        }
    }
    Ok(())
}

/// A reader of an object whose members stand in any order: none for null.
macro_rules! walked {
    ($( $reader:ident: $object:ident {
        $($field:ident: $read:ident),*
    } or { $($other:ident: $read_other:ident),* } )*) => {$(
        fn $reader(walk: &mut Walk<'_>) -> Result<Option<$object>, Unsure> {
            const FIELDS: &[&str] = &[$(stringify!($field),)* $(stringify!($other)),*];
            const { assert!(FIELDS.len() == $object::FIELDS.len(), "a field of the tables is not read here") };
            if !walk.enter_or_null()? {
                return Ok(None);
            }
            let mut object = $object::EMPTY;
            while let Some(key) = walk.key()? {
                $(if key == stringify!($field).as_bytes() {
                    once(&mut object.$field, $read(walk)?)?;
                    continue;
                })*
                $(if key == stringify!($other).as_bytes() {
                    once(&mut object.$other, $read_other(walk)?)?;
                    continue;
                })*
                walk.value()?;
            }
            Ok(Some(object))
        }
    )*};
}

counted!(walked);
walked! { heard: TranscriptionInputTokenDetails { text_tokens: count, audio_tokens: count } or {} }

/// Tokens or seconds: by `type`, or where there is none by whether there are seconds.
fn of_transcription<'f>(mut walk: Walk<'f>) -> Result<Option<TranscriptionUsage<'f>>, Unsure> {
    if !walk.enter_or_null()? {
        return Ok(None);
    }
    let mut kind = None;
    let mut duration = TranscriptionUsageDuration::EMPTY;
    let mut tokens = TranscriptionUsageTokens::EMPTY;
    while let Some(key) = walk.key()? {
        match key {
            // A null is no tag that a union has.
            TYPE => once(&mut kind, Some(walk.text()?.ok_or(Unsure)?))?,
            b"seconds" => once(&mut duration.seconds, Some(time(&mut walk)?.ok_or(Unsure)?))?,
            b"total_tokens" => once(&mut tokens.total_tokens, count(&mut walk)?)?,
            b"input_tokens" => once(&mut tokens.input_tokens, count(&mut walk)?)?,
            b"output_tokens" => once(&mut tokens.output_tokens, count(&mut walk)?)?,
            b"input_token_details" => once(&mut tokens.input_token_details, heard(&mut walk)?)?,
            _ => _ = walk.value()?,
        }
    }
    (duration.kind, tokens.kind) = (kind, kind);
    match kind {
        Some("duration") => Ok(Some(TranscriptionUsage::Duration(duration))),
        None if duration.seconds.is_some() => Ok(Some(TranscriptionUsage::Duration(duration))),
        Some("tokens") | None => Ok(Some(TranscriptionUsage::Tokens(tokens))),
        Some(_) => Err(Unsure),
    }
}

/// A plain count, or none for null. Of fewer digits than 2^53, where integers end.
#[inline]
fn count(walk: &mut Walk<'_>) -> Result<Option<u64>, Unsure> {
    let digits = match walk.value()? {
        Value::Scalar(b"null") => return Ok(None),
        // As gateways in Python write it.
        Value::Scalar(scalar) => scalar.strip_suffix(b".0").unwrap_or(scalar),
        _ => return Err(Unsure),
    };
    if digits.is_empty() || digits.len() >= 16 || digits[0] == b'0' && digits.len() > 1 {
        return Err(Unsure);
    }
    let mut count = 0;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return Err(Unsure);
        }
        count = count * 10 + u64::from(digit - b'0');
    }
    Ok(Some(count))
}

/// Plain seconds, with or without a fraction, or none for null. So few digits that every reader reads the same.
fn time(walk: &mut Walk<'_>) -> Result<Option<f64>, Unsure> {
    let scalar = match walk.value()? {
        Value::Scalar(b"null") => return Ok(None),
        Value::Scalar(scalar) if scalar.len() <= 16 => scalar,
        _ => return Err(Unsure),
    };
    let (whole, fraction) = match scalar.iter().position(|&byte| byte == b'.') {
        Some(point) => (&scalar[..point], &scalar[point + 1..]),
        None => (scalar, b"0".as_slice()),
    };
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !digits(whole) || !digits(fraction) || whole[0] == b'0' && whole.len() > 1 {
        return Err(Unsure);
    }
    let text = std::str::from_utf8(scalar).map_err(|_| Unsure)?;
    text.parse().map(Some).map_err(|_| Unsure)
}
