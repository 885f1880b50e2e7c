//! [`Counts`]: what happened in a session, besides what it cost.

use super::Name;
use super::snapshot::stored;
use crate::{RateLimit, RateLimitName, ResponseStatus, ResponseStatusReason};

/// What happened in a session. A response counts once, as its record does; an item of the user's, an item that could not be
/// transcribed and an error count once as long as their ids are among the last eight: of items, and of the other two together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Times that the input buffer became an item of the user's.
    pub turns: u32,
    /// Responses that ended, in whatever way.
    pub responses: u32,
    /// Responses that were cut off because the user began to speak.
    pub interruptions: u32,
    /// Responses that the client cancelled.
    pub client_cancels: u32,
    /// Responses that were cancelled for another reason, or for none that was said.
    pub other_cancels: u32,
    /// Responses that had reached their most tokens.
    pub too_long: u32,
    /// Responses that the content filter cut.
    pub filtered: u32,
    /// Responses that were incomplete for another reason, or for none that was said.
    pub other_incompletes: u32,
    /// Responses that failed, by code; without one, as the empty name.
    pub failures: Tally,
    /// `error` events by the type of the error.
    pub errors: Tally,
    /// Items that could not be transcribed.
    pub failed_transcriptions: u32,
    /// The limit on requests, as last seen.
    pub requests: Limit,
    /// The limit on tokens, as last seen.
    pub tokens: Limit,
}

stored! { Counts {
    turns: u32, responses: u32, interruptions: u32, client_cancels: u32, other_cancels: u32, too_long: u32,
    filtered: u32, other_incompletes: u32, failures: Tally, errors: Tally, failed_transcriptions: u32, requests: Limit,
    tokens: Limit,
} }

impl Counts {
    /// Counts how a response ended.
    #[inline]
    pub(super) fn add_response(
        &mut self,
        status: Option<ResponseStatus<'_>>,
        reason: Option<ResponseStatusReason<'_>>,
        error_code: Option<&Name>,
    ) {
        self.responses = self.responses.saturating_add(1);
        let count = match (status, reason) {
            (Some(ResponseStatus::Cancelled), Some(ResponseStatusReason::TurnDetected)) => &mut self.interruptions,
            (Some(ResponseStatus::Cancelled), Some(ResponseStatusReason::ClientCancelled)) => &mut self.client_cancels,
            (Some(ResponseStatus::Cancelled), _) => &mut self.other_cancels,
            (Some(ResponseStatus::Incomplete), Some(ResponseStatusReason::MaxOutputTokens)) => &mut self.too_long,
            (Some(ResponseStatus::Incomplete), Some(ResponseStatusReason::ContentFilter)) => &mut self.filtered,
            (Some(ResponseStatus::Incomplete), _) => &mut self.other_incompletes,
            (Some(ResponseStatus::Failed), _) => {
                return self.failures.add(error_code.unwrap_or(&Name::EMPTY));
            }
            _ => return,
        };
        *count = count.saturating_add(1);
    }

    pub(super) fn see(&mut self, limits: &[RateLimit<'_>]) {
        for limit in limits {
            let seen = match limit.name {
                Some(RateLimitName::Requests) => &mut self.requests,
                Some(RateLimitName::Tokens) => &mut self.tokens,
                _ => continue,
            };
            *seen = Limit::of(limit);
        }
    }
}

/// A rate limit as last seen; nothing of it where it was not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    limit: u64,
    remaining: u64,
    reset: u64,
}

stored! { Limit { limit: u64, remaining: u64, reset: u64 } }

impl Limit {
    const UNSEEN: Self = Self { limit: ABSENT, remaining: ABSENT, reset: ABSENT };

    fn of(limit: &RateLimit<'_>) -> Self {
        Self {
            limit: limit.limit.unwrap_or(ABSENT),
            remaining: limit.remaining.unwrap_or(ABSENT),
            reset: limit.reset_seconds.map_or(ABSENT, f64::to_bits),
        }
    }

    /// How much there may be.
    pub fn limit(&self) -> Option<u64> {
        Some(self.limit).filter(|&count| count != ABSENT)
    }

    /// How much of it is left.
    pub fn remaining(&self) -> Option<u64> {
        Some(self.remaining).filter(|&count| count != ABSENT)
    }

    /// Seconds until the limit is whole again.
    pub fn reset_seconds(&self) -> Option<f64> {
        Some(self.reset).filter(|&bits| bits != ABSENT).map(f64::from_bits)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self::UNSEEN
    }
}

impl std::fmt::Debug for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (limit, remaining, reset_seconds) = (self.limit(), self.remaining(), self.reset_seconds());
        write!(f, "{remaining:?} of {limit:?}, {reset_seconds:?} s")
    }
}

/// No count of the wire's, and as bits no number.
const ABSENT: u64 = u64::MAX;

/// How often each of some names was met: the first three, and the others together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    names: [Name; MOST],
    counts: [u32; MOST],
    other: u32,
}

stored! { Tally { names: [Name; MOST], counts: [u32; MOST], other: u32 } }

/// How many names are kept. Codes and types are few, and all of one session mostly one.
const MOST: usize = 3;

impl Tally {
    const NONE: Self = Self { names: [Name::EMPTY; MOST], counts: [0; MOST], other: 0 };

    pub(super) fn add(&mut self, name: &Name) {
        for (kept, count) in self.names.iter_mut().zip(&mut self.counts) {
            if *count == 0 {
                *kept = *name;
            }
            if kept == name {
                *count = count.saturating_add(1);
                return;
            }
        }
        self.other = self.other.saturating_add(1);
    }

    /// The names that were kept, in the order in which they were met, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, u32)> {
        self.names.iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }

    /// How often a name was met that was not kept.
    pub const fn other(&self) -> u32 {
        self.other
    }

    /// How often any was met.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|&count| u64::from(count)).sum::<u64>() + u64::from(self.other)
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, Tally};

    #[test]
    fn the_first_names_are_kept_and_the_others_counted() {
        let mut tally = Tally::default();
        for name in ["a", "", "a", "c", "d", "e", "c"] {
            tally.add(&Name::new(name));
        }
        let kept: Vec<_> = tally.iter().map(|(name, count)| (name.as_str(), count)).collect();
        assert_eq!(kept, [("a", 2), ("", 1), ("c", 2)]);
        assert_eq!((tally.other(), tally.total()), (2, 7));
    }
}
