//! Runs one property on many inputs made of random numbers, without a fuzzer or a sanitizer and so many times faster:
//!
//! `cargo run --release -p rtwire-properties --example soak -- PROPERTY EXECUTIONS [SEED]`
//!
//! With `RTWIRE_TALLY=FILE` it is counted what was accepted, by kind.
#![allow(clippy::print_stdout, reason = "it says how far it is")]

use std::time::Instant;

use rtwire_properties::PROPERTIES;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = arguments.split_first().expect("PROPERTY EXECUTIONS [SEED]");
    let number = |at: usize| rest.get(at).map(|text| text.replace('_', "").parse::<u64>().expect("a whole number"));
    let (executions, seed) = (number(0).expect("how many EXECUTIONS"), number(1).unwrap_or(1));
    let (_, property) = PROPERTIES.iter().find(|(known, _)| known == name).expect("the name of a property");
    let (start, mut state) = (Instant::now(), seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut input = [0; 48];
    for execution in 0..executions {
        for word in input.as_chunks_mut().0 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *word = state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes();
        }
        // Short inputs too.
        let len = 8 + (state >> 8) as usize % 41;
        property(&input[..len]);
        if execution % 1_000_000 == 999_999 {
            println!("{} executions in {:.0} s", execution + 1, start.elapsed().as_secs_f64());
        }
    }
    println!("{name}: {executions} executions in {:.0} s", start.elapsed().as_secs_f64());
}
