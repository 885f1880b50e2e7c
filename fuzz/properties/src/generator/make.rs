//! Values made as the lists have them, and distorted.

use std::borrow::Cow;

use super::Distortion;
use super::bytes::Bytes;
use super::list::{Field, Kind, List, Shape, sort};
use super::pools::{self, UNKNOWN_KEYS, UNKNOWN_TYPES};
use super::tree::{Member, Node, Note, Value};

/// How events of one frame are made.
pub(crate) struct Maker<'b, 'd> {
    pub(crate) bytes: &'b mut Bytes<'d>,
    pub(crate) list: &'static List,
    /// Something is wrong once in so many places; nowhere if 0.
    pub(crate) wrong: u8,
    /// Of 256 fields that may be left out so many are there.
    pub(crate) fill: u8,
    /// Whether keys stand in any order, and numbers in any form.
    pub(crate) shuffle: bool,
    pub(crate) odd_numbers: bool,
    /// How many values may still be made where none must be.
    pub(crate) left: i32,
    /// What was done, a bit a [`Distortion`].
    pub(crate) seen: u64,
}

impl Maker<'_, '_> {
    fn saw(&mut self, distortion: Distortion) {
        self.seen |= 1 << distortion as u8;
    }

    fn distorts(&mut self) -> bool {
        self.wrong != 0 && self.bytes.one_in(self.wrong)
    }

    /// An event of `kind`, as `object` of the list; and whether its `type` is as it should be.
    pub(crate) fn event(&mut self, kind: &Kind, object: usize) -> (Node, bool) {
        if self.wrong != 0 && self.bytes.one_in(32) {
            return (self.unknown_event(), false);
        }
        let mut members = Vec::new();
        for field in &self.list.objects[object].fields {
            match field.name {
                "type" => members.push(member(field, text(kind.wire))),
                name if kind.needs(name) => self.key_field(field, &mut members),
                _ => self.field(field, &mut members),
            }
        }
        self.finish(&mut members, true);
        (Node::new(Value::Object(members), Note::Fine), true)
    }

    /// An event of a type that is unknown, or is none.
    fn unknown_event(&mut self) -> Node {
        let mut members = Vec::new();
        let (distortion, tag) = match self.bytes.below(4) {
            0 => (Distortion::NoType, None),
            1 => (Distortion::OddType, Some(Node::new(self.odd(sort::TEXT, true), Note::Key))),
            _ => (Distortion::UnknownType, Some(text(self.bytes.one_of(UNKNOWN_TYPES)))),
        };
        self.saw(distortion);
        members.extend(tag.map(|tag| Member { field: Some(0), ..unnamed("type", tag) }));
        for key in ["event_id", "response", "x"] {
            if self.bytes.one_in(2) {
                let value = self.open(2);
                members.push(unnamed(key, value));
            }
        }
        self.finish(&mut members, false);
        Node::new(Value::Object(members), Note::Open)
    }

    fn key_field(&mut self, field: &Field, members: &mut Vec<Member>) {
        if !(self.distorts() && self.bytes.one_in(4)) {
            let value = self.value(&field.shape);
            return members.push(member(field, value));
        }
        if self.bytes.one_in(2) {
            return self.saw(Distortion::NoKeyField);
        }
        self.saw(Distortion::OddKeyField);
        let value = match self.bytes.below(3) {
            0 => Value::Null,
            1 if field.shape.sorts() == sort::INTEGER => Value::Number(pools::negative(self.bytes)),
            _ => self.odd(field.shape.sorts(), false),
        };
        members.push(member(field, Node::new(value, Note::Key)));
    }

    fn field(&mut self, field: &Field, members: &mut Vec<Member>) {
        let there = self.left > 0 && (self.bytes.byte() < self.fill || field.required && !self.bytes.one_in(8));
        if !there {
            if field.required {
                self.saw(Distortion::NoRequired);
            }
            return;
        }
        let value = if self.distorts() { self.distorted(field) } else { self.value(&field.shape) };
        members.push(member(field, value));
    }

    /// Null, or a value of another shape.
    fn distorted(&mut self, field: &Field) -> Node {
        if self.bytes.one_in(2) || field.shape.sorts() == u8::MAX {
            self.saw(Distortion::Null);
            return Node::new(Value::Null, Note::Fine);
        }
        self.wrong_value(field)
    }

    fn wrong_value(&mut self, field: &Field) -> Node {
        let own = field.shape.sorts();
        let whole = own & sort::INTEGER != 0 && field.anywhere & sort::FRACTION == 0;
        if whole && self.bytes.one_in(2) {
            self.saw(Distortion::NoCount);
            // An error's code may be negative.
            let negative = field.name != "code" && self.bytes.one_in(2);
            let number = if negative { pools::negative(self.bytes) } else { pools::no_count(self.bytes) };
            return Node::new(Value::Number(number), Note::Wrong);
        }
        let value = self.odd(own, false);
        let note = if sort_of(&value) & field.anywhere == 0 { Note::Wrong } else { Note::Loose };
        self.saw(if note == Note::Wrong { Distortion::Wrong } else { Distortion::Elsewhere });
        Node::new(value, note)
    }

