//! The command line: the one file that knows clap.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use rtwire::Redactor;
use rtwire::escape::Escaped;
use rtwire::generate::{Mix, Order};

use crate::books::By;
use crate::envelope::Pointer;
use crate::outcome::Outcome;
use crate::source::is_stdin;

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
    Meter(Meter),
    Decode(Decode),
    Redact(Redact),
    Bench(Bench),
    Generate(Generate),
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
    /// Say what it cost, by a table of prices
    ///
    /// In TOML, or in JSON if it is named .json. examples/prices.toml shows how one
    /// is written.
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// Says what sessions cost, whatever is recorded twice counted once
///
/// Tokens and seconds of responses, transcriptions and translations, on the model
/// that was in force when each began.
#[derive(Debug, clap::Args)]
#[command(after_help = METER_EXAMPLES)]
pub(crate) struct Meter {
    /// Say what it cost, by a table of prices
    ///
    /// In TOML, or in JSON if it is named .json. examples/prices.toml shows how one
    /// is written.
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// What the rows are [default: model; with --json there are none]
    #[arg(long, value_parser = named(By::ALL, By::as_str))]
    pub(crate) by: Option<By>,
    /// Where in a line its session is named, as a JSON Pointer
    ///
    /// For logs of many sessions at once, such as --session /call for lines like
    /// {"call":"c7","event":{"type":..}}. Without it, a session goes from where it is
    /// created to where the next one is, and a file begins one of its own. Lines
    /// in which nothing stands there are one session together, and are told of.
    #[arg(long, value_name = "POINTER")]
    pub(crate) session: Option<Pointer>,
    /// Print one JSON object, for programs
    #[arg(long)]
    pub(crate) json: bool,
    /// Print a JSON object for each record, for whoever keeps them
    ///
    /// Of each response, transcription and translation: its idempotency key, model,
    /// usage, and with --prices its cost. Last comes what never ended, with
    /// estimated and why it is so.
    #[arg(long, conflicts_with_all = ["json", "by"])]
    pub(crate) records: bool,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// Names every line that is not an event as the wire has them
///
/// One line a problem, FILE:LINE:COLUMN: CATEGORY: MESSAGE; on a terminal with
/// the text around it. Nothing is printed if all is well.
#[derive(Debug, clap::Args)]
#[command(after_help = CHECK_EXAMPLES, override_usage = CHECK_USAGE)]
pub(crate) struct Check {
    /// Print a JSON object a problem, for programs; with --frame, one object
    #[arg(long)]
    pub(crate) json: bool,
    /// Read all of FILE as one frame, and say what each reader says of it
    ///
    /// For a frame that made trouble; `-` is the standard input. Nothing is skipped,
    /// split or decompressed. (Of a fuzz target's input some bytes may choose
    /// settings: fuzz/properties says which.) The readers:
    /// any, server and client are the decoder's ways in; strict refuses a known
    /// field of the wrong shape, unique a repeated key; twin is the owned event,
    /// read through the tree lane; serde_json is its `Value`; the locator is what
    /// finds values in untouched frames. They need not say the same, but must not
    /// contradict each other.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "at", "jobs"])]
    pub(crate) frame: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// Prints events as they are understood, one a line
///
/// Each is written from its decoded form: the fields that this version knows, in
/// the wire's order. An event of an unknown type is printed as it came. Bad lines
/// go to stderr, in the form that `rtwire check` has.
#[derive(Debug, clap::Args)]
#[command(after_help = DECODE_EXAMPLES)]
pub(crate) struct Decode {
    /// Print only events of this type; may stand several times
    #[arg(long = "kind", value_name = "TYPE")]
    pub(crate) kinds: Vec<String>,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// Prints events as they came, but for what must not be in a log
///
/// Secrets (keys and headers of remote tools, client secrets) are always replaced,
/// and so is what this version does not know: unknown fields, what unknown events
/// and objects hold, values of a wrong shape. All else stays byte for byte. Bad
/// lines cannot be redacted: they are left out, and named on stderr in the form
/// that `rtwire check` has.
#[derive(Debug, clap::Args)]
#[command(after_help = REDACT_EXAMPLES)]
pub(crate) struct Redact {
    /// Replace sound by its length and seconds
    ///
    /// Seconds are those of 16-bit samples at 24 kHz, or with --audio=g711 of 8-bit
    /// samples at 8 kHz; translation says itself how it sounds.
    #[arg(long, value_name = "SOUND", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = Sound::Pcm.as_str(), value_parser = named(&Sound::ALL, Sound::as_str))]
    pub(crate) audio: Option<Sound>,
    /// Replace texts, transcripts, instructions, pictures, arguments, metadata
    #[arg(long)]
    pub(crate) text: bool,
    /// Replace what stands at this path; may stand several times
    ///
    /// Such as --path 'session.tools[].server_url': keys with dots between, [0] for
    /// an element, [] for every element, ["a key"] for a key that is no word. A path
    /// where nothing was found is told of at the end.
    #[arg(long = "path", value_name = "P", value_parser = path)]
    pub(crate) paths: Vec<String>,
    /// Leave what stands at this path although it is unknown; may stand several times
    ///
    /// With all that is in it. For fields that are known to do no harm, such as
    /// --keep client_timestamp; `rtwire stats` lists those there are.
    #[arg(long = "keep", value_name = "P", value_parser = path)]
    pub(crate) kept: Vec<String>,
    #[command(flatten)]
    pub(crate) files: Files,
}

/// What makes seconds of the bytes of sound.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sound {
    Pcm,
    G711,
}

impl Sound {
    const ALL: [Self; 2] = [Self::Pcm, Self::G711];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Pcm => "pcm",
            Self::G711 => "g711",
        }
    }
}

