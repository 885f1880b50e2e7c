//! Against serde_json, and against writers that know where they put what.

mod faults;
mod page;
mod paths;
mod random;
mod values;

use page::{Page, Step, join};
use random::{Random, SEEDS};

use super::*;

const ANY: usize = usize::MAX;

/// The value at `path`; none where there is none, the path is none, or the frame has a fault.
fn value(frame: &[u8], path: &str) -> Option<Range<usize>> {
    super::value(frame, &segments(path)?, crate::Duplicates::Last).ok()?
}
