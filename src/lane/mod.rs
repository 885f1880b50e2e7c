//! The ways from bytes to views. Each is a [`Source`](crate::wire::Source); the tables do not know which.

#[cfg(test)]
pub(crate) mod naive;
pub(crate) mod tape;
