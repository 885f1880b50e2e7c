//! The progress bar: on stderr where that is a terminal, once the work has taken a second.

use std::io::{self, IsTerminal, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A handle; its clones move the same bar.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    /// There is a terminal.
    on: bool,
    shown: Arc<AtomicBool>,
}

/// Reads as its source does, and moves the bar.
pub(crate) struct Watched<R> {
    source: R,
    progress: Progress,
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
            on: io::stderr().is_terminal(),
            shown: Arc::default(),
        }
    }

    pub(crate) fn watch<R>(&self, source: R) -> Watched<R> {
        Watched { source, progress: self.clone() }
    }

    /// Takes the bar off the terminal while `write` writes there.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        // Also where it is not there yet: the thread that reads may be about to show it.
        if self.on { self.bar.suspend(write) } else { write() }
    }

    /// Tells on stderr what could not be read.
    pub(crate) fn complain(&self, text: &str) {
        // Where stderr is closed, the exit code still tells.
        self.suspend(|| {
            let _ = writeln!(io::stderr(), "rtwire: {text}");
        });
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    pub(crate) fn advance(&self, bytes: u64) {
        if !self.on {
            return;
        }
        self.bar.inc(bytes);
        if self.begun.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}

const PATIENCE: Duration = Duration::from_secs(1);
