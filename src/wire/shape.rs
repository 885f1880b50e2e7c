//! What the tables say, as data: the field list that tests, redaction and tools walk.

/// What the wire writes for a field.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Shape {
    /// `true` or `false`.
    Bool,
    /// A whole number from 0 to 2^53; `12.0` is one.
    Unsigned,
    /// A whole number from -2^53 to 2^53; `12.0` is one.
    Integer,
    /// Any number.
    Number,
    /// Any text.
    String,
    /// A text of which these are known.
    Enum(&'static [&'static str]),
    /// Any value.
    Json,
    /// An object of open keys and values.
    Map,
    /// An array of one shape.
    Array(&'static Self),
    /// An object of named fields.
    Object(&'static ObjectShape),
    /// One of several objects, told by its `type`.
    Union(&'static UnionShape),
    /// One of several shapes, told by what stands there.
    Either(&'static [Self]),
}

/// An object of named fields.
#[derive(Debug)]
#[non_exhaustive]
pub struct ObjectShape {
    /// The view's name.
    pub name: &'static str,
    /// The fields in the order the server sends them.
    pub fields: &'static [Field],
}

impl ObjectShape {
    pub(crate) const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields }
    }
}

/// One of several objects.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnionShape {
    /// The view's name.
    pub name: &'static str,
    /// The text of each `type` and its object; an empty text for an object without a `type`.
    pub variants: &'static [(&'static str, &'static ObjectShape)],
}

impl UnionShape {
    pub(crate) const fn new(name: &'static str, variants: &'static [(&'static str, &'static ObjectShape)]) -> Self {
        Self { name, variants }
    }
}

/// One field of an event or an object.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// What the wire writes for it.
    pub shape: Shape,
    /// Whether an event without it is an error.
    pub required: bool,
    /// Whether it is somebody's secret or somebody's words.
    pub mark: Option<Mark>,
}

impl Field {
    pub(crate) const fn new(name: &'static str, shape: Shape, required: bool, mark: Option<Mark>) -> Self {
        Self { name, shape, required, mark }
    }

    /// Whether the name is of one of `fields` and of none of `others`.
    pub(crate) fn is_own(name: &str, fields: &[Self], others: &[Self]) -> bool {
        let has = |fields: &[Self]| fields.iter().any(|field| field.name == name);
        has(fields) && !has(others)
    }

    /// The place among `fields` of the one with that name; their number where there is none.
    pub(crate) const fn place(fields: &[Self], name: &str) -> usize {
        let mut at = 0;
        while at < fields.len() && !same(fields[at].name.as_bytes(), name.as_bytes()) {
            at += 1;
        }
        at
    }
}

/// How much of `path` (`output[].content[].x`) `fields` lead to, the first step that they do not name included: what is
/// below a map or an open value is nobody's field.
pub(crate) fn named(fields: &[Field], path: &str) -> usize {
    let end = first_step(path);
    match fields.iter().find(|field| field.name == &path[..end]) {
        Some(field) => end + field.shape.named(&path[end..]),
        None => end,
    }
}

/// How long the first step of a path is: a word, or `["a key"]` that is none.
fn first_step(path: &str) -> usize {
    if !path.starts_with(KEY) {
        return path.find(['.', '[']).unwrap_or(path.len());
    }
    let mut is_escaped = false;
    let ends = |byte: u8| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    };
    let quote = path.bytes().skip(KEY.len()).position(ends);
    let end = quote.map_or(path.len(), |quote| KEY.len() + quote + 1);
    // What a long path is cut to may have a quote there that closes nothing.
    if path.as_bytes().get(end) == Some(&b']') { end + 1 } else { path.len() }
}

/// What a key that is no word begins with in a path.
const KEY: &str = "[\"";

impl Shape {
    fn named(&self, path: &str) -> usize {
        let below = |fields| match path.strip_prefix('.') {
            Some(path) => 1 + named(fields, path),
            None if path.starts_with(KEY) => named(fields, path),
            None => 0,
        };
        match self {
            Self::Array(element) => path.strip_prefix("[]").map_or(0, |path| 2 + element.named(path)),
            Self::Object(object) => below(object.fields),
            Self::Union(union) => union.variants.iter().map(|(_, object)| below(object.fields)).max().unwrap_or(0),
            Self::Either(shapes) => shapes.iter().map(|shape| shape.named(path)).max().unwrap_or(0),
            _ => 0,
        }
    }
}

/// `==` for a constant.
const fn same(left: &[u8], right: &[u8]) -> bool {
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    left.len() == right.len()
}

/// Why a field's value must not simply be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mark {
    /// A credential: `Debug` shows that it is there and no more.
    Secret,
    /// What people say, write or hear, or what stands for it: `Debug` shows its first 64 bytes.
    Content,
}
