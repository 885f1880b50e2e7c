//! What tokens cost where the wire says, and where it does not say, how they are split.

use super::Cost;
use super::table::Rates;
use crate::meter::{Cell, Tokens};

/// What is made of a split that is missing: which modality tokens are of, or which of them were cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SplitPolicy {
    /// The cheapest and the dearest that the counts allow.
    #[default]
    Range,
    /// The cheapest.
    Low,
    /// The dearest.
    High,
    /// Cached as much of each modality as it has of the input, none where the wire says nothing of cached tokens; as much
    /// of one modality as of another where it says nothing of modalities.
    Proportional,
}

/// What the tokens cost, `cacheable` or not; none where a price is missing.
pub(super) fn cost(tokens: &Tokens, rates: &Rates, policy: SplitPolicy, cacheable: bool) -> Option<Cost> {
    let input = Side::input(tokens, cacheable && rates.cached.iter().any(Option::is_some));
    let output = Side::output(tokens);
    let cost = match (input.total, output.total, tokens.get(Cell::Total)) {
        (Some(input_total), Some(output_total), _) => both(&input, input_total, &output, output_total, rates, policy)?,
        (Some(known), None, Some(all)) => both(&input, known, &output, all.saturating_sub(known), rates, policy)?,
        (None, Some(known), Some(all)) => both(&input, all.saturating_sub(known), &output, known, rates, policy)?,
        // The cost of a mixture lies between those of the unmixed.
        (None, None, Some(all)) => {
            both(&input, all, &output, 0, rates, policy)?.or(both(&input, 0, &output, all, rates, policy)?)
        }
        (input_total, output_total, None) => {
            let known = both(&input, input_total.unwrap_or(0), &output, output_total.unwrap_or(0), rates, policy)?;
            Cost { at_least: true, ..known }
        }
    };
    Some(match policy {
        SplitPolicy::Range => cost,
        SplitPolicy::Low => Cost { high: cost.low, ..cost },
        SplitPolicy::High => Cost { low: cost.high, ..cost },
        SplitPolicy::Proportional => {
            let middle = cost.low + (cost.high - cost.low) / 2;
            Cost { low: middle, high: middle, ..cost }
        }
    })
}

fn both(
    input: &Side,
    input_total: u64,
    output: &Side,
    output_total: u64,
    rates: &Rates,
    policy: SplitPolicy,
) -> Option<Cost> {
    let cached = std::array::from_fn(|at| rates.cached[at].or(rates.input[at]));
    let input = input.cost(input_total, &rates.input, &cached, policy)?;
    let output = output.cost(output_total, &rates.output, &rates.output, policy)?;
    Some(input.plus(output))
}

/// One direction: tokens by text, audio and image.
struct Side {
    total: Option<u64>,
    parts: [Option<u64>; 3],
    /// How many are cached in all; none where that is not known.
    cached: Option<u64>,
    cached_parts: [Option<u64>; 3],
    /// How many of those that no modality has are text.
    text: u64,
}

impl Side {
    fn input(tokens: &Tokens, cacheable: bool) -> Self {
        let parts = [Cell::InputText, Cell::InputAudio, Cell::InputImage].map(|cell| tokens.get(cell));
        let cached_parts = [Cell::CachedText, Cell::CachedAudio, Cell::CachedImage].map(|cell| tokens.get(cell));
        let total = tokens.get(Cell::Input).or_else(|| sum(&parts));
        if !cacheable {
            return Self { total, parts, cached: Some(0), cached_parts: [Some(0); 3], text: 0 };
        }
        // Where only some parts are known, the others may be anything.
        let all = cached_parts.iter().all(Option::is_some);
        let cached = tokens.get(Cell::Cached).or_else(|| sum(&cached_parts).filter(|_| all));
        Self { total, parts, cached, cached_parts, text: 0 }
    }

    fn output(tokens: &Tokens) -> Self {
        let parts = [tokens.get(Cell::OutputText), tokens.get(Cell::OutputAudio), Some(0)];
        let total = tokens.get(Cell::Output).or_else(|| sum(&parts[..2]));
        let text = tokens.get(Cell::Reasoning).unwrap_or(0);
        Self { total, parts, cached: Some(0), cached_parts: [Some(0); 3], text }
    }

    fn cost(
        &self,
        total: u64,
        rates: &[Option<u64>; 3],
        cached_rates: &[Option<u64>; 3],
        policy: SplitPolicy,
    ) -> Option<Cost> {
        let mut parts = self.parts;
        let known = sum(&parts).unwrap_or(0);
        let mut rest = total.saturating_sub(known);
        // Those who count reasoning apart from text bill it as text.
        let text = self.text.min(rest);
        rest -= text;
        if text > 0 {
            parts[0] = Some(parts[0].unwrap_or(0).saturating_add(text));
        }
        // What no modality has is of one that was not told, and where all were told of any.
        let untold = |at: &usize| rates[*at].is_some() && parts[*at].is_none();
        let mut takers: Vec<usize> = (0..3).filter(untold).collect();
        if takers.is_empty() {
            takers = (0..3).filter(|&at| rates[at].is_some()).collect();
        }
        if (rest > 0 && takers.is_empty()) || (0..3).any(|at| rates[at].is_none() && parts[at].unwrap_or(0) > 0) {
            return None;
        }
        let pool = Pool { parts: parts.map(|part| part.unwrap_or(0)), rest, takers };
        let bounds = match self.cached {
            Some(cached) => [cached; 2],
            None if policy == SplitPolicy::Proportional => [0; 2],
            None => [sum(&self.cached_parts).unwrap_or(0), known.max(total)],
        };
        let prices = Prices { rates, cached: cached_rates };
        let mut cost: Option<Cost> = None;
        for cached in bounds {
            let amounts = if policy == SplitPolicy::Proportional {
                Cost::exactly(pool.shared(cached, &self.cached_parts, &prices))
            } else {
                pool.extremes(cached, &self.cached_parts, &prices)
            };
            cost = Some(cost.map_or(amounts, |cost| cost.or(amounts)));
        }
        cost
    }
}

