//! The mix of short events: what servers send to say that something has happened.

use super::random::Random;
use super::response::Status;
use super::session::{Manner, Session, Sort};
use super::step::{Playing, Progress, Step};
use super::text;
use super::tree::Tree;
use super::words::LANGUAGES;
use super::{Dialect, Direction, event};

#[derive(Debug)]
pub(super) struct Acks {
    session: Session,
    dialect: Dialect,
    left: u32,
}

impl Acks {
    pub(super) fn new(random: &mut Random) -> Self {
        Self { session: Session::new(Dialect::Ga, Sort::Call, random), dialect: Dialect::Ga, left: 0 }
    }

    pub(super) fn write(&mut self, random: &mut Random, tree: &mut Tree) -> Direction {
        if self.left == 0 {
            self.left = random.between(20, 60);
            self.dialect = self.dialect.other();
            let translates = self.dialect == Dialect::Ga && random.one_in(8);
            let sort = if translates { Sort::Translation } else { Sort::Call };
            self.session = Session::new(self.dialect, sort, random);
            self.session.begin_turn(&MANNER, random);
        } else if self.left.is_multiple_of(4) {
            self.session.begin_turn(&MANNER, random);
        }
        self.left -= 1;
        let step = match self.session.sort {
            Sort::Translation if self.left == 0 => Step::Closed,
            Sort::Translation => self.transcript(random),
            _ if self.dialect == Dialect::Beta => random.weighted(BETA),
            _ => random.weighted(GA),
        };
        event::write(step, &mut self.session, random, tree)
    }

    /// The first piece of what was heard or said.
    fn transcript(&self, random: &mut Random) -> Step {
        let turn = &self.session.turn;
        match random.percent(50) {
            true => Step::InputTranscript(0, text::piece(&turn.heard, 0) as u32),
            false => Step::OutputTranscript(0, text::piece(&turn.said, 0) as u32),
        }
    }
}

static MANNER: Manner = Manner {
    sorts: &[],
    statuses: &[(1, Status::Interrupted)],
    foreign: 20,
    languages: LANGUAGES,
    said: (20, 60),
    audio: 0,
};

const BETA: &[(u32, Step)] = &[
    (20, Step::SpeechStarted),
    (20, Step::SpeechStopped),
    (20, Step::Committed),
    (8, Step::AudioDone),
    (8, Step::Playing(Playing::Started)),
    (5, Step::Playing(Playing::Stopped)),
    (3, Step::Playing(Playing::Cleared)),
    (2, Step::Conversation),
    (2, Step::Cleared),
    (2, Step::Truncated),
    (2, Step::Deleted),
];

const GA: &[(u32, Step)] = &[
    (20, Step::SpeechStarted),
    (20, Step::SpeechStopped),
    (20, Step::Committed),
    (8, Step::RateLimits),
    (8, Step::Playing(Playing::Started)),
    (5, Step::Playing(Playing::Stopped)),
    (3, Step::Playing(Playing::Cleared)),
    (2, Step::McpList(Progress::Begun)),
    (1, Step::McpList(Progress::Completed)),
    (1, Step::McpList(Progress::Failed)),
    (2, Step::McpCall(Progress::Begun)),
    (1, Step::McpCall(Progress::Completed)),
    (1, Step::McpCall(Progress::Failed)),
    (1, Step::TimedOut),
    (1, Step::Dtmf),
    (2, Step::Cleared),
    (2, Step::Truncated),
    (2, Step::Deleted),
];
