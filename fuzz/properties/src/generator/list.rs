//! The checked-in lists of what the wire has: OpenAI's document (`openapi.tsv`) and what only the wire says
//! (`wire_only.tsv`). Nothing here knows rtwire's tables, so that an event made from the lists cannot share a mistake
//! with them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::facts;

pub(crate) static LIST: LazyLock<List> = LazyLock::new(List::read);

pub(crate) struct List {
    /// What an event can be, by its `type` and endpoint.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) objects: Vec<Object>,
    pub(crate) unions: Vec<Vec<usize>>,
    /// How many fields there are: one more than the last [`Field::id`].
    pub(crate) fields: usize,
    object_names: HashMap<&'static str, usize>,
    union_names: HashMap<&'static str, usize>,
}

pub(crate) struct Kind {
    /// The `type`, behind `translation:` where it is of that endpoint.
    pub(crate) label: String,
    pub(crate) wire: &'static str,
    pub(crate) server: bool,
    /// Its objects, one a dialect.
    pub(crate) objects: Vec<usize>,
}

#[derive(Clone)]
pub(crate) struct Object {
    pub(crate) name: &'static str,
    pub(crate) fields: Vec<Field>,
}

#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) id: u16,
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    /// What a field of this name may be in any object, for one view serves several.
    pub(crate) anywhere: u8,
}

/// What may stand somewhere. Objects and unions by their places in the list.
#[derive(Clone)]
pub(crate) enum Shape {
    Boolean,
    Integer,
    Number,
    /// One of these, or where there are none or `*` is among them any.
    Text(Vec<&'static str>),
    Json,
    Map,
    Object(usize),
    Union(usize),
    Array(Box<Self>),
    Either(Vec<Self>),
}

/// Sorts of values, a bit each.
pub(crate) mod sort {
    pub(crate) const BOOLEAN: u8 = 1;
    pub(crate) const INTEGER: u8 = 2;
    pub(crate) const FRACTION: u8 = 4;
    pub(crate) const TEXT: u8 = 8;
    pub(crate) const ARRAY: u8 = 16;
    pub(crate) const OBJECT: u8 = 32;
    pub(crate) const ALL: [u8; 6] = [BOOLEAN, INTEGER, FRACTION, TEXT, ARRAY, OBJECT];
}

impl Shape {
    pub(crate) fn sorts(&self) -> u8 {
        match self {
            Self::Boolean => sort::BOOLEAN,
            Self::Integer => sort::INTEGER,
            Self::Number => sort::INTEGER | sort::FRACTION,
            Self::Text(_) => sort::TEXT,
            Self::Json => u8::MAX,
            Self::Map | Self::Object(_) | Self::Union(_) => sort::OBJECT,
            Self::Array(_) => sort::ARRAY,
            Self::Either(shapes) => shapes.iter().fold(0, |sorts, shape| sorts | shape.sorts()),
        }
    }
}

impl Kind {
    /// Whether the event has no meaning without this field. The wire reference marks them; the lists do not.
    pub(crate) fn needs(&self, field: &str) -> bool {
        let index_or_payload =
            matches!(field, "output_index" | "content_index" | "delta" | "text" | "transcript" | "arguments" | "audio");
        // A truncation's index, and all of a delta that may be about nothing but its token's probability.
        let bare = self.wire.contains(".item.truncate") || self.wire.ends_with("input_audio_transcription.delta");
        // A server has been seen to leave it out.
        let left_out = (self.wire, field) == ("response.function_call_arguments.delta", "output_index");
        index_or_payload && !bare && !left_out
    }
}

impl List {
    fn read() -> Self {
        let mut list = Self {
            kinds: Vec::new(),
            objects: Vec::new(),
            unions: Vec::new(),
            fields: 0,
            object_names: HashMap::new(),
            union_names: HashMap::new(),
        };
        let mut events = Vec::new();
        for line in lines(include_str!("../../../../tests/schema/openapi.tsv")) {
            match *line.split('\t').collect::<Vec<_>>() {
                ["event", direction, dialect, wire, object] => {
                    events.push((wire, direction == "server", dialect == "translation", list.object(object)));
                }
                ["union", name, "type", members] => {
                    let members = members.split('|').map(|member| list.object(member)).collect();
                    let union = list.union(name);
                    list.unions[union] = members;
                }
                [object, name, shape, required, _nullable, texts, nested] => {
                    let texts: Vec<_> = if texts == "-" { Vec::new() } else { texts.split('|').collect() };
                    let shape = list.shape(shape, &texts, nested);
                    let object = list.object(object);
                    list.field(object, name, shape, required == "R");
                }
                _ => panic!("not a line of the list: {line}"),
            }
        }
        facts::add(&mut list, &mut events, lines(include_str!("../../../../tests/schema/wire_only.tsv")));
        for (wire, server, translation, object) in events {
            list.event(wire, server, translation, object);
        }
        list.finish();
        list
    }

