//! The mix of large events: many items, JSON inside strings, several languages.

use super::id::Id;
use super::item::{self, Body};
use super::random::Random;
use super::response::{self, Status};
use super::session::{Session, Sort};
use super::settings::{self, Side};
use super::text::{self, Tongue};
use super::tools::TOOLS;
use super::tree::{ELEMENT, Tree};
use super::usage::Usage;
use super::words::{LANGUAGES, OPENERS, SUBJECTS, TAILS};
use super::{Dialect, Direction};

#[derive(Debug)]
pub(super) struct Large {
    dialect: Dialect,
    /// JSON inside strings alone, and small.
    escaped: bool,
    scratch: String,
}

#[derive(Debug, Clone, Copy)]
enum Form {
    Done,
    Updated,
    Answered,
    Arguments,
    Tools,
    McpCall,
    Respond,
}

impl Large {
    pub(super) fn new() -> Self {
        Self { dialect: Dialect::Ga, escaped: false, scratch: String::new() }
    }

    pub(super) fn escaped() -> Self {
        Self { escaped: true, ..Self::new() }
    }

    pub(super) fn write(&mut self, random: &mut Random, tree: &mut Tree) -> Direction {
        self.dialect = self.dialect.other();
        let mut session = Session::new(self.dialect, Sort::Call, random);
        let form = random.weighted(match self.dialect {
            _ if self.escaped => ESCAPED,
            Dialect::Beta => BETA,
            Dialect::Ga => GA,
        });
        let size = if self.escaped { random.between(400, 5_400) as usize } else { size(random) };
        if let Form::Updated = form {
            session.instruct(Tongue::draw(600, LANGUAGES, random), size, random);
        }
        let event_id = Id::timed("event_", &session.clock, random);
        let kind = match (form, self.dialect) {
            (Form::Done, _) => "response.done",
            (Form::Updated, _) => "session.updated",
            (Form::Arguments, _) => "response.function_call_arguments.done",
            (Form::Answered, Dialect::Beta) => "conversation.item.created",
            (Form::Answered | Form::Tools | Form::McpCall, _) => "conversation.item.done",
            (Form::Respond, _) => "response.create",
        };
        tree.event(kind, |tree| {
            tree.id("event_id", event_id);
            self.fields(form, size, &session, random, tree);
        });
        match form {
            Form::Respond => Direction::Client,
            _ => Direction::Server,
        }
    }

    fn fields(&mut self, form: Form, size: usize, session: &Session, random: &mut Random, tree: &mut Tree) {
        let (turn, dialect) = (&session.turn, session.dialect);
        let tool = &TOOLS[random.below(TOOLS.len() as u32) as usize];
        let scratch = &mut self.scratch;
        scratch.clear();
        match form {
            Form::Done => self.done(size, session, random, tree),
            Form::Updated => settings::session(tree, session, &session.settings, Side::Server),
            Form::Arguments => {
                document(size * 6 / 7, random, scratch);
                tree.id("response_id", turn.response);
                tree.id("item_id", turn.item);
                tree.int("output_index", 0);
                tree.id("call_id", turn.call);
                tree.name("name", tool.name);
                tree.text("arguments", scratch);
            }
            Form::Answered | Form::Tools | Form::McpCall => {
                let body = match form {
                    Form::Tools => Body::McpTools(TOOLS, (size as u32).div_ceil(TOOLS_SIZE)),
                    _ => {
                        document(size * 6 / 7, random, scratch);
                        match form {
                            Form::Answered => Body::Answer { call: turn.call, output: scratch },
                            _ => Body::McpCall { tool, arguments: "{}", approval: None, outcome: Some(Ok(scratch)) },
                        }
                    }
                };
                tree.id("previous_item_id", turn.user);
                item::write(tree, "item", dialect, Some(turn.item), "completed", &body);
            }
            Form::Respond => tree.object("response", |tree| {
                tree.array("input", |tree| {
                    while tree.size() < size {
                        one_item(scratch, session, random, |id, body| {
                            item::write(tree, ELEMENT, dialect, Some(id), "completed", body);
                        });
                    }
                });
            }),
        }
    }

