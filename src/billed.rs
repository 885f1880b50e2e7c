//! What a response cost, wherever its server says so.

use std::borrow::Borrow;

use crate::RealtimeResponseUsage;
use crate::server::ResponseDone;

impl<'a> ResponseDone<'a> {
    /// What the response cost: its `usage`, or where that is empty, the one that xAI's servers put beside it.
    ///
    /// ```
    /// use rtwire::{Decoder, ServerEvent};
    ///
    /// let mut decoder = Decoder::new();
    /// for frame in [
    ///     br#"{"type":"response.done","response":{"usage":{"total_tokens":127}}}"#.as_slice(),
    ///     br#"{"type":"response.done","response":{"usage":{}},"usage":{"total_tokens":127}}"#,
    /// ] {
    ///     let ServerEvent::ResponseDone(done) = decoder.server(frame)? else { panic!() };
    ///     assert_eq!(done.billed().and_then(|usage| usage.total_tokens), Some(127));
    /// }
    /// # Ok::<(), rtwire::Error>(())
    /// ```
    pub fn billed(&self) -> Option<&'a RealtimeResponseUsage> {
        billed(self.response.usage, self.usage)
    }
}

/// Of a response's usage and the one beside it, what counts.
pub(crate) fn billed<U: Borrow<RealtimeResponseUsage>>(within: Option<U>, beside: Option<U>) -> Option<U> {
    let is_told = |usage: &U| *usage.borrow() != RealtimeResponseUsage::default();
    if beside.is_some() && !within.as_ref().is_some_and(is_told) { beside } else { within }
}
