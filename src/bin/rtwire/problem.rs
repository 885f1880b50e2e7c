//! What is wrong with a line, and where.

use std::fmt::{self, Display, Formatter};

use rtwire::escape::Escaped;
use rtwire::{Category, Error};
use serde::Serialize;

use crate::envelope::Pointer;
use crate::input::{Entry, Name};

/// A bad line. The fields are those of `check --json`, in its order.
#[derive(Debug, Serialize)]
pub(crate) struct Problem<'a> {
    file: Name<'a>,
    line: u64,
    /// In bytes of the line, from 1.
    pub(crate) column: u64,
    /// In bytes of the frame, from 0.
    offset: u64,
    category: &'static str,
    path: String,
    message: String,
}

impl<'a> Problem<'a> {
    /// A line whose frame the decoder refused, at `place` of the line.
    pub(crate) fn refused(entry: &Entry<'a>, place: usize, error: &Error) -> Self {
        Self {
            offset: error.offset() as u64,
            path: error.path().to_owned(),
            ..Self::new(entry, place, error.category(), error.message().to_string())
        }
    }

    /// A line that was not kept, for it has `len` bytes and may have `limit`.
    pub(crate) fn too_long(entry: &Entry<'a>, len: u64, limit: usize) -> Self {
        Self::new(entry, limit, Category::Limit, format!("line of {len} bytes, longer than {limit}"))
    }

    /// A line in which the pointer leads to no value.
    pub(crate) fn nowhere(entry: &Entry<'a>, pointer: &Pointer) -> Self {
        Self::new(entry, 0, Category::Shape, format!("nothing stands at {pointer}"))
    }

    /// A line that is no JSON from `place` on.
    pub(crate) fn no_json(entry: &Entry<'a>, place: usize) -> Self {
        Self::new(entry, place, Category::Syntax, "not valid JSON".to_owned())
    }

    fn new(entry: &Entry<'a>, place: usize, category: Category, message: String) -> Self {
        let (file, line, offset) = (entry.file, entry.number, place as u64);
        Self { file, line, column: offset + 1, offset, category: category.as_str(), path: String::new(), message }
    }
}

impl Display for Problem<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, category, .. } = self;
        write!(f, "{file}:{line}:{column}: {category}: {}", Escaped::new(&self.message))?;
        match self.path.as_str() {
            "" => Ok(()),
            path => write!(f, " ({})", Escaped::new(path)),
        }
    }
}

/// The first problems of a run of lines, as `check` tells them.
#[derive(Debug, Default)]
pub(crate) struct FirstProblems(Vec<String>);

impl FirstProblems {
    /// How many are kept.
    const MOST: usize = 5;

    pub(crate) fn add(&mut self, problem: &Problem<'_>) {
        if self.0.len() < Self::MOST {
            self.0.push(problem.to_string());
        }
    }

    /// Goes on with those of the lines behind.
    pub(crate) fn absorb(&mut self, next: Self) {
        let room = Self::MOST - self.0.len();
        self.0.extend(next.0.into_iter().take(room));
    }

    pub(crate) fn as_slice(&self) -> &[String] {
        &self.0
    }
}
