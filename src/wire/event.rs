//! `wire_event!`: an object of named fields that is an event.

/// Declares how an event is read that [`wire_struct!`](super::wire_struct) has declared: its fields as there. Where it begins
/// as is foretold, it is made of that; what is behind is read as of any object.
macro_rules! wire_event {
    ($(
        $name:ident<'a> {
            $( $(#[$field_meta:meta])* $([$mark:ident])? $field:ident $(($wire:literal))? : $type:ty ),* $(,)?
        }
    )*) => {$(
        impl<'a> $name<'a> {
            /// The bits of the fields without which it has no meaning.
            const NEEDED: u64 = 0 $(| (<$type as $crate::wire::Wire<'a>>::REQUIRED as u64)
                << Self::place(&$crate::wire::key!($crate::wire::wire_name!($field $($wire)?))))*;

            /// How it begins.
            pub(crate) const HEADS: &'static $crate::wire::Heads = &$crate::wire::Head::of_both(&[$((
                $crate::wire::key!($crate::wire::wire_name!($field $($wire)?)),
                <$type as $crate::wire::Wire<'a>>::SHAPE,
            )),*]);
            /// How many fields that has, the first ones.
            const HEADED: usize = {
                assert!(!Self::KEEPS_TYPE, "an event's type is known by its variant");
                $crate::wire::Head::fields(&Self::HEADS[0])
            };
            /// How many fields have been read where the head has: its own and the one behind it.
            const BEGUN: usize = {
                let (headed, fields) = (Self::HEADED, Self::FIELDS.len());
                if headed < fields { headed + 1 } else { fields }
            };

            /// Reads the event at the cursor, whose `type` is known, into the place where `put` puts what it begins with. `LATE`:
            /// that may stand anywhere.
            #[inline(never)]
            pub(crate) fn read_event<'s, S: $crate::wire::Source<'a>, const LATE: bool>(
                source: &mut S,
                put: impl FnOnce(Self) -> Option<&'s mut Self>,
            ) -> Result<(), S::Error>
            where
                'a: 's,
            {
                let head = match Self::HEADED {
                    0 => None,
                    _ if LATE => source.late_head(Self::HEADS),
                    _ => source.head(Self::HEADS),
                };
                let Some((mut object, head)) = head else {
                    let Some(event) = put(<Self as $crate::wire::Wire<'a>>::empty()) else { return Ok(()) };
                    return event.members(source, true);
                };
                let Some(event) = put(Self::of_head(head, S::SPACED && !LATE)) else { return Ok(()) };
                $({
                    const KEY: &$crate::wire::Key = &$crate::wire::key!($crate::wire::wire_name!($field $($wire)?));
                    // Its value is at the cursor.
                    if const { Self::place(KEY) == Self::HEADED } {
                        $crate::wire::field(source, &mut event.$field, &object, KEY)?;
                    }
                })*
                let more = source.next(&mut object)?;
                if !more && Self::NEEDED >> Self::BEGUN == 0 {
                    return source.close(object, false, Self::FIELDS);
                }
                event.rest(source, true, object, more, Self::BEGUN, if LATE { 0 } else { Self::TAG })
            }

            /// The text of the field `name`, where there is such a one.
            pub(crate) fn text_of(&self, name: &str) -> Option<&'a str> {
                match name {
                    $($crate::wire::wire_name!($field $($wire)?) => $crate::wire::Wire::text(&self.$field),)*
                    _ => None,
                }
            }

            /// An event of which the fields that can be foretold are known, and no other.
            #[inline(always)]
            #[allow(unused_variables, reason = "of many events none can")]
            fn of_head(head: $crate::scan::Fitting<'a>, spaced: bool) -> Self {
                use $crate::wire::{Head, Key, Wire};
                Self {
                    $($field: {
                        const KEY: &Key = &$crate::wire::key!($crate::wire::wire_name!($field $($wire)?));
                        if const { Self::place(KEY) < Self::HEADED } {
                            let [compact, with_spaces] = const { Head::places(Self::HEADS, Self::place(KEY)) };
                            let place = if spaced { with_spaces } else { compact };
                            <$type as Wire<'a>>::of_head(head.text(place, KEY.usual))
                        } else {
                            <$type as Wire<'a>>::empty()
                        }
                    }),*
                }
            }
        }
    )*};
}

pub(crate) use wire_event;
