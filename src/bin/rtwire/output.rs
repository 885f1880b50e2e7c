//! [`Output`]: where results go. What goes wrong there says so, and nothing else does.

use std::io::{self, Write};

/// A writer whose errors say that the result could not be written.
pub(crate) struct Output<W>(pub(crate) W);

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(unwritten)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(unwritten)
    }
}

/// Of the same kind: by it a closed pipe is known, and what is only to be tried again.
fn unwritten(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write the result: {error}"))
}
