//! [`Ordered`]: a JSON value that keeps the order of members and the repeated ones, with places in it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A JSON value, as serde_json reads it but for the members that it would drop.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ordered {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// A step to a part of a container.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Ordered {
    /// The value at `path`, where of repeated keys the last counts.
    pub(crate) fn at(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |value, step| match (value, step) {
            (Self::Object(members), Step::Key(key)) => {
                members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            (Self::Array(elements), Step::Index(index)) => elements.get(*index),
            _ => None,
        })
    }

    /// The same, to be changed.
    pub(crate) fn at_mut(&mut self, path: &[Step]) -> Option<&mut Self> {
        path.iter().try_fold(self, |value, step| match (value, step) {
            (Self::Object(members), Step::Key(key)) => {
                members.iter_mut().rev().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            (Self::Array(elements), Step::Index(index)) => elements.get_mut(*index),
            _ => None,
        })
    }

    /// Whether a key of `path` stands twice in its object, as far as the path leads.
    pub(crate) fn repeats(&self, path: &[Step]) -> bool {
        let mut value = self;
        for step in path {
            if let (Self::Object(members), Step::Key(key)) = (value, step)
                && members.iter().filter(|(name, _)| name == key).count() > 1
            {
                return true;
            }
            let Some(next) = value.at(std::slice::from_ref(step)) else { return false };
            value = next;
        }
        false
    }

    /// The `n`-th place, counted again from the first behind the last: of those that paths lead to.
    pub(crate) fn place(&self, n: usize) -> Vec<Step> {
        let mut left = n % self.places();
        let mut path = Vec::new();
        let mut value = self;
        'down: while left > 0 {
            left -= 1;
            for (step, part) in value.parts() {
                let places = part.places();
                if left < places {
                    path.push(step);
                    value = part;
                    continue 'down;
                }
                left -= places;
            }
        }
        path
    }

    fn places(&self) -> usize {
        1 + self.parts().map(|(_, part)| part.places()).sum::<usize>()
    }

    fn parts(&self) -> Box<dyn Iterator<Item = (Step, &Self)> + '_> {
        match self {
            Self::Object(members) => Box::new(members.iter().enumerate().filter_map(|(at, (key, value))| {
                let counts = !members[at + 1..].iter().any(|(name, _)| name == key);
                counts.then(|| (Step::Key(key.clone()), value))
            })),
            Self::Array(elements) => {
                Box::new(elements.iter().enumerate().map(|(index, value)| (Step::Index(index), value)))
            }
            _ => Box::new(std::iter::empty()),
        }
    }
}

/// A path in words; every key in quotes where that is wanted, else where it must be.
pub(crate) fn words(path: &[Step], quoted: bool) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index(index) => text += &format!("[{index}]"),
            Step::Key(key) => {
                let plain = !key.is_empty() && key.chars().all(|char| char.is_alphanumeric() || "_-$".contains(char));
                if plain && !quoted {
                    text += if text.is_empty() { "" } else { "." };
                    text += key;
                } else {
                    text += "[\"";
                    for char in key.chars() {
                        match char {
                            '"' | '\\' => text.extend(['\\', char]),
                            '\n' => text += "\\n",
                            '\0'..' ' => text += &format!("\\u{{{:x}}}", u32::from(char)),
                            char => text.push(char),
                        }
                    }
                    text += "\"]";
                }
            }
        }
    }
    text
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Ordered;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Ordered, E> {
        Ok(Ordered::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Ordered, E> {
        Ok(Ordered::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Ordered, E> {
        Ok(Ordered::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Ordered, E> {
        Ok(Ordered::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Ordered, E> {
        Number::from_f64(value).map(Ordered::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Ordered, E> {
        Ok(Ordered::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Ordered, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = sequence.next_element()? {
            elements.push(element);
        }
        Ok(Ordered::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Ordered::Object(members))
    }
}

#[test]
fn paths_lead_to_the_last_of_a_repeated_key() {
    let value: Ordered = serde_json::from_str(r#"{"a":1,"b":[true,{"":null}],"a":{"x y":2}}"#).expect("is JSON");
    let places: Vec<_> = (0..8).map(|n| words(&value.place(n), false)).collect();
    assert_eq!(places, ["", "b", "b[0]", "b[1]", r#"b[1][""]"#, "a", r#"a["x y"]"#, ""]);
    let path = [Step::Key("a".into()), Step::Key("x y".into())];
    assert_eq!(value.at(&path), Some(&Ordered::Number(2.into())));
    assert!(value.repeats(&path) && !value.repeats(&[Step::Key("b".into()), Step::Index(1)]));
}
