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
    let input = Side::input(tokens, cacheable);
    let output = Side::output(tokens);
    let cached = std::array::from_fn(|at| rates.cached[at].or(rates.input[at]));
    let both = |input_total, output_total| {
        let input = input.cost(input_total, &rates.input, &cached, policy)?;
        Some(input.plus(output.cost(output_total, &rates.output, &rates.output, policy)?))
    };
    let cost = match (tokens.get(Cell::Input), tokens.get(Cell::Output), tokens.get(Cell::Total)) {
        (Some(input_total), Some(output_total), _) => both(input_total, output_total)?,
        (Some(known), None, Some(all)) => both(known, all.saturating_sub(known).max(output.least(all)))?,
        (None, Some(known), Some(all)) => both(all.saturating_sub(known).max(input.least(all)), known)?,
        (None, None, Some(all)) => {
            // What is in no part is of either direction. The cost of a mixture lies between those of the unmixed, but where
            // one direction has used up what is told of it.
            let (least_in, least_out) = (input.least(all), output.least(all));
            let rest = all.saturating_sub(least_in).saturating_sub(least_out);
            let bends = input.bends().map(|bend| bend.saturating_sub(least_in).min(rest));
            let bends = bends.chain(output.bends().map(|bend| rest - bend.saturating_sub(least_out).min(rest)));
            let mixed = |of_input| both(least_in.saturating_add(of_input), least_out.saturating_add(rest - of_input));
            bends.chain([rest]).try_fold(mixed(0)?, |cost, bend| Some(cost.or(mixed(bend)?)))?
        }
        (input_total, output_total, None) => {
            let is_whole = (input_total.is_some() || input.is_whole()) && (output_total.is_some() || output.is_whole());
            let (input, output) = (input.least(u64::MAX), output.least(u64::MAX));
            Cost { at_least: !is_whole, ..both(input_total.unwrap_or(input), output_total.unwrap_or(output))? }
        }
    };
    Some(match policy {
        SplitPolicy::Range => cost,
        SplitPolicy::Low => Cost { high: cost.low, ..cost },
        SplitPolicy::High => Cost { low: cost.high, ..cost },
        SplitPolicy::Proportional => {
            let middle = cost.low + (cost.high - cost.low) / 2;
            // Where the parts that are cached do not fit into even shares, the shares are not what the counts allow.
            let range = self::cost(tokens, rates, SplitPolicy::Range, cacheable)?;
            let middle = middle.clamp(range.low, range.high);
            Cost { low: middle, high: middle, ..cost }
        }
    })
}

/// One direction: tokens by text, audio and image.
struct Side {
    parts: [Option<u64>; 3],
    /// How many are cached in all; none where that is not known.
    cached: Option<u64>,
    cached_parts: [Option<u64>; 3],
    /// How many are reasoning, and so text: of that, or apart from it.
    reasoning: u64,
}

impl Side {
    fn input(tokens: &Tokens, cacheable: bool) -> Self {
        let parts = [Cell::InputText, Cell::InputAudio, Cell::InputImage].map(|cell| tokens.get(cell));
        let cached_parts = [Cell::CachedText, Cell::CachedAudio, Cell::CachedImage].map(|cell| tokens.get(cell));
        if !cacheable {
            return Self { parts, cached: Some(0), cached_parts: [Some(0); 3], reasoning: 0 };
        }
        // Where only some parts are known, the others may be anything.
        let all = cached_parts.iter().all(Option::is_some);
        let cached = tokens.get(Cell::Cached).or_else(|| sum(&cached_parts).filter(|_| all));
        Self { parts, cached, cached_parts, reasoning: 0 }
    }

    fn output(tokens: &Tokens) -> Self {
        let parts = [tokens.get(Cell::OutputText), tokens.get(Cell::OutputAudio), Some(0)];
        let reasoning = tokens.get(Cell::Reasoning).unwrap_or(0);
        Self { parts, cached: Some(0), cached_parts: [Some(0); 3], reasoning }
    }

    /// How many its parts come to.
    fn known(&self) -> u64 {
        sum(&self.parts).unwrap_or(0)
    }

