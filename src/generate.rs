//! Synthetic traffic in the shapes and sizes of recorded traffic: for trying a gateway, and for the benches.
//!
//! A seed gives the same bytes on every machine, for ever: random numbers are those of xoshiro256++ (its state filled
//! by SplitMix64), brought into ranges by integer arithmetic that is settled here. A new [`Mix`] changes nothing in
//! those that there are. No order of fields is taken from the tables that the decoder is made of, so that a mistake in
//! them is seen.
//!
//! Texts, names and ids are made up. Escapes are those of the wire, `\n` and `\"`; what is not ASCII stands raw.
//!
//! ```
//! use rtwire::Decoder;
//! use rtwire::generate::{Generator, Mix, Options};
//!
//! let mut generator = Generator::new(Options { seed: 7, mix: Mix::Done, ..Options::default() });
//! let (mut decoder, mut frame) = (Decoder::new(), Vec::new());
//! for _ in 0..3 {
//!     frame.clear();
//!     generator.next(&mut frame);
//!     assert_eq!(decoder.server(&frame)?.type_str(), "response.done");
//! }
//! # Ok::<(), rtwire::Error>(())
//! ```

mod acks;
mod audio;
mod client;
mod done;
mod event;
mod firehose;
mod id;
mod item;
mod kind;
mod large;
mod random;
mod response;
mod script;
mod session;
mod settings;
mod step;
mod strange;
mod stream;
mod text;
mod tools;
mod tree;
mod usage;
mod words;
mod write;

use acks::Acks;
use done::Done;
use firehose::Firehose;
use large::Large;
use random::Random;
use response::Status;
use script::Script;
use session::{Manner, Sort};
use stream::Stream;
use tree::Tree;
use words::LANGUAGES;
use write::Writer;

/// Makes events, one after another and without end.
#[derive(Debug)]
pub struct Generator {
    source: Source,
    random: Random,
    writer: Writer,
    tree: Tree,
}

/// What events a [`Generator`] makes, and in what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// What all random numbers come from.
    pub seed: u64,
    /// Which events there are, and how many of each.
    pub mix: Mix,
    /// How the keys of each object stand. No value depends on it.
    pub order: Order,
    /// What stands between keys and values. No value depends on it.
    pub spacing: Spacing,
}

/// Which events there are, and how many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Mix {
    /// Whole sessions of both dialects, as recorded: about half of the events are pieces of transcripts. Every type of
    /// event is reached; one session in some twenty has what the client sent, too.
    #[default]
    Session,
    /// Sessions over a WebSocket: mostly audio, in events of 6 to 16 KB.
    Audio,
    /// `response.done` alone, of 0.6 to 2 KB, with every status.
    Done,
    /// Events of 16 to 256 KB: many items, JSON inside strings, several languages.
    Large,
    /// Events of servers of 60 to 200 bytes.
    Acks,
    /// Pieces of what the model says, writes or calls with, alone: of some 220 bytes.
    Delta,
    /// Pieces of audio alone, each of 8,192 bytes of base64: 128 ms.
    Audio8k,
    /// Pieces of audio alone, each of 65,536 bytes of base64: a second.
    Audio64k,
    /// What a gateway sees of 16 sessions over WebSockets at once: 7 of 10 events are audio, in events of 6 to 16 KB.
    Firehose,
    /// JSON inside strings: arguments of calls and what tools answer, of 0.5 to 6 KB.
    Escaped,
    /// Chinese, Japanese and Korean: texts, whole, in events of 0.2 to 2.5 KB.
    Cjk,
    /// [`Session`](Self::Session) with one to three fields in each event that nobody documents, for the drift report.
    UnknownFields,
}

/// How the keys of an object stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Order {
    /// As servers send them.
    #[default]
    Wire,
    /// As SDKs write them that take an event apart and put it together again: `type` at the end of every object.
    Sdk,
    /// At random, drawn anew for each object.
    Random,
}

/// What stands between keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Spacing {
    /// Nothing, as on the wire.
    #[default]
    Compact,
    /// A space after each comma and colon, as Python's `json.dumps` writes.
    Python,
}

/// Who sent an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A server: [`Decoder::server`](crate::Decoder::server) reads it.
    Server,
    /// A client: [`Decoder::client`](crate::Decoder::client) reads it.
    Client,
}

