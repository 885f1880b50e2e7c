//! How often a property ran, and on what: for the statement that every kind of event was tried often enough.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// The counts are written once in so many executions, and at the first.
const EVERY: u64 = 10_000;

#[derive(Default)]
struct Tally {
    executions: u64,
    accepted: u64,
    kinds: BTreeMap<String, [u64; 2]>,
}

thread_local! {
    static TALLY: RefCell<Option<Option<(PathBuf, Tally)>>> = const { RefCell::new(None) };
}

/// Counts an execution on a frame of this kind. Does nothing unless the environment variable `RTWIRE_TALLY` names a
/// file; there the counts are written every 10,000 executions.
///
/// # Panics
/// If the file cannot be written.
pub fn count(kind: &str, accepted: bool) {
    TALLY.with_borrow_mut(|tally| {
        let tally =
            tally.get_or_insert_with(|| std::env::var_os("RTWIRE_TALLY").map(|file| (file.into(), Tally::default())));
        let Some((file, tally)) = tally else { return };
        tally.count(kind, accepted);
        if tally.executions == 1 || tally.executions.is_multiple_of(EVERY) {
            std::fs::write(&file, tally.text()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    });
}

/// Counts what a decoder made of a frame: an event by its kind, a refusal by its category.
pub(crate) fn note(outcome: &Result<&'static str, rtwire::Error>) {
    match outcome {
        Ok(kind) => count(kind, true),
        Err(error) => count(error.category().as_str(), false),
    }
}

impl Tally {
    fn count(&mut self, kind: &str, accepted: bool) {
        self.executions += 1;
        self.accepted += u64::from(accepted);
        // No `entry`, which would copy the kind each time.
        match self.kinds.get_mut(kind) {
            Some(count) => {
                count[0] += 1;
                count[1] += u64::from(accepted);
            }
            None => _ = self.kinds.insert(kind.to_owned(), [1, u64::from(accepted)]),
        }
    }

    /// A line a kind: accepted, executions, kind; the sums first.
    fn text(&self) -> String {
        let mut text = format!("{}\t{}\tall\n", self.accepted, self.executions);
        for (kind, [executions, accepted]) in &self.kinds {
            writeln!(text, "{accepted}\t{executions}\t{kind}").expect("a string can be written to");
        }
        text
    }
}

#[test]
fn a_tally_counts_by_kind() {
    let mut tally = Tally::default();
    for (kind, accepted) in [("b", true), ("a", true), ("b", false)] {
        tally.count(kind, accepted);
    }
    assert_eq!(tally.text(), "2\t3\tall\n1\t1\ta\n1\t2\tb\n");
}
