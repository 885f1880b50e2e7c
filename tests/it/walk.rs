//! The tables against OpenAI's document: what the document allows comes back whole, each row is in the document or
//! in the list of wire-only facts, and each field, text and member of the document has its row.
//!
//! Both lanes, the serialiser and any generator made from the tables share a row's mistake; this does not.

use std::collections::{BTreeMap, BTreeSet};

use rtwire::{ClientEvent, ClientKind, Decoder, Field, ServerEvent, ServerKind, Shape};
use serde_json::Value;

use crate::leaves::account;
use crate::schema_list::{Direction, List, Sample, Type};

#[test]
fn every_event_that_the_document_allows_comes_back_whole() {
    let samples = List::openapi().samples();
    assert!(samples.len() > 3000, "the list makes no more than {} events", samples.len());
    let failures: Vec<String> = samples.iter().flat_map(failures).collect();
    let shown: String = failures.iter().take(50).map(|line| format!("\n{line}")).collect();
    assert!(failures.is_empty(), "{} failures, the first:{shown}", failures.len());
}

fn failures(sample: &Sample) -> Vec<String> {
    let found = decode(sample).unwrap_or_else(|error| vec![format!("refused: {error}")]);
    found.into_iter().map(|line| format!("{}: {line}", sample.what)).collect()
}

fn decode(sample: &Sample) -> Result<Vec<String>, rtwire::Error> {
    let frame = sample.json.to_string();
    let mut decoder = Decoder::new();
    let (kind, known, view) = match sample.direction {
        Direction::Server => {
            let event = decoder.server(frame.as_bytes())?;
            (event.type_str().to_owned(), !matches!(event, ServerEvent::Unknown { .. }), serde_json::to_value(event))
        }
        Direction::Client => {
            let event = decoder.client(frame.as_bytes())?;
            (event.type_str().to_owned(), !matches!(event, ClientEvent::Unknown { .. }), serde_json::to_value(event))
        }
    };
    let mut found = account(&sample.json, &view.unwrap_or(Value::Null), &[]);
    if !known || sample.json["type"] != *kind {
        found.push(format!("read as {kind}, known: {known}"));
    }
    // Without its `type` an object may be any of a union: that it comes back is enough.
    if !sample.what.ends_with(".type left out") {
        let drift = decoder.drift();
        let told = drift.entries().map(|entry| (entry.path(), entry.expected(), entry.found()));
        found.extend(told.map(|(path, expected, found)| format!("drift at {path}: {found}, not {expected}")));
    }
    Ok(found)
}

