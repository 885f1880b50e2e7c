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

/// Cached ones are cheap here whatever they are of.
const STEEP: Rates = Rates {
    input: [Some(40), Some(320), Some(50)],
    cached: [Some(4), Some(4), Some(5)],
    output: [Some(160), Some(640), None],
    minute: None,
};

/// What is cached costs less, as much, or more.
const ODD: Rates = Rates {
    input: [Some(4), Some(2), Some(4)],
    cached: [Some(3), Some(9), Some(4)],
    output: [Some(16), Some(64), None],
    minute: None,
};

fn tokens(counts: &[(Cell, u64)]) -> Tokens {
    let mut tokens = Tokens::EMPTY;
    counts.iter().for_each(|&(cell, count)| tokens.set(cell, Some(count)));
    tokens
}

fn range(counts: &[(Cell, u64)]) -> (u128, u128) {
    range_at(&RATES, counts)
}

fn range_at(rates: &Rates, counts: &[(Cell, u64)]) -> (u128, u128) {
    let cost = cost(&tokens(counts), rates, SplitPolicy::Range, true).unwrap();
    (cost.low, cost.high)
}

/// What a usage tells of its input's modalities.
fn told_of_input(parts: [Option<u64>; 3], cached_parts: [Option<u64>; 3]) -> impl Iterator<Item = (Cell, u64)> {
    let names = [Cell::InputText, Cell::InputAudio, Cell::InputImage];
    let cached_names = [Cell::CachedText, Cell::CachedAudio, Cell::CachedImage];
    let all = names.into_iter().zip(parts).chain(cached_names.into_iter().zip(cached_parts));
    all.filter_map(|(cell, count)| Some((cell, count?)))
}

/// Every way to split the input that the counts allow, tried.
fn by_trial(
    rates: &Rates,
    total: u64,
    parts: [Option<u64>; 3],
    cached: Option<u64>,
    cached_parts: [Option<u64>; 3],
) -> (u128, u128) {
    let (mut low, mut high) = (u128::MAX, 0);
    let all = parts.iter().all(Option::is_some);
    let to = 0..=total;
    let fits = |told: Option<u64>, count: u64| told.is_none_or(|told| told == count);
    for (text, audio) in to.clone().flat_map(|text| (0..=total - text).map(move |audio| (text, audio))) {
        let counts = [text, audio, total - text - audio];
        // What all of them leave over is of any.
        if (0..3).any(|at| if all { parts[at] > Some(counts[at]) } else { !fits(parts[at], counts[at]) }) {
            continue;
        }
        for (a, b, c) in
            (0..=counts[0]).flat_map(|a| (0..=counts[1]).flat_map(move |b| (0..=counts[2]).map(move |c| (a, b, c))))
        {
            let taken = [a, b, c];
            if !fits(cached, a + b + c) || (0..3).any(|at| !fits(cached_parts[at], taken[at])) {
                continue;
            }
            let fresh = |at: usize| u128::from(counts[at] - taken[at]) * u128::from(rates.input[at].unwrap());
            let old = |at: usize| u128::from(taken[at]) * u128::from(rates.cached[at].unwrap());
            let cost: u128 = (0..3).map(|at| fresh(at) + old(at)).sum();
            (low, high) = (low.min(cost), high.max(cost));
        }
    }
    (low, high)
}

