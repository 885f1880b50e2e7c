//! An allocator that counts, so that tests can say what memory something costs.
//!
//! The counters are of the thread, because the tests of one binary run side by side. This module is the one place in
//! the tests with `unsafe`: a global allocator cannot be had without.
#![allow(unsafe_code, reason = "a global allocator cannot be had without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a thread has allocated so far.
#[derive(Clone, Copy)]
struct Counts {
    allocations: u64,
    /// Below zero where a thread frees what another allocated.
    live: isize,
    peak: isize,
}

thread_local! {
    // Initialised at compile time and without a destructor: an access neither allocates nor can come too late.
    static COUNTS: Cell<Counts> = const { Cell::new(Counts { allocations: 0, live: 0, peak: 0 }) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn took(bytes: usize) {
    COUNTS.with(|counts| {
        let Counts { allocations, live, peak } = counts.get();
        let live = live.wrapping_add_unsigned(bytes);
        counts.set(Counts { allocations: allocations + 1, live, peak: peak.max(live) });
    });
}

fn gave_back(bytes: usize) {
    COUNTS.with(|counts| {
        let now = counts.get();
        counts.set(Counts { live: now.live.wrapping_sub_unsigned(bytes), ..now });
    });
}

// SAFETY: every call goes to `System` with the arguments as they came, and its answer is given back as it is; the
// counting touches no memory but a `Cell` of the thread, and neither allocates nor panics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: the caller vouches for the layout.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: the caller vouches for the layout.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // As if the block moved, whatever `System` does: for a moment the old and the new one both live.
        took(size);
        gave_back(layout.size());
        // SAFETY: the caller vouches for all three, and `System` allocated the block.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        gave_back(layout.size());
        // SAFETY: the caller vouches for both, and `System` allocated the block.
        unsafe { System.dealloc(block, layout) }
    }
}

/// The bytes of this thread that live now; only the difference of two has a meaning.
pub(crate) fn live() -> isize {
    COUNTS.get().live
}

/// What a piece of work cost this thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// How often memory was asked for; growing a block counts.
    pub(crate) allocations: u64,
    /// The bytes that live on, below zero where more was freed.
    pub(crate) kept: isize,
    /// The most bytes that lived at a time, above those that lived before.
    pub(crate) peak: usize,
}

/// Does `work` and tells what it cost. May be nested.
pub(crate) fn cost<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let before = COUNTS.get();
    COUNTS.set(Counts { peak: before.live, ..before });
    let done = work();
    let after = COUNTS.get();
    COUNTS.set(Counts { peak: after.peak.max(before.peak), ..after });
    let cost = Cost {
        allocations: after.allocations - before.allocations,
        kept: after.live - before.live,
        peak: (after.peak - before.live).unsigned_abs(),
    };
    (done, cost)
}

#[test]
fn what_a_thread_allocates_is_counted() {
    let (block, taken) = cost(|| Vec::<u8>::with_capacity(1000));
    assert_eq!(taken, Cost { allocations: 1, kept: 1000, peak: 1000 });
    let (block, grown) = cost(|| {
        let mut block = block;
        block.reserve_exact(3000);
        block
    });
    assert_eq!(grown, Cost { allocations: 1, kept: 2000, peak: 3000 });
    let ((), freed) = cost(|| drop(block));
    assert_eq!(freed, Cost { allocations: 0, kept: -3000, peak: 0 });
    let ((), outer) = cost(|| {
        drop(vec![0u8; 500]);
        let ((), inner) = cost(|| drop(vec![0u8; 100]));
        assert_eq!(inner, Cost { allocations: 1, kept: 0, peak: 100 });
    });
    assert_eq!(outer, Cost { allocations: 2, kept: 0, peak: 500 });
}

#[test]
fn other_threads_do_not_count() {
    let (start, done) = (std::sync::Barrier::new(2), std::sync::Barrier::new(2));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            start.wait();
            drop(vec![0u8; 1 << 20]);
            done.wait();
        });
        let ((), cost) = cost(|| {
            start.wait();
            done.wait();
        });
        assert!(cost.peak < 1 << 20, "{cost:?}");
    });
}
