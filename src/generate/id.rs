//! Ids in the wire's form, and the clock that they tell.

use super::random::{BASE62, Random};

/// A prefix and 21 digits of base 62: five that are the time in seconds, shared by all ids of a second, and 16 at random.
#[derive(Debug, Clone, Copy)]
pub(super) struct Id {
    bytes: [u8; 32],
    len: u8,
}

impl Id {
    /// `event_DO2eurOBLK75ZnGYUDEC4` and the like.
    pub(super) fn timed(prefix: &str, clock: &Clock, random: &mut Random) -> Self {
        let mut id = Self::start(prefix, 21);
        id.tail(prefix)[..5].copy_from_slice(&clock.digits);
        random.base62(&mut id.tail(prefix)[5..]);
        id
    }

    /// What tells of a call: `call_` and 16 digits, without the time.
    pub(super) fn call(random: &mut Random) -> Self {
        let mut id = Self::start("call_", 16);
        random.base62(id.tail("call_"));
        id
    }

    /// What the part of the server that plays audio gives its events: 16 digits of base 16.
    pub(super) fn playing(random: &mut Random) -> Self {
        let mut id = Self::start("event_", 16);
        let word = random.word();
        for (at, digit) in id.tail("event_").iter_mut().enumerate() {
            *digit = b"0123456789abcdef"[(word >> (60 - 4 * at)) as usize & 15];
        }
        id
    }

    /// What a client numbers its events with.
    pub(super) fn client(number: u32) -> Self {
        let mut id = Self::start("client-", 6);
        let mut left = number % 1_000_000;
        for digit in id.tail("client-").iter_mut().rev() {
            *digit = b'0' + (left % 10) as u8;
            left /= 10;
        }
        id
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    fn start(prefix: &str, digits: usize) -> Self {
        let mut bytes = [0; 32];
        bytes[..prefix.len()].copy_from_slice(prefix.as_bytes());
        Self { bytes, len: (prefix.len() + digits) as u8 }
    }

    fn tail(&mut self, prefix: &str) -> &mut [u8] {
        &mut self.bytes[prefix.len()..usize::from(self.len)]
    }
}

/// What time it is in a session.
#[derive(Debug)]
pub(super) struct Clock {
    /// Since 1970.
    milliseconds: u64,
    digits: [u8; 5],
}

impl Clock {
    pub(super) fn at(seconds: u64) -> Self {
        Self { milliseconds: seconds * 1_000, digits: digits(seconds) }
    }

    pub(super) fn seconds(&self) -> u64 {
        self.milliseconds / 1_000
    }

    pub(super) fn pass(&mut self, milliseconds: u32) {
        let before = self.seconds();
        self.milliseconds += u64::from(milliseconds);
        if self.seconds() != before {
            self.digits = digits(self.seconds());
        }
    }
}

/// The last five digits of a time, in base 62.
fn digits(seconds: u64) -> [u8; 5] {
    let mut left = seconds;
    let mut digits = [0; 5];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(left % 62) as usize];
        left /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: Id) -> String {
        String::from_utf8(id.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn ids_have_the_wires_form() {
        let (mut random, _) = Random::pair(3);
        let mut clock = Clock::at(1_773_826_064);
        let first = text(Id::timed("item_", &clock, &mut random));
        let second = text(Id::timed("event_", &clock, &mut random));
        assert_eq!((first.len(), second.len()), (26, 27));
        assert_eq!(first[5..10], second[6..11], "one second, one beginning");
        assert_ne!(first[10..], second[11..]);
        clock.pass(999);
        assert_eq!(text(Id::timed("item_", &clock, &mut random))[..10], first[..10]);
        clock.pass(1);
        assert_ne!(text(Id::timed("item_", &clock, &mut random))[..10], first[..10]);
        assert_eq!(text(Id::client(42)), "client-000042");
        assert_eq!((text(Id::call(&mut random)).len(), text(Id::playing(&mut random)).len()), (21, 22));
    }
}