struct Prices<'r> {
    rates: &'r [Option<u64>; 3],
    cached: &'r [Option<u64>; 3],
}

impl Prices<'_> {
    fn of(&self, fresh: &[u64; 3], cached: &[u64; 3]) -> u128 {
        let rate = |rates: &[Option<u64>; 3], at: usize| u128::from(rates[at].unwrap_or(0));
        (0..3)
            .map(|at| rate(self.rates, at) * u128::from(fresh[at]) + rate(self.cached, at) * u128::from(cached[at]))
            .sum()
    }
}

/// Tokens that are split, and the rest that one or several of the takers have.
struct Pool {
    parts: [u64; 3],
    rest: u64,
    takers: Vec<usize>,
}

impl Pool {
    /// The cheapest and the dearest split. Costs are linear, so both are at corners: the cached ones fill the modalities
    /// one after another, in some order, and what remains of the rest is of one modality.
    fn extremes(&self, cached: u64, told: &[Option<u64>; 3], prices: &Prices<'_>) -> Cost {
        let mut cost: Option<Cost> = None;
        for order in ORDERS {
            let (fresh, cached, rest) = self.fill(order, cached, told);
            // Where nothing remains, any taker takes it.
            for &taker in if rest == 0 { &[0][..] } else { &self.takers } {
                let mut fresh = fresh;
                fresh[taker] = fresh[taker].saturating_add(rest);
                let amount = Cost::exactly(prices.of(&fresh, &cached));
                cost = Some(cost.map_or(amount, |cost| cost.or(amount)));
            }
        }
        cost.unwrap_or_default()
    }

    /// Takes the cached ones out: first those that were told, then the others in this order. Gives what is fresh of each,
    /// what is cached of each, and what remains of the rest.
    fn fill(&self, order: [usize; 3], cached: u64, told: &[Option<u64>; 3]) -> ([u64; 3], [u64; 3], u64) {
        let (mut fresh, mut taken, mut rest) = (self.parts, [0; 3], self.rest);
        let mut take = |at: usize, wanted: u64| {
            let own = wanted.min(fresh[at]);
            let more = if self.takers.contains(&at) { (wanted - own).min(rest) } else { 0 };
            fresh[at] -= own;
            rest -= more;
            taken[at] += own + more;
            own + more
        };
        let mut left = cached;
        for (at, told) in told.iter().enumerate() {
            left = left.saturating_sub(take(at, told.unwrap_or(0)));
        }
        for at in order.into_iter().filter(|&at| told[at].is_none()) {
            left -= take(at, left);
        }
        (fresh, taken, rest)
    }

    /// The split in proportion.
    fn shared(&self, cached: u64, told: &[Option<u64>; 3], prices: &Prices<'_>) -> u128 {
        let mut whole = Self { parts: self.parts, rest: 0, takers: Vec::new() };
        let count = self.takers.len() as u64;
        for (&at, number) in self.takers.iter().zip(0..) {
            whole.parts[at] = whole.parts[at].saturating_add(self.rest / count + u64::from(number < self.rest % count));
        }
        let sum: u64 = told.iter().flatten().fold(0, |sum, part| sum.saturating_add(*part));
        let left = u128::from(cached.saturating_sub(sum));
        let open = |at: usize| if told[at].is_none() { u128::from(whole.parts[at]) } else { 0 };
        let all = (open(0) + open(1) + open(2)).max(1);
        let share = |at: usize| told[at].unwrap_or_else(|| (left * open(at) / all) as u64);
        // What the division leaves goes to the first that has room.
        let shares = [0, 1, 2].map(share);
        let odd = cached.saturating_sub(shares.iter().fold(0, |sum: u64, &share| sum.saturating_add(share)));
        let (mut fresh, mut taken, _) = whole.fill([0, 1, 2], 0, &shares.map(Some));
        let mut odd = odd;
        for at in (0..3).filter(|&at| told[at].is_none()) {
            let more = odd.min(fresh[at]);
            (fresh[at], taken[at], odd) = (fresh[at] - more, taken[at] + more, odd - more);
        }
        prices.of(&fresh, &taken)
    }
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// The sum of what is known; none where nothing is.
fn sum(parts: &[Option<u64>]) -> Option<u64> {
    parts.iter().flatten().copied().reduce(u64::saturating_add)
}
