//! The functions that sessions offer, with their arguments.

use super::random::Random;
use super::tree::{ELEMENT, Tree};
use super::words::{PEOPLE, TOWNS};

#[derive(Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// Name, type and description of each.
    arguments: &'static [(&'static str, Type, &'static str)],
    required: &'static [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum Type {
    Town,
    Person,
    Day,
    Count,
    Flag,
}

impl Tool {
    /// The JSON schema of its arguments.
    pub(super) fn schema(&self, tree: &mut Tree, key: &'static str) {
        tree.object(key, |tree| {
            tree.name("type", "object");
            tree.object("properties", |tree| {
                for &(name, kind, description) in self.arguments {
                    tree.object(name, |tree| {
                        tree.name("type", kind.name());
                        tree.text("description", description);
                        match kind {
                            Type::Town => tree.names("enum", TOWNS),
                            Type::Day => tree.name("format", "date"),
                            _ => {}
                        }
                    });
                }
            });
            tree.names("required", self.required);
            tree.flag("additionalProperties", false);
        });
    }

    /// As a session lists it.
    pub(super) fn function(&self, tree: &mut Tree) {
        tree.object(ELEMENT, |tree| {
            tree.name("type", "function");
            tree.name("name", self.name);
            tree.text("description", self.description);
            self.schema(tree, "parameters");
        });
    }

    /// Adds arguments of a call, as JSON.
    pub(super) fn call(&self, random: &mut Random, out: &mut String) {
        for (at, &(name, kind, _)) in self.arguments.iter().enumerate() {
            out.push_str(if at == 0 { "{\"" } else { ",\"" });
            out.push_str(name);
            out.push_str("\":");
            match kind {
                Type::Town => quoted(random.pick(TOWNS), out),
                Type::Person => quoted(random.pick(PEOPLE), out),
                Type::Day => {
                    let (month, day) = (random.between(1, 12), random.between(1, 28));
                    out.push_str("\"2026-");
                    two_digits(month, out);
                    out.push('-');
                    two_digits(day, out);
                    out.push('"');
                }
                Type::Count => out.push(char::from(b'1' + random.below(9) as u8)),
                Type::Flag => out.push_str(if random.percent(50) { "true" } else { "false" }),
            }
        }
        out.push('}');
    }
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::Town | Self::Person | Self::Day => "string",
            Self::Count => "integer",
            Self::Flag => "boolean",
        }
    }
}

/// Adds what a tool answered, as JSON: `rows` rows.
pub(super) fn answer(rows: u32, random: &mut Random, out: &mut String) {
    out.push_str("{\"rows\":[");
    for row in 0..rows {
        out.push_str(if row == 0 { "{\"town\":" } else { ",{\"town\":" });
        quoted(random.pick(TOWNS), out);
        out.push_str(",\"contact\":");
        quoted(random.pick(PEOPLE), out);
        out.push_str(",\"seats\":");
        two_digits(random.between(10, 99), out);
        out.push_str(if random.percent(50) { ",\"open\":true}" } else { ",\"open\":null}" });
    }
    out.push_str("],\"more\":false}");
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(text);
    out.push('"');
}

fn two_digits(number: u32, out: &mut String) {
    out.push(char::from(b'0' + (number / 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

pub(super) const TOOLS: &[Tool] = &[
    Tool {
        name: "find_crossing",
        description: "Ferries between two towns on one day.",
        arguments: &[
            ("from", Type::Town, "Where the journey starts."),
            ("to", Type::Town, "Where it ends; not \"from\" again."),
            ("day", Type::Day, "The day of departure."),
        ],
        required: &["from", "to"],
    },
    Tool {
        name: "book_seats",
        description: "Books seats in one name. Ask first.",
        arguments: &[
            ("name", Type::Person, "The name as it was spelled."),
            ("seats", Type::Count, "How many seats, at most 9."),
            ("window", Type::Flag, "Whether one of them is at a window."),
        ],
        required: &["name", "seats"],
    },
    Tool {
        name: "weather_at",
        description: "What the weather will be in a town.",
        arguments: &[
            ("town", Type::Town, "One of the harbour towns."),
            ("day", Type::Day, "Today, if it was not said."),
        ],
        required: &["town"],
    },
    Tool {
        name: "call_colleague",
        description: "Hands the call to a person, for complaints and refunds.",
        arguments: &[
            ("colleague", Type::Person, "Who is on duty."),
            ("urgent", Type::Flag, "Whether the caller has said so."),
        ],
        required: &["colleague"],
    },
    Tool {
        name: "lost_property",
        description: "Looks for things that were left aboard.",
        arguments: &[
            ("town", Type::Town, "Where it was lost."),
            ("day", Type::Day, "When it was lost."),
            ("pieces", Type::Count, "How many pieces."),
        ],
        required: &["town", "day"],
    },
];
