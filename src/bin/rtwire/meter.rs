//! `rtwire meter`: what sessions cost.

mod report;

use std::io::Write;

use rtwire::Limits;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::bills::{Biller, Bills};
use crate::books::{Books, By, Heard, Row};
use crate::drift::MOST_OF_PART;
use crate::frames::Frames;
use crate::input::{Entry, Input, Results};
use crate::jobs::Worker;
use crate::outcome::Outcome;
use crate::problem::{FirstProblems, Problem};
use crate::usage::Usage;
use crate::{args, json, prices};

/// Reads lines, and takes the bills out of them.
struct Reader {
    frames: Frames,
    biller: Biller,
    part: Part,
}

#[derive(Default)]
struct Part {
    bills: Bills,
    tally: Lines,
}

/// What was read.
#[derive(Debug, Default)]
struct Lines {
    lines: u64,
    bad: u64,
    /// The first bad lines.
    problems: FirstProblems,
}

/// What the books say. The fields are those of `--json`, in its order.
struct Meter<'b> {
    books: &'b Books,
    /// Whether rows were asked for.
    with_rows: bool,
}

pub(crate) fn run(args: &args::Meter, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let prices = args.prices.as_deref().map(prices::read).transpose()?;
    let mut limits = Limits::default();
    limits.drift_entries = MOST_OF_PART;
    let input = Input::new(&args.files, limits);
    let by = args.by.unwrap_or(By::Model);
    let mut books = Books::new(prices, by, args.session.is_some());
    if args.records {
        books.keep_lines();
    }
    let mut lines = Lines::default();
    let worker = |frames| {
        let biller = Biller::new(args.session.clone(), args.files.at.clone()).thorough(args.records);
        Reader { frames, biller, part: Part::default() }
    };
    let (intake, _) = input.run(Results::AtTheEnd, worker, |part: Part| {
        books.enter(&part.bills);
        lines.absorb(part.tally);
        books.lines().try_for_each(|line| json::write_line(&line, out))
    })?;
    books.finish();
    if args.records {
        books.lines().try_for_each(|line| json::write_line(&line, out))?;
    } else if args.json {
        json::write_line(&Meter { books: &books, with_rows: args.by.is_some() }, out)?;
    } else {
        report::write(&books, by, &intake, &lines, out)?;
    }
    Ok(intake.outcome(lines.bad))
}

impl Worker for Reader {
    type Part = Part;

    fn line(&mut self, entry: &Entry<'_>) {
        let Self { frames, biller, part } = self;
        part.tally.lines += 1;
        match frames.read(entry) {
            Ok((event, frame)) => {
                if let Some(pointer) = biller.event(entry, &event, frame) {
                    part.tally.add(&Problem::nowhere(entry, pointer));
                }
            }
            Err(problem) => {
                part.tally.add(&problem);
                biller.bad(entry);
            }
        }
    }

    fn part(&mut self) -> Part {
        self.part.bills = self.biller.take();
        std::mem::take(&mut self.part)
    }
}

impl Lines {
    fn add(&mut self, problem: &Problem<'_>) {
        self.bad += 1;
        self.problems.add(problem);
    }

    /// Counts on with the lines behind those so far.
    fn absorb(&mut self, next: Self) {
        self.lines += next.lines;
        self.bad += next.bad;
        self.problems.absorb(next.problems);
    }
}

impl Serialize for Meter<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { books, with_rows } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sessions", &books.sessions())?;
        map.serialize_entry("records", &books.sum.records)?;
        map.serialize_entry("usage", &Usage(books.sum.tokens))?;
        map.serialize_entry("transcription", &Heard(&books.sum.transcription))?;
        if let Some(seconds) = books.sum.translated_seconds() {
            map.serialize_entry("translated_seconds", &seconds)?;
        }
        map.serialize_entry("cost", &books.cost(&books.sum))?;
        map.serialize_entry("unpriced", &books.unpriced.iter().map(|(model, _)| model).collect::<Vec<_>>())?;
        map.serialize_entry("unsettled", &books.unsettled())?;
        map.serialize_entry("evicted", &books.evicted())?;
        map.serialize_entry("conflicts", &books.conflicts())?;
        map.serialize_entry("malformed_usage", &books.malformed())?;
        map.serialize_entry("undecodable_billable", &books.undecodable)?;
        if *with_rows {
            map.serialize_entry("rows", &AsMap(books))?;
        }
        map.end()
    }
}

/// The rows by their names.
struct AsMap<'b>(&'b Books);

impl Serialize for AsMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let priced = |row| Priced { row, books: self.0 };
        serializer.collect_map(self.0.rows.iter().map(|(name, row)| (name, priced(row))))
    }
}

/// A row with what it cost.
struct Priced<'b> {
    row: &'b Row,
    books: &'b Books,
}

impl Serialize for Priced<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { row, books } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("records", &row.records)?;
        map.serialize_entry("responses_without_usage", &row.unmetered)?;
        map.serialize_entry("usage", &Usage(row.tokens))?;
        map.serialize_entry("transcription", &Heard(&row.transcription))?;
        map.serialize_entry("translated_seconds", &row.translated.as_secs_f64())?;
        map.serialize_entry("cost", &books.cost(row))?;
        map.serialize_entry("unpriced", &row.unpriced)?;
        map.end()
    }
}
