//! What servers say is wrong.

use crate::wire::wire_struct;

wire_struct! {
    /// What the `error` event is about.
    RealtimeError<'a> {
        /// Such as `invalid_request_error` or `server_error`.
        kind("type"): Option<&'a str>,
        /// Such as `invalid_value`; null is common.
        code: Option<&'a str>,
        message: Option<&'a str>,
        /// The path of the offending parameter.
        param: Option<&'a str>,
        /// The id of the client's event that it answers.
        event_id: Option<&'a str>,
    }

    /// Why an item could not be transcribed.
    RealtimeTranscriptionError<'a> {
        kind("type"): Option<&'a str>,
        code: Option<&'a str>,
        message: Option<&'a str>,
        param: Option<&'a str>,
    }
}
