//! [`tags`]: what each object of a frame says of its type, wherever in it that stands.

use super::walk::{Level, Step, Walker};
use super::{Fault, Segment};

/// The last `type` of each object, in the order in which the objects begin.
pub(crate) struct Tags(Vec<Option<usize>>);

impl Tags {
    /// The quote of the last `type` of the `n`-th object, where that is text.
    pub(crate) fn quote(&self, n: usize) -> Option<usize> {
        self.0.get(n).copied().flatten()
    }
}

/// Walks all of a frame, and notes the last member `key` of each object.
pub(crate) fn tags(frame: &[u8], key: &str, max_depth: usize, max_nodes: usize) -> Result<Tags, Fault> {
    let mut walker = Walker { max_depth, max_nodes, ..Walker::new(frame) };
    let named = Segment::Key(key.to_owned());
    let mut tags = Vec::new();
    // Which of them each open container is; an array is none.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut due = false;
    while let Some(step) = walker.step()? {
        let quote = match step {
            Step::Key(range) => {
                let raw = &frame[range.start + 1..range.end - 1];
                let is_named = |&level| raw.contains(&b'\\') && named.names(frame, level);
                due = raw == key.as_bytes() || walker.open.last().is_some_and(is_named);
                continue;
            }
            Step::Scalar(range) => Some(range.start).filter(|&start| frame[start] == b'"'),
            Step::Open(_) => None,
            Step::Close => {
                open.pop();
                continue;
            }
        };
        if std::mem::take(&mut due)
            && let Some(&Some(object)) = open.last()
        {
            tags[object] = quote;
        }
        // A scalar opens nothing.
        if walker.open.len() > open.len() {
            let is_object = matches!(walker.open.last(), Some(Level::Object { .. }));
            open.push(is_object.then_some(tags.len()));
            if is_object {
                tags.push(None);
            }
        }
    }
    Ok(Tags(tags))
}
