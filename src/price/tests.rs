//! Costs against every split that there is.

use super::split::cost;
use super::table::Rates;
use super::{Cost, Prices, SplitPolicy};
use crate::meter::{Cell, Tokens};

const RATES: Rates = Rates {
    input: [Some(4), Some(32), Some(5)],
    cached: [Some(1), Some(2), Some(3)],
    output: [Some(16), Some(64), None],
    minute: None,
};

fn tokens(counts: &[(Cell, u64)]) -> Tokens {
    let mut tokens = Tokens::EMPTY;
    counts.iter().for_each(|&(cell, count)| tokens.set(cell, Some(count)));
    tokens
}

fn range(counts: &[(Cell, u64)]) -> (u128, u128) {
    let cost = cost(&tokens(counts), &RATES, SplitPolicy::Range, true).unwrap();
    (cost.low, cost.high)
}

/// Every way to split the input that the counts allow, tried.
fn by_trial(total: u64, parts: [Option<u64>; 3], cached: Option<u64>, cached_parts: [Option<u64>; 3]) -> (u128, u128) {
    let (mut low, mut high) = (u128::MAX, 0);
    let to = 0..=total;
    let fits = |told: Option<u64>, count: u64| told.is_none_or(|told| told == count);
    for (text, audio) in to.clone().flat_map(|text| (0..=total - text).map(move |audio| (text, audio))) {
        let counts = [text, audio, total - text - audio];
        if (0..3).any(|at| !fits(parts[at], counts[at])) {
            continue;
        }
        for (a, b, c) in
            (0..=counts[0]).flat_map(|a| (0..=counts[1]).flat_map(move |b| (0..=counts[2]).map(move |c| (a, b, c))))
        {
            let taken = [a, b, c];
            if !fits(cached, a + b + c) || (0..3).any(|at| !fits(cached_parts[at], taken[at])) {
                continue;
            }
            let fresh = |at: usize| u128::from(counts[at] - taken[at]) * u128::from(RATES.input[at].unwrap());
            let old = |at: usize| u128::from(taken[at]) * u128::from(RATES.cached[at].unwrap());
            let cost: u128 = (0..3).map(|at| fresh(at) + old(at)).sum();
            (low, high) = (low.min(cost), high.max(cost));
        }
    }
    (low, high)
}

#[test]
fn a_range_holds_every_split_and_no_more() {
    let total = 6;
    let split = [1, 3, 2];
    let cached = [1, 2, 0];
    // Each of eight counts told or not; those that are told are true ones.
    for told in 0_u32..1 << 7 {
        let is_told = |bit: u32| told >> bit & 1 == 1;
        let parts = [0, 1, 2].map(|at: usize| is_told(at as u32).then_some(split[at]));
        let cached_parts = [0, 1, 2].map(|at: usize| is_told(3 + at as u32).then_some(cached[at]));
        let all = is_told(6).then_some(cached.iter().sum::<u64>());
        let mut counts = vec![(Cell::Input, total), (Cell::Output, 0)];
        let names = [Cell::InputText, Cell::InputAudio, Cell::InputImage];
        let cached_names = [Cell::CachedText, Cell::CachedAudio, Cell::CachedImage];
        counts.extend(names.into_iter().zip(parts).filter_map(|(cell, count)| Some((cell, count?))));
        counts.extend(cached_names.into_iter().zip(cached_parts).filter_map(|(cell, count)| Some((cell, count?))));
        counts.extend(all.map(|count| (Cell::Cached, count)));
        // Where all parts of the cached are told, so is their sum.
        let all = all.or_else(|| cached_parts.iter().all(Option::is_some).then_some(3));
        assert_eq!(range(&counts), by_trial(total, parts, all, cached_parts), "{counts:?}");
        for policy in [SplitPolicy::Low, SplitPolicy::High, SplitPolicy::Proportional] {
            let chosen = cost(&tokens(&counts), &RATES, policy, true).unwrap();
            assert_eq!(chosen.low, chosen.high);
            let (low, high) = range(&counts);
            assert!((low..=high).contains(&chosen.low), "{policy:?} {counts:?}");
        }
    }
}

#[test]
fn the_same_tokens_can_differ_three_times_and_more() {
    let prices = Prices::from_toml(include_str!("../../examples/prices.toml")).unwrap();
    assert!(prices.valid_from().is_some());
    let (low, high) = range(&[(Cell::Input, 1000), (Cell::InputText, 0), (Cell::InputImage, 0), (Cell::Output, 0)]);
    assert_eq!((low, high), (2_000, 32_000));
}

#[test]
fn reasoning_is_billed_once() {
    use Cell::{Input, Output, OutputAudio, OutputText, Reasoning};
    let expected = range(&[(Input, 0), (Output, 50), (OutputText, 30), (OutputAudio, 20)]);
    assert_eq!(expected, (30 * 16 + 20 * 64, 30 * 16 + 20 * 64));
    // As a part of the text, and apart from it.
    assert_eq!(range(&[(Input, 0), (Output, 50), (OutputText, 30), (OutputAudio, 20), (Reasoning, 10)]), expected);
    assert_eq!(range(&[(Input, 0), (Output, 50), (OutputText, 20), (OutputAudio, 20), (Reasoning, 10)]), expected);
}

