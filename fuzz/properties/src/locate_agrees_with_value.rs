//! Places in a frame, against its value.

use rtwire::{Category, Duplicates, ErrorKind, locate};

use crate::limits::split;
use crate::ordered::{Ordered, Step, words};
use crate::reference::{self, Fault};
use crate::tally;

/// How many places of a frame are looked up; which, the first byte says.
const PLACES: usize = 6;

/// `locate` gives exactly the bytes of the value at a path, under either rule for repeated keys, none where there is no
/// such value, and an error where the frame is no JSON.
///
/// # Panics
/// If it is not so.
pub fn locate_agrees_with_value(data: &[u8]) {
    let ([start, style], frame) = split(data);
    // The path to look up that is not made from the frame.
    let (path, frame) = frame.split_at(frame.len().min(usize::from(style >> 3)));
    let frame: Box<[u8]> = frame.into();
    let text = reference::read(&frame, 1024);
    any_path(&frame, &String::from_utf8_lossy(path), text.fault.is_some());
    let whole = locate(&frame, "", Duplicates::Last);
    match (text.fault, &whole) {
        (None, Ok(Some(range))) => assert_eq!(frame[range.clone()], *frame.trim_ascii()),
        (Some(Fault::Syntax(offset)), Err(error)) => {
            assert_eq!((error.category(), error.offset()), (Category::Syntax, offset));
        }
        (Some(Fault::TooDeep(offset)), Err(error)) => {
            assert_eq!((error.category(), error.offset()), (Category::Limit, offset));
        }
        (fault, whole) => panic!("{whole:?}, but {fault:?}"),
    }
    tally::count("frame", whole.is_ok());
    // What serde_json cannot hold is said by the reference to be so.
    let Ok(value) = serde_json::from_slice::<Ordered>(&frame) else {
        let beyond_serde = text.lone.is_some() || text.beyond.is_some() || text.depth >= 127;
        assert!(text.fault.is_some() || beyond_serde || str::from_utf8(&frame).is_err());
        return;
    };
    for n in 0..PLACES {
        let path = value.place(usize::from(start) + n);
        agrees(&frame, &value, &path, style & 1 != 0);
        for wrong in [Step::Key("type".to_owned()), Step::Index(usize::from(style >> 1 & 3))] {
            let path = [path.as_slice(), &[wrong]].concat();
            agrees(&frame, &value, &path, style & 1 != 0);
        }
    }
}

/// Whether the value at `path` is found, and its place, not that of another like it.
fn agrees(frame: &[u8], value: &Ordered, path: &[Step], quoted: bool) {
    let words = words(path, quoted);
    let found = locate(frame, &words, Duplicates::Last).expect("a path in a sound frame");
    let read = |text: &[u8]| serde_json::from_slice::<Ordered>(text).expect("a sound value");
    match (&found, value.at(path)) {
        (None, None) => {}
        (Some(range), Some(there)) => {
            let bytes = &frame[range.clone()];
            assert_eq!(bytes, bytes.trim_ascii(), "{words}");
            assert_eq!(read(bytes), *there, "{words}");
            let marked = read(&[&frame[..range.start], MARK, &frame[range.end..]].concat());
            assert_eq!(marked.at(path), Some(&read(MARK)), "{words}");
        }
        (found, there) => panic!("{words}: {found:?} instead of {there:?}"),
    }
    match locate(frame, &words, Duplicates::Reject) {
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Repeated) && frame[error.offset()] == b'"', "{words}: {error}");
            assert!(value.repeats(path), "{words}: {error}");
        }
        Ok(same) => assert!(same == found && !value.repeats(path), "{words}: {same:?} instead of {found:?}"),
    }
}

/// What no frame holds by chance.
const MARK: &[u8] = br#""\u0001 here""#;

/// Whatever the path is: an error, or nothing, or the place of a value.
fn any_path(frame: &[u8], path: &str, faulty: bool) {
    match locate(frame, path, Duplicates::Last) {
        Ok(found) => {
            assert!(!faulty, "{path}");
            if let Some(range) = found {
                assert_eq!(reference::read(&frame[range], 1024).fault, None, "{path}");
            }
        }
        Err(error) if matches!(error.kind(), ErrorKind::Path) => {}
        Err(error) => assert!(faulty, "{path}: {error}"),
    }
}