    /// The object of that name, made where there is none yet.
    pub(crate) fn object(&mut self, name: &'static str) -> usize {
        *self.object_names.entry(name).or_insert_with(|| {
            self.objects.push(Object { name, fields: Vec::new() });
            self.objects.len() - 1
        })
    }

    /// The union of that name, made where there is none yet.
    pub(crate) fn union(&mut self, name: &'static str) -> usize {
        *self.union_names.entry(name).or_insert_with(|| {
            self.unions.push(Vec::new());
            self.unions.len() - 1
        })
    }

    pub(crate) fn shape(&mut self, text: &'static str, texts: &[&'static str], nested: &'static str) -> Shape {
        let mut depth = 0;
        let slash = text.find(|c| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == '/' && depth == 0
        });
        if let Some(slash) = slash {
            let both = [&text[..slash], &text[slash + 1..]].map(|text| self.shape(text, texts, nested));
            return Shape::Either(both.into());
        }
        match text {
            "boolean" => Shape::Boolean,
            "integer" => Shape::Integer,
            "number" => Shape::Number,
            "string" => Shape::Text(texts.to_vec()),
            "json" => Shape::Json,
            "object" => Shape::Object(self.object(nested)),
            "union" => Shape::Union(self.union(nested)),
            _ if text.starts_with("map[") => Shape::Map,
            _ => {
                let element = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).expect(text);
                Shape::Array(Box::new(self.shape(element, texts, nested)))
            }
        }
    }

    /// Adds a field, or to one that is there another shape.
    pub(crate) fn field(&mut self, object: usize, name: &'static str, shape: Shape, required: bool) {
        let fields = &mut self.objects[object].fields;
        match fields.iter_mut().find(|field| field.name == name) {
            Some(Field { shape: Shape::Text(texts), .. }) if matches!(&shape, Shape::Text(more) if !more.is_empty()) => {
                if let Shape::Text(more) = shape {
                    texts.extend(more);
                }
            }
            Some(field) => field.shape = Shape::Either(vec![field.shape.clone(), shape]),
            None => fields.push(Field { id: 0, name, shape, required, anywhere: 0 }),
        }
    }

    fn event(&mut self, wire: &'static str, server: bool, translation: bool, object: usize) {
        // Each event its own object, for some have fields that others like them lack.
        let mut own = self.objects[object].clone();
        for (name, shape) in facts::of_event(self, wire) {
            own.fields.push(Field { id: 0, name, shape, required: false, anywhere: 0 });
        }
        self.objects.push(own);
        let object = self.objects.len() - 1;
        let label = format!("{}{wire}", if translation { "translation:" } else { "" });
        match self.kinds.iter_mut().find(|kind| kind.label == label) {
            Some(kind) => kind.objects.push(object),
            None => self.kinds.push(Kind { label, wire, server, objects: vec![object] }),
        }
    }

    fn finish(&mut self) {
        let mut anywhere: HashMap<&str, u8> = HashMap::new();
        for field in self.objects.iter().flat_map(|object| &object.fields) {
            *anywhere.entry(field.name).or_default() |= field.shape.sorts();
        }
        let mut next = 0;
        for field in self.objects.iter_mut().flat_map(|object| &mut object.fields) {
            field.anywhere = anywhere[field.name];
            field.id = next;
            next += 1;
        }
        self.fields = usize::from(next);
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}
