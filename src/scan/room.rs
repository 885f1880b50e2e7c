//! [`made`]: a large value, made where its caller wants it.

use std::marker::PhantomData;
use std::mem::MaybeUninit;

/// Room for a value, to be filled once. There is no other of its lifetime.
pub(crate) struct Room<'r, T> {
    place: &'r mut MaybeUninit<T>,
    brand: Brand<'r>,
}

/// That the room of that lifetime has been filled.
pub(crate) struct Filled<'r>(Brand<'r>);

/// Makes one lifetime equal to no other, be that longer or shorter.
type Brand<'r> = PhantomData<fn(&'r ()) -> &'r ()>;

impl<'r, T> Room<'r, T> {
    /// Fills it. The value can still be changed.
    #[inline(always)]
    pub(crate) fn fill(self, value: T) -> (&'r mut T, Filled<'r>) {
        (self.place.write(value), Filled(self.brand))
    }
}

/// The value that `make` puts into the room that it is given.
///
/// What a function fills in by reference and then returns is copied on its way out, and the copy waits for what has just
/// been written. What another function fills in, with nothing written before, is not copied.
#[inline(always)]
pub(crate) fn made<T>(make: impl for<'r> FnOnce(Room<'r, T>) -> Filled<'r>) -> T {
    let mut place = MaybeUninit::uninit();
    make(Room { place: &mut place, brand: PhantomData });
    // SAFETY: `make` was given the one room of the lifetime that it returns, and only filling it gives that: `place` was
    // written, and afterwards changed by `&mut T` alone. What another call has filled is of another type, for `make` takes
    // every lifetime and the brand is none but its own.
    unsafe { place.assume_init() }
}

#[cfg(test)]
mod tests {
    use super::made;

    #[test]
    fn a_value_is_what_was_put_into_the_room_and_changed_there() {
        let text = made(|room| {
            let (text, filled) = room.fill(String::from("a"));
            text.push('b');
            filled
        });
        assert_eq!(text, "ab");
    }
}
