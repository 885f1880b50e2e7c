//! The byte kernels of every set that the machine has.

use rtwire::testing::kernel::{KernelSet, Likeness};

use crate::ordered::Ordered;
use crate::tally;

/// Whatever the bytes are, and from wherever in them: every set of kernels says what the portable one says, and that
/// one what the standard library and serde_json say.
///
/// The first byte says how far apart the places of the bytes behind it are at which the kernels are asked: 80 at most.
///
/// # Panics
/// If it is not so.
pub fn kernels_agree(data: &[u8]) {
    let Some((&step, bytes)) = data.split_first() else { return };
    let sets = KernelSet::all();
    let (portable, others) = sets.split_last().expect("there is the portable one");
    for start in (0..=bytes.len()).step_by(usize::from(step).max(1)).take(PLACES) {
        // Exactly as large as it is, so that the address sanitizer sees a byte too many being read.
        let boxed = bytes[start..].to_vec().into_boxed_slice();
        let expected = Said::by(*portable, &boxed);
        is_plain(&expected, &boxed);
        for set in others {
            assert_eq!(Said::by(*set, &boxed), expected, "{} of {}", set.name(), boxed.escape_ascii());
        }
        fit(&sets, &boxed);
        tally::count(kind(&expected), expected.unescaped.is_some());
    }
}

/// More than the bytes of a block, so that none can hide behind where blocks begin.
const PLACES: usize = 80;

/// Bytes are like themselves where anything may stand in the place of a letter, and all sets say whether the whole are.
fn fit(sets: &[KernelSet], bytes: &[u8]) {
    let (text, like) = bytes.split_at(bytes.len() / 2);
    let loose = |byte: &u8| if byte.is_ascii_lowercase() { b'*' } else { *byte };
    if let Some(itself) = Likeness::of(&text.iter().map(loose).collect::<Vec<_>>()) {
        for set in sets {
            assert!(set.fits(text, &itself), "{} of {}", set.name(), text.escape_ascii());
        }
    }
    if let Some(like) = Likeness::of(like) {
        let fits = sets[0].fits(text, &like);
        for set in sets {
            assert_eq!(set.fits(text, &like), fits, "{} of {}", set.name(), bytes.escape_ascii());
        }
    }
}

/// What a set says of some bytes.
#[derive(Debug, PartialEq)]
struct Said {
    stop: [Option<usize>; 2],
    utf8: bool,
    unescaped: Option<((usize, bool), Vec<u8>)>,
    blank: usize,
    quote: Option<usize>,
    close: Option<usize>,
    types: Option<usize>,
    typeless: bool,
    costless: bool,
}

impl Said {
    fn by(set: KernelSet, bytes: &[u8]) -> Self {
        let mut text = Vec::new();
        let unescaped = set.unescape(bytes, &mut text);
        Self {
            stop: [false, true].map(|checked| set.stop(bytes, checked)),
            utf8: set.utf8(bytes),
            unescaped: unescaped.map(|said| (said, text)),
            blank: set.blank(bytes),
            quote: set.quote(bytes),
            close: set.close(bytes),
            types: set.types(bytes),
            typeless: set.typeless(bytes),
            costless: set.costless(bytes),
        }
    }
}

/// What the kernels say is what others say who can say it.
fn is_plain(said: &Said, bytes: &[u8]) {
    assert_eq!(said.utf8, str::from_utf8(bytes).is_ok());
    let stop = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    let whole = |stop: &usize| str::from_utf8(&bytes[..*stop]).is_ok();
    assert_eq!(said.stop, [stop.filter(whole), stop]);
    let (escaped, mut has_type, mut costs) = (bytes.contains(&b'\\'), false, false);
    for at in 0..bytes.len() {
        match bytes[at] {
            b'"' => has_type |= bytes[at..].starts_with(br#""type""#),
            b'.' => costs |= bytes[at..].starts_with(br#".done""#) || bytes[at..].starts_with(br#".completed""#),
            _ => {}
        }
    }
    assert_eq!((said.typeless, said.costless), (!escaped && !has_type, !escaped && !costs));
    if let (Some(types), false, Ok(Ordered::Object(members))) = (said.types, escaped, serde_json::from_slice(bytes)) {
        assert_eq!(types, members.iter().filter(|(key, _)| key == "type").count(), "{}", bytes.escape_ascii());
    }
    let string = said.quote.map(|quote| [b"\"", &bytes[..=quote]].concat());
    let read = string.and_then(|string| serde_json::from_slice::<String>(&string).ok());
    match (&said.unescaped, read) {
        (Some(((quote, ascii), written)), Some(string)) => {
            assert_eq!(Some(*quote), said.quote);
            assert_eq!((written.as_slice(), *ascii), (string.as_bytes(), string.is_ascii()));
        }
        // serde_json wants UTF-8 too.
        (Some((_, written)), None) => assert!(str::from_utf8(written).is_err(), "{}", bytes.escape_ascii()),
        (None, None) => {}
        (None, Some(string)) => panic!("not unescaped: {string:?}"),
    }
}

fn kind(said: &Said) -> &'static str {
    match (said.quote, said.close) {
        (Some(_), Some(_)) => "quote and close",
        (Some(_), None) => "quote",
        (None, Some(_)) => "close",
        (None, None) => "neither",
    }
}
