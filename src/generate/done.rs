//! The mix of `response.done` alone: every status, of both dialects.

use super::id::Id;
use super::item::Body;
use super::random::Random;
use super::response::{self, Status};
use super::session::{Answer, Manner, Session, Sort};
use super::tools::TOOLS;
use super::tree::Tree;
use super::words::LANGUAGES;
use super::{Dialect, Direction};

#[derive(Debug)]
pub(super) struct Done {
    session: Session,
    dialect: Dialect,
    left: u32,
    arguments: String,
}

impl Done {
    pub(super) fn new(random: &mut Random) -> Self {
        let session = Session::new(Dialect::Ga, Sort::Call, random);
        Self { session, dialect: Dialect::Ga, left: 0, arguments: String::new() }
    }

    pub(super) fn write(&mut self, random: &mut Random, tree: &mut Tree) -> Direction {
        if self.left == 0 {
            self.left = random.between(4, 16);
            self.dialect = self.dialect.other();
            let sort = if random.one_in(8) { Sort::Text } else { Sort::Call };
            self.session = Session::new(self.dialect, sort, random);
        }
        self.left -= 1;
        let Self { session, arguments, .. } = self;
        session.begin_turn(&MANNER, random);
        session.clock.pass(random.between(2_000, 20_000));
        let event_id = Id::timed("event_", &session.clock, random);
        let turn = &session.turn;
        let mut output = [(turn.item, turn.body()); 2];
        let items = match turn.answer {
            Answer::Nothing => 0,
            // It says what it does, and does it.
            Answer::Spoken if turn.status == Status::Completed && turn.said.len() < 400 && random.one_in(5) => {
                let tool = &TOOLS[random.below(TOOLS.len() as u32) as usize];
                arguments.clear();
                tool.call(random, arguments);
                output[1] = (turn.result, Body::Call { tool, call: turn.call, arguments });
                2
            }
            _ => 1,
        };
        tree.event("response.done", |tree| {
            tree.id("event_id", event_id);
            response::write(tree, session, turn.response, turn.status, &output[..items], Some(&turn.usage));
        });
        Direction::Server
    }
}

static MANNER: Manner = Manner {
    sorts: &[],
    statuses: &[
        (60, Status::Completed),
        (12, Status::Interrupted),
        (5, Status::Stopped),
        (6, Status::TooLong),
        (5, Status::Filtered),
        (8, Status::Limited { limit: 0, used: 0, asked: 0 }),
        (4, Status::Broken),
    ],
    foreign: 30,
    languages: LANGUAGES,
    said: (40, 640),
    audio: 0,
};
