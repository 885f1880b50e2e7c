//! simdjson, in C++: On-Demand and DOM by hand, and its DOM parser alone.
//!
//! The C++ is in `cpp/`. Each leaf goes from the parser into the sum, with no struct in between. Frames are read where
//! they lie: simdjson wants bytes to read behind the end, which the next frame has.

use std::ffi::{CStr, c_char};
use std::hint::black_box;

use crate::shared::engine::{Engine, Pass, Runs};
use crate::shared::leaves::Total;
use crate::shared::workload::{PADDING, Workload};

/// Those that visit leaves.
pub fn all() -> Vec<Engine> {
    vec![
        Engine::new("simdjson On-Demand", Simdjson::new(peer_ondemand_light, peer_ondemand_full)),
        Engine::new("simdjson DOM", Simdjson::new(peer_dom_light, peer_dom_full)),
    ]
}

/// The version, and the kernels that the C++ was built with.
pub fn version() -> String {
    // SAFETY: both are texts that live as long as the program and end in a zero.
    let text = |text: *const c_char| unsafe { CStr::from_ptr(text) }.to_string_lossy();
    // SAFETY: neither asks for anything.
    unsafe { format!("{} ({})", text(peer_version()), text(peer_implementation())) }
}

#[repr(C)]
struct Peer {
    opaque: [u8; 0],
}

type Read = unsafe extern "C" fn(*mut Peer, *const u8, usize, usize, &mut Total) -> bool;

unsafe extern "C" {
    fn peer_new() -> *mut Peer;
    fn peer_free(peer: *mut Peer);
    fn peer_version() -> *const c_char;
    fn peer_implementation() -> *const c_char;
    fn peer_ondemand_light(peer: *mut Peer, bytes: *const u8, len: usize, room: usize, into: &mut Total) -> bool;
    fn peer_ondemand_full(peer: *mut Peer, bytes: *const u8, len: usize, room: usize, into: &mut Total) -> bool;
    fn peer_dom_light(peer: *mut Peer, bytes: *const u8, len: usize, room: usize, into: &mut Total) -> bool;
    fn peer_dom_full(peer: *mut Peer, bytes: *const u8, len: usize, room: usize, into: &mut Total) -> bool;
    fn peer_ondemand_usage(peer: *mut Peer, bytes: *const u8, len: usize, room: usize, into: &mut u64) -> bool;
    fn peer_dom_parse(peer: *mut Peer, bytes: *const u8, len: usize) -> bool;
}

/// Its parsers, which are reused.
struct Parsers(*mut Peer);

impl Parsers {
    fn new() -> Self {
        // SAFETY: it asks for nothing.
        Self(unsafe { peer_new() })
    }
}

impl Drop for Parsers {
    fn drop(&mut self) {
        // SAFETY: it came from `peer_new`, and nobody else has it.
        unsafe { peer_free(self.0) }
    }
}

struct Simdjson {
    parsers: Parsers,
    light: Read,
    full: Read,
}

impl Simdjson {
    fn new(light: Read, full: Read) -> Self {
        Self { parsers: Parsers::new(), light, full }
    }

    fn pass(&mut self, workload: &Workload, read: Read) -> Pass {
        let mut pass = Pass::default();
        for frame in workload.padded_frames() {
            let frame = black_box(frame);
            let len = frame.len() - PADDING;
            // SAFETY: the parsers live, and are used here alone; all of `frame` can be read.
            let read = unsafe { read(self.parsers.0, frame.as_ptr(), len, frame.len(), &mut pass.total) };
            pass.refused += u64::from(!read);
        }
        pass
    }
}

impl Runs for Simdjson {
    fn light(&mut self, workload: &Workload) -> Pass {
        self.pass(workload, self.light)
    }

    fn full(&mut self, workload: &Workload) -> Pass {
        self.pass(workload, self.full)
    }
}

/// The DOM parser alone: every frame parsed, nothing read.
pub struct Parse(Parsers);

impl Parse {
    /// A parser.
    pub fn new() -> Self {
        Self(Parsers::new())
    }

    /// Parses all frames; how many it took.
    pub fn pass(&mut self, workload: &Workload) -> u64 {
        let parse = |frame: &[u8]| {
            let frame = black_box(frame);
            // SAFETY: the parsers live, and are used here alone; all of `frame` can be read.
            unsafe { peer_dom_parse(self.0.0, frame.as_ptr(), frame.len() - PADDING) }
        };
        workload.padded_frames().map(parse).map(u64::from).sum()
    }
}

/// Usage alone, by On-Demand.
pub struct Costs(Parsers);

impl Costs {
    /// A parser.
    pub fn new() -> Self {
        Self(Parsers::new())
    }

    /// What a frame of so many bytes says that something cost, with what else can be read behind it; none where it is
    /// refused.
    pub fn of(&mut self, frame: &[u8], len: usize) -> Option<u64> {
        let mut cost = 0;
        // SAFETY: the parsers live, and are used here alone; all of `frame` can be read.
        let read = unsafe { peer_ondemand_usage(self.0.0, frame.as_ptr(), len, frame.len(), &mut cost) };
        read.then_some(cost)
    }
}