/// Measures how fast the events of recordings are decoded
///
/// All lines are read into memory first, and each event is decoded by both lanes,
/// which must agree; lines that are no events are left out. What is measured, in
/// turn, on one thread:
///
/// decode is the decoder as a program gets it. The direct lane is that without the
/// events that it declines, and the tape lane, which decides on these, is timed on
/// all. kind and usage look at an event without decoding it. The floors: utf8 check
/// reads each event, memcpy copies it.
///
/// GB/s, events/s and ns an event are of whole passes, the median over the rounds.
/// The percentiles are of single events over all rounds, by the clock, less what a
/// look at the clock costs; so a time below some 20 ns says little, and the longest
/// are those in which the system did something else.
#[derive(Debug, clap::Args)]
#[command(after_help = BENCH_EXAMPLES)]
pub(crate) struct Bench {
    /// Print one JSON object, for programs
    #[arg(long)]
    pub(crate) json: bool,
    /// Measure so many rounds
    #[arg(long, value_name = "N", conflicts_with = "seconds", value_parser = rounds)]
    pub(crate) rounds: Option<u64>,
    /// Measure for so long, and three rounds at least
    #[arg(long, value_name = "S", default_value_t = 5.0, value_parser = seconds)]
    pub(crate) seconds: f64,
    /// Recordings to read; `-` is the standard input
    ///
    /// What gzip or zstd compressed is decompressed on the way, whatever its name.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

/// Writes made-up traffic that looks like recorded traffic, one event a line
///
/// The same seed gives the same bytes on every machine. Key order and spacing
/// change no value. Random numbers are those of xoshiro256++.
#[derive(Debug, clap::Args)]
#[command(after_help = GENERATE_EXAMPLES)]
pub(crate) struct Generate {
    /// What all random numbers come from
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Write so many events [default: 1000]
    #[arg(long, value_name = "N", conflicts_with = "bytes")]
    pub(crate) events: Option<u64>,
    /// Write until there are so many bytes; the last line is whole
    ///
    /// 500K, 2M and 1G are decimal: 1G is 1,000,000,000 bytes.
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    pub(crate) bytes: Option<u64>,
    /// Which events there are
    #[arg(long, default_value = Mix::Session.as_str(), value_parser = named(Mix::ALL, Mix::as_str))]
    pub(crate) mix: Mix,
    /// How the keys of an object stand
    #[arg(long, default_value = Order::Wire.as_str(), value_parser = named(Order::ALL, Order::as_str))]
    pub(crate) order: Order,
    /// Write a space after each comma and colon, as Python does
    #[arg(long)]
    pub(crate) spaced: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Files {
    /// Where in a line the event is, as a JSON Pointer
    ///
    /// For logs that wrap each event, such as --at /payload/event for lines like
    /// {"time":1,"payload":{"event":{"type":..}}}. The event may be an object or a
    /// string that holds JSON. Of repeated keys the last counts; in a key, `~` is
    /// written ~0 and `/` ~1; a number is an index of an array.
    #[arg(long, value_name = "POINTER")]
    pub(crate) at: Option<Pointer>,
    /// Decode with N threads; 0 for one a processor
    ///
    /// The results are the same, in the same order, whatever N. More than 128, of at
    /// most 256, are taken for 128.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = jobs)]
    pub(crate) jobs: u16,
    /// Recordings to read; `-` is the standard input
    ///
    /// What gzip or zstd compressed is decompressed on the way, whatever its name.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

impl Args {
    /// Reads the command line. Where it asks for help or makes no sense, that is answered here, and the exit code is given.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        Self::parsed().map_err(|error| {
            let written = match error.kind() {
                ErrorKind::DisplayHelp
                | ErrorKind::DisplayVersion
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.print(),
                // It repeats words of the command line, where a file name can stand.
                _ => write_escaped(&error.render().to_string(), &mut io::stderr().lock()),
            };
            let mut is_failure = error.use_stderr();
            // A closed pipe is none: whoever read has seen enough.
            if let Err(error) = written
                && error.kind() != io::ErrorKind::BrokenPipe
            {
                is_failure = true;
                // Of stderr there is nobody to tell.
                let _ = writeln!(io::stderr(), "rtwire: cannot write the result: {error}");
            }
            ExitCode::from(if is_failure { Outcome::Failed } else { Outcome::Fine })
        })
    }

