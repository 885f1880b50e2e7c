//! OpenAI's document as a list (`tests/schema/openapi.tsv`), and the events that the list allows.
//!
//! Knows nothing of the crate: what is made here must not share a mistake with its tables. Used by the walk and by
//! the fuzzers' generators.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

/// Who sends an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Server,
    Client,
}

/// The list: events, and the objects and unions they are made of, by name.
pub struct List {
    pub events: Vec<Event>,
    objects: BTreeMap<&'static str, Vec<Field>>,
    unions: BTreeMap<&'static str, Vec<&'static str>>,
}

/// An event; one `type` may have several, one a dialect.
pub struct Event {
    pub direction: Direction,
    pub kind: &'static str,
    pub object: &'static str,
}

pub struct Field {
    pub name: &'static str,
    pub shape: Type,
    pub required: bool,
    nullable: bool,
}

/// The type of a field. Strings and integers with the values they may have; `*` is any other string.
#[derive(Debug)]
pub enum Type {
    Boolean,
    Integer(Vec<i64>),
    Number,
    String(Vec<&'static str>),
    Json,
    Object(&'static str),
    Union(&'static str),
    Array(Box<Self>),
    Map(Box<Self>),
    Either(Vec<Self>),
}

/// An event that the document allows, and what is special about it.
pub struct Sample {
    pub direction: Direction,
    pub what: String,
    pub json: Value,
}

impl List {
    pub fn openapi() -> Self {
        Self::parse(include_str!("../schema/openapi.tsv"))
    }

    fn parse(text: &'static str) -> Self {
        let mut list = Self { events: Vec::new(), objects: BTreeMap::new(), unions: BTreeMap::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match *line.split('\t').collect::<Vec<_>>() {
                ["event", direction, _dialect, kind, object] => {
                    let direction = if direction == "server" { Direction::Server } else { Direction::Client };
                    list.events.push(Event { direction, kind, object });
                }
                ["union", name, "type", members] => _ = list.unions.insert(name, members.split('|').collect()),
                [object, name, shape, required, nullable, texts, nested] => {
                    let texts: Vec<_> = if texts == "-" { Vec::new() } else { texts.split('|').collect() };
                    list.objects.entry(object).or_default().push(Field {
                        name,
                        shape: Type::parse(shape, &texts, nested),
                        required: required == "R",
                        nullable: nullable == "N",
                    });
                }
                _ => panic!("not a line of the list: {line}"),
            }
        }
        list
    }

    pub fn fields(&self, object: &str) -> &[Field] {
        self.objects.get(object).unwrap_or_else(|| panic!("{object} is not in the list"))
    }

    pub fn members(&self, union: &str) -> &[&'static str] {
        self.unions.get(union).unwrap_or_else(|| panic!("{union} is not in the list"))
    }

    /// Every event with every field, and then with one thing changed: a field left out, null, or alone with those
    /// it needs; another text, member, or number of elements. Values differ, so that swapped fields are seen.
    pub fn samples(&self) -> Vec<Sample> {
        let mut samples = Vec::new();
        let mut seen = HashSet::new();
        for event in &self.events {
            for Variant { what, mut json } in self.variants(&Type::Object(event.object)) {
                number(&mut json, &mut 0);
                if seen.insert(json.to_string()) {
                    let what = format!("{} ({}): {}", event.kind, event.object, what.trim_start_matches(['.', ' ']));
                    samples.push(Sample { direction: event.direction, what, json });
                }
            }
        }
        samples
    }

    /// The values of a type that differ in one place from the first, which has everything.
    ///
    /// Their number is the sum, not the product, of what the places allow. `""`, `0` and `0.0` stand for any value.
    fn variants(&self, shape: &Type) -> Vec<Variant> {
        match shape {
            Type::Boolean => [true, false].map(|value| Variant::of(value.into())).into(),
            Type::Number => vec![Variant::of(json!(0.0))],
            Type::Integer(values) if values.is_empty() => vec![Variant::of(json!(0))],
            Type::Integer(values) => values.iter().map(|&value| Variant::of(value.into())).collect(),
            Type::String(texts) => {
                let any = texts.is_empty() || texts.contains(&"*");
                let known = texts.iter().copied().filter(|text| *text != "*");
                any.then_some("").into_iter().chain(known).map(|text| Variant::of(text.into())).collect()
            }
            Type::Json => {
                let open =
                    json!({"type": "object", "n": 0, "x": [0.0, null, true, {}, []], "deep": {"null": null, "": ""}});
                [open, json!({})].map(Variant::of).into()
            }
            Type::Object(object) => self.object_variants(self.fields(object)),
            Type::Union(union) => {
                let members = self.members(union).iter().copied();
                let variants = members.map(|member| (member, self.variants(&Type::Object(member))));
                let named = |(member, variants): (_, Vec<Variant>)| {
                    variants.into_iter().map(move |variant| variant.within(&format!(" as {member}")))
                };
                variants.flat_map(named).collect()
            }
            Type::Array(element) => self.container(element, |elements| elements.into()),
            Type::Map(value) => self.container(value, |values| {
                values.into_iter().enumerate().map(|(index, value)| (format!("key {index}"), value)).collect()
            }),
            Type::Either(shapes) => shapes.iter().flat_map(|shape| self.variants(shape)).collect(),
        }
    }

    /// One of `element`, none, two, and then each variant of it.
    fn container(&self, element: &Type, of: impl Fn(Vec<Value>) -> Value) -> Vec<Variant> {
        let mut variants = self.variants(element).into_iter();
        let first = variants.next().expect("every type has a value").json;
        let numbers = [("[]", 1), ("[] of none", 0), ("[] of two", 2)];
        let numbers =
            numbers.map(|(what, count)| Variant { what: what.to_owned(), json: of(vec![first.clone(); count]) });
        let others = variants.map(|Variant { what, json }| Variant { what: format!("[]{what}"), json: of(vec![json]) });
        numbers.into_iter().chain(others).collect()
    }

    fn object_variants(&self, fields: &[Field]) -> Vec<Variant> {
        let values: Vec<_> = fields.iter().map(|field| self.variants(&field.shape)).collect();
        let first = |index: usize| (fields[index].name.to_owned(), values[index][0].json.clone());
        let full: Map<_, _> = (0..fields.len()).map(first).collect();
        // An object is told by its `type`, required or not.
        let needed = |index: usize| fields[index].required || fields[index].name == "type";
        let least: Map<_, _> = (0..fields.len()).filter(|&index| needed(index)).map(first).collect();

        let mut variants = vec![Variant::of(full.clone().into())];
        variants.push(Variant { what: " with what it needs".to_owned(), json: least.clone().into() });
        for (index, field) in fields.iter().enumerate() {
            let name = field.name;
            let with = |what: &str, base: &Map<_, _>, json: Value| {
                let mut object = base.clone();
                object.insert(name.to_owned(), json);
                Variant { what: format!(".{name}{what}"), json: object.into() }
            };
            variants
                .extend(values[index].iter().skip(1).map(|variant| with(&variant.what, &full, variant.json.clone())));
            if !field.required {
                let mut object = full.clone();
                object.remove(name);
                variants.push(Variant { what: format!(".{name} left out"), json: object.into() });
                variants.push(with(" alone", &least, first(index).1));
            }
            if field.nullable {
                variants.push(with(" null", &full, Value::Null));
            }
        }
        variants
    }
}

impl Type {
    fn parse(text: &'static str, texts: &[&'static str], name: &'static str) -> Self {
        let parse = |text| Self::parse(text, texts, name);
        let inside =
            |open, text: &'static str| text.strip_prefix(open)?.strip_suffix(']').map(|text| Box::new(parse(text)));
        let mut depth = 0;
        let slash = text.find(|c| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == '/' && depth == 0
        });
        if let Some(slash) = slash {
            return Self::Either(vec![parse(&text[..slash]), parse(&text[slash + 1..])]);
        }
        match text {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer(texts.iter().filter_map(|text| text.parse().ok()).collect()),
            "number" => Self::Number,
            "string" => Self::String(texts.into()),
            "json" => Self::Json,
            "object" => Self::Object(name),
            "union" => Self::Union(name),
            _ => inside("[", text).map(Self::Array).or_else(|| inside("map[", text).map(Self::Map)).expect(text),
        }
    }
}

/// A value, and in what it differs from the first of its type.
struct Variant {
    what: String,
    json: Value,
}

impl Variant {
    fn of(json: Value) -> Self {
        let what = if json.is_object() { String::new() } else { format!(" = {json}") };
        Self { what, json }
    }

    fn within(mut self, what: &str) -> Self {
        self.what.insert_str(0, what);
        self
    }
}

/// Gives each open value one of its own.
fn number(value: &mut Value, next: &mut u32) {
    *next += 1;
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| number(member, next)),
        Value::Array(elements) => elements.iter_mut().for_each(|element| number(element, next)),
        Value::String(text) if text.is_empty() => *text = format!("s{next}"),
        Value::Number(count) if count.as_u64() == Some(0) => *value = json!(*next),
        Value::Number(count) if count.as_f64() == Some(0.0) => *value = json!(f64::from(*next) + 0.5),
        _ => {}
    }
}
