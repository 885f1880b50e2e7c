//! What a gateway sees: many sessions at once.

use super::random::Random;
use super::script::Script;
use super::session::Manner;
use super::tree::Tree;
use super::{Direction, event};

#[derive(Debug)]
pub(super) struct Firehose {
    sessions: Vec<Script>,
}

impl Firehose {
    pub(super) fn new(manner: &'static Manner, random: &mut Random) -> Self {
        Self { sessions: (0..SESSIONS).map(|_| Script::new(manner, random)).collect() }
    }

    pub(super) fn write(&mut self, random: &mut Random, tree: &mut Tree) -> Direction {
        let script = &mut self.sessions[random.below(SESSIONS) as usize];
        let step = script.next(random);
        event::write(step, &mut script.session, random, tree)
    }
}

const SESSIONS: u32 = 16;
