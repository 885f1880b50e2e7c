//! Bytes: a cursor over a frame, and the kernels that look at many bytes at once. The one place with `unsafe`.
//!
//! [`Cursor`] owns where a reader stands and that it stays inside its frame; [`Kernels`] is what the machine can do;
//! [`Texts`] makes strings of both. What is built on them is safe code; and [`made`] is what lets it make a large value where
//! it is wanted.

#![allow(unsafe_code, reason = "wide loads, texts whose bytes have been checked here, and values that have been made")]

mod chunk;
mod cursor;
mod digits;
mod frame;
pub(crate) mod kernel;
mod near;
mod number;
mod pattern;
mod prefetch;
mod room;
mod same;
mod texts;

pub(crate) use cursor::{Cursor, Place};
pub(crate) use digits::Digits;
pub(crate) use frame::Frame;
pub(crate) use kernel::Kernels;
pub(crate) use near::{near_digits, near_end, near_opening, near_quote, near_text};
pub(crate) use pattern::{Fitting, Pattern};
pub(crate) use prefetch::prefetch_ahead;
pub(crate) use room::{Filled, Room, made};
pub(crate) use same::same;
pub(crate) use texts::Texts;
