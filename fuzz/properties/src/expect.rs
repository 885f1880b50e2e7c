//! What the decoder must make of an event, by what its maker knows: which policies refuse it, where, and with which
//! drift it is accepted.

use rtwire::{Drift, Duplicates, Error, ErrorKind, Mismatch};

use crate::generator::{Made, Member, Node, Note, Value, path_to};

/// Whether a value that a later one of the same key replaces may still be noted as drift, or be refused for its shape.
/// By the rule it counts for nothing, as in `JSON.parse`.
pub(crate) const DISCARDED_VALUES_COUNT: bool = false;

pub(crate) type Policy = (Duplicates, Mismatch);

/// The places that decide about an event. Made anew for each, in the same memory.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Refused by every policy: where, and whether a field is missing there.
    always: Vec<(u32, bool)>,
    /// Values of the wrong shape.
    wrong: Vec<u32>,
    /// The second of a key that is known.
    seconds: Vec<u32>,
    /// Values of which it is not known whether they are of the right shape.
    loose: Vec<(u32, u32)>,
    /// Values that a later one of the same key replaces.
    discarded: Vec<(u32, u32)>,
    /// Whether anything is, or may be, drift.
    pub(crate) noted: bool,
}

impl Places {
    pub(crate) fn collect(&mut self, made: &Made) {
        self.always.clear();
        self.wrong.clear();
        self.seconds.clear();
        self.loose.clear();
        self.discarded.clear();
        self.noted = false;
        let root = &made.root;
        let Value::Object(members) = &root.value else { unreachable!("an event is an object") };
        if made.known {
            for field in made.fields().filter(|field| made.kind.needs(field)) {
                if !members.iter().any(|member| member.key == field) {
                    self.always.push((root.start, true));
                }
            }
            self.object(members);
        } else {
            // Of an unknown event the `type` alone is read.
            match members.iter().rfind(|member| member.key == "type") {
                None => self.always.push((root.start, true)),
                Some(member) if member.value.note == Note::Key => self.always.push((member.value.start, false)),
                Some(_) => {}
            }
            self.seconds.extend(members.iter().filter(|member| member.key == "type").nth(1).map(|member| member.at));
        }
    }

    fn object(&mut self, members: &[Member]) {
        if members.iter().any(|member| member.discarded) {
            for (at, member) in members.iter().enumerate().filter(|(_, member)| member.field.is_some()) {
                if members[..at].iter().filter(|earlier| earlier.key == member.key).count() == 1 {
                    self.seconds.push(member.at);
                }
            }
        }
        for member in members {
            if member.discarded {
                self.noted = true;
                if member.field.is_some() {
                    self.discarded.push((member.value.start, member.value.end));
                }
                continue;
            }
            self.value(&member.value);
        }
    }

    fn value(&mut self, node: &Node) {
        match node.note {
            Note::Fine => match &node.value {
                Value::Array(elements) => elements.iter().for_each(|element| self.value(element)),
                Value::Object(members) => self.object(members),
                _ => {}
            },
            Note::Open => {}
            Note::Unknown => self.noted = true,
            Note::Wrong => {
                self.noted = true;
                self.wrong.push(node.start);
            }
            Note::Key => self.always.push((node.start, false)),
            Note::Unlisted => self.noted = true,
            Note::Loose => {
                self.noted = true;
                self.loose.push((node.start, node.end));
            }
        }
    }

    pub(crate) fn must_refuse(&self, (duplicates, mismatch): Policy) -> bool {
        !self.always.is_empty()
            || mismatch == Mismatch::Reject && !self.wrong.is_empty()
            || duplicates == Duplicates::Reject && !self.seconds.is_empty()
    }

