//! The input of every subcommand: files in, the results of their lines out, in order.
//!
//! What cannot be read is told at once on stderr, and the next file is gone on with.

use std::ffi::OsStr;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::Path;
use std::thread;

use rtwire::escape::Escaped;
use rtwire::ndjson::Body;
use rtwire::{Decoder, Limits};
use serde::{Serialize, Serializer};

use crate::args::Files;
use crate::feed::Feed;
use crate::frames::Frames;
use crate::jobs::{self, Worker};
use crate::outcome::Outcome;
use crate::portion::Portion;
use crate::progress::Progress;
use crate::source::total;

/// The files to read, what to read in their lines, and how far that is.
pub(crate) struct Input<'a> {
    files: &'a Files,
    limits: Limits,
    pub(crate) progress: Progress,
}

/// What has been read.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    /// The files that could be opened.
    pub(crate) files: u64,
    /// Their bytes, decompressed, line ends included.
    pub(crate) bytes: u64,
    /// Some file could not be opened or read to its end.
    pub(crate) incomplete: bool,
}

/// A line that is not blank, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) file: Name<'a>,
    pub(crate) number: u64,
    pub(crate) body: Body<'a>,
}

/// When results are wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Results {
    /// As soon as there are any: somebody may be following.
    AsTheyCome,
    AtTheEnd,
}

/// A file's name as the command line has it: shown escaped, serialised as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a>(&'a Path);

impl<'a> Input<'a> {
    pub(crate) fn new(files: &'a Files, limits: Limits) -> Self {
        Self { files, limits, progress: Progress::new(total(&files.files)) }
    }

    /// Has each line that is not blank dealt with by one of the workers, of which `worker` makes as many as there are
    /// to be, and merges what they come to, file by file, in order.
    ///
    /// # Errors
    /// The first error of `merge`. Those of the files are in [`Intake::incomplete`].
    pub(crate) fn run<W: Worker>(
        &self,
        results: Results,
        worker: impl Fn(Frames) -> W,
        merge: impl FnMut(W::Part) -> io::Result<()>,
    ) -> anyhow::Result<(Intake, Vec<W>)> {
        let jobs = match self.files.jobs {
            0 => thread::available_parallelism().map_or(1, usize::from),
            jobs => usize::from(jobs),
        };
        // Each may have eight files open at once, and 1,024 is what a process may usually have.
        let jobs = jobs.min(MOST_THREADS);
        let frames = || Frames::new(Decoder::with_limits(self.limits.clone()), self.files.at.clone());
        let workers = (0..jobs).map(|_| worker(frames())).collect();
        let feed = Feed {
            files: self.files.files.as_slice().into(),
            limit: self.limits.max_frame_bytes,
            progress: self.progress.clone(),
            live: results == Results::AsTheyCome,
        };
        let done = jobs::run(feed, workers, Portion::USUAL, merge, |text| self.progress.complain(&text))?;
        self.progress.finish();
        Ok(done)
    }
}

impl Intake {
    pub(crate) fn outcome(&self, bad_lines: u64) -> Outcome {
        match bad_lines {
            _ if self.incomplete => Outcome::Failed,
            0 => Outcome::Fine,
            _ => Outcome::BadLines,
        }
    }
}

impl<'a> Name<'a> {
    pub(crate) fn new(path: &'a Path) -> Self {
        Self(path)
    }

    pub(crate) fn as_os_str(self) -> &'a OsStr {
        self.0.as_os_str()
    }
}

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Escaped::bytes(self.0.as_os_str().as_encoded_bytes()).fmt(f)
    }
}

impl Serialize for Name<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_string_lossy().serialize(serializer)
    }
}

/// More threads than this are not worth their files.
const MOST_THREADS: usize = 128;
