//! [`Tokens`]: counts by direction, modality and cached or not, of which each may be missing.

use super::snapshot::{Reader, Stored, Writer};
use crate::{RealtimeResponseUsage, TranscriptionUsageTokens};

macro_rules! cells {
    ($($(#[$meta:meta])* $cell:ident $name:ident),* $(,)?) => {
        /// A count that a usage may have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Cell {
            $($(#[$meta])* $cell),*
        }

        impl Cell {
            /// Every cell, totals before their parts.
            pub const ALL: &'static [Self] = &[$(Self::$cell),*];

            /// Its name, as `rtwire stats --json` has it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$cell => stringify!($name)),*
                }
            }
        }
    };
}

cells! {
    /// Input and output.
    Total total_tokens,
    /// Cached ones included.
    Input input_tokens,
    /// Reasoning included.
    Output output_tokens,
    /// Of the input.
    InputText input_text_tokens,
    /// Of the input.
    InputAudio input_audio_tokens,
    /// Of the input.
    InputImage input_image_tokens,
    /// Of the input.
    Cached cached_tokens,
    /// Of the cached, and of the text of the input.
    CachedText cached_text_tokens,
    /// Of the cached, and of the audio of the input.
    CachedAudio cached_audio_tokens,
    /// Of the cached, and of the images of the input.
    CachedImage cached_image_tokens,
    /// Of the output.
    OutputText output_text_tokens,
    /// Of the output.
    OutputAudio output_audio_tokens,
    /// Of the output, and billed with it: never once more.
    Reasoning reasoning_tokens,
}

/// Tokens by [`Cell`]. What was not sent is absent, not 0.
///
/// ```
/// use rtwire::RealtimeResponseUsage;
/// use rtwire::meter::{Cell, Tokens};
///
/// let tokens = Tokens::of_response(&RealtimeResponseUsage::default().input_tokens(7).output_tokens(0));
/// assert_eq!(tokens.get(Cell::Input), Some(7));
/// assert_eq!((tokens.get(Cell::Output), tokens.get(Cell::Cached)), (Some(0), None));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tokens {
    /// 0 where there is none, so that sums need not ask.
    counts: [u64; Cell::ALL.len()],
    /// A bit for each cell that has a count.
    present: u32,
}

impl Tokens {
    /// No count at all.
    pub const EMPTY: Self = Self { counts: [0; Cell::ALL.len()], present: 0 };

    /// The count of a cell; none where it was not sent.
    #[inline]
    pub const fn get(&self, cell: Cell) -> Option<u64> {
        if self.present & 1 << cell as u32 != 0 { Some(self.counts[cell as usize]) } else { None }
    }

    /// Sets the count of a cell.
    #[inline]
    pub const fn set(&mut self, cell: Cell, count: Option<u64>) {
        self.present = self.present & !(1 << cell as u32) | (count.is_some() as u32) << cell as u32;
        self.counts[cell as usize] = match count {
            Some(count) => count,
            None => 0,
        };
    }

    /// Whether no cell has a count.
    pub const fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// Adds counts to counts, and does not go beyond the largest. Where neither has one there is none.
    pub fn add(&mut self, other: &Self) {
        self.present |= other.present;
        for (sum, &count) in self.counts.iter_mut().zip(&other.counts) {
            *sum = sum.saturating_add(count);
        }
    }

    /// The counts that there are.
    pub fn iter(&self) -> impl Iterator<Item = (Cell, u64)> {
        Cell::ALL.iter().filter_map(|&cell| Some((cell, self.get(cell)?)))
    }

    /// Those of a response. Of details in two spellings the documented one counts where both say something.
    pub fn of_response(usage: &RealtimeResponseUsage) -> Self {
        let mut tokens = Self::EMPTY;
        tokens.set_response(usage);
        tokens
    }