impl Generator {
    /// A generator at its beginning.
    pub fn new(options: Options) -> Self {
        let (mut random, order) = Random::pair(options.seed);
        let source = match options.mix {
            Mix::Session => Source::Script(Script::new(&RECORDED, &mut random)),
            Mix::Audio => Source::Script(Script::new(&VOICED, &mut random)),
            Mix::Done => Source::Done(Done::new(&mut random)),
            Mix::Large => Source::Large(Large::new()),
            Mix::Acks => Source::Acks(Acks::new(&mut random)),
            Mix::Delta => Source::Stream(Stream::new(&stream::DELTAS, &mut random)),
            Mix::Audio8k => Source::Stream(Stream::new(&stream::AUDIO_8K, &mut random)),
            Mix::Audio64k => Source::Stream(Stream::new(&stream::AUDIO_64K, &mut random)),
            Mix::Firehose => Source::Firehose(Firehose::new(&FIREHOSE, &mut random)),
            Mix::Escaped => Source::Large(Large::escaped()),
            Mix::Cjk => Source::Stream(Stream::new(&stream::EASTERN, &mut random)),
            Mix::UnknownFields => Source::Strange(Script::new(&RECORDED, &mut random)),
        };
        Self { source, random, writer: Writer::new(options.order, options.spacing, order), tree: Tree::default() }
    }

    /// Appends the next event to `out`, without a line end, and tells who sent it.
    pub fn next(&mut self, out: &mut Vec<u8>) -> Direction {
        let Self { source, random, writer, tree } = self;
        let direction = match source {
            Source::Script(script) => {
                let step = script.next(random);
                event::write(step, &mut script.session, random, tree)
            }
            Source::Done(done) => done.write(random, tree),
            Source::Large(large) => large.write(random, tree),
            Source::Acks(acks) => acks.write(random, tree),
            Source::Stream(stream) => stream.write(random, tree),
            Source::Firehose(firehose) => firehose.write(random, tree),
            Source::Strange(script) => {
                let step = script.next(random);
                let direction = event::write(step, &mut script.session, random, tree);
                strange::add(random, tree);
                direction
            }
        };
        writer.write(tree, out);
        direction
    }
}

impl Mix {
    /// Every mix.
    pub const ALL: &[Self] = &[
        Self::Session,
        Self::Audio,
        Self::Done,
        Self::Large,
        Self::Acks,
        Self::Delta,
        Self::Audio8k,
        Self::Audio64k,
        Self::Firehose,
        Self::Escaped,
        Self::Cjk,
        Self::UnknownFields,
    ];

    /// Its name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Audio => "audio",
            Self::Done => "done",
            Self::Large => "large",
            Self::Acks => "acks",
            Self::Delta => "delta",
            Self::Audio8k => "audio_8k",
            Self::Audio64k => "audio_64k",
            Self::Firehose => "firehose",
            Self::Escaped => "escaped",
            Self::Cjk => "cjk",
            Self::UnknownFields => "unknown_fields",
        }
    }
}

impl Order {
    /// Every order.
    pub const ALL: &[Self] = &[Self::Wire, Self::Sdk, Self::Random];

    /// Its name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Sdk => "sdk",
            Self::Random => "random",
        }
    }
}

/// What makes the events of a mix. Each draws on nothing but the generator's numbers.
#[derive(Debug)]
enum Source {
    Script(Script),
    Done(Done),
    Large(Large),
    Acks(Acks),
    Stream(Stream),
    Firehose(Firehose),
    Strange(Script),
}

/// The protocol's two forms: until 2026 and since 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Beta,
    Ga,
}

impl Dialect {
    fn other(self) -> Self {
        match self {
            Self::Beta => Self::Ga,
            Self::Ga => Self::Beta,
        }
    }
}

const LIMITED: Status = Status::Limited { limit: 0, used: 0, asked: 0 };

static RECORDED: Manner = Manner {
    sorts: &[(49, Sort::Call), (9, Sort::Text), (4, Sort::Socket), (3, Sort::Transcription), (2, Sort::Translation)],
    statuses: &[
        (37, Status::Completed),
        (25, Status::Interrupted),
        (4, Status::Stopped),
        (29, LIMITED),
        (3, Status::Broken),
        (1, Status::Filtered),
        (1, Status::TooLong),
    ],
    foreign: 55,
    languages: LANGUAGES,
    said: (14, 240),
    audio: 1,
};

const VOICE: Manner = Manner {
    sorts: &[(14, Sort::Socket), (1, Sort::Translation)],
    statuses: &[
        (80, Status::Completed),
        (14, Status::Interrupted),
        (2, LIMITED),
        (1, Status::Broken),
        (2, Status::Filtered),
        (1, Status::TooLong),
    ],
    foreign: 30,
    languages: LANGUAGES,
    said: (40, 320),
    audio: 20,
};

static VOICED: Manner = VOICE;

/// The same with more audio.
static FIREHOSE: Manner = Manner { audio: 33, ..VOICE };
