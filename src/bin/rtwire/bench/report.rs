//! The report of `rtwire bench` for people.

use std::cmp::Reverse;
use std::io::{self, Write};
use std::iter;

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
    // It may have declined all.
    if row.events == 0 {
        return iter::once(row.name.to_owned()).chain(iter::repeat_n("-".to_owned(), 7)).collect();
    }
    let nanoseconds = 1e9 / row.events_per_second.max(1) as f64;
    let speed = [
        row.name.to_owned(),
        format!("{:.2}", row.bytes_per_second as f64 / 1e9),
        HumanCount(row.events_per_second).to_string(),
        format!("{nanoseconds:.1}"),
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
    [latency.p50_ns, latency.p99_ns, latency.p999_ns, latency.max_ns].map(|time| HumanCount(time).to_string())
}
