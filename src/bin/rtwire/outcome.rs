//! How a run went, as its exit status says it.

use std::process::ExitCode;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Fine = 0,
    /// Some lines are bad.
    BadLines = 1,
    /// Something could not be read or written, or the command line makes no sense; why has been said.
    Failed = 2,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}
