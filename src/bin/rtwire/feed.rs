//! The lines of all files, one after another.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rtwire::escape::Escaped;
use rtwire::ndjson::{Line, Reader};

use crate::input::{Intake, Name};
use crate::progress::Progress;
use crate::source::{Courteous, Courtesy, Opened, is_no_file, open};
use crate::stretch::{Stretch, stretches};

pub(crate) struct Feed {
    pub(crate) files: Arc<[PathBuf]>,
    /// The longest line that is kept, in bytes.
    pub(crate) limit: usize,
    pub(crate) progress: Progress,
    /// Results are shown as they come.
    pub(crate) live: bool,
}

pub(crate) enum Step<'a> {
    /// A line that is not blank.
    Line(Line<'a>),
    /// The next line may take long to come: what there is to show of the others should be shown. Only if wanted, and
    /// only for what is no plain file.
    Pause,
    /// The file could not be read, or not to its end; this says why.
    Trouble(String),
    /// Lines that are still to be read. Only if wanted, and only of a plain file.
    Stretch(Stretch),
}

impl Feed {
    /// Visits all there is, in order, with the index of the file. Where others are to read the plain files, `cut` says
    /// how many bytes each gets at a time; what they come to is missing in the intake.
    ///
    /// # Errors
    /// The first error of `visit`.
    pub(crate) fn each<E>(
        &self,
        cut: Option<usize>,
        mut visit: impl FnMut(usize, Step<'_>) -> Result<(), E>,
    ) -> Result<Intake, E> {
        let mut intake = Intake::default();
        let courtesy = Courtesy::default();
        for (index, path) in self.files.iter().enumerate() {
            let name = Name::new(path);
            // Even to open a pipe takes until somebody writes to it.
            if self.live && is_no_file(path) && courtesy.owed.take() {
                visit(index, Step::Pause)?;
            }
            let opened = match open(path, &self.progress) {
                Ok(opened) => opened,
                Err(error) => {
                    intake.incomplete = true;
                    visit(index, Step::Trouble(format!("{name}: {}", Escaped::new(&error.to_string()))))?;
                    continue;
                }
            };
            intake.files += 1;
            let mut source = match (opened, cut) {
                (Opened::Plain(file, size), Some(len)) => {
                    for stretch in stretches(file, size, len, &self.progress) {
                        visit(index, Step::Stretch(stretch))?;
                    }
                    continue;
                }
                (opened, _) => opened.stream(&self.progress),
            };
            source.live &= self.live;
            let mut reader = Reader::with_limit(Courteous::new(source, &courtesy), self.limit);
            let mut lines = 0;
            loop {
                match reader.next() {
                    Ok(Some(line)) => {
                        lines = line.number;
                        courtesy.owed.set(true);
                        visit(index, Step::Line(line))?;
                    }
                    Ok(None) => break,
                    Err(_) if courtesy.was_told() => visit(index, Step::Pause)?,
                    Err(error) => {
                        intake.incomplete = true;
                        visit(index, Step::Trouble(broken(name, &error, lines)))?;
                        break;
                    }
                }
            }
            intake.bytes += reader.bytes();
        }
        Ok(intake)
    }
}

/// That a file could not be read to its end, but to this line.
pub(crate) fn broken(name: Name<'_>, error: &io::Error, line: u64) -> String {
    format!("{name}: io: {} after line {line}", Escaped::new(&error.to_string()))
}
