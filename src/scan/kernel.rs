//! [`Kernels`]: what is done to many bytes at once, in sets for what a machine can do.
//!
//! Every set says exactly what the portable one says, which is safe and plain. Which set a machine gets is decided
//! once, when the program runs, so nobody has to compile for a machine.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod block;
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "the portable kernels need less of it"))]
mod escape;
mod portable;
#[cfg(target_arch = "x86_64")]
mod set;
#[cfg(target_arch = "x86_64")]
mod squeeze;
#[cfg(target_arch = "x86_64")]
mod sse2;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod utf8;

#[cfg(test)]
pub(super) mod guarded;

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use super::Pattern;

/// How much longer than its source the room for an unescaped string is, so that whole blocks can be written.
pub(crate) const SLACK: usize = 64;

/// A string that was copied without its escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unescaped {
    /// Where the closing quote is.
    pub(crate) read: usize,
    /// How many bytes were written; so many are initialised.
    pub(crate) written: usize,
    /// Whether all of these are ASCII.
    pub(crate) ascii: bool,
}

/// The key of what says what an object is, as it stands in a frame where it is not written with escapes.
pub(crate) const TYPE: &[u8; 6] = br#""type""#;

/// How the types end of the events that say what something cost, in quotes; and of others, which is no harm.
pub(crate) const COSTS: [&[u8]; 2] = [br#".done""#, br#".completed""#];

/// A set of kernels. One that is handed out runs on this machine.
pub(crate) struct Kernels {
    name: &'static str,
    /// Whether the machine has what the functions need. It is asked before any is called.
    runs: fn() -> bool,
    stop: unsafe fn(&[u8], bool) -> Option<usize>,
    utf8: unsafe fn(&[u8]) -> bool,
    unescape: unsafe fn(&[u8], &mut [MaybeUninit<u8>]) -> Option<Unescaped>,
    blank: unsafe fn(&[u8]) -> usize,
    quote: unsafe fn(&[u8]) -> Option<usize>,
    close: unsafe fn(&[u8]) -> Option<usize>,
    types: unsafe fn(&[u8]) -> Option<usize>,
    typeless: unsafe fn(&[u8]) -> bool,
    costless: unsafe fn(&[u8]) -> bool,
    /// Of no fewer bytes than the pattern has, and that are at least [`Pattern::LEAST`].
    fits: unsafe fn(&[u8], &Pattern) -> bool,
}

/// The sets, best first.
#[cfg(target_arch = "x86_64")]
static SETS: [&Kernels; 4] = [&avx512::KERNELS, &avx2::KERNELS, &sse2::KERNELS, &portable::KERNELS];
#[cfg(not(target_arch = "x86_64"))]
static SETS: [&Kernels; 1] = [&portable::KERNELS];

impl Kernels {
    /// The best set that the machine has, decided once.
    ///
    /// Under the feature `testing` the environment's `RTWIRE_KERNEL` names another.
    ///
    /// # Panics
    ///
    /// Under the feature `testing`, if `RTWIRE_KERNEL` names a set that there is not or that the machine lacks.
    pub(crate) fn best() -> &'static Self {
        static BEST: OnceLock<&'static Kernels> = OnceLock::new();
        BEST.get_or_init(|| {
            #[cfg(feature = "testing")]
            if let Some(name) = std::env::var_os("RTWIRE_KERNEL") {
                let set = name.to_str().and_then(Self::named);
                return set.unwrap_or_else(|| panic!("RTWIRE_KERNEL={name:?}: no such kernels on this machine"));
            }
            Self::all().next().unwrap_or(&portable::KERNELS)
        })
    }

    /// The set of that name; none, if there is none or the machine lacks what it needs.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|set| set.name == name)
    }

    /// The sets that the machine has, the best first.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        SETS.into_iter().filter(|set| (set.runs)())
    }

    /// `portable`, `sse2`, `avx2` or `avx512`.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// The first byte that is `"`, `\` or below 0x20. None, if none is, and if those before it are not UTF-8; unless they
    /// are known to be: `checked`.
    #[inline]
    pub(crate) fn stop(&self, bytes: &[u8], checked: bool) -> Option<usize> {
        // SAFETY: a set is handed out only where it runs.
        let stop = unsafe { (self.stop)(bytes, checked) };
        debug_assert!(stop.is_none_or(|at| checked || std::str::from_utf8(&bytes[..at]).is_ok()));
        stop
    }

    /// Whether the bytes are UTF-8, as `str::from_utf8` decides.
    #[inline]
    pub(crate) fn utf8(&self, bytes: &[u8]) -> bool {
        // SAFETY: a set is handed out only where it runs.
        let utf8 = unsafe { (self.utf8)(bytes) };
        debug_assert_eq!(utf8, std::str::from_utf8(bytes).is_ok());
        utf8
    }

    /// Copies what is left of a string, up to its closing quote, without escapes. `from` must not start inside of one.
    ///
    /// None, if there is no closing quote, or before it a control character, an escape that JSON does not have or
    /// half a surrogate pair; and if `to` is not longer than `from` by [`SLACK`].
    #[inline]
    pub(crate) fn unescape(&self, from: &[u8], to: &mut [MaybeUninit<u8>]) -> Option<Unescaped> {
        // SAFETY: a set is handed out only where it runs.
        let unescaped = unsafe { (self.unescape)(from, to) };
        debug_assert!(unescaped.is_none_or(|it| it.written <= it.read && from[it.read] == b'"'));
        unescaped
    }

    /// [`unescape`](Self::unescape) to the end of a vector, which is left as it was where that gives none.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn unescape_into(&self, from: &[u8], to: &mut Vec<u8>) -> Option<Unescaped> {
        to.reserve(from.len() + SLACK);
        let unescaped = self.unescape(from, to.spare_capacity_mut())?;
        // SAFETY: a kernel says that it has written so many.
        unsafe { to.set_len(to.len() + unescaped.written) };
        Some(unescaped)
    }

    /// How many bytes of white space lead.
    #[inline]
    pub(crate) fn blank(&self, bytes: &[u8]) -> usize {
        // SAFETY: a set is handed out only where it runs.
        let blank = unsafe { (self.blank)(bytes) };
        debug_assert!(blank <= bytes.len());
        blank
    }

    /// Where the quote is that closes the string in which the bytes start, outside of an escape. Nothing is validated.
    #[inline]
    pub(crate) fn quote(&self, bytes: &[u8]) -> Option<usize> {
        // SAFETY: a set is handed out only where it runs.
        let quote = unsafe { (self.quote)(bytes) };
        debug_assert!(quote.is_none_or(|at| bytes[at] == b'"'));
        quote
    }

    /// The place behind the bracket that closes the one behind which the bytes start. Brackets outside of strings are
    /// counted, both sorts alike; nothing else is validated.
    #[inline]
    pub(crate) fn close(&self, bytes: &[u8]) -> Option<usize> {
        // SAFETY: a set is handed out only where it runs.
        let close = unsafe { (self.close)(bytes) };
        debug_assert!(close.is_none_or(|behind| matches!(bytes[behind - 1], b']' | b'}')));
        close
    }

    /// How many members of the outermost object have a key that is [`TYPE`], or ends like it behind an escaped quote. Nothing
    /// is validated but that brackets and strings end.
    ///
    /// None if they do not, if there is a `\u` in it, with which a key could be written otherwise than it reads, and if no quote
    /// is right before a colon.
    #[inline]
    pub(crate) fn types(&self, bytes: &[u8]) -> Option<usize> {
        // SAFETY: a set is handed out only where it runs.
        unsafe { (self.types)(bytes) }
    }

    /// Whether neither [`TYPE`] nor a backslash, with which it could be written otherwise, is among the bytes.
    #[inline]
    pub(crate) fn typeless(&self, bytes: &[u8]) -> bool {
        // SAFETY: a set is handed out only where it runs.
        unsafe { (self.typeless)(bytes) }
    }

    /// Whether none of [`COSTS`] is among the bytes, nor a backslash, with which it could be written otherwise.
    #[inline]
    pub(crate) fn costless(&self, bytes: &[u8]) -> bool {
        // SAFETY: a set is handed out only where it runs.
        unsafe { (self.costless)(bytes) }
    }

    /// Whether the bytes begin as `pattern` has it: none is a backslash, and each is what may stand at its place. A pattern
    /// of less than [`Pattern::LEAST`] bytes fits none.
    #[inline]
    pub(crate) fn fits(&self, bytes: &[u8], pattern: &Pattern) -> bool {
        if bytes.len() < pattern.len() || pattern.len() < Pattern::LEAST {
            return false;
        }
        // SAFETY: a set is handed out only where it runs; and as many bytes are there.
        unsafe { (self.fits)(bytes, pattern) }
    }
}

impl std::fmt::Debug for Kernels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Kernels").field(&self.name).finish()
    }
}