#[test]
fn no_more_is_cached_than_there_is() {
    use Cell::{Cached, CachedAudio, CachedText, Input, InputAudio, InputText, Output};
    // The published example: 384 cached of 127.
    let counts = [
        (Input, 127),
        (Output, 0),
        (InputText, 119),
        (InputAudio, 8),
        (Cached, 384),
        (CachedText, 128),
        (CachedAudio, 256),
    ];
    assert_eq!(range(&counts), (119 + 8 * 2, 119 + 8 * 2));
}

#[test]
fn what_is_missing_is_not_free() {
    use Cell::{Input, Output, Total};
    // All of it may be cached text, or spoken.
    assert_eq!(range(&[(Total, 10)]), (10, 640));
    assert_eq!(range(&[(Total, 10), (Input, 10), (Cell::InputText, 10), (Cell::Cached, 0)]), (40, 40));
    let known = cost(&tokens(&[(Output, 10), (Cell::OutputText, 10)]), &RATES, SplitPolicy::Range, true).unwrap();
    assert_eq!((known.low, known.high, known.at_least), (160, 160, true));
    // Images have no price here, as output.
    let rates = Rates { input: [Some(4), None, None], ..RATES };
    let audio = tokens(&[(Input, 5), (Output, 0), (Cell::InputAudio, 5)]);
    assert_eq!(cost(&audio, &rates, SplitPolicy::Range, true), None);
    let text = tokens(&[(Input, 5), (Output, 0), (Cell::Cached, 0)]);
    assert_eq!(cost(&text, &rates, SplitPolicy::Range, true).map(|cost| cost.high), Some(20));
}

#[test]
fn the_largest_counts_do_not_overflow() {
    let largest = Cell::ALL.iter().map(|&cell| (cell, u64::MAX)).collect::<Vec<_>>();
    let rates = Rates {
        input: [Some(1_000_000_000_000); 3],
        cached: [Some(1_000_000_000_000); 3],
        output: [Some(1_000_000_000_000); 3],
        minute: None,
    };
    for policy in [SplitPolicy::Range, SplitPolicy::Low, SplitPolicy::High, SplitPolicy::Proportional] {
        for told in 0..1_u32 << largest.len() {
            // Every hundredth set of cells is enough.
            if told % 97 == 0 {
                let counts: Vec<_> = largest
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| told >> bit & 1 == 1)
                    .map(|(_, count)| *count)
                    .collect();
                let cost = cost(&tokens(&counts), &rates, policy, true).unwrap();
                assert!(cost.low <= cost.high);
            }
        }
    }
}

#[test]
fn the_longest_pattern_wins_and_tables_are_checked() {
    let row = |pattern: &str, text: u64| format!(r#"{{"match":"{pattern}","input":{{"text":{text}}}}}"#);
    let table = |rows: &[String]| format!(r#"{{"currency":"EUR","model":[{}]}}"#, rows.join(","));
    let prices =
        Prices::from_json(&table(&[row("*", 1), row("gpt-*", 2), row("gpt-4o-*", 3), row("gpt-4o-mini", 4)])).unwrap();
    assert_eq!((prices.currency(), prices.valid_from()), ("EUR", None));
    for (model, text) in [("x", 1), ("gpt-5", 2), ("gpt-4o-max", 3), ("gpt-4o-mini", 4), ("gpt-4o-mini-2", 3)] {
        let rates = prices.rates(&crate::meter::Name::new(model)).unwrap();
        assert_eq!(rates.input[0], Some(text * 1_000_000), "{model}");
    }
    // Cut, it could be any of several.
    assert!(!prices.knows(&crate::meter::Name::new(&"gpt-".repeat(20))));
    for (wrong, why) in [
        (table(&[row("a", 1), row("a", 2)]), "two prices"),
        (r#"{"currency":"EUR","model":[{"match":"a","input":{"text":-1}}]}"#.to_owned(), "no price"),
        (r#"{"currency":"EUR","model":[{"match":"a","inptu":{}}]}"#.to_owned(), "inptu"),
        (r#"{"model":[]}"#.to_owned(), "currency"),
        ("[".to_owned(), "EOF"),
    ] {
        let error = Prices::from_json(&wrong).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let error = Prices::from_toml("currency = \"EUR\"\n[[model]]\nmatch = 7\n").unwrap_err().to_string();
    assert!(error.contains("line 3"), "{error}");
}

#[test]
fn prices_are_exact_as_written() {
    let prices = Prices::from_toml(include_str!("../../examples/prices.toml")).unwrap();
    let rates = prices.rates(&crate::meter::Name::new("gpt-realtime-2025-08-28")).unwrap();
    let micro = |units: &str| units.parse::<f64>().map(|units| (units * 1e6) as u64).ok();
    assert_eq!(rates.input, [micro("4"), micro("32"), micro("5")]);
    assert_eq!(rates.cached, [Some(400_000), Some(400_000), Some(500_000)]);
    assert_eq!(rates.output, [micro("16"), micro("64"), None]);
    assert_eq!(Cost::UNIT, 10_u128.pow(12));
}