    /// A value of a sort that is not among `sorts`.
    fn odd(&mut self, sorts: u8, null: bool) -> Value {
        if null && self.bytes.one_in(4) {
            return Value::Null;
        }
        let first = self.bytes.below(sort::ALL.len());
        let others = sort::ALL[first..].iter().chain(&sort::ALL[..first]);
        match *others.into_iter().find(|&&sort| sorts & sort == 0).expect("no shape is of every sort") {
            sort::BOOLEAN => Value::Bool(self.bytes.one_in(2)),
            sort::INTEGER => Value::Number(pools::count(self.bytes, false)),
            sort::FRACTION => Value::Number(pools::fraction(self.bytes)),
            sort::TEXT => Value::Text(pools::text(self.bytes)),
            sort::ARRAY => Value::Array((0..self.bytes.below(3)).map(|_| self.open(1)).collect()),
            _ => self.open_object(2),
        }
    }

    pub(crate) fn value(&mut self, shape: &Shape) -> Node {
        self.left -= 1;
        let value = match shape {
            Shape::Boolean => Value::Bool(self.bytes.one_in(2)),
            Shape::Integer => {
                if self.odd_numbers {
                    self.saw(Distortion::OddNumber);
                }
                Value::Number(pools::count(self.bytes, self.odd_numbers))
            }
            Shape::Number if self.odd_numbers => Value::Number(pools::number(self.bytes)),
            Shape::Number => Value::Number(pools::fraction(self.bytes)),
            Shape::Text(words) => Value::Text(self.word(words)),
            Shape::Json if self.wrong != 0 && self.bytes.one_in(16) => {
                let node = self.open(1);
                // Whether anything but an object may stand there the lists do not say.
                return if matches!(node.value, Value::Null) {
                    Node { note: Note::Fine, ..node }
                } else {
                    Node { note: Note::Loose, ..node }
                };
            }
            Shape::Json | Shape::Map => return Node::new(self.open_object(3), Note::Open),
            Shape::Object(object) => return self.object(*object),
            Shape::Union(union) => {
                let object = self.bytes.one_of(&self.list.unions[*union]);
                return self.object(object);
            }
            Shape::Array(element) => Value::Array(self.elements(element)),
            Shape::Either(shapes) => {
                let shape = &shapes[self.bytes.below(shapes.len())];
                return self.value(shape);
            }
        };
        Node::new(value, Note::Fine)
    }

