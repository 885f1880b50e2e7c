//! What looks at bytes by the block: the one folder with `unsafe`.
#![allow(unsafe_code, reason = "byte kernels read by pointer, within the slice they are given")]
#![allow(dead_code, reason = "until the lanes read by them")]

pub(crate) mod kernel;
