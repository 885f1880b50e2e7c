//! The report of `rtwire bench` for people.

use std::cmp::Reverse;
use std::io::{self, Write};

use indicatif::{DecimalBytes, HumanCount};

use super::timing::Latency;
use super::{KindRow, Results, Row};
use crate::report::counted;
use crate::table;

pub(super) fn write(results: &Results, out: &mut impl Write) -> io::Result<()> {
    let width = table::width();
    let (files, events, bytes) =
        (counted(results.files, "file"), counted(results.events, "event"), DecimalBytes(results.bytes));
    let bad = counted(results.bad_lines, "bad line");
    let (agree, declined) = (HumanCount(results.lanes_agree), HumanCount(results.declined));
    let (rounds, kernels, clock) = (counted(results.rounds, "round"), results.kernels, results.clock_ns);
    for text in [
        format!("{files}, {events}, {bytes}; {bad} left out"),
        format!(
            "checked: on all {events} both lanes together give what the tape lane gives, and so does the direct lane \
             on the {agree} that it does not decline (the serialised event, and its drift)"
        ),
        format!("declined by the direct lane: {declined} ({:.3} %)", results.declined_percent),
        format!("{rounds}, kernels: {kernels}, one look at the clock: {clock} ns"),
    ] {
        table::write_words(&text, width, out)?;
    }
    let rows = results.engines.iter().map(engine).collect();
    let header = ["engine", "GB/s", "events/s", "ns an event", "p50", "p99", "p99.9", "max"];
    table::write_fitting(&header, rows, width, out)?;
    let mut kinds: Vec<_> = results.kinds.iter().collect();
    kinds.sort_by_key(|(name, row)| (Reverse(row.events), name));
    let rows = kinds.into_iter().map(|(name, row)| kind(name, row)).collect();
    let header = ["decode", "count", "bytes", "declined", "p50 ns", "p99", "p99.9", "max"];
    table::write_fitting(&header, rows, width, out)
}

fn engine(row: &Row) -> Vec<String> {
    let nanoseconds = |events: u64| 1e9 / events.max(1) as f64;
    let speed = [
        row.name.to_owned(),
        cell(row.bytes_per_second.map(|bytes| format!("{:.2}", bytes as f64 / 1e9))),
        cell(row.events_per_second.map(HumanCount)),
        cell(row.events_per_second.map(|events| format!("{:.1}", nanoseconds(events)))),
    ];
    speed.into_iter().chain(times(&row.latency)).collect()
}

fn kind(name: &str, row: &KindRow) -> Vec<String> {
    let mean = row.bytes / row.events.max(1);
    let share = [
        name.to_owned(),
        HumanCount(row.events).to_string(),
        DecimalBytes(mean).to_string(),
        HumanCount(row.declined).to_string(),
    ];
    share.into_iter().chain(times(&row.latency)).collect()
}

fn times(latency: &Latency) -> [String; 4] {
    [latency.p50_ns, latency.p99_ns, latency.p999_ns, latency.max_ns].map(|time| cell(time.map(HumanCount)))
}

/// What was not measured is no 0.
fn cell<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