    fn word(&mut self, words: &[&'static str]) -> Cow<'static, str> {
        let any = words.is_empty() || words.contains(&"*");
        if any && (words.len() < 2 || self.bytes.one_in(4)) {
            return pools::text(self.bytes);
        }
        if self.distorts() {
            self.saw(Distortion::UnknownWord);
            return Cow::Borrowed(self.bytes.one_of(UNKNOWN_TYPES));
        }
        match self.bytes.one_of(words) {
            "*" => pools::text(self.bytes),
            word => Cow::Borrowed(word),
        }
    }

    fn elements(&mut self, element: &Shape) -> Vec<Node> {
        let count = if self.left > 0 { [0, 1, 1, 2, 2, 3][self.bytes.below(6)] } else { 0 };
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            let element = if self.distorts() {
                self.saw(Distortion::WrongElement);
                Node::new(self.odd(element.sorts(), true), Note::Wrong)
            } else {
                self.value(element)
            };
            elements.push(element);
        }
        elements
    }

    fn object(&mut self, object: usize) -> Node {
        let object = &self.list.objects[object];
        let mut members = Vec::new();
        let mut note = Note::Fine;
        let wrong = self.wrong;
        let tag = object.fields.iter().find_map(|field| match &field.shape {
            Shape::Text(words) if field.name == "type" && !words.is_empty() => Some((field, words)),
            _ => None,
        });
        if let Some((field, words)) = tag {
            let tag = self.tag(field, words, &mut note);
            members.extend(tag.map(|tag| member(field, tag)));
        }
        for field in object.fields.iter().filter(|field| tag.is_none_or(|(tag, _)| tag.id != field.id)) {
            self.field(field, &mut members);
        }
        // It has no `type`, and is told by an `audio` that is not null.
        let null = |member: &Member| member.key == "audio" && matches!(member.value.value, Value::Null);
        if object.name == "RealtimeTranslationSessionUpdateRequest" && members.iter().any(null) {
            note = Note::Loose;
        }
        self.finish(&mut members, true);
        self.wrong = wrong;
        Node::new(Value::Object(members), note)
    }

    /// What tells an object from others; none where it is left out.
    fn tag(&mut self, field: &Field, words: &[&'static str], note: &mut Note) -> Option<Node> {
        if !self.distorts() {
            return Some(text(self.bytes.one_of(words)));
        }
        *note = Note::Loose;
        match self.bytes.below(4) {
            0 => {
                self.saw(Distortion::NoTag);
                None
            }
            1 => {
                self.saw(Distortion::OddTag);
                let value = self.odd(field.shape.sorts(), true);
                Some(Node::new(value, Note::Loose))
            }
            _ => {
                self.saw(Distortion::UnknownTag);
                *note = Note::Unlisted;
                // So that nothing else can be wrong with it: `object` sets it back.
                self.wrong = 0;
                Some(text(self.bytes.one_of(UNKNOWN_TYPES)))
            }
        }
    }

    /// Adds what no row names, puts the members into another order, and repeats some.
    fn finish(&mut self, members: &mut Vec<Member>, known: bool) {
        while self.distorts() && members.len() < 40 {
            self.saw(Distortion::UnknownField);
            let value = Node { note: if known { Note::Unknown } else { Note::Open }, ..self.open(2) };
            members.push(unnamed(self.bytes.one_of(UNKNOWN_KEYS), value));
        }
        if self.shuffle {
            self.saw(Distortion::Shuffled);
            for at in (1..members.len()).rev() {
                members.swap(at, self.bytes.below(at + 1));
            }
        }
        let mut at = 0;
        while at < members.len() {
            if !members[at].discarded && self.distorts() {
                let first = self.repeated(&members[at]);
                members.insert(self.bytes.below(at + 1), first);
                at += 1;
            }
            at += 1;
        }
        // A key that is unknown twice is repeated, too.
        for at in 0..members.len() {
            let later = members[at + 1..].iter().any(|later| later.key == members[at].key);
            members[at].discarded = later;
        }
    }

    /// An earlier member of the same key, with any value.
    fn repeated(&mut self, member: &Member) -> Member {
        self.saw(match (&*member.key, member.field) {
            ("type", _) => Distortion::RepeatedType,
            (_, Some(_)) => Distortion::RepeatedField,
            (_, None) => Distortion::RepeatedUnknown,
        });
        let fields = self.list.objects.iter().flat_map(|object| &object.fields);
        let field = fields.into_iter().find(|field| Some(field.id) == member.field && field.name == member.key);
        let value = match field {
            Some(field) if field.name != "type" && !self.bytes.one_in(3) => self.value(&field.shape),
            _ => self.open(2),
        };
        let note = if member.value.note == Note::Unknown { Note::Unknown } else { value.note };
        Member { at: 0, key: member.key.clone(), field: member.field, discarded: true, value: Node { note, ..value } }
    }

    /// Any value.
    fn open(&mut self, depth: usize) -> Node {
        self.left -= 1;
        let value = match self.bytes.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => Value::Bool(self.bytes.one_in(2)),
            2 | 3 => Value::Number(pools::number(self.bytes)),
            4 | 5 => Value::Text(pools::text(self.bytes)),
            6 => Value::Array((0..self.bytes.below(3)).map(|_| self.open(depth - 1)).collect()),
            _ => self.open_object(depth),
        };
        Node::new(value, Note::Open)
    }

    fn open_object(&mut self, depth: usize) -> Value {
        let mut members: Vec<Member> = Vec::new();
        let count = if self.left > 0 { self.bytes.below(4) } else { 0 };
        for _ in 0..count {
            let key = match self.bytes.below(4) {
                0 => self.bytes.one_of(&["type", "properties", "event_id", "text", "audio"]),
                _ => self.bytes.one_of(UNKNOWN_KEYS),
            };
            let value = self.open(depth.saturating_sub(1));
            for earlier in members.iter_mut().filter(|earlier| earlier.key == key) {
                earlier.discarded = true;
            }
            members.push(unnamed(key, value));
        }
        Value::Object(members)
    }
}

fn text(text: &'static str) -> Node {
    Node::new(Value::Text(Cow::Borrowed(text)), Note::Fine)
}

const fn member(field: &Field, value: Node) -> Member {
    Member { at: 0, key: Cow::Borrowed(field.name), field: Some(field.id), discarded: false, value }
}

const fn unnamed(key: &'static str, value: Node) -> Member {
    Member { at: 0, key: Cow::Borrowed(key), field: None, discarded: false, value }
}

const fn sort_of(value: &Value) -> u8 {
    use super::tree::{Number, Read};
    match value {
        Value::Null => 0,
        Value::Bool(_) => sort::BOOLEAN,
        Value::Number(Number { value: Read::F64(_), .. }) => sort::FRACTION,
        Value::Number(_) => sort::INTEGER,
        Value::Text(_) => sort::TEXT,
        Value::Array(_) => sort::ARRAY,
        Value::Object(_) => sort::OBJECT,
    }
}