    /// How many there are at the least, where both directions have so many: those that are told, and what is cached of
    /// none of these, or reasoning apart from the text.
    fn least(&self, all: u64) -> u64 {
        let open = self.parts.iter().zip(&self.cached_parts).filter(|(_, cached)| cached.is_none());
        let open = open.fold(0, |sum: u64, (part, _)| sum.saturating_add(part.unwrap_or(0)));
        let reasoning = if self.reasoning > self.parts[0].unwrap_or(0) { self.reasoning } else { 0 };
        let (told, more) = (self.told(), self.cached_apart().saturating_sub(open).max(reasoning));
        told.saturating_add(more.min(all.saturating_sub(told)))
    }

    /// How many its parts come to, each of which is as much as is cached of it.
    fn told(&self) -> u64 {
        let parts = self.parts.iter().zip(&self.cached_parts);
        parts.fold(0, |sum, (part, cached)| sum.saturating_add(part.unwrap_or(0).max(cached.unwrap_or(0))))
    }

    /// How many are cached of no modality of which that was told.
    fn cached_apart(&self) -> u64 {
        self.cached.unwrap_or(0).saturating_sub(sum(&self.cached_parts).unwrap_or(0))
    }

    /// Totals at which what it costs may turn: where what is told of it is all there is, and where what is cached of no
    /// modality fits into those that were not told, alone or together with some of the others.
    fn bends(&self) -> impl Iterator<Item = u64> {
        let (known, told) = (self.known(), self.told());
        let (cached, apart) = (self.cached.unwrap_or(0), self.cached_apart());
        let fresh: [u64; 3] =
            std::array::from_fn(|at| self.parts[at].unwrap_or(0).saturating_sub(self.cached_parts[at].unwrap_or(0)));
        let together = (0..1 << fresh.len()).map(move |set| {
            let some = (0..fresh.len()).filter(|at| set >> at & 1 == 1);
            told.saturating_add(some.fold(apart, |apart, at| apart.saturating_sub(fresh[at])))
        });
        together.chain([
            told,
            cached,
            known.saturating_add(cached),
            self.reasoning,
            known.saturating_add(self.reasoning),
        ])
    }

    /// Whether its parts come to all of it.
    fn is_whole(&self) -> bool {
        self.parts.iter().all(Option::is_some)
    }

    fn cost(
        &self,
        total: u64,
        rates: &[Option<u64>; 3],
        cached_rates: &[Option<u64>; 3],
        policy: SplitPolicy,
    ) -> Option<Cost> {
        let rest = total.saturating_sub(self.known());
        // What no modality has is of one that was not told, and where all were told of any. One without a price is none of
        // these unless there is no other.
        let all_told = self.is_whole();
        let takes = |at: &usize| rates[*at].is_some() && (all_told || self.parts[*at].is_none());
        let takers: Vec<usize> = (0..3).filter(takes).collect();
        let prices = Prices { rates, cached: cached_rates };
        // Those who count reasoning apart from text bill it as text.
        let apart = self.reasoning.min(rest);
        let cost = |text: u64| {
            let mut pool =
                Pool { parts: self.parts.map(Option::unwrap_or_default), rest: rest - text, takers: &takers };
            pool.parts[0] = pool.parts[0].saturating_add(text);
            let is_told =
                |at: usize| pool.parts[at] > 0 || self.parts[at].is_none() && self.cached_parts[at].unwrap_or(0) > 0;
            let has_no_price = |at: usize| rates[at].is_none() && is_told(at);
            if pool.rest > 0 && takers.is_empty() || (0..3).any(has_no_price) {
                return None;
            }
            Some(if policy == SplitPolicy::Proportional {
                Cost::exactly(pool.shared(self.cached.unwrap_or(0), &self.cached_parts, &prices))
            } else {
                pool.extremes(self.cached, &self.cached_parts, &prices)
            })
        };
        // Where what is left need not be reasoning, that may be a part of the text.
        let is_part = apart > 0 && !all_told && self.parts[0].is_some_and(|text| text >= self.reasoning);
        match (cost(apart), if is_part { cost(0) } else { None }) {
            (Some(one), Some(other)) => Some(one.or(other)),
            // Of two ways to split them one may have no price, and is none then.
            (one, other) => one.or(other),
        }
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
struct Pool<'t> {
    parts: [u64; 3],
    rest: u64,
    takers: &'t [usize],
}

impl Pool<'_> {
    /// The cheapest and the dearest split. Costs are linear, so both are at corners: the cached ones fill the modalities
    /// one after another, in some order, of the rest one of them has some at most, and what remains of it is of one. Where
    /// nobody knows how many are `cached`, a modality of which that was not told is so as a whole or not at all.
    fn extremes(&self, cached: Option<u64>, told: &[Option<u64>; 3], prices: &Prices<'_>) -> Cost {
        if cached.is_some() {
            return self.corners(cached, told, prices);
        }
        let none_of = |fresh: u8| [0, 1, 2].map(|at| told[at].or_else(|| (fresh >> at & 1 == 1).then_some(0)));
        (1..1 << 3)
            .fold(self.corners(None, told, prices), |cost, fresh| cost.or(self.corners(None, &none_of(fresh), prices)))
    }

