//! The report of `rtwire meter` for people.

use std::io::{self, Write};

use indicatif::{DecimalBytes, HumanCount};
use rtwire::escape::Escaped;
use rtwire::meter::Cell;
use rtwire::price::Cost;

use super::Lines;
use crate::books::{Books, By, Row};
use crate::input::Intake;
use crate::report::{counted, shown, write_cells, write_problems};
use crate::table;
use crate::tally::cut;

pub(super) fn write(books: &Books, by: By, intake: &Intake, lines: &Lines, out: &mut impl Write) -> io::Result<()> {
    let (files, read) = (counted(intake.files, "file"), counted(lines.lines, "line"));
    writeln!(out, "{files}, {read}, {}", DecimalBytes(intake.bytes))?;
    let (sessions, records) = (counted(books.sessions(), "session"), counted(books.sum.records, "record"));
    writeln!(out, "{sessions}, {records}")?;
    write_rows(books, by, out)?;
    write_cells(|cell| books.sum.count(cell), None, out)?;
    write_notes(books, out)?;
    write_problems(lines.bad, &lines.problems, out)
}

fn write_rows(books: &Books, by: By, out: &mut impl Write) -> io::Result<()> {
    let cost = books.prices().map(|prices| format!("cost {}", Escaped::new(&cut(prices.currency(), MOST_CURRENCY))));
    let header = [by.as_str(), "records", "input", "cached", "output", "seconds", cost.as_deref().unwrap_or("")];
    let mut rows: Vec<_> = books.rows.iter().collect();
    // What cost most first, or had most tokens; of equals what came first.
    rows.sort_by_key(|(_, row)| std::cmp::Reverse((row.cost.high, row.count(Cell::Total))));
    let shown_rows = rows.iter().take(MOST_ROWS).map(|(name, row)| cells(shown(name, MOST_BYTES), row, books));
    let mut table: Vec<_> = shown_rows.collect();
    if rows.len() > 1 {
        table.push(cells("all".to_owned(), &books.sum, books));
    }
    table::write_fitting(&header, table, table::width(), out)?;
    match rows.len().saturating_sub(MOST_ROWS) {
        0 => Ok(()),
        more => writeln!(out, "and {} more; `--json` with `--by` has them", HumanCount(more as u64)),
    }
}

fn cells(name: String, row: &Row, books: &Books) -> Vec<String> {
    let count = |cell| row.count(cell).map_or_else(String::new, |count| HumanCount(count).to_string());
    let seconds = if row.seconds().is_zero() { String::new() } else { format!("{:.1}", row.seconds().as_secs_f64()) };
    // The same for all rows, so that the points stand below each other.
    let places = if books.sum.cost.high < Cost::UNIT / 10 { 6 } else { 4 };
    let cost = match (books.prices(), row.unpriced) {
        (None, _) => String::new(),
        (Some(_), 0) if row.priced == 0 => String::new(),
        (Some(_), _) if row.priced == 0 => "unpriced".to_owned(),
        (Some(_), 0) => row.cost.to_places(places),
        // Some of it has no price.
        (Some(_), _) => format!("{} +", row.cost.to_places(places)),
    };
    let records = HumanCount(row.records).to_string();
    vec![name, records, count(Cell::Input), count(Cell::Cached), count(Cell::Output), seconds, cost]
}

/// What is odd, and so may have cost more or less than stands above.
fn write_notes(books: &Books, out: &mut impl Write) -> io::Result<()> {
    let mut notes = Vec::new();
    let mut note = |count: u64, noun: &str, rest: &str| {
        if count > 0 {
            notes.push(format!("{}{rest}", counted(count, noun)));
        }
    };
    note(books.sum.unmetered, "response", " without usage");
    note(books.sum.unheard, "transcription", " without usage");
    note(books.unsettled(), "response", " created and not done");
    note(books.untold(), "translation", " whose cost nobody said");
    note(books.conflicts(), "conflict", ": a usage came again as another; the first counts");
    note(books.malformed(), "usage", " of a wrong shape, in part or as a whole");
    note(books.sum.inconsistent, "usage", " whose parts come to more than the total");
    note(books.undecodable, "bad line", " of a kind that is billed");
    note(books.evicted(), "record", " more than a meter of 4 KiB remembers");
    note(books.given_up, "session", " given up, and its model forgotten: too many side by side");
    if let Some(prices) = books.prices() {
        for (model, row) in books.unpriced.iter().take(MOST_ROWS) {
            notes.push(format!("no price for {} of {}", counted(row.records, "record"), shown(model, MOST_BYTES)));
        }
        if books.sum.priced > 0 && books.sum.unpriced > 0 {
            notes.push("+: and what has no price".to_owned());
        }
        if books.sum.cost.low != books.sum.cost.high {
            notes.push("from .. to ..: the wire did not say which tokens were cached or spoken".to_owned());
        }
        if books.sum.cost.at_least {
            notes.push("≥: the wire did not say all that was used".to_owned());
        }
        if let Some(from) = prices.valid_from() {
            notes.push(format!("prices valid from {}", shown(from, MOST_BYTES)));
        }
    }
    if !notes.is_empty() {
        writeln!(out)?;
    }
    notes.iter().try_for_each(|note| writeln!(out, "{note}"))
}

const MOST_ROWS: usize = 20;
const MOST_BYTES: usize = 64;
const MOST_CURRENCY: usize = 12;