#[test]
fn a_range_holds_every_split_and_no_more() {
    let split = [1, 3, 2];
    let cached = [1, 2, 0];
    // Each of seven counts told or not; those that are told are true ones, of all or of a part.
    let cases = [(&RATES, 6), (&RATES, 8), (&STEEP, 6), (&STEEP, 9), (&ODD, 6), (&ODD, 7), (&ODD, 9)];
    for ((rates, total), told) in cases.into_iter().flat_map(|case| (0_u32..1 << 7).map(move |told| (case, told))) {
        let is_told = |bit: u32| told >> bit & 1 == 1;
        let parts = [0, 1, 2].map(|at: usize| is_told(at as u32).then_some(split[at]));
        let cached_parts = [0, 1, 2].map(|at: usize| is_told(3 + at as u32).then_some(cached[at]));
        let all = is_told(6).then_some(cached.iter().sum::<u64>());
        let mut counts = vec![(Cell::Input, total), (Cell::Output, 0)];
        counts.extend(told_of_input(parts, cached_parts));
        counts.extend(all.map(|count| (Cell::Cached, count)));
        // Where all parts of the cached are told, so is their sum.
        let all = all.or_else(|| cached_parts.iter().all(Option::is_some).then_some(3));
        let (low, high) = range_at(rates, &counts);
        assert_eq!((low, high), by_trial(rates, total, parts, all, cached_parts), "{counts:?}");
        let chosen = |policy| {
            let cost = cost(&tokens(&counts), rates, policy, true).unwrap();
            assert_eq!(cost.low, cost.high);
            cost.low
        };
        assert_eq!((chosen(SplitPolicy::Low), chosen(SplitPolicy::High)), (low, high));
        assert!((low..=high).contains(&chosen(SplitPolicy::Proportional)), "{counts:?}");
    }
}

#[test]
fn what_is_split_in_proportion_is_what_the_counts_allow() {
    use Cell::{Cached, CachedImage, Input, InputAudio, InputImage, InputText, Output};
    let even = |counts: &[(Cell, u64)]| cost(&tokens(counts), &STEEP, SplitPolicy::Proportional, true).unwrap().low;
    // Half of each is cached.
    let counts = [(Input, 40), (Output, 0), (InputText, 10), (InputAudio, 30), (InputImage, 0), (Cached, 20)];
    assert_eq!(even(&counts), 5 * 40 + 15 * 320 + 20 * 4);
    // As much of one modality as of another, and what is cached of what is no image.
    assert_eq!(even(&[(Input, 30), (Output, 0), (Cached, 0)]), 10 * (40 + 320 + 50));
    let counts = [(Input, 100), (Output, 0), (Cached, 100), (CachedImage, 0)];
    assert_eq!((range_at(&STEEP, &counts), even(&counts)), ((400, 400), 400));
}

#[test]
fn a_total_that_no_part_accounts_for_is_of_a_direction() {
    use Cell::{Cached, Input, InputAudio, InputText, Output, OutputAudio, OutputText, Total};
    // All input is told by the total and the output; some of it by its parts.
    let counts = [(Total, 110), (Output, 10), (OutputText, 10), (InputText, 2), (Cached, 0)];
    assert_eq!(range(&counts), (160 + 2 * 4 + 98 * 5, 160 + 2 * 4 + 98 * 32));
    let counts = [(Total, 110), (Input, 10), (InputText, 10), (Cached, 0), (OutputText, 1)];
    assert_eq!(range(&counts), (40 + 16 + 99 * 64, 40 + 16 + 99 * 64));
    // Nothing but parts: what is in none of them is of either direction.
    let counts = [(Total, 13), (InputText, 2), (InputAudio, 1), (OutputText, 3), (OutputAudio, 4), (Cached, 0)];
    assert_eq!(range(&counts), (8 + 32 + 3 * 5 + 48 + 4 * 64, 8 + 32 + 48 + 7 * 64));
    let cost = |counts: &[(Cell, u64)]| cost(&tokens(counts), &RATES, SplitPolicy::Range, true).unwrap();
    // A part of a direction is no direction; all of its parts are.
    assert!(cost(&[(InputText, 2), (Output, 1)]).at_least);
    assert!(!cost(&[(InputText, 2), (InputAudio, 0), (Cell::InputImage, 0), (Output, 1)]).at_least);
    assert!(!cost(&[(Input, 2), (OutputText, 1), (OutputAudio, 0)]).at_least);
}

