//! A record as a line of its own, for whoever keeps them.

use rtwire::meter::Record;
use serde::Serialize;

use super::Amount;

/// What `--records` prints of a record.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    #[serde(flatten)]
    record: Record,
    /// What the key of the session is the hash of.
    session_name: String,
    cost: Option<Amount>,
}

impl Line {
    pub(super) fn new(record: Record, session: &str, cost: Option<Amount>) -> Self {
        Self { record, session_name: session.to_owned(), cost }
    }

    /// What tells it from others, of sessions by their names.
    pub(super) fn order(&self) -> impl Ord + use<> {
        (self.session_name.clone(), self.record.kind, self.record.id.to_string(), self.record.content_index)
    }
}
