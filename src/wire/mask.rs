//! What `Debug` shows of marked fields.

use std::fmt::{self, Write};

use super::{Mark, Wire};
use crate::escape::head;

/// The most of a content field that `Debug` shows, in bytes.
const SHOWN: usize = 64;

/// A field's value as `Debug` may show it.
pub(crate) fn shown<'v, 'a, T: Wire<'a> + fmt::Debug>(value: &'v T, mark: Option<Mark>) -> Shown<'v, T> {
    Shown { value, mark: mark.filter(|_| !value.is_absent()) }
}

pub(crate) struct Shown<'v, T> {
    value: &'v T,
    mark: Option<Mark>,
}

impl<T: fmt::Debug> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark {
            None => self.value.fmt(f),
            Some(Mark::Secret) => f.write_str("<secret>"),
            Some(Mark::Content) => cut(format_args!("{:?}", self.value), f),
        }
    }
}

/// Raw bytes as `Debug` may show them: as text where they are, and no more than a content field shows.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = &self.0[..self.0.len().min(SHOWN)];
        write!(f, "{:?}", String::from_utf8_lossy(head))?;
        match self.0.len() - head.len() {
            0 => Ok(()),
            more => write!(f, "… +{more} bytes"),
        }
    }
}

fn cut(text: fmt::Arguments<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut limited = Limited { out: f, left: SHOWN, more: 0 };
    limited.write_fmt(text)?;
    match limited.more {
        0 => Ok(()),
        more => write!(f, "… +{more} bytes"),
    }
}

/// Passes on what fits and counts the rest.
struct Limited<'f, 'g> {
    out: &'f mut fmt::Formatter<'g>,
    left: usize,
    more: usize,
}

impl Write for Limited<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let fits = head(text, self.left).len();
        self.left = if fits < text.len() { 0 } else { self.left - fits };
        self.more += text.len() - fits;
        self.out.write_str(&text[..fits])
    }
}
