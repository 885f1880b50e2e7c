//! The input of every subcommand: files in, lines out, with the file's name.
//!
//! What cannot be read is told at once on stderr, and the next file is gone on with.

use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use rtwire::Limits;
use rtwire::escape::Escaped;
use rtwire::ndjson::{Line, Reader};
use serde::{Serialize, Serializer};

use crate::args::Files;
use crate::outcome::Outcome;
use crate::progress::Progress;

/// The files to read, and how far that is.
pub(crate) struct Input<'a> {
    files: &'a [PathBuf],
    /// The longest line that is kept.
    pub(crate) limit: usize,
    pub(crate) progress: Progress,
}

/// What has been read.
#[derive(Debug, Default)]
pub(crate) struct Intake {
    /// The files that could be opened.
    pub(crate) files: u64,
    /// Their bytes, line ends included.
    pub(crate) bytes: u64,
    /// Some file could not be opened or read to its end.
    pub(crate) incomplete: bool,
}

/// A file's name as the command line has it: shown escaped, serialised as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a>(&'a Path);

impl<'a> Input<'a> {
    pub(crate) fn new(files: &'a Files, limits: &Limits) -> Self {
        let files = &files.files;
        Self { files, limit: limits.max_frame_bytes, progress: Progress::new(total(files)) }
    }

    /// Visits each line that is not blank, file by file, in order.
    ///
    /// # Errors
    /// The first error of `visit`. Those of the files are in [`Intake::incomplete`].
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(Name<'_>, Line<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<Intake> {
        let mut intake = Intake::default();
        for path in self.files {
            let name = Name(path);
            let mut reader = match open(path) {
                Ok(source) => Reader::with_limit(self.progress.watch(source), self.limit),
                Err(error) => {
                    self.complain(format_args!("{name}: {}", Escaped::new(&error.to_string())));
                    intake.incomplete = true;
                    continue;
                }
            };
            intake.files += 1;
            let mut lines = 0;
            loop {
                match reader.next() {
                    Ok(Some(line)) => {
                        lines = line.number;
                        visit(name, line)?;
                    }
                    Ok(None) => break,
                    Err(error) => {
                        let error = error.to_string();
                        self.complain(format_args!("{name}: io: {} after line {lines}", Escaped::new(&error)));
                        intake.incomplete = true;
                        break;
                    }
                }
            }
            intake.bytes += reader.bytes();
        }
        self.progress.finish();
        Ok(intake)
    }

    fn complain(&self, text: fmt::Arguments<'_>) {
        // Where stderr is closed, the exit code still tells.
        self.progress.suspend(|| {
            let _ = writeln!(io::stderr(), "rtwire: {text}");
        });
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

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path)?;
    // Opening a directory works on Unix, and fails only at the first read.
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Ok(Box::new(file))
}

/// How many bytes there are to read, if that can be told before.
fn total(files: &[PathBuf]) -> Option<u64> {
    let sizes = files.iter().filter_map(|path| match path.metadata() {
        _ if is_stdin(path) => Some(None),
        Ok(metadata) if metadata.is_file() => Some(Some(metadata.len())),
        Ok(metadata) if !metadata.is_dir() => Some(None),
        // Neither will be read.
        Ok(_) | Err(_) => None,
    });
    sizes.sum()
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}
