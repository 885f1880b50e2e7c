//! Memory between two pages that cannot be touched, so that a read beyond what one has ends the program.

use std::ptr;

/// Four pages, before which and behind which stands one that faults.
pub(in crate::scan) struct Guarded {
    map: *mut u8,
}

const PAGE: usize = 4096;
const ROOM: usize = 4 * PAGE;

impl Guarded {
    pub(in crate::scan) fn new() -> Self {
        // SAFETY: a new mapping of pages that cannot be touched, of which those in the middle then can be.
        unsafe {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let map = libc::mmap(ptr::null_mut(), ROOM + 2 * PAGE, libc::PROT_NONE, flags, -1, 0);
            assert_ne!(map, libc::MAP_FAILED);
            let map = map.cast::<u8>();
            assert_eq!(libc::mprotect(map.add(PAGE).cast(), ROOM, libc::PROT_READ | libc::PROT_WRITE), 0);
            Self { map }
        }
    }

    /// The bytes, directly behind the page that faults.
    pub(in crate::scan) fn at_start(&mut self, bytes: &[u8]) -> &[u8] {
        self.put(bytes, 0)
    }

    /// The bytes, directly before the page that faults.
    pub(in crate::scan) fn at_end(&mut self, bytes: &[u8]) -> &[u8] {
        self.put(bytes, ROOM.checked_sub(bytes.len()).expect("the bytes fit into the pages"))
    }

    /// All of it but what is not wanted at the end: so much room before the page that faults.
    pub(in crate::scan) fn last(&mut self, length: usize) -> &mut [std::mem::MaybeUninit<u8>] {
        assert!(length <= ROOM);
        // SAFETY: within what can be written, and borrowed for as long.
        unsafe { std::slice::from_raw_parts_mut(self.map.add(PAGE + ROOM - length).cast(), length) }
    }

    fn put(&mut self, bytes: &[u8], at: usize) -> &[u8] {
        assert!(bytes.len() <= ROOM - at);
        // SAFETY: within what can be written, and borrowed for as long.
        unsafe {
            let place = self.map.add(PAGE + at);
            ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len());
            std::slice::from_raw_parts(place, bytes.len())
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: what was mapped, and no borrow is left.
        unsafe { libc::munmap(self.map.cast(), ROOM + 2 * PAGE) };
    }
}
