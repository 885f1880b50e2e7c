//! [`Sums`]: what was seen of one model.

use super::histogram::{Histogram, TOKENS};
use super::tokens::{Tokens, sum};
use super::{STATUSES, add};
use crate::ResponseStatus;
use crate::meter::{self, Cell, Usage};

#[derive(Debug, Clone)]
pub(super) struct Sums {
    /// By [`STATUSES`].
    pub(super) responses: [u64; STATUSES.len()],
    pub(super) tokens: Tokens,
    /// Of the input and the output of each response.
    pub(super) sizes: [Histogram; 2],
    pub(super) transcription: Tokens,
    /// Of what was transcribed by the second; none, if nothing was.
    pub(super) seconds: Option<f64>,
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            responses: [0; STATUSES.len()],
            tokens: Tokens::default(),
            sizes: [Histogram::new(TOKENS); 2],
            transcription: Tokens::default(),
            seconds: None,
        }
    }
}

impl Sums {
    /// A response ended so.
    pub(super) fn end(&mut self, status: Option<ResponseStatus<'_>>) {
        let other = STATUSES.len() - 1;
        let status = status.and_then(|status| STATUSES.iter().position(|&of| of == status.as_str()));
        self.responses[status.unwrap_or(other)] += 1;
    }

    /// What a transcription cost.
    pub(super) fn hear(&mut self, usage: &Usage) {
        match usage {
            Usage::Tokens(tokens) => self.transcription.add(&Tokens::metered(tokens)),
            Usage::Seconds(seconds) => self.hear_seconds(seconds.as_secs_f64()),
        }
    }

    fn hear_seconds(&mut self, seconds: f64) {
        self.seconds = Some(seconds + self.seconds.unwrap_or(0.0));
    }

    pub(super) fn response(&mut self, usage: &meter::Tokens) {
        let tokens = Tokens::metered(usage);
        self.tokens.add(&tokens);
        for ((sizes, cells), counts) in self.sizes.iter_mut().zip(CELLS).zip([tokens.input, tokens.output]) {
            // What was not sent is not 0.
            if cells.iter().any(|&cell| usage.get(cell).is_some()) {
                sizes.add(sum(counts));
            }
        }
    }

    pub(super) fn merge(&mut self, more: &Self) {
        add(&mut self.responses, &more.responses);
        self.tokens.add(&more.tokens);
        self.sizes.iter_mut().zip(&more.sizes).for_each(|(all, more)| all.merge(more));
        self.transcription.add(&more.transcription);
        more.seconds.into_iter().for_each(|more| self.hear_seconds(more));
    }
}

/// What says how large the input of a response is, and its output.
const CELLS: [&[Cell]; 2] = [
    &[Cell::Input, Cell::InputText, Cell::InputAudio, Cell::InputImage],
    &[Cell::Output, Cell::OutputText, Cell::OutputAudio],
];
