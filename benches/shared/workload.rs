//! What is decoded: frames of one mix, at least 16 MiB of them, each another.

use rtwire::generate::{Generator, Mix, Options, Order, Spacing};
use rtwire::ndjson;

/// Frames one after another in one piece of memory, as they stand in a buffer that a socket has filled.
#[derive(Debug)]
pub struct Workload {
    /// As `decode/<name>/<engine>` has it.
    pub name: String,
    bytes: Vec<u8>,
    frames: Vec<std::ops::Range<usize>>,
}

const BYTES: usize = 16 << 20;

/// How many bytes can be read behind a frame's end: as many as simdjson wants. They are those of the next frame, or
/// zeros behind the last one.
pub const PADDING: usize = 64;

/// Mixes of every run.
const USUAL: &[(&str, Options)] = &[
    ("session", of(Mix::Session)),
    ("acks", of(Mix::Acks)),
    ("audio_8k", of(Mix::Audio8k)),
    ("done", of(Mix::Done)),
    ("large", of(Mix::Large)),
    ("firehose", of(Mix::Firehose)),
    ("escaped", of(Mix::Escaped)),
];

/// Those that `RTWIRE_BENCH=all` adds.
const MORE: &[(&str, Options)] = &[
    ("delta", of(Mix::Delta)),
    ("audio_64k", of(Mix::Audio64k)),
    ("cjk", of(Mix::Cjk)),
    ("spaced", Options { spacing: Spacing::Python, ..of(Mix::Session) }),
    ("type_last", Options { order: Order::Sdk, ..of(Mix::Session) }),
    ("order_random", Options { order: Order::Random, ..of(Mix::Session) }),
    ("unknown_fields", of(Mix::UnknownFields)),
];

const fn of(mix: Mix) -> Options {
    Options { seed: 1, mix, order: Order::Wire, spacing: Spacing::Compact }
}

impl Workload {
    /// The name of every workload that the environment asks for: seven; with `RTWIRE_BENCH=all` seven more, with
    /// `RTWIRE_BENCH=name,name` those; with `RTWIRE_BENCH_FILE=path` that NDJSON file, as `file`, and no other.
    pub fn names() -> Vec<&'static str> {
        if std::env::var_os("RTWIRE_BENCH_FILE").is_some() {
            return vec!["file"];
        }
        let asked = std::env::var("RTWIRE_BENCH").unwrap_or_default();
        match asked.as_str() {
            "" => Self::usual().collect(),
            "all" => Self::all().collect(),
            asked => {
                let find = |name| {
                    Self::all().find(|known| *known == name).unwrap_or_else(|| {
                        let known = Self::all().collect::<Vec<_>>();
                        panic!("RTWIRE_BENCH: no workload `{name}`; there are {known:?} and `all`")
                    })
                };
                asked.split(',').map(find).collect()
            }
        }
    }

    /// The names of those of every run.
    pub fn usual() -> impl Iterator<Item = &'static str> {
        USUAL.iter().map(|(name, _)| *name)
    }

    /// The names of all.
    pub fn all() -> impl Iterator<Item = &'static str> {
        Self::usual().chain(MORE.iter().map(|(name, _)| *name))
    }

    /// The workload of that name.
    ///
    /// # Panics
    /// Where there is none, or the file cannot be read.
    pub fn new(name: &str) -> Self {
        Self::sized(name, BYTES)
    }

    /// The workload of that name, with so many bytes or a few more; a file has what it has.
    ///
    /// # Panics
    /// Where there is none, or the file cannot be read.
    pub fn sized(name: &str, bytes: usize) -> Self {
        let mut workload = Self { name: name.to_owned(), bytes: Vec::new(), frames: Vec::new() };
        if name == "file" {
            let path = std::env::var_os("RTWIRE_BENCH_FILE").expect("the name of a file");
            let text = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for line in ndjson::Lines::new(&text) {
                match line.body {
                    ndjson::Body::Frame(frame) => workload.push(|out| out.extend_from_slice(frame)),
                    ndjson::Body::TooLong { len } => panic!("line {}: {len} bytes are too many", line.number),
                }
            }
            assert!(!workload.frames.is_empty(), "{}: no lines", path.display());
            workload.pad();
            return workload;
        }
        let (_, options) = USUAL.iter().chain(MORE).find(|(known, _)| *known == name).expect("a known name");
        let mut generator = Generator::new(*options);
        while workload.bytes.len() < bytes {
            workload.push(|out| _ = generator.next(out));
        }
        workload.pad();
        workload
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len() + PADDING, 0);
    }

    fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        write(&mut self.bytes);
        self.frames.push(start..self.bytes.len());
    }

    /// The frames, in order.
    pub fn frames(&self) -> impl Iterator<Item = &[u8]> {
        self.frames.iter().map(|frame| &self.bytes[frame.clone()])
    }

    /// The frames, in order, each with [`PADDING`] bytes behind it that are not its own.
    pub fn padded_frames(&self) -> impl Iterator<Item = &[u8]> {
        self.frames.iter().map(|frame| &self.bytes[frame.start..frame.end + PADDING])
    }

    /// How many frames there are.
    pub fn events(&self) -> usize {
        self.frames.len()
    }

    /// How many bytes they have.
    pub fn bytes(&self) -> usize {
        self.frames.iter().map(|frame| frame.len()).sum()
    }

    /// The first `events` of them.
    pub fn first(mut self, events: usize) -> Self {
        self.frames.truncate(events);
        self
    }

    /// Its frames as `write` writes them anew; those for which it writes nothing are left out.
    pub fn rewritten(&self, name: &str, mut write: impl FnMut(&[u8], &mut Vec<u8>)) -> Self {
        let mut workload = Self { name: name.to_owned(), bytes: Vec::new(), frames: Vec::new() };
        for frame in self.frames() {
            let start = workload.bytes.len();
            workload.push(|out| write(frame, out));
            if workload.bytes.len() == start {
                workload.frames.pop();
            }
        }
        workload.pad();
        workload
    }

    /// The same frames in another order, which is always the same one.
    pub fn shuffled(&self) -> Self {
        let mut frames = self.frames.clone();
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        for last in (1..frames.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            frames.swap(last, (state % (last as u64 + 1)) as usize);
        }
        Self { name: self.name.clone(), bytes: self.bytes.clone(), frames }
    }
}
