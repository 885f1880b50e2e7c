//! [`Tokens`]: what a usage says, by modality, with what it leaves open as unknown.

use crate::RealtimeResponseUsage;
use crate::meter::{self, Cell};

/// What tokens stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenModality {
    /// Written words.
    Text,
    /// Sound.
    Audio,
    /// Pictures.
    Image,
    /// The usage does not say.
    Unknown,
}

impl TokenModality {
    /// Every modality, in the order in which [`Tokens`] has them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Audio, Self::Image, Self::Unknown];

    /// The value of OpenTelemetry's `gen_ai.token.modality`: `text`, `audio`, `image` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Audio => "audio",
            Self::Image => "image",
            Self::Unknown => "unknown",
        }
    }
}

/// Tokens by modality, in the order of [`TokenModality::ALL`].
///
/// The parts of each add up to what the usage has as the total: what it leaves open is unknown. Where it has no total, or
/// parts that exceed it, they are taken as they are. Cached tokens are a part of the input, reasoning of the output; one
/// published example has more cached tokens than input.
///
/// ```
/// use rtwire::metrics::Tokens;
/// use rtwire::{Decoder, ServerEvent};
///
/// let mut decoder = Decoder::new();
/// let frame = br#"{"type":"response.done","response":{"usage":{"input_tokens":100,"output_tokens":5,
///     "input_token_details":{"text_tokens":40,"audio_tokens":60,"cached_tokens":32}}}}"#;
/// let ServerEvent::ResponseDone(done) = decoder.server(frame)? else { panic!() };
/// let tokens = Tokens::of(done.billed().unwrap());
/// assert_eq!(tokens.input, [40, 60, 0, 0]);
/// assert_eq!(tokens.cached, [0, 0, 0, 32]);
/// assert_eq!(tokens.output, [0, 0, 0, 5]);
/// // Which of the two were cached is not said, so neither is of which there are how many that were not.
/// assert_eq!((tokens.paid_in_full, tokens.paid_as_cached), ([0, 0, 0, 68], [0, 0, 0, 32]));
/// # Ok::<(), rtwire::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Tokens {
    /// Of the input, cached ones too.
    pub input: [u64; 4],
    /// Of the input, those that were cached.
    pub cached: [u64; 4],
    /// Of the output.
    pub output: [u64; 4],
    /// Of the output, those that the model thought by.
    pub reasoning: u64,
    /// Of the input those that were not cached, so that with `paid_as_cached` they add up to the input.
    pub paid_in_full: [u64; 4],
    /// Of the input those that were cached, at most the input.
    pub paid_as_cached: [u64; 4],
}

impl Tokens {
    /// What a response cost.
    pub fn of(usage: &RealtimeResponseUsage) -> Self {
        Self::metered(&meter::Tokens::of_response(usage))
    }

    /// What a [record](meter::Record) has.
    pub fn metered(tokens: &meter::Tokens) -> Self {
        let of = |cells: [Cell; 3]| cells.map(|cell| tokens.get(cell));
        Self {
            reasoning: tokens.get(Cell::Reasoning).unwrap_or(0),
            ..Self::split(
                whole(tokens.get(Cell::Input), of([Cell::InputText, Cell::InputAudio, Cell::InputImage])),
                whole(tokens.get(Cell::Cached), of([Cell::CachedText, Cell::CachedAudio, Cell::CachedImage])),
                whole(tokens.get(Cell::Output), [tokens.get(Cell::OutputText), tokens.get(Cell::OutputAudio), None]),
            )
        }
    }

    fn split(input: [u64; 4], cached: [u64; 4], output: [u64; 4]) -> Self {
        let (mut full, mut less) = (input, [0; 4]);
        // What was cached of which it is not said what it stands for.
        let mut rest = cached[UNKNOWN];
        for at in 0..UNKNOWN {
            less[at] = cached[at].min(full[at]);
            full[at] -= less[at];
            rest = rest.saturating_add(cached[at] - less[at]);
        }
        let left = sum(full);
        let rest = rest.min(left);
        match full.iter().filter(|&&count| count > 0).count() {
            _ if rest == 0 => {}
            // Then it is of this one.
            1 => {
                let at = full.iter().position(|&count| count > 0).unwrap_or(UNKNOWN);
                less[at] += rest;
                full[at] -= rest;
            }
            _ => {
                less[UNKNOWN] += rest;
                full = [0, 0, 0, left - rest];
            }
        }
        Self { input, cached, output, reasoning: 0, paid_in_full: full, paid_as_cached: less }
    }

    pub(super) fn add(&mut self, more: &Self) {
        for (all, more) in [
            (&mut self.input, more.input),
            (&mut self.cached, more.cached),
            (&mut self.output, more.output),
            (&mut self.paid_in_full, more.paid_in_full),
            (&mut self.paid_as_cached, more.paid_as_cached),
        ] {
            all.iter_mut().zip(more).for_each(|(all, more)| *all = all.saturating_add(more));
        }
        self.reasoning = self.reasoning.saturating_add(more.reasoning);
    }
}

/// The parts, and how much of the total is in none.
fn whole(total: Option<u64>, parts: [Option<u64>; 3]) -> [u64; 4] {
    let [text, audio, image] = parts.map(Option::unwrap_or_default);
    let unknown = total.unwrap_or(0).saturating_sub(sum([text, audio, image, 0]));
    [text, audio, image, unknown]
}

pub(super) fn sum(counts: [u64; 4]) -> u64 {
    counts.into_iter().fold(0, u64::saturating_add)
}

const UNKNOWN: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cached_and_what_was_not_add_up_to_the_input() {
        for (input, cached, full, less) in [
            ([40, 60, 0, 0], [0, 32, 0, 0], [40, 28, 0, 0], [0, 32, 0, 0]),
            ([40, 60, 0, 0], [10, 0, 0, 5], [0, 0, 0, 85], [10, 0, 0, 5]),
            // Only one can have been cached.
            ([40, 0, 0, 0], [0, 0, 0, 5], [35, 0, 0, 0], [5, 0, 0, 0]),
            ([0, 0, 0, 50], [0, 0, 0, 5], [0, 0, 0, 45], [0, 0, 0, 5]),
            ([0, 0, 0, 50], [5, 0, 0, 0], [0, 0, 0, 45], [0, 0, 0, 5]),
            // More than there are.
            ([119, 8, 0, 0], [0, 0, 0, 384], [0, 0, 0, 0], [0, 0, 0, 127]),
            ([0; 4], [0, 0, 0, 384], [0; 4], [0; 4]),
            ([u64::MAX, 0, 0, 0], [u64::MAX, u64::MAX, 0, u64::MAX], [0; 4], [u64::MAX, 0, 0, 0]),
        ] {
            let tokens = Tokens::split(input, cached, [0; 4]);
            assert_eq!((tokens.paid_in_full, tokens.paid_as_cached), (full, less), "{input:?} {cached:?}");
            assert_eq!(sum(full).saturating_add(sum(less)), sum(input));
        }
    }

    #[test]
    fn what_no_part_has_is_unknown() {
        assert_eq!(whole(Some(10), [Some(3), None, Some(2)]), [3, 0, 2, 5]);
        assert_eq!(whole(Some(10), [None; 3]), [0, 0, 0, 10]);
        assert_eq!(whole(None, [Some(3), None, None]), [3, 0, 0, 0]);
        assert_eq!(whole(Some(1), [Some(3), Some(u64::MAX), None]), [3, u64::MAX, 0, 0]);
    }
}