    fn parsed() -> Result<Self, clap::Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(std::env::args_os())?;
        let args = Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
        let stdins = args.command.files().iter().filter(|path| is_stdin(path)).count();
        match matches.subcommand_name().and_then(|name| command.find_subcommand_mut(name)) {
            // To the second there would be nothing left.
            Some(command) if stdins > 1 => {
                Err(command.error(ErrorKind::ArgumentConflict, "the standard input, `-`, can be read only once"))
            }
            _ => Ok(args),
        }
    }
}

impl Command {
    /// The recordings to read.
    fn files(&self) -> &[PathBuf] {
        match self {
            Self::Stats(args) => &args.files.files,
            Self::Check(args) => &args.files.files,
            Self::Meter(args) => &args.files.files,
            Self::Decode(args) => &args.files.files,
            Self::Redact(args) => &args.files.files,
            Self::Bench(args) => &args.files,
            Self::Generate(_) => &[],
        }
    }
}

/// One of `all`, by its name.
fn named<T: Copy + Send + Sync>(all: &'static [T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|&value| name(value)))
        .map(move |given| *all.iter().find(|&&value| name(value) == given).expect("only these names are let through"))
}

/// Reads a number of bytes, such as `500K`.
fn bytes(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.chars().last() {
        Some('k' | 'K') => (&text[..text.len() - 1], 1_000),
        Some('m' | 'M') => (&text[..text.len() - 1], 1_000_000),
        Some('g' | 'G') => (&text[..text.len() - 1], 1_000_000_000),
        _ => (text, 1),
    };
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u64>().ok()).flatten();
    number.and_then(|number| number.checked_mul(unit)).ok_or_else(|| "a size is like 4096, 500K, 2M or 1G".to_owned())
}

/// Lets through what leads into an event.
fn path(text: &str) -> Result<String, String> {
    // No key of an event begins so: it is a pointer, or a query, of which nothing would come of it.
    match Redactor::new().path(text) {
        Ok(_) if !text.starts_with(['/', '$']) => Ok(text.to_owned()),
        _ => Err("a path is like session.tools[].server_url".to_owned()),
    }
}

/// Reads how often to measure.
fn rounds(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|&rounds| rounds > 0).ok_or_else(|| "rounds are a whole number, at least 1".to_owned())
}

/// Reads how many threads there are to be.
fn jobs(text: &str) -> Result<u16, String> {
    let jobs = text.parse().ok().filter(|&jobs| jobs <= MOST_JOBS);
    jobs.ok_or_else(|| format!("jobs are a whole number, at most {MOST_JOBS}"))
}