    fn corners(&self, cached: Option<u64>, told: &[Option<u64>; 3], prices: &Prices<'_>) -> Cost {
        // With how many of the cached ones found no room: where that differs, only the fewest are a split at all.
        let mut best: Option<(u64, Cost)> = None;
        let rest_is_of = [None].into_iter().chain(self.takers.iter().copied().map(Some));
        let rest_is_of = rest_is_of.take(if self.rest == 0 { 1 } else { usize::MAX });
        // Where there is no end of cached ones, none is filled first.
        let orders = &ORDERS[..if cached.is_some() { ORDERS.len() } else { 1 }];
        for (&order, drawer) in rest_is_of.flat_map(|drawer| orders.iter().map(move |order| (order, drawer))) {
            let Filled { fresh, cached: taken, rest, left } =
                self.fill(order, drawer, cached.unwrap_or(u64::MAX), told);
            let left = cached.map_or(0, |_| left);
            // Where nothing remains, any taker takes it.
            for &taker in if rest == 0 { &[0][..] } else { self.takers } {
                let mut fresh = fresh;
                fresh[taker] = fresh[taker].saturating_add(rest);
                let amount = Cost::exactly(prices.of(&fresh, &taken));
                best = match best {
                    Some((least, _)) if least < left => best,
                    Some((least, cost)) if least == left => Some((left, cost.or(amount))),
                    _ => Some((left, amount)),
                };
            }
        }
        best.map_or_else(Cost::default, |(_, cost)| cost)
    }

    /// Takes the cached ones out: first those that were told, then the others in this order, of which one may draw on
    /// the rest.
    fn fill(&self, order: [usize; 3], drawer: Option<usize>, cached: u64, told: &[Option<u64>; 3]) -> Filled {
        let mut filled = Filled { fresh: self.parts, cached: [0; 3], rest: self.rest, left: cached };
        for (at, told) in told.iter().enumerate() {
            filled.take(at, told.unwrap_or(0), self.takers.contains(&at));
        }
        for at in order.into_iter().filter(|&at| told[at].is_none()) {
            filled.take(at, filled.left, drawer == Some(at));
        }
        filled
    }

    /// The split in proportion.
    fn shared(&self, cached: u64, told: &[Option<u64>; 3], prices: &Prices<'_>) -> u128 {
        let mut whole = Self { parts: self.parts, rest: 0, takers: &[] };
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
        let Filled { mut fresh, cached: mut taken, .. } = whole.fill([0, 1, 2], None, 0, &shares.map(Some));
        let mut odd = odd;
        for at in (0..3).filter(|&at| told[at].is_none()) {
            let more = odd.min(fresh[at]);
            (fresh[at], taken[at], odd) = (fresh[at] - more, taken[at] + more, odd - more);
        }
        prices.of(&fresh, &taken)
    }
}

/// What is fresh of each, what is cached of each, what remains of the rest, and how many cached ones found no room.
struct Filled {
    fresh: [u64; 3],
    cached: [u64; 3],
    rest: u64,
    left: u64,
}

impl Filled {
    fn take(&mut self, at: usize, wanted: u64, draws: bool) {
        let own = wanted.min(self.fresh[at]);
        let more = if draws { (wanted - own).min(self.rest) } else { 0 };
        self.fresh[at] -= own;
        self.rest -= more;
        self.cached[at] += own + more;
        self.left = self.left.saturating_sub(own + more);
    }
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// The sum of what is known; none where nothing is.
fn sum(parts: &[Option<u64>]) -> Option<u64> {
    parts.iter().flatten().copied().reduce(u64::saturating_add)
}