    /// Sets those of a response where they are, for what is copied just after it was written waits for that.
    pub(super) fn set_response(&mut self, usage: &RealtimeResponseUsage) {
        self.set(Cell::Total, usage.total_tokens);
        self.set(Cell::Input, usage.input_tokens.or(usage.prompt_tokens));
        self.set(Cell::Output, usage.output_tokens.or(usage.completion_tokens));
        if let Some(details) = told(&usage.input_token_details, &usage.input_tokens_details) {
            self.set(Cell::InputText, details.text_tokens);
            self.set(Cell::InputAudio, details.audio_tokens);
            self.set(Cell::InputImage, details.image_tokens);
            self.set(Cell::Cached, details.cached_tokens);
            if let Some(cached) = &details.cached_tokens_details {
                self.set(Cell::CachedText, cached.text_tokens);
                self.set(Cell::CachedAudio, cached.audio_tokens);
                self.set(Cell::CachedImage, cached.image_tokens);
            }
        }
        if let Some(details) = told(&usage.output_token_details, &usage.output_tokens_details) {
            self.set(Cell::OutputText, details.text_tokens);
            self.set(Cell::OutputAudio, details.audio_tokens);
            self.set(Cell::Reasoning, details.reasoning_tokens);
        }
    }

    /// Those of a transcription.
    pub fn of_transcription(usage: &TranscriptionUsageTokens<'_>) -> Self {
        let mut tokens = Self::EMPTY;
        tokens.set(Cell::Total, usage.total_tokens);
        tokens.set(Cell::Input, usage.input_tokens);
        tokens.set(Cell::Output, usage.output_tokens);
        if let Some(details) = &usage.input_token_details {
            tokens.set(Cell::InputText, details.text_tokens);
            tokens.set(Cell::InputAudio, details.audio_tokens);
        }
        tokens
    }

    /// Whether some parts come to more than the total that they are parts of, as in a published example that has 384
    /// cached tokens of 127.
    pub fn is_inconsistent(&self) -> bool {
        self.iter().any(|(cell, count)| self.of_parts(cell) > count)
    }

    /// What the parts of a cell come to at least: as many as they say, or as theirs come to.
    fn of_parts(&self, cell: Cell) -> u64 {
        let least = |&part| self.get(part).unwrap_or(0).max(self.of_parts(part));
        let sums = PARTS.iter().filter(|(whole, _)| *whole == cell);
        sums.map(|(_, parts)| parts.iter().map(least).fold(0, u64::saturating_add)).max().unwrap_or(0)
    }

    /// How many there are in all: as the total says, or its parts, or theirs.
    pub(super) fn total(&self) -> u64 {
        self.get(Cell::Total).unwrap_or_else(|| {
            let input = self.whole(Cell::Input, &[Cell::InputText, Cell::InputAudio, Cell::InputImage]);
            input.saturating_add(self.whole(Cell::Output, &[Cell::OutputText, Cell::OutputAudio]))
        })
    }

    /// As many as it says, or else as its parts come to.
    fn whole(&self, cell: Cell, parts: &[Cell]) -> u64 {
        self.get(cell).unwrap_or_else(|| self.sum(parts))
    }

    fn sum(&self, parts: &[Cell]) -> u64 {
        parts.iter().fold(0, |sum, &part| sum.saturating_add(self.get(part).unwrap_or(0)))
    }

    /// A fingerprint by which a usage is told from another of the same id.
    pub(super) fn print(&self) -> u32 {
        // Each count has a factor of its own, and none has to wait for another. What is absent is told from 0.
        let parts = self.counts.iter().zip(FACTORS).map(|(count, factor)| count.wrapping_mul(factor));
        mix(parts.fold(!u64::from(self.present), u64::wrapping_add)) as u32
    }
}

/// The details that say something, in the documented spelling or else in the other.
fn told<'u, D: PartialEq + Default>(documented: &'u Option<D>, other: &'u Option<D>) -> Option<&'u D> {
    let is_told = |details: &&D| **details != D::default();
    documented.as_ref().filter(is_told).or(other.as_ref())
}

/// What the parts of each cell are.
const PARTS: &[(Cell, &[Cell])] = &[
    (Cell::Total, &[Cell::Input, Cell::Output]),
    (Cell::Input, &[Cell::InputText, Cell::InputAudio, Cell::InputImage]),
    (Cell::Input, &[Cell::Cached]),
    (Cell::Cached, &[Cell::CachedText, Cell::CachedAudio, Cell::CachedImage]),
    (Cell::InputText, &[Cell::CachedText]),
    (Cell::InputAudio, &[Cell::CachedAudio]),
    (Cell::InputImage, &[Cell::CachedImage]),
    (Cell::Output, &[Cell::OutputText, Cell::OutputAudio]),
    (Cell::Output, &[Cell::Reasoning]),
];

/// Odd numbers that have nothing to do with one another.
const FACTORS: [u64; Cell::ALL.len()] = {
    let mut factors = [0; Cell::ALL.len()];
    let mut at = 0;
    while at < factors.len() {
        factors[at] = mix(mix(at as u64 + 1)) | 1;
        at += 1;
    }
    factors
};