#[test]
fn each_row_is_in_the_document_or_in_the_list_of_wire_only_facts() {
    let list = List::openapi();
    let facts = Facts::parse(include_str!("../schema/wire_only.tsv"));
    let mut tables = Tables::default();
    for kind in ServerKind::ALL {
        tables.event(kind.as_str(), kind.fields());
    }
    for kind in ClientKind::ALL {
        tables.event(kind.as_str(), kind.fields());
    }
    let mut document = Document { list: &list, unions: &tables.unions, must: BTreeSet::new(), may: BTreeSet::new() };
    for event in &list.events {
        let alike = facts.like.iter().filter(|(_, like)| *like == event.kind).map(|(kind, _)| *kind);
        alike.chain([event.kind]).for_each(|kind| document.event(kind, event.object));
    }

    // Views are shared by dialects and directions: a row is right if the document bears it out anywhere.
    let mut unborne: BTreeMap<&Claim, &str> = tables.said.iter().map(|((path, _), claim)| (claim, &**path)).collect();
    for (_, claim) in tables.said.iter().filter(|(said, _)| document.allows(said)) {
        unborne.remove(claim);
    }
    let unlisted: Vec<_> = unborne.iter().filter(|(claim, _)| !facts.claims.contains(**claim)).collect();
    // An event that the document lacks is one line with all its fields.
    let events: BTreeSet<&str> =
        unlisted.iter().filter(|((_, field, _), _)| *field == "*").map(|((kind, ..), _)| *kind).collect();
    let whole = events.iter().map(|event| {
        let own = unlisted.iter().map(|(claim, _)| claim).filter(|(kind, field, _)| kind == event && *field != "*");
        let fields: Vec<String> = own.map(|(_, field, word)| format!("{field}:{word}")).collect();
        format!("{event}\t*\t{}\tevidence?", fields.join(" "))
    });
    let single = unlisted.iter().filter(|((place, ..), _)| !events.contains(place));
    let single = single.map(|((place, field, word), path)| format!("{place}\t{field}\t{word}\tevidence? at {path}"));
    let unlisted: Vec<String> = whole.chain(single).collect();
    let missing = document.must.iter().filter(|said| !tables.hold(said));
    let missing = missing.map(|(path, word)| format!("the tables lack {path} {word}"));
    let unneeded = facts.claims.iter().filter(|claim| !unborne.contains_key(claim));
    let unneeded = unneeded.map(|(place, field, word)| format!("no row needs the fact {place}\t{field}\t{word}"));
    let problems: Vec<String> = unlisted.into_iter().chain(missing).chain(unneeded).collect();
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

/// A path, with `[]` for any index and `{tag}` for a member of a union, and a word for what may stand there: a type,
/// `[type]` for an element's, a text in quotes. Tables and document meet in these, for objects have other names in
/// the one than in the other.
type Said = (String, String);

/// The same as a row says it: the object, union or event that the row is in, its field, and the word.
type Claim = (&'static str, &'static str, String);

fn said(path: &str, word: &str) -> Said {
    let word = if path.ends_with("[]") && !word.starts_with('"') { format!("[{word}]") } else { word.to_owned() };
    (path.to_owned(), word)
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The lines of `wire_only.tsv`.
#[derive(Default)]
struct Facts {
    claims: BTreeSet<Claim>,
    /// Events that the document lacks, each with one that has the same fields.
    like: Vec<(&'static str, &'static str)>,
}

impl Facts {
    fn parse(text: &'static str) -> Self {
        let mut facts = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match *line.split('\t').collect::<Vec<_>>() {
                [kind, "*", like, _] if like.starts_with("like ") => facts.like.push((kind, &like[5..])),
                [kind, "*", fields, _] => {
                    facts.claims.insert((kind, "*", quoted(kind)));
                    let fields = fields.split(' ').filter_map(|field| field.split_once(':'));
                    facts.claims.extend(fields.map(|(name, word)| (kind, name, word.to_owned())));
                }
                [place, field, words, _] => {
                    facts.claims.extend(words.split(' ').map(|word| (place, field, word.to_owned())));
                }
                _ => panic!("not a line of wire-only facts: {line}"),
            }
        }
        facts
    }
}

/// What the tables say.
#[derive(Default)]
struct Tables {
    said: BTreeMap<Said, Claim>,
    /// Where a `type` tells which object stands there.
    unions: BTreeSet<String>,
    /// Where any string may stand, or any value.
    open: BTreeSet<String>,
}

impl Tables {
    fn event(&mut self, kind: &'static str, fields: &'static [Field]) {
        self.say("", (kind, "*"), &quoted(kind));
        self.fields(&format!("{kind}: "), kind, fields, true);
    }

    /// `tagged`: the `type` belongs to the union or the event.
    fn fields(&mut self, path: &str, place: &'static str, fields: &'static [Field], tagged: bool) {
        for field in fields.iter().filter(|field| !tagged || field.name != "type") {
            self.shape(&format!("{path}{}", field.name), (place, field.name), field.shape);
        }
    }

    fn shape(&mut self, path: &str, row: (&'static str, &'static str), shape: Shape) {
        match shape {
            Shape::Either(shapes) => shapes.iter().for_each(|shape| self.shape(path, row, *shape)),
            Shape::Array(element) => self.shape(&format!("{path}[]"), row, *element),
            Shape::Object(object) => {
                self.say(path, row, "object");
                self.fields(&format!("{path}."), object.name, object.fields, false);
            }
            Shape::Union(union) => {
                self.say(path, row, "object");
                self.unions.insert(path.to_owned());
                for (tag, object) in union.variants {
                    self.say(path, (union.name, "type"), &quoted(tag));
                    self.fields(&format!("{path}{{{tag}}}."), object.name, object.fields, true);
                }
            }
            Shape::Enum(texts) => {
                self.say(path, row, "string");
                texts.iter().for_each(|text| self.say(path, row, &quoted(text)));
            }
            Shape::Bool => self.say(path, row, "boolean"),
            Shape::Unsigned | Shape::Integer => self.say(path, row, "integer"),
            Shape::Number => self.say(path, row, "number"),
            open => {
                self.say(path, row, if matches!(open, Shape::String) { "string" } else { "json" });
                self.open.insert(path.to_owned());
            }
        }
    }

    fn say(&mut self, path: &str, (place, field): (&'static str, &'static str), word: &str) {
        let said = said(path, word);
        let claim = (place, field, said.1.clone());
        self.said.insert(said, claim);
    }

    /// Whether what the document says has its row, or is a text in an open string, or anything in an open value.
    fn hold(&self, claim: &Said) -> bool {
        let (path, word) = claim;
        let ends = path.char_indices().filter(|(_, c)| ".[{".contains(*c)).map(|(end, _)| end);
        let open = |path: &str| self.said.contains_key(&said(path, "json"));
        self.said.contains_key(claim)
            || word.starts_with('"') && self.open.contains(path)
            || ends.chain([path.len()]).any(|end| open(&path[..end]))
    }
}

/// What the document says, by the paths of the tables.
struct Document<'a> {
    list: &'a List,
    unions: &'a BTreeSet<String>,
    must: BTreeSet<Said>,
    /// What is right where a row says it, and no gap where none does.
    may: BTreeSet<Said>,
}

