//! The lines of all files, one after another.

use std::path::PathBuf;
use std::sync::Arc;

use rtwire::escape::Escaped;
use rtwire::ndjson::{Line, Reader};

use crate::input::{Intake, Name};
use crate::progress::Progress;
use crate::source::{Courteous, Courtesy, open};

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
}

impl Feed {
    /// Visits all there is, in order, with the index of the file.
    ///
    /// # Errors
    /// The first error of `visit`.
    pub(crate) fn each<E>(&self, mut visit: impl FnMut(usize, Step<'_>) -> Result<(), E>) -> Result<Intake, E> {
        let mut intake = Intake::default();
        let courtesy = Courtesy::default();
        for (index, path) in self.files.iter().enumerate() {
            let name = Name::new(path);
            let mut source = match open(path, &self.progress) {
                Ok(source) => source,
                Err(error) => {
                    intake.incomplete = true;
                    visit(index, Step::Trouble(format!("{name}: {}", Escaped::new(&error.to_string()))))?;
                    continue;
                }
            };
            source.live &= self.live;
            intake.files += 1;
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
                        let error = error.to_string();
                        let text = format!("{name}: io: {} after line {lines}", Escaped::new(&error));
                        visit(index, Step::Trouble(text))?;
                        break;
                    }
                }
            }
            intake.bytes += reader.bytes();
        }
        Ok(intake)
    }
}