    /// Whether the event is refused as it must be: for something that is wrong with it, at its place.
    pub(crate) fn refuses(&self, root: &Node, policy: Policy, error: &Error) -> bool {
        let (duplicates, mismatch) = policy;
        let Ok(offset) = u32::try_from(error.offset()) else { return false };
        let repeated = match error.kind() {
            ErrorKind::Missing(_) => return self.always.contains(&(offset, true)) && error.path().is_empty(),
            ErrorKind::Expected { .. } => false,
            ErrorKind::Repeated => true,
            _ => return false,
        };
        let exact = if repeated {
            duplicates == Duplicates::Reject && self.seconds.contains(&offset)
        } else {
            let wrong = mismatch == Mismatch::Reject && self.wrong.contains(&offset);
            wrong || self.always.contains(&(offset, false))
        };
        if exact {
            return path_to(root, offset).as_deref() == Some(error.path());
        }
        let within = |spans: &[(u32, u32)]| spans.iter().any(|&(start, end)| (start..end).contains(&offset));
        let loosely = if repeated { duplicates == Duplicates::Reject } else { mismatch == Mismatch::Reject };
        let unread = duplicates == Duplicates::Reject || DISCARDED_VALUES_COUNT;
        loosely && within(&self.loose) || loosely && unread && within(&self.discarded)
    }
}

/// What the drift report may hold, or must.
struct Noted {
    path: String,
    found: Option<&'static str>,
    /// Whether something below the path may be noted, too, and nothing must be.
    loose: bool,
    must: bool,
}

/// Whether the report says what was wrong, and nothing else.
pub(crate) fn drift_is_explained(made: &Made, drift: &Drift) -> Result<(), String> {
    let mut noted = Vec::new();
    let mut path = format!("{}: ", made.kind.wire);
    note(&made.root, &mut path, &mut noted);
    for entry in drift.entries() {
        let explained = noted.iter().any(|noted| {
            if noted.loose {
                is_within(entry.path(), &noted.path)
            } else {
                entry.path() == noted.path && noted.found.is_none_or(|found| found == entry.found())
            }
        });
        if !explained {
            return Err(format!("nothing explains {entry:?}"));
        }
    }
    for noted in noted.iter().filter(|noted| noted.must) {
        let told = |entry: &rtwire::DriftEntry| entry.path() == noted.path && Some(entry.found()) == noted.found;
        if !drift.entries().any(told) {
            return Err(format!("{} {:?} is not in the report", noted.path, noted.found));
        }
    }
    Ok(())
}

fn note(node: &Node, path: &mut String, into: &mut Vec<Noted>) {
    let mut add = |loose: bool, must: bool| {
        let found = (!loose).then(|| node.found());
        into.push(Noted { path: path.clone(), found, loose, must });
    };
    match node.note {
        Note::Unknown | Note::Wrong => return add(false, true),
        Note::Loose | Note::Unlisted => return add(true, false),
        Note::Open | Note::Key => return,
        Note::Fine => {}
    }
    let length = path.len();
    match &node.value {
        Value::Array(elements) => {
            path.push_str("[]");
            elements.iter().for_each(|element| note(element, path, into));
        }
        Value::Object(members) => {
            for member in members {
                path.truncate(length);
                step(path, &member.key);
                if !member.discarded {
                    note(&member.value, path, into);
                } else if member.value.note == Note::Unknown {
                    into.push(Noted { path: path.clone(), found: None, loose: false, must: false });
                } else if DISCARDED_VALUES_COUNT {
                    into.push(Noted { path: path.clone(), found: None, loose: true, must: false });
                }
            }
        }
        _ => {}
    }
    path.truncate(length);
}

/// Appends a key as drift paths have it: as it is, at most 64 bytes of it.
pub(crate) fn step(path: &mut String, key: &str) {
    if !path.ends_with(' ') {
        path.push('.');
    }
    let mut end = key.len().min(64);
    while !key.is_char_boundary(end) {
        end -= 1;
    }
    path.push_str(&key[..end]);
}

/// Whether `path` is `place` or below it.
pub(crate) fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|below| below.is_empty() || below.starts_with(['.', '[']))
}
