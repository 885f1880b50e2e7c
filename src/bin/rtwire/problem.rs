//! What is wrong with a line, and where.

use std::fmt::{self, Display, Formatter};

use rtwire::escape::Escaped;
use rtwire::{Category, Error};
use serde::Serialize;

use crate::input::Name;

/// A bad line. The fields are those of `check --json`, in its order.
#[derive(Debug, Serialize)]
pub(crate) struct Problem<'a> {
    file: Name<'a>,
    line: u64,
    /// In bytes of the line, from 1.
    column: u64,
    /// In bytes of the frame, from 0.
    pub(crate) offset: u64,
    category: &'static str,
    path: &'a str,
    message: String,
}

impl<'a> Problem<'a> {
    /// A line that the decoder refused.
    pub(crate) fn refused(file: Name<'a>, line: u64, error: &'a Error) -> Self {
        let offset = error.offset() as u64;
        let category = error.category().as_str();
        Self {
            file,
            line,
            column: offset + 1,
            offset,
            category,
            path: error.path(),
            message: error.message().to_string(),
        }
    }

    /// A line that was not kept, for it has `len` bytes and may have `limit`.
    pub(crate) fn too_long(file: Name<'a>, line: u64, len: u64, limit: usize) -> Self {
        let offset = limit as u64;
        let category = Category::Limit.as_str();
        let message = format!("line of {len} bytes, longer than {limit}");
        Self { file, line, column: offset + 1, offset, category, path: "", message }
    }
}

impl Display for Problem<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, category, .. } = self;
        write!(f, "{file}:{line}:{column}: {category}: {}", Escaped::new(&self.message))?;
        match self.path {
            "" => Ok(()),
            path => write!(f, " ({})", Escaped::new(path)),
        }
    }
}
