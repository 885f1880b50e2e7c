//! [`Lines`]: what comes of a run of lines, passed on in their order.

use std::fmt::Display;
use std::io::{self, Write};

use crate::progress::Progress;

/// What a worker has written of a run of lines, and what was wrong with some.
#[derive(Default)]
pub(crate) struct Lines {
    pub(crate) events: Vec<u8>,
    bad_lines: u64,
    problems: Vec<u8>,
}

impl Lines {
    /// Counts a bad line and says what is wrong with it.
    pub(crate) fn refuse(&mut self, problem: &impl Display) {
        self.bad_lines += 1;
        writeln!(self.problems, "{problem}").expect("a vector takes all that is written");
    }

    /// What has been written so far.
    pub(crate) fn take(&mut self) -> Self {
        // The next ones are likely to be as large.
        let events = Vec::with_capacity(self.events.len());
        std::mem::replace(self, Self { events, ..Self::default() })
    }

    /// Passes on what has been written, and says how many lines were bad.
    pub(crate) fn pass_on(&self, out: &mut impl Write, progress: &Progress) -> io::Result<u64> {
        if !self.events.is_empty() || !self.problems.is_empty() {
            progress.suspend(|| {
                out.write_all(&self.events)?;
                // Somebody may be waiting for it.
                out.flush()?;
                // Where stderr is closed, the exit code still tells.
                let _ = io::stderr().write_all(&self.problems);
                io::Result::Ok(())
            })?;
        }
        Ok(self.bad_lines)
    }
}