pub(super) const fn mix(value: u64) -> u64 {
    let value = (value ^ value >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value ^ value >> 29
}

impl Default for Tokens {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut map = f.debug_map();
        for (cell, count) in self.iter() {
            map.key(&format_args!("{}", cell.as_str())).value(&count);
        }
        map.finish()
    }
}

impl Stored for Tokens {
    const SIZE: usize = <[u64; Cell::ALL.len()]>::SIZE + u32::SIZE;

    fn put(&self, out: &mut Writer<'_>) {
        self.counts.put(out);
        self.present.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let counts: [u64; Cell::ALL.len()] = Stored::take(from);
        let present = u32::take(from);
        // Whatever the bytes say, what is absent adds nothing.
        let mut tokens = Self::EMPTY;
        for (&cell, count) in Cell::ALL.iter().zip(counts) {
            tokens.set(cell, Some(count).filter(|_| present & 1 << cell as u32 != 0));
        }
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Tokens};

    fn tokens(counts: &[(Cell, u64)]) -> Tokens {
        let mut tokens = Tokens::EMPTY;
        counts.iter().for_each(|&(cell, count)| tokens.set(cell, Some(count)));
        tokens
    }

    #[test]
    fn sums_stop_at_the_largest_and_absence_adds_nothing() {
        let mut sum = tokens(&[(Cell::Input, u64::MAX - 1)]);
        sum.add(&tokens(&[(Cell::Input, 1), (Cell::Cached, 0)]));
        assert_eq!((sum.get(Cell::Input), sum.get(Cell::Cached)), (Some(u64::MAX), Some(0)));
        sum.add(&tokens(&[(Cell::Input, u64::MAX)]));
        assert_eq!((sum.get(Cell::Input), sum.get(Cell::Output)), (Some(u64::MAX), None));
    }

    #[test]
    fn all_tokens_are_those_of_the_total_or_of_its_parts() {
        use Cell::{Cached, Input, InputAudio, InputText, Output, OutputAudio, OutputText, Reasoning, Total};
        for (counts, total) in [
            (&[(Total, 9), (Input, 7), (Output, 1)][..], 9),
            (&[(Input, 7), (InputText, 1), (Output, 1), (OutputText, 5)], 8),
            (&[(InputText, 900), (Output, 1)], 901),
            (&[(InputText, 1), (InputAudio, 2), (Cell::InputImage, 4), (OutputText, 8), (OutputAudio, 16)], 31),
            (&[(Cached, 5), (Reasoning, 6)], 0),
            (&[(Input, u64::MAX), (OutputText, 5)], u64::MAX),
        ] {
            assert_eq!(tokens(counts).total(), total, "{counts:?}");
        }
    }

    #[test]
    fn a_print_tells_each_count_its_cell_and_absence_from_0() {
        let usages = Cell::ALL.iter().flat_map(|&cell| [0, 1, u64::MAX].map(|count| tokens(&[(cell, count)])));
        let prints: std::collections::HashSet<_> = usages.chain([Tokens::EMPTY]).map(|usage| usage.print()).collect();
        assert_eq!(prints.len(), 3 * Cell::ALL.len() + 1);
    }

    #[test]
    fn every_part_beyond_its_total_is_seen() {
        use Cell::{
            Cached, CachedAudio, CachedImage, CachedText, Input, InputText, Output, OutputText, Reasoning, Total,
        };
        for counts in [
            &[(Total, 1), (Input, 1), (Output, 1)][..],
            &[(Input, 1), (InputText, 2)],
            &[(Input, 127), (Cached, 384)],
            &[(Cached, 3), (CachedText, 2), (CachedAudio, 2)],
            &[(InputText, 1), (CachedText, 2)],
            &[(Cell::InputAudio, 1), (CachedAudio, 2)],
            &[(Cell::InputImage, 1), (CachedImage, 2)],
            &[(Output, 1), (OutputText, 1), (Cell::OutputAudio, 1)],
            &[(Output, 1), (Reasoning, 2)],
        ] {
            assert!(tokens(counts).is_inconsistent(), "{counts:?}");
        }
        // A total that is absent, or more than its parts, says nothing.
        assert!(!tokens(&[(InputText, 9), (Output, 9), (OutputText, 3), (Reasoning, 9)]).is_inconsistent());
    }
}
