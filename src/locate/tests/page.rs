//! [`Page`]: texts that are right, with what their writer knows of them.

use std::ops::Range;

use super::random::Random;

/// A random valid text, and what its writer noted about each node while writing it.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) notes: Vec<Note>,
}

pub(super) struct Note {
    pub(super) range: Range<usize>,
    pub(super) steps: Vec<Step>,
    pub(super) is_key: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Step {
    Key(&'static str),
    Index(usize),
}

impl Note {
    pub(super) fn path(&self) -> String {
        join(&self.steps)
    }
}

/// Good enough for the keys in this file.
fn is_plain(char: char) -> bool {
    !char.is_ascii() || char.is_ascii_alphanumeric()
}

pub(super) fn join(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match *step {
            Step::Index(index) => path += &format!("[{index}]"),
            Step::Key(key) if !key.is_empty() && key.chars().all(is_plain) => {
                path += if path.is_empty() { "" } else { "." };
                path += key;
            }
            Step::Key(key) => path += &format!("[{key:?}]"),
        }
    }
    path
}

impl Page {
    pub(super) fn random(random: &mut Random) -> Self {
        let mut page = Self::default();
        page.space(random);
        page.value(random, 5, &mut Vec::new());
        page.space(random);
        page
    }

    fn space(&mut self, random: &mut Random) {
        self.text += ["", "", "", " ", "\n\t", "\r "][random.below(6)];
    }

    fn value(&mut self, random: &mut Random, room: usize, steps: &mut Vec<Step>) {
        const SCALARS: &[&str] = &["0", "-1.5e3", "true", "false", "null", "\"\"", "\"a\\\"]}\"", "\"é\\u00e9\"", "12"];
        const KEYS: &[(&str, &str)] = &[
            ("\"a\"", "a"),
            ("\"\\u0061\"", "a"),
            ("\"b\"", "b"),
            ("\"type\"", "type"),
            ("\"x.y\"", "x.y"),
            ("\"x[0]\"", "x[0]"),
            ("\"\"", ""),
            ("\"\\\"\\\\\"", "\"\\"),
            ("\"\\n\"", "\n"),
            ("\"\u{e9}\"", "\u{e9}"),
            ("\"\\ud83d\\uDE00\"", "\u{1F600}"),
            ("\"0\"", "0"),
        ];
        let place = self.notes.len();
        self.note(self.text.len(), steps, false);
        let kind = if room == 0 { 0 } else { random.below(4) };
        if kind < 2 {
            self.text += SCALARS[random.below(SCALARS.len())];
        } else {
            self.text += ["[", "{"][kind - 2];
            self.space(random);
            for index in 0..random.below(5) {
                if index > 0 {
                    self.text += ",";
                    self.space(random);
                }
                if kind == 2 {
                    steps.push(Step::Index(index));
                } else {
                    let (written, key) = KEYS[random.below(KEYS.len())];
                    steps.push(Step::Key(key));
                    let start = self.text.len();
                    self.text += written;
                    self.note(start, steps, true);
                    self.space(random);
                    self.text += ":";
                    self.space(random);
                }
                self.value(random, room - 1, steps);
                steps.pop();
                self.space(random);
            }
            self.text += ["]", "}"][kind - 2];
        }
        self.notes[place].range.end = self.text.len();
    }

    fn note(&mut self, start: usize, steps: &[Step], is_key: bool) {
        let range = start..self.text.len();
        self.notes.push(Note { range, steps: steps.to_vec(), is_key });
    }
}
