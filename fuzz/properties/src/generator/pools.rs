//! The texts, keys and numbers that events are filled with.

use std::borrow::Cow;

use super::bytes::Bytes;
use super::tree::Number;

/// Keys that no row names anywhere, some of them nearly. A test compares them with the lists.
pub(crate) const UNKNOWN_KEYS: &[&str] = &[
    "x",
    "y",
    "mood",
    "",
    " ",
    "Type",
    "typ",
    "types",
    "type ",
    "event_Id",
    "event_id\0",
    "response_ids",
    "a.b",
    "a[0]",
    "say \"hi\"",
    "back\\slash",
    "tab\tline\n",
    "naïve",
    "ключ",
    "鍵",
    "🔑",
    "\u{feff}x",
    "\u{2028}",
    "a_key_that_is_longer_than_the_sixty_four_bytes_that_a_drift_entry_keeps_of_it",
    "ein_Schlüssel_der_in_der_Mitte_eines_Zeichens_zu_schneiden_wäre_wüüüüürde",
];

/// Types of events and of objects that no row names.
pub(crate) const UNKNOWN_TYPES: &[&str] =
    &["new", "hologram", "response.done ", "Message", "messages", "", "schön", "🎉", "type", "error\0", "realtime.new"];

const TEXTS: &[&str] = &[
    "",
    "a",
    "0",
    "null",
    "type",
    "event_1",
    "item_CCXHw4c7jLdVhOWcD8nWq",
    "The quick brown fox jumps over the lazy dog, and then once more, so that it takes two blocks.",
    "\"",
    "\\",
    "\\\\\"",
    "/",
    "</script>",
    "\n",
    "\t\r\n",
    "\u{0}",
    "\u{1f}\u{7f}\u{80}",
    "\u{8}\u{c}",
    "\\u0041",
    "é",
    "naïve café",
    "日本語のテキスト",
    "🙂",
    "👩‍👩‍👧",
    "\u{fffd}",
    "\u{feff}",
    "\u{2028}\u{2029}",
    "\u{d7ff}\u{e000}",
    "\u{ffff}\u{10000}\u{10ffff}",
    "{\"a\":[1,2,{\"b\":null}]}",
    "SGVsbG8=",
];

/// Whole numbers that a count may be, in several forms.
const COUNTS: &[&str] = &[
    "0",
    "1",
    "7",
    "12",
    "255",
    "4096",
    "-0",
    "-0.0",
    "0.0",
    "0e0",
    "12.0",
    "1.2e1",
    "1.2E+1",
    "120e-1",
    "12000000000000e-12",
    "0.12e2",
    "9007199254740991",
    "9007199254740992",
    "9007199254740992.0",
    "9.007199254740992e15",
    "1e15",
    "1e-400",
    "123456789.000000001",
];

/// Numbers that a count may not be.
const NO_COUNTS: &[&str] = &[
    "9007199254740993",
    "9007199254740994.0",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1e300",
    "-1e19",
    "-9007199254740993",
    "-9223372036854775808",
    "-9223372036854775809",
];

const NEGATIVES: &[&str] = &["-1", "-1.0", "-12", "-32600", "-9007199254740992", "-1e3"];

const FRACTIONS: &[&str] = &[
    "0.5",
    "-0.5",
    "1.5",
    "0.1",
    "1e-7",
    "1.25e-3",
    "2.5E-1",
    "3.141592653589793",
    "2.2250738585072011e-308",
    "5e-324",
    "0.30",
    "-0.1e-1",
    "1.7976931348623157e308",
    "4.35",
    "0.000001",
    "0.1000000000000000055511151231257827021181583404541015625",
];

pub(crate) fn text(bytes: &mut Bytes<'_>) -> Cow<'static, str> {
    match bytes.byte() {
        0..192 => Cow::Borrowed(bytes.one_of(TEXTS)),
        192..232 => Cow::Owned([bytes.one_of(TEXTS), bytes.one_of(TEXTS)].concat()),
        _ => {
            let length = 1 + bytes.below(4);
            Cow::Owned((0..length).map(|_| char(bytes)).collect())
        }
    }
}

/// Any character, those of few bytes more often.
fn char(bytes: &mut Bytes<'_>) -> char {
    let bits = [7, 7, 7, 11, 16, 21][bytes.below(6)];
    let code = (0..3).fold(0, |code, _| code << 8 | u32::from(bytes.byte()));
    char::from_u32(code & ((1 << bits) - 1)).unwrap_or('\u{fffd}')
}

pub(crate) fn count(bytes: &mut Bytes<'_>, odd: bool) -> Number {
    if odd {
        return Number::new(bytes.one_of(COUNTS));
    }
    Number::new(bytes.below(5000).to_string())
}

pub(crate) fn no_count(bytes: &mut Bytes<'_>) -> Number {
    Number::new(bytes.one_of(NO_COUNTS))
}

pub(crate) fn negative(bytes: &mut Bytes<'_>) -> Number {
    Number::new(bytes.one_of(NEGATIVES))
}

pub(crate) fn fraction(bytes: &mut Bytes<'_>) -> Number {
    Number::new(bytes.one_of(FRACTIONS))
}

/// Any number at all.
pub(crate) fn number(bytes: &mut Bytes<'_>) -> Number {
    let pool = bytes.one_of(&[COUNTS, NO_COUNTS, NEGATIVES, FRACTIONS]);
    Number::new(bytes.one_of(pool))
}