    /// A response of many items.
    fn done(&mut self, size: usize, session: &Session, random: &mut Random, tree: &mut Tree) {
        let status = random.weighted(&[(85, Status::Completed), (10, Status::TooLong), (5, Status::Interrupted)]);
        let (text, audio) = (random.between(500, 20_000), random.between(0, 9_000));
        let mut usage = Usage::of(text, audio, random);
        usage.output_text = size as u32 / 4;
        let scratch = &mut self.scratch;
        let output = |tree: &mut Tree| {
            while tree.size() < size {
                one_item(scratch, session, random, |id, body| {
                    item::write(tree, ELEMENT, session.dialect, Some(id), status.of_items(), body);
                });
            }
        };
        response::write_with(tree, session, session.turn.response, status, output, Some(&usage));
    }
}

/// Settles the next item of an event of many.
fn one_item(scratch: &mut String, session: &Session, random: &mut Random, write: impl FnOnce(Id, &Body<'_>)) {
    let id = Id::timed("item_", &session.clock, random);
    let tongue = Tongue::draw(600, LANGUAGES, random);
    let length = random.between(60, 900) as usize;
    scratch.clear();
    let body = match random.below(10) {
        0..3 => {
            text::sentences(tongue, length, random, scratch);
            Body::Spoken(scratch)
        }
        3..5 => {
            text::instructions(tongue, length, random, scratch);
            Body::Written(scratch)
        }
        5 => {
            text::sentence(tongue, random, scratch);
            Body::Asked(scratch)
        }
        6..8 => {
            document(length * 2, random, scratch);
            let tool = &TOOLS[random.below(TOOLS.len() as u32) as usize];
            Body::Call { tool, call: Id::call(random), arguments: scratch }
        }
        _ => {
            document(length * 3, random, scratch);
            Body::Answer { call: Id::call(random), output: scratch }
        }
    };
    write(id, &body);
}

/// Adds a JSON document of at least so many bytes, with rows in several languages.
fn document(bytes: usize, random: &mut Random, out: &mut String) {
    out.push_str("{\"rows\":[");
    let mut first = true;
    while first || out.len() < bytes {
        out.push_str(if first { "{\"id\":\"" } else { ",{\"id\":\"" });
        first = false;
        let mut digits = [0; 8];
        random.base62(&mut digits);
        out.extend(digits.map(char::from));
        out.push_str("\",\"title\":\"");
        out.push_str(random.pick(SUBJECTS));
        out.push_str("\",\"note\":");
        match random.below(4) {
            0 => out.push_str("null"),
            1 => {
                out.push('"');
                out.push_str(random.pick(OPENERS));
                out.push_str(", ");
                out.push_str(random.pick(TAILS));
                out.push('"');
            }
            _ => {
                let language = random.pick(LANGUAGES);
                out.push('"');
                out.push_str(random.pick(language.sentences));
                out.push_str("\",\"language\":\"");
                out.push_str(language.code);
                out.push('"');
            }
        }
        out.push_str(if random.percent(50) { ",\"seats\":[3,14,15],\"open\":true}" } else { ",\"open\":false}" });
    }
    out.push_str("],\"more\":false}");
}

/// About what the tools take.
const TOOLS_SIZE: u32 = 2_400;

/// From 16 to 230 KB, each doubling as likely as the last.
fn size(random: &mut Random) -> usize {
    let low: u32 = 16_500 << random.below(4);
    (low + random.below(low.min(98_000))) as usize
}

const ESCAPED: &[(u32, Form)] = &[(60, Form::Arguments), (40, Form::Answered)];

const BETA: &[(u32, Form)] =
    &[(50, Form::Done), (10, Form::Updated), (20, Form::Answered), (10, Form::Arguments), (10, Form::Respond)];

const GA: &[(u32, Form)] = &[
    (45, Form::Done),
    (8, Form::Updated),
    (17, Form::Answered),
    (10, Form::Arguments),
    (5, Form::Tools),
    (5, Form::McpCall),
    (10, Form::Respond),
];
