//! What the benches here and those of the peers have in common.
#![allow(unreachable_pub, dead_code, reason = "each bench is a crate of its own and uses a part")]

pub mod engine;
pub mod leaves;
pub mod odd;
pub mod timing;
pub mod workload;
