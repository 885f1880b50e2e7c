//! The command line: the one file that knows clap.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use rtwire::escape::Escaped;

use crate::outcome::Outcome;

/// Reads recordings of OpenAI Realtime API events
///
/// A recording holds JSON text frames, one a line (NDJSON), as they went over the
/// wire in either direction, of either dialect.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 80, after_help = EXAMPLES)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Stats(Stats),
    Check(Check),
}

/// Sums up what is in recordings
///
/// Kinds of events with their counts and sizes, how responses ended, tokens by
/// modality, transcriptions, types and fields that this version does not know,
/// and the first bad lines.
#[derive(Debug, clap::Args)]
#[command(after_help = STATS_EXAMPLES)]
pub(crate) struct Stats {
    /// Print one JSON object, for programs
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// Names every line that is not an event as the wire has them
///
/// One line a problem, FILE:LINE:COLUMN: CATEGORY: MESSAGE; on a terminal with
/// the text around it. Nothing is printed if all is well.
#[derive(Debug, clap::Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// Print a JSON object a problem, for programs
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Files {
    /// Recordings to read; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

impl Args {
    /// Reads the command line. Where it asks for help or makes no sense, that is answered here, and the exit code is given.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| {
            // A closed pipe is no failure, and there is nobody to tell about another.
            let _ = match error.kind() {
                ErrorKind::DisplayHelp
                | ErrorKind::DisplayVersion
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.print(),
                // It repeats words of the command line, where a file name can stand.
                _ => write_escaped(&error.render().to_string(), &mut io::stderr().lock()),
            };
            ExitCode::from(if error.use_stderr() { Outcome::Failed } else { Outcome::Fine })
        })
    }
}

fn write_escaped(text: &str, out: &mut impl Write) -> io::Result<()> {
    text.lines().try_for_each(|line| writeln!(out, "{}", Escaped::new(line)))
}

const EXAMPLES: &str = "\
Examples:
  rtwire stats session.ndjson           what is in a recording
  rtwire stats --json *.ndjson | jq .usage
  zcat call.ndjson.gz | rtwire check -  what is wrong with it

Exit status: 0 all is well, 1 some lines are bad, 2 something could not be read.
`rtwire help COMMAND` says more.";

const STATS_EXAMPLES: &str = "\
Examples:
  rtwire stats session.ndjson
      A report for people.
  rtwire stats --json monday.ndjson tuesday.ndjson | jq .usage
      Tokens by modality, summed over every response.done of both files.
  rtwire stats --json a.ndjson | jq '.kinds[\"response.done\"].p99_bytes'
      A size that 99 % of the events of one kind keep to.
  rtwire stats --json session.ndjson | jq '.unknown, .drift'
      What the wire sent that this version does not know.

Sizes are those of a line without its end. median_bytes and p99_bytes are
nearest ranks, at most 1 % too large. Tokens are summed as sent.

Exit status: 0 all is well, 1 some lines are bad, 2 something could not be read.
Unknown types and fields are not bad.";

const CHECK_EXAMPLES: &str = "\
Examples:
  rtwire check session.ndjson
      Every problem, with a caret below its place.
  rtwire check --json *.ndjson | jq -r .category | sort | uniq -c
      How many problems there are of each sort.
  tail -c 1M proxy.ndjson | rtwire check -
      The end of a log; its first line may be cut.

Categories: syntax (not JSON), utf8 (not UTF-8), shape (JSON, but not the event
that its type promises), limit (too long, too deep, too many values).
Columns are bytes of the line, from 1; in the JSON form, offsets are from 0.

Exit status: 0 all is well, 1 some lines are bad, 2 something could not be read.
Unknown types and fields are not bad.";