/// Reads a time, in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.0..=MOST_SECONDS).contains(seconds));
    seconds.ok_or_else(|| format!("a time is a number of seconds, {MOST_SECONDS} at most"))
}

/// Writes a text of several lines so that it is safe for a terminal.
pub(crate) fn write_escaped(text: &str, out: &mut impl Write) -> io::Result<()> {
    text.lines().try_for_each(|line| writeln!(out, "{}", Escaped::new(line)))
}

/// Each may hold a line of the longest.
const MOST_JOBS: u16 = 256;

/// A day.
const MOST_SECONDS: f64 = 86_400.0;

/// What every command says of how it ends.
macro_rules! exit_status {
    () => {
        "\
Exit status: 0 all is well, or who reads has seen enough; 1 some lines are bad;
2 something could not be read or written, or the command makes no sense."
    };
}

const EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire stats session.ndjson           what is in a recording
  rtwire stats --json *.ndjson | jq .usage
  rtwire check call.ndjson.gz           what is wrong with it
  rtwire decode --kind response.done session.ndjson

",
    exit_status!(),
    "\n`rtwire help COMMAND` says more."
);

const STATS_EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire stats session.ndjson
      A report for people.
  rtwire stats --json monday.ndjson tuesday.ndjson | jq .usage
      Tokens by modality, summed over every response.done of both files.
  rtwire stats --json a.ndjson | jq '.kinds[\"response.done\"].p99_bytes'
      A size that 99 % of the events of one kind keep to.
  rtwire stats --json session.ndjson | jq '.unknown, .drift'
      What the wire sent that this version does not know.
  rtwire stats --jobs 0 --at /payload/event proxy.log.zst
      A large log with an envelope around each event, on all processors.

  rtwire stats --prices prices.toml session.ndjson
      What it cost, too; `rtwire meter` tells it apart.

Sizes are those of the events, without line ends. median_bytes and p99_bytes are
nearest ranks, at most 1 % too large. Tokens are summed as sent, be it twice,
and with --json 0 where none were; a total is of the usages that say it. The
cost of --prices counts each response once, as `rtwire meter` does without
--session: of a log of many sessions at once that tells which models were meant.
With --json, a cost has at_least where the wire did not say all that was used,
and translated_seconds stand before it where there are any.

",
    exit_status!(),
    "\nUnknown types and fields are not bad."
);

const METER_EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire meter session.ndjson
      Tokens and seconds, by model.
  rtwire meter --prices prices.toml --by session monday.ndjson tuesday.ndjson
      What each session cost.
  rtwire meter --prices prices.toml --json a.ndjson | jq .cost
      At least and at most: they differ where the wire did not say what was
      cached.
  rtwire meter --records a.ndjson | jq -r .key
      The idempotency key of all that was billed.
  rtwire meter --at /event --session /call --jobs 0 proxy.log.zst
      A log of many sessions at once.

A response, and each transcribed part of an item, counts once in a session; the
first usage wins, be it none, and conflicts are other events that said another.
Unsettled responses were created and never done; translations that did not say
what they cost are told as well, but not with --json. Evicted are records beyond
what a meter of 4 KiB remembers; this command remembers all. But of more than
eight responses or items under way, or 131,072 sessions side by side, the oldest
lose their models, and are unknown. Usage of a wrong shape is malformed_usage,
and what is no event although it says that it is billed is undecodable_billable,
lines that are too long apart: both may have cost more. That parts come to more
than the total is told as well, but not with --json. With --json, a cost has
at_least where the wire did not say all that was used, or of a response or
transcription nothing at all; --by adds rows, in which responses_without_usage
are those whose tokens nobody knows. translated_seconds stand at the top where
there are any. Tokens are 0 where none were sent.

",
    exit_status!()
);

const CHECK_EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire check session.ndjson
      Every problem, with a caret below its place.
  rtwire check --json *.ndjson | jq -r .category | sort | uniq -c
      How many problems there are of each sort.
  rtwire check --frame trouble.json
      What each reader says of one frame, and whether they agree.
  tail -f proxy.ndjson | rtwire check -
      What comes in from now on; problems are shown as they come.

Categories: syntax (not JSON), utf8 (not UTF-8), shape (JSON, but not the event
that its type promises), limit (too long, too deep, too many values).
Columns are bytes of the line, from 1, behind a byte order mark. In the JSON
form, offsets are bytes of the event, from 0; they differ by more than 1 only
with --at.

