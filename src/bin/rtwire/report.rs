//! The report of `rtwire stats` for people.

use std::io::{self, Write};
use std::time::Duration;

use indicatif::{DecimalBytes, HumanCount};
use rtwire::escape::Escaped;
use rtwire::meter::Cell;

use crate::problem::FirstProblems;
use crate::stats::Stats;
use crate::table;
use crate::tally::{Tally, cut};

/// Writes `stats`, without the sections that there is nothing to say in.
pub(crate) fn write(stats: &Stats, out: &mut impl Write) -> io::Result<()> {
    let width = table::width();
    write_overview(stats, width, out)?;
    write_kinds(stats, width, out)?;
    write_tally("unknown types", &stats.unknown, width, out)?;
    write_tally("responses", &stats.responses, width, out)?;
    write_tally("reasons", &stats.reasons, width, out)?;
    write_tokens(stats, width, out)?;
    write_transcription(stats, width, out)?;
    write_cost(stats, out)?;
    write_drift(stats, width, out)?;
    write_problems(stats.bad_lines, &stats.problems, out)
}

fn write_overview(stats: &Stats, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let (files, lines, bytes) = (counted(stats.files, "file"), counted(stats.lines, "line"), DecimalBytes(stats.bytes));
    let (events, bad) = (counted(stats.events, "event"), counted(stats.bad_lines, "bad line"));
    table::write_words(&format!("{files}, {lines}, {bytes}: {events}, {bad}"), width, out)?;
    let elapsed = Duration::from_secs_f64(stats.seconds);
    let (bytes, events) = (DecimalBytes(stats.bytes_per_second), HumanCount(stats.events_per_second));
    table::write_words(&format!("read in {elapsed:.1?}, {bytes}/s, {events} events/s"), width, out)
}

fn write_kinds(stats: &Stats, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let rows = stats.kinds.rows().into_iter().map(|(kind, sizes)| {
        let bytes = [sizes.bytes, sizes.min_bytes, sizes.median_bytes, sizes.p99_bytes, sizes.max_bytes];
        let numbers = [HumanCount(sizes.events).to_string()].into_iter();
        let bytes = bytes.map(|bytes| DecimalBytes(bytes).to_string());
        [shown(kind, MOST_BYTES)].into_iter().chain(numbers).chain(bytes).collect()
    });
    let header = ["events", "count", "bytes", "min", "median", "p99", "max"];
    table::write_fitting(&header, rows.collect(), width, out)
}

fn write_tally(title: &str, tally: &Tally, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let all = tally.rows();
    let rows =
        all.iter().take(MOST_ROWS).map(|&(text, count)| vec![shown(text, MOST_BYTES), HumanCount(count).to_string()]);
    table::write_fitting(&[title, "count"], rows.collect(), width, out)?;
    write_rest(all.len(), out)
}

fn write_tokens(stats: &Stats, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    if stats.responses.is_empty() {
        return Ok(());
    }
    write_cells(|cell| stats.usage.0.get(cell), width, out)?;
    if stats.responses_without_usage > 0 {
        writeln!(out, "{} without usage", counted(stats.responses_without_usage, "response"))?;
    }
    Ok(())
}

/// Writes tokens by direction and modality. What was never sent is left blank.
pub(crate) fn write_cells(
    count: impl Fn(Cell) -> Option<u64>,
    width: Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    let rows = [
        ("input", [Cell::Input, Cell::InputText, Cell::InputAudio, Cell::InputImage].map(Some), None),
        ("  of it cached", [Cell::Cached, Cell::CachedText, Cell::CachedAudio, Cell::CachedImage].map(Some), None),
        ("output", [Some(Cell::Output), Some(Cell::OutputText), Some(Cell::OutputAudio), None], Some(Cell::Reasoning)),
        ("total", [Some(Cell::Total), None, None, None], None),
    ];
    let shown = |count: Option<u64>| count.map_or_else(String::new, |count| HumanCount(count).to_string());
    let rows = rows.into_iter().map(|(name, modalities, reasoning)| {
        let tokens = modalities.into_iter().chain([reasoning]).map(|cell| shown(cell.and_then(&count)));
        [name.to_owned()].into_iter().chain(tokens).collect::<Vec<_>>()
    });
    let rows = rows.filter(|row| row[1..].iter().any(|cell| !cell.is_empty())).collect();
    table::write_fitting(&["tokens", "all", "text", "audio", "image", "reasoning"], rows, width, out)
}

fn write_transcription(stats: &Stats, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let sums = &stats.transcription;
    let numbers = [sums.events, sums.input_tokens, sums.output_tokens, sums.total_tokens];
    let numbers = numbers.map(|number| HumanCount(number).to_string()).into_iter();
    let row = [String::new()].into_iter().chain(numbers).chain([format!("{:.1}", sums.seconds)]).collect();
    let rows = if sums.events > 0 { vec![row] } else { Vec::new() };
    table::write_fitting(&["transcriptions", "events", "input", "output", "tokens", "seconds"], rows, width, out)
}

fn write_cost(stats: &Stats, out: &mut impl Write) -> io::Result<()> {
    let Some(priced) = &stats.priced else { return Ok(()) };
    writeln!(out)?;
    if let Some(seconds) = priced.translated_seconds {
        writeln!(out, "translated: {seconds:.1} seconds")?;
    }
    writeln!(out, "cost: {}", priced.shown)?;
    let models = &priced.unpriced;
    models.iter().take(MOST_ROWS).try_for_each(|model| writeln!(out, "no price for {}", shown(model, MOST_BYTES)))?;
    write_rest(models.len(), out)
}

fn write_drift(stats: &Stats, width: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let all = stats.drift.rows();
    let rows = all.iter().take(MOST_ROWS).map(|row| {
        let texts = [(row.path, MOST_PATH_BYTES), (row.expected, MOST_BYTES), (row.found, MOST_BYTES)];
        texts.map(|(text, bytes)| shown(text, bytes)).into_iter().chain([HumanCount(row.events).to_string()]).collect()
    });
    table::write(&["drift", "expected", "found", "events"], 3, rows.collect(), width, out)?;
    write_rest(all.len(), out)
}

/// Writes the first of so many bad lines.
pub(crate) fn write_problems(bad_lines: u64, problems: &FirstProblems, out: &mut impl Write) -> io::Result<()> {
    let problems = problems.as_slice();
    if bad_lines == 0 {
        return Ok(());
    }
    writeln!(out, "\nbad lines")?;
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    match bad_lines - problems.len() as u64 {
        0 => Ok(()),
        more => writeln!(out, "and {} more; `rtwire check` names all", HumanCount(more)),
    }
}

fn write_rest(rows: usize, out: &mut impl Write) -> io::Result<()> {
    match rows.saturating_sub(MOST_ROWS) {
        0 => Ok(()),
        more => writeln!(out, "and {} more; `--json` has them", HumanCount(more as u64)),
    }
}

/// Text of the wire for a cell.
pub(crate) fn shown(text: &str, bytes: usize) -> String {
    Escaped::new(&cut(text, bytes)).to_string()
}

pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", HumanCount(count), if count == 1 { "" } else { "s" })
}

const MOST_ROWS: usize = 20;
const MOST_BYTES: usize = 64;
/// What tells is at a path's end.
const MOST_PATH_BYTES: usize = 256;
