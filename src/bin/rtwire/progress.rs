//! The progress bar: on stderr where that is a terminal, once the work has taken a second.

use std::cell::Cell;
use std::io::{self, IsTerminal, Read};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

pub(crate) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    state: Cell<State>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Shown,
    /// There is no terminal.
    Off,
}

/// Reads as its source does, and moves the bar.
pub(crate) struct Watched<'a, R> {
    source: R,
    progress: &'a Progress,
}

impl Progress {
    /// A bar for `total` bytes of work; without it, a count of bytes.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let template = match total {
            Some(_) => "{wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}",
            None => "{spinner} {decimal_bytes} {decimal_bytes_per_sec} {elapsed}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self {
            bar: ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()).with_style(style),
            begun: Instant::now(),
            state: Cell::new(if io::stderr().is_terminal() { State::Waiting } else { State::Off }),
        }
    }

    pub(crate) fn watch<R>(&self, source: R) -> Watched<'_, R> {
        Watched { source, progress: self }
    }

    /// Takes the bar off the terminal while `write` writes there.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        if self.state.get() == State::Shown { self.bar.suspend(write) } else { write() }
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn advance(&self, bytes: u64) {
        if self.state.get() == State::Off {
            return;
        }
        self.bar.inc(bytes);
        if self.state.get() == State::Waiting && self.begun.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.state.set(State::Shown);
        }
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}

const PATIENCE: Duration = Duration::from_secs(1);