impl Document<'_> {
    fn event(&mut self, kind: &str, object: &str) {
        self.must.insert(said("", &quoted(kind)));
        self.fields(&format!("{kind}: "), object, true, false);
    }

    fn fields(&mut self, path: &str, object: &str, tagged: bool, optional: bool) {
        for field in self.list.fields(object).iter().filter(|field| !tagged || field.name != "type") {
            self.shape(&format!("{path}{}", field.name), &field.shape, optional);
        }
    }

    fn shape(&mut self, path: &str, shape: &Type, optional: bool) {
        match shape {
            Type::Either(shapes) => shapes.iter().for_each(|shape| self.shape(path, shape, optional)),
            Type::Array(element) => self.shape(&format!("{path}[]"), element, optional),
            Type::Object(object) => self.object(path, object, optional),
            Type::Union(union) => {
                self.list.members(union).iter().for_each(|object| self.object(path, object, optional))
            }
            Type::String(texts) => {
                self.say(path, "string", optional);
                texts.iter().filter(|text| **text != "*").for_each(|text| self.say(path, &quoted(text), optional));
                if texts.is_empty() || texts.contains(&"*") {
                    self.say(path, "\"*\"", true);
                }
            }
            Type::Boolean => self.say(path, "boolean", optional),
            Type::Integer(_) => self.say(path, "integer", optional),
            Type::Number => self.say(path, "number", optional),
            Type::Json | Type::Map(_) => self.say(path, "json", optional),
        }
    }

    fn object(&mut self, path: &str, object: &str, optional: bool) {
        self.say(path, "object", optional);
        if !self.unions.contains(path) {
            return self.fields(&format!("{path}."), object, false, optional);
        }
        let tag = self.list.fields(object).iter().find(|field| field.name == "type");
        let texts = tag.map_or(&[][..], |tag| if let Type::String(texts) = &tag.shape { texts } else { &[] });
        for text in texts {
            self.say(path, &quoted(text), optional);
            self.fields(&format!("{path}{{{text}}}."), object, true, optional);
        }
        // An object that has no `type`, or need not: the latter the tables may take for one whose `type` is unknown.
        if tag.is_none_or(|tag| !tag.required) {
            let optional = optional || tag.is_some();
            self.say(path, "\"\"", optional);
            self.fields(&format!("{path}{{}}."), object, true, optional);
        }
    }

    fn say(&mut self, path: &str, word: &str, optional: bool) {
        let set = if optional { &mut self.may } else { &mut self.must };
        set.insert(said(path, word));
    }

    /// Whether what a row says is right. A row of open values is, whatever stands there.
    fn allows(&self, claim: &Said) -> bool {
        let (path, word) = claim;
        self.must.contains(claim)
            || self.may.contains(claim)
            || word.starts_with('"') && self.may.contains(&said(path, "\"*\""))
            || word.contains("json") && self.must.iter().chain(&self.may).any(|(place, _)| place == path)
    }
}
