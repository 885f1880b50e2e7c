//! Rate limits.

use crate::wire::wire_struct;

wire_struct! {
    /// One limit, as of now.
    RateLimit<'a> {
        /// `requests` or `tokens`.
        name: Option<RateLimitName<'a>>,
        limit: Option<u64>,
        remaining: Option<u64>,
        /// Seconds until the limit is whole again.
        reset_seconds: Option<f64>,
    }
}

crate::wire::wire_enum! {
    /// What is limited.
    RateLimitName<'a> {
        Requests = "requests",
        Tokens = "tokens",
    }
}
