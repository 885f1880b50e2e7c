//! Leaf accounting: what was written comes back from the view, or the drift report says where it went.

use rtwire::{Drift, DriftEntry};
use serde_json::Value as Json;

use crate::expect::{is_within, step};
use crate::generator::{Made, Member, Node, Note, Number, Read, Value};

/// Compares what was written with the serialised view.
///
/// # Errors
/// Says what is lost, changed or invented.
pub(crate) fn account(made: &Made, back: &Json, drift: &Drift) -> Result<(), String> {
    let mut accounts = Accounts { kind: made.kind.wire, path: Vec::new(), drift };
    accounts.value(&made.root, back).map_err(|what| format!("{}: {what}", accounts.template()))
}

struct Accounts<'m> {
    kind: &'static str,
    /// The keys above; an index is none.
    path: Vec<Option<&'m str>>,
    drift: &'m Drift,
}

type Outcome = Result<(), String>;

impl<'m> Accounts<'m> {
    fn value(&mut self, node: &'m Node, back: &Json) -> Outcome {
        if matches!(node.note, Note::Loose | Note::Unlisted) {
            let mut path = self.template();
            return self.loosely(node, Some(back), &mut path);
        }
        let open = node.note == Note::Open;
        match (&node.value, back) {
            (Value::Array(elements), Json::Array(backs)) => {
                let wrong = |node: &&Node| node.note == Note::Wrong;
                let all = backs.len() == elements.len();
                let kept = elements.iter().filter(|element| all || !wrong(element));
                if backs.len() != kept.clone().count() {
                    return Err(format!("{} elements became {}", elements.len(), backs.len()));
                }
                for (element, back) in kept.zip(backs) {
                    self.path.push(None);
                    if wrong(&element) { self.exactly(element, back) } else { self.value(element, back) }?;
                    self.path.pop();
                }
                Ok(())
            }
            (Value::Object(members), Json::Object(backs)) => {
                let mut met = 0;
                for member in members.iter().filter(|member| !member.discarded) {
                    self.path.push(Some(&member.key));
                    let back = backs.get(&*member.key);
                    met += usize::from(back.is_some());
                    match (member.value.note, back) {
                        (Note::Unknown | Note::Wrong, None) => {}
                        (Note::Unknown | Note::Wrong, Some(back)) => return Err(format!("came back as {back}")),
                        (_, Some(back)) if open => self.exactly(&member.value, back)?,
                        (_, Some(back)) => self.value(&member.value, back)?,
                        (note, None) => {
                            let null = matches!(member.value.value, Value::Null) && !open && self.null_is_absence();
                            let loose = matches!(note, Note::Loose | Note::Unlisted);
                            if loose {
                                let mut path = self.template();
                                self.loosely(&member.value, None, &mut path)?;
                            } else if !null {
                                return Err("is lost".to_owned());
                            }
                        }
                    }
                    self.path.pop();
                }
                if met == backs.len() { Ok(()) } else { Err(format!("something is invented: {back}")) }
            }
            _ => self.exactly(node, back),
        }
    }

    /// Compares what comes back as it is, nulls and all.
    fn exactly(&self, node: &Node, back: &Json) -> Outcome {
        let same = match (&node.value, back) {
            (Value::Null, Json::Null) => true,
            (Value::Bool(value), Json::Bool(back)) => value == back,
            (Value::Number(number), Json::Number(back)) => same_number(number, back),
            (Value::Text(text), Json::String(back)) => text == back,
            (Value::Array(elements), Json::Array(backs)) if elements.len() == backs.len() => {
                return elements.iter().zip(backs).try_for_each(|(element, back)| self.exactly(element, back));
            }
            (Value::Object(members), Json::Object(backs)) => {
                let mut met = 0;
                for member in effective(members) {
                    let Some(back) = backs.get(&*member.key) else { return Err(format!("{:?} is lost", member.key)) };
                    self.exactly(&member.value, back)?;
                    met += 1;
                }
                met == backs.len()
            }
            _ => false,
        };
        if same { Ok(()) } else { Err(format!("{:?} became {back}", node.value)) }
    }

    /// Compares what may be read in one way or another: whatever does not come back is noted as drift.
    fn loosely(&self, node: &Node, back: Option<&Json>, path: &mut String) -> Outcome {
        let Some(back) = back else {
            let null = matches!(node.value, Value::Null);
            return if null || self.covers(path) { Ok(()) } else { Err(format!("{path} is lost")) };
        };
        if self.entries().any(|entry| entry.expected() == KNOWN_TYPE && entry.path() == path)
            && self.exactly(node, back).is_ok()
        {
            return Ok(());
        }
        let length = path.len();
        match (&node.value, back) {
            (Value::Array(elements), Json::Array(backs)) => {
                path.push_str("[]");
                if elements.len() == backs.len() {
                    elements
                        .iter()
                        .zip(backs)
                        .try_for_each(|(element, back)| self.loosely(element, Some(back), path))?;
                } else if !self.covers(path) {
                    return Err(format!("{} elements became {}", elements.len(), backs.len()));
                }
            }
            (Value::Object(members), Json::Object(backs)) => {
                for member in effective(members) {
                    step(path, &member.key);
                    self.loosely(&member.value, backs.get(&*member.key), path)?;
                    path.truncate(length);
                }
                if backs.keys().any(|key| !members.iter().any(|member| member.key == *key)) {
                    return Err(format!("something is invented: {back}"));
                }
            }
            _ => return self.exactly(node, back),
        }
        path.truncate(length);
        Ok(())
    }

    /// Whether the report accounts for what is missing at `path`.
    fn covers(&self, path: &str) -> bool {
        self.entries().any(|entry| entry.expected() != KNOWN_TYPE && is_within(path, entry.path()))
    }

    fn entries(&self) -> impl Iterator<Item = &'m DriftEntry> {
        self.drift.entries()
    }

    /// The path as drift has it.
    fn template(&self) -> String {
        let mut path = format!("{}: ", self.kind);
        for key in &self.path {
            match key {
                Some(key) => step(&mut path, key),
                None => path.push_str("[]"),
            }
        }
        path
    }

    /// Whether null says no more than absence here: not among a client's settings, where it is a command, and not of
    /// the conversation that a response is in.
    fn null_is_absence(&self) -> bool {
        match self.kind {
            "response.created" | "response.done" => self.path != [Some("response"), Some("conversation_id")],
            "response.create" if self.path == [Some("response")] => false,
            "response.create" | "session.update" | "transcription_session.update" => {
                self.path.len() == 1 || self.path.starts_with(&[Some("response"), Some("input"), None])
            }
            _ => true,
        }
    }
}

const KNOWN_TYPE: &str = "known type";

fn effective(members: &[Member]) -> impl Iterator<Item = &Member> {
    members.iter().filter(|member| !member.discarded)
}

fn same_number(number: &Number, back: &serde_json::Number) -> bool {
    match (number.value, back.as_u64(), back.as_i64()) {
        (Read::U64(value), Some(back), _) => value == back,
        (Read::I64(value), _, Some(back)) => value == back,
        (Read::U64(value), ..) => Some(value as f64) == back.as_f64(),
        (Read::I64(value), ..) => Some(value as f64) == back.as_f64(),
        (Read::F64(value), ..) => Some(value) == back.as_f64(),
    }
}