",
    exit_status!(),
    "\nWith --frame, 0 it is accepted, 1 it is refused, 2 it could not be read.
Unknown types and fields are not bad. A known field of a wrong shape is, and
half a surrogate pair, around which other commands read."
);

const CHECK_USAGE: &str = "\
rtwire check [OPTIONS] <FILE>...
       rtwire check [--json] --frame <FILE>";

const DECODE_EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire decode session.ndjson
      Every event.
  rtwire decode --kind response.done --kind error session.ndjson | jq .
      Those of two types.
  rtwire decode --at /msg proxy.log.gz > events.ndjson
      The events of a log, without what the log has around them.
  tail -f proxy.ndjson | rtwire decode --kind response.done - | ./bill
      As they come.

A field that this version does not know, or that has the wrong shape, is left
out; `rtwire stats` lists both as drift. On a terminal, characters that it might
act on are written as escapes.

",
    exit_status!()
);

const REDACT_EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire redact --audio --text call.ndjson > log.ndjson
      Who did what when, and nothing of what was said.
  rtwire redact --audio=g711 call.ndjson.gz | gzip > small.ndjson.gz
      A telephone call that can be read, without the sound.
  rtwire redact --path error.message --path session.tracing a.ndjson
      What else may hold a key.
  rtwire redact --text --keep client_timestamp --keep response.trace a.ndjson
      Two fields that this version does not know, and may stay.
  tail -f proxy.ndjson | rtwire redact --audio --text - >> log.ndjson
      As they come.

What stands there then, as a string, or alone in an object or an array:
  <secret>  <audio 9600 B 0.200 s>  <text 12 B>  <unknown 3 B>  <path 7 B>
A number becomes null, and so do true and false at a --path; else these stay,
and null, and what is empty. So do keys, types and, also of what is unknown,
ids. What has no mark of being somebody's words stays, too: messages of errors,
and parameters of tools, among others.
With --at, what the log has around the events is left out.

",
    exit_status!()
);

const BENCH_EXAMPLES: &str = concat!(
    "\
Examples:
  rtwire bench session.ndjson
      What decoding costs on a recording of yours.
  rtwire bench --seconds 60 monday.ndjson.zst tuesday.ndjson.zst
      The same, more precisely.
  rtwire bench --json a.ndjson | jq '.kinds[\"response.done\"].p99_ns'
      What 99 % of the events of one kind keep to.
  rtwire generate --mix audio --bytes 100M | rtwire bench -
      On made-up traffic.

",
    exit_status!(),
    "\nIt is 2, too, where the lanes do not agree or there is no event."
);

const GENERATE_EXAMPLES: &str = "\
Examples:
  rtwire generate | rtwire stats -
      What is in 1,000 events.
  rtwire generate --seed 7 --bytes 1G > session.ndjson
      A gigabyte of sessions of both dialects.
  rtwire generate --mix done --events 1000000 | your-gateway
      A million bills.
  rtwire generate --order sdk --spaced --bytes 20M | rtwire check -
      Events as they are after some Python program has had them.

Mixes:
  session  whole sessions, as recorded: half of it pieces of transcripts; every
           type of event is reached, now and then those that clients send
  audio    sessions over a WebSocket: mostly audio, in events of 6 to 16 KB
  done     response.done of 0.6 to 2 KB, with every status
  large    events of 16 to 256 KB: many items, JSON in strings, many languages
  acks     events of 60 to 200 bytes
  delta    pieces of what the model says, writes or calls with: some 220 bytes
  audio_8k, audio_64k
           pieces of audio, of 8,192 or 65,536 bytes of base64
  firehose 16 sessions at once: 7 of 10 events are audio
  escaped  JSON in strings: arguments and outputs of calls, of 0.5 to 6 KB
  cjk      Chinese, Japanese and Korean texts, of 0.2 to 2.5 KB
  unknown_fields
           session, with fields that nobody documents
Orders:
  wire     as servers send the keys
  sdk      `type` at the end of every object, as SDKs write it
  random   drawn anew for each object

Exit status: 0 all is written, or who reads has seen enough; 2 it could not be
written.";
