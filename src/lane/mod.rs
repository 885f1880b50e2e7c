//! The ways from bytes to views. Each is a [`Source`](crate::wire::Source); the tables do not know which.

pub(crate) mod direct;
pub(crate) mod tape;
#[cfg(any(feature = "owned", feature = "testing", test))]
pub(crate) mod tree;
