//! The integration tests: one binary, so that it is linked once.
#![allow(unreachable_pub, reason = "nobody imports a test")]

/// What a piece of work costs in memory; the one place in the tests with `unsafe`.
mod allocator;
/// Events that a client builds.
mod build;
/// What is JSON and what is not, by every reader.
mod conformance;
/// The test data; no tests but that it is there.
mod corpus;
/// The test data with things changed in it at random.
mod damage;
/// What `Debug` shows and hides.
mod debug;
/// The decoder's ways in, its views, and its state after trouble.
mod decoder;
/// What real servers send although their documents say otherwise.
mod deviations;
/// What the dialects call an event, and frames renamed.
mod dialect;
/// What the direct lane accepts, and what it leaves to the tape lane.
#[cfg(all(feature = "testing", feature = "generate"))]
mod direct;
/// The report of what the tables do not name.
mod drift;
/// What is wrong with a frame, and where.
mod errors;
/// The programs that show how the library is used.
mod examples;
/// Synthetic traffic, held to what its docs promise.
#[cfg(feature = "generate")]
mod generate;
mod guarantees;
/// The fields that an event cannot lack.
mod keys;
/// The direct lane and the tape lane, on one frame.
#[cfg(all(feature = "testing", feature = "generate"))]
mod lanes;
/// What stands in a frame and what in its view, compared leaf by leaf.
mod leaves;
/// What is large, deep or many, in memory that grows as the frame does.
mod limits;
/// What a decoder costs: nothing per frame once warm, and after a large frame nothing for long.
mod memory;
/// Sessions metered: what is counted, once, in how much memory.
mod meter;
/// Sums for exporters.
mod metrics;
/// Usage, status and ids, against a reader written by hand.
mod money;
/// Frames with their views, and digests.
#[cfg(feature = "owned")]
mod owned;
/// Values found and changed in a frame.
mod patch;
/// A look at a frame, held to its event.
mod peek;
#[cfg(all(feature = "testing", feature = "generate"))]
mod plain;
/// Short ways to read one frame; no tests.
mod read;
/// Frames for logs.
mod redact;
/// What is left of a redacted frame, against the frame.
mod redacted;
/// Keys that stand twice in an object.
mod repeats;
/// What no sample shows of a row.
mod rows;
/// What a single value means: null, numbers, tags, arrays, bodies.
mod rules;
/// Half of a surrogate pair, which simd-json refuses.
mod salvage;
/// Whatever must hold of every line of the test data.
mod samples;
/// Events made from OpenAI's document, as a list.
mod schema_list;
/// Millions of frames through one decoder.
mod soak;
/// The tool, as its users run it.
#[cfg(feature = "cli")]
mod tool;
/// Every key of every object of every sample, twice.
mod twice;
/// The plain types that own what the views say.
#[cfg(feature = "owned")]
mod twin;
/// The tables against that document.
mod walk;