#[test]
fn the_range_of_a_total_alone_holds_every_split() {
    let (split, cached, all) = ([2_u64, 1, 0], [1_u64, 1, 0], 7);
    for (rates, told) in
        [&RATES, &STEEP, &ODD].into_iter().flat_map(|rates| (0_u32..1 << 7).map(move |told| (rates, told)))
    {
        let is_told = |bit: usize| told >> bit & 1 == 1;
        let parts: [_; 3] = std::array::from_fn(|at| is_told(at).then_some(split[at]));
        let cached_parts: [_; 3] = std::array::from_fn(|at| is_told(3 + at).then_some(cached[at]));
        let sum = is_told(6).then_some(2);
        let mut counts = vec![(Cell::Total, all)];
        counts.extend(told_of_input(parts, cached_parts));
        counts.extend(sum.map(|count| (Cell::Cached, count)));
        let (low, high) = range_at(rates, &counts);
        let is_whole = parts.iter().all(Option::is_some);
        for input in (0..=all).filter(|&input| !is_whole || input >= 3) {
            let (least, most) = by_trial(rates, input, parts, sum, cached_parts);
            if least == u128::MAX {
                continue;
            }
            let output = |rate: Option<u64>| u128::from(all - input) * u128::from(rate.unwrap());
            let (least, most) = (least + output(rates.output[0]), most + output(rates.output[1]));
            assert!(low <= least && most <= high, "{counts:?}: {low} to {high}, and {least} to {most} of {input}");
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
fn a_modality_without_a_price_is_unpriced_however_it_is_told() {
    use Cell::{Cached, CachedAudio, CachedImage, CachedText, Input, InputAudio, InputImage, InputText, Output};
    let rates = Rates { input: [Some(4), Some(32), None], cached: [Some(1), Some(2), None], ..RATES };
    let range = |counts: &[(Cell, u64)]| {
        let all: Vec<_> = [(Input, 10), (Output, 0)].iter().chain(counts).copied().collect();
        cost(&tokens(&all), &rates, SplitPolicy::Range, true).map(|cost| (cost.low, cost.high))
    };
    for images in [
        &[(InputImage, 10)][..],
        &[(Cached, 10), (CachedImage, 10)],
        &[(Cached, 10), (CachedText, 0), (CachedAudio, 0), (CachedImage, 10)],
        &[(InputText, 0), (InputAudio, 0), (Cached, 0)],
        &[(InputText, 4), (InputAudio, 5)],
    ] {
        assert_eq!(range(images), None, "{images:?}");
    }
    // What is left may be reasoning, and need not be sound.
    let silent = Rates { output: [Some(16), None, None], ..RATES };
    let counts = [(Input, 0), (Output, 6), (Cell::OutputText, 3), (Cell::Reasoning, 3)];
    assert_eq!(range_at(&silent, &counts), (96, 96));
    // There need be none.
    assert_eq!(range(&[(Cached, 0)]), Some((40, 320)));
    assert_eq!(range(&[(InputText, 4), (InputAudio, 6), (Cached, 0)]), Some((16 + 192, 16 + 192)));
    assert_eq!(range(&[(InputImage, 0), (CachedImage, 10), (Cached, 0)]), Some((40, 320)));
}

#[test]
fn what_cannot_be_of_the_parts_that_are_told_comes_on_top() {
    use Cell::{Cached, CachedImage, CachedText, InputText, Output, OutputAudio, OutputText, Reasoning, Total};
    let cost = |counts: &[(Cell, u64)]| {
        let cost = cost(&tokens(counts), &RATES, SplitPolicy::Range, true).unwrap();
        (cost.low, cost.high, cost.at_least)
    };
    let input = (Cell::Input, 0);
    // Reasoning is no audio, and a part of the text where that is enough.
    assert_eq!(cost(&[input, (OutputAudio, 10), (Reasoning, 10)]), (10 * 64 + 10 * 16, 800, true));
    assert_eq!(cost(&[(Total, 40), (OutputAudio, 20), (Reasoning, 20)]), (20 * 64 + 20 * 16, 1600, false));
    assert_eq!(cost(&[input, (OutputText, 10), (Reasoning, 10)]), (160, 160, true));
    // What is cached and neither text nor image is audio.
    let told = [(InputText, 10), (Cached, 20), (CachedText, 0), (CachedImage, 0)];
    assert_eq!(cost(&[&told[..], &[(Output, 0)]].concat()), (10 * 4 + 20 * 2, 80, true));
    assert_eq!(cost(&[&told[..], &[(Total, 30)]].concat()), (80, 80, false));
    // It may be of the text that is told.
    assert_eq!(cost(&[(InputText, 10), (Cached, 10), (Output, 0)]), (10, 10, true));
}

#[test]
fn without_prices_of_what_is_cached_it_costs_as_the_input_does() {
    let [none, same] = [[None; 3], RATES.input].map(|cached| Rates { cached, ..RATES });
    let names =
        [Cell::Input, Cell::Output, Cell::Total, Cell::InputText, Cell::InputAudio, Cell::Cached, Cell::CachedText];
    for told in 0_u32..1 << names.len() {
        let counts = names.iter().zip([9, 3, 12, 4, 2, 5, 3]).enumerate();
        let counts: Vec<_> =
            counts.filter(|(bit, _)| told >> bit & 1 == 1).map(|(_, (&name, count))| (name, count)).collect();
        let at = |rates| cost(&tokens(&counts), rates, SplitPolicy::Range, true);
        assert_eq!(at(&none), at(&same), "{counts:?}");
    }
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
    // Of a name that is cut, the head decides or the whole, unless a longer pattern might match.
    let name = |text: &str| crate::meter::Name::new(text);
    let long = "gpt-".repeat(20);
    assert_eq!(prices.rates(&name(&long)).unwrap().input[0], Some(2_000_000));
    let prices = Prices::from_json(&table(&[row("gpt-*", 2), row("*gpt-gpt-", 3), row(&long, 4)])).unwrap();
    assert_eq!(prices.rates(&name(&long)).unwrap().input[0], Some(4_000_000));
    assert!(!prices.knows(&name(&long.replacen("gpt", "gpt-gpt", 1))));
    // Of patterns of the same length the one that is the name, else the first of the table.
    for (rows, text) in
        [([row("a*c", 1), row("*ac", 2)], 1), ([row("*ac", 2), row("a*c", 1)], 2), ([row("a*c", 1), row("ac", 3)], 3)]
    {
        assert_eq!(
            Prices::from_json(&table(&rows)).unwrap().rates(&name("ac")).unwrap().input[0],
            Some(text * 1_000_000)
        );
    }
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

#[test]
fn what_a_table_has_wrong_is_named() {
    let head = "currency = \"EUR\"\n";
    let model = |rows: &str| Prices::from_toml(&format!("{head}[[model]]\nmatch = \"*\"\n[[model]]\n{rows}"));
    for (rows, told) in [
        (
            "match = [\"gpt-x\", \"gpt-y\"]\ninput.text = -1",
            "`input.text` of `gpt-x`: -1 is no price: one is from 0 to 1000000",
        ),
        (
            "match = \"gpt-x\"\ncached = {text = 1, audio = nan}",
            "`cached.audio` of `gpt-x`: NaN is no price: one is from 0 to 1000000",
        ),
        (
            "match = \"gpt-x\"\noutput.image = 1e7",
            "`output.image` of `gpt-x`: 10000000 is no price: one is from 0 to 1000000",
        ),
        ("match = \"gpt-x\"\nminute = -0.5", "`minute` of `gpt-x`: -0.5 is no price: one is from 0 to 1000000"),
        ("match = []\nminute = 1", "model 2 of the table: `match` has no pattern"),
        ("match = [\"gpt-x\", \"\"]\nminute = 1", "model 2 of the table: an empty `match` names none"),
    ] {
        assert_eq!(model(rows).unwrap_err().to_string(), told);
    }

    let from = |written: &str| Prices::from_toml(&format!("{head}valid_from = {written}\n[[model]]\nmatch = \"*\"\n"));
    for (written, kept) in [
        ("2025-09-01", "2025-09-01"),
        ("\"2025-09-01\"", "2025-09-01"),
        ("2024-02-29T08:00:00Z", "2024-02-29T08:00:00Z"),
        ("\"2025-09-01 08:00:00+02:00\"", "2025-09-01 08:00:00+02:00"),
    ] {
        assert_eq!(from(written).unwrap().valid_from(), Some(kept), "{written}");
    }
    for (written, why) in [
        ("\"garbage\"", "`garbage` is no date: one is like 2025-09-01"),
        ("\"2025-09-01, or so\"", "is no date"),
        ("\"2025-13-01\"", "is no date"),
        ("\"2025-02-29\"", "is no date"),
        ("\"2025-9-1\"", "is no date"),
        ("\"\"", "is no date"),
        ("08:00:00", "is no date"),
        ("\"08:00:00\"", "is no date"),
        ("2025", "no date: one is like 2025-09-01"),
    ] {
        let error = from(written).unwrap_err().to_string();
        // And where it stands.
        assert!(error.contains(why) && error.contains("line 2"), "{written}: {error}");
    }
    let json = |day: &str| Prices::from_json(&format!(r#"{{"currency":"EUR","valid_from":{day},"model":[]}}"#));
    assert_eq!(json("null").unwrap().valid_from(), None);
    assert_eq!(json(r#""2025-09-01""#).unwrap().valid_from(), Some("2025-09-01"));
    assert!(json(r#""soon""#).is_err() && json("20250901").is_err());
}

#[test]
fn reasoning_is_text_and_says_nothing_of_the_rest() {
    use Cell::{Input, Output, OutputAudio, OutputText, Reasoning};
    const TOTAL: u64 = 9;
    for (text, audio, reasoning) in (0..=TOTAL).flat_map(|text| {
        (0..=TOTAL - text).flat_map(move |audio| (0..=TOTAL).map(move |reasoning| (text, audio, reasoning)))
    }) {
        for (is_text, is_audio) in [(false, false), (true, false), (false, true)] {
            let fits = |spoken: u64| {
                let written = TOTAL - spoken;
                // Of the text that was told, or apart from it.
                let apart = text + reasoning.min(TOTAL - text);
                (!is_audio || spoken == audio)
                    && if is_text {
                        reasoning <= text && written == text || written == apart
                    } else {
                        reasoning <= written
                    }
            };
            let costs = (0..=TOTAL).filter(|&spoken| fits(spoken)).map(|spoken| (TOTAL - spoken) * 16 + spoken * 64);
            let Some((low, high)) = costs.map(|cost| (cost, cost)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else {
                continue;
            };
            let mut counts = vec![(Input, 0), (Output, TOTAL), (Reasoning, reasoning)];
            counts.extend(is_text.then_some((OutputText, text)));
            counts.extend(is_audio.then_some((OutputAudio, audio)));
            assert_eq!(range(&counts), (low.into(), high.into()), "{counts:?}");
        }
    }
}

#[test]
fn what_is_cached_or_reasoning_has_its_direction() {
    use Cell::{Cached, Reasoning, Total};
    // Cached text, and the rest cached text or spoken output.
    assert_eq!(range(&[(Total, 10), (Cached, 4)]), (4 + 6 * 4, 4 * 3 + 6 * 64));
    assert_eq!(range(&[(Total, 10), (Reasoning, 4)]), (4 * 16 + 6, 4 * 16 + 6 * 64));
    // No more than there are.
    assert_eq!(range(&[(Total, 10), (Cached, 40)]), (10, 30));
}
