//! The mixes of what the model gives, without all that is around it: pieces of text, pieces of audio, whole texts.

use super::random::Random;
use super::response::Status;
use super::session::{Answer, Manner, Session, Sort};
use super::step::{Stage, Step, Who};
use super::text;
use super::tree::Tree;
use super::words::{EAST, LANGUAGES};
use super::{Dialect, Direction, event};

#[derive(Debug)]
pub(super) struct Stream {
    course: &'static Course,
    session: Session,
    dialect: Dialect,
    /// Turns of this session still to come.
    turns: u32,
    /// Steps of this turn still to come, or bytes of its text where it comes in pieces.
    next: usize,
}

/// What is made of each turn.
#[derive(Debug)]
pub(super) struct Course {
    manner: Manner,
    steps: Steps,
}

#[derive(Debug)]
enum Steps {
    /// All that the model says, in pieces.
    Pieces,
    /// So often so many samples.
    Audio { times: usize, samples: u32 },
    /// These.
    Fixed(&'static [Step]),
}

impl Stream {
    pub(super) fn new(course: &'static Course, random: &mut Random) -> Self {
        // The first event begins another.
        let session = Session::new(Dialect::Ga, Sort::Call, random);
        Self { course, session, dialect: Dialect::Ga, turns: 0, next: 0 }
    }

    pub(super) fn write(&mut self, random: &mut Random, tree: &mut Tree) -> Direction {
        if self.next == 0 {
            self.begin(random);
        }
        let step = match self.course.steps {
            Steps::Pieces => {
                let at = self.session.turn.said.len() - self.next;
                let end = text::piece(&self.session.turn.said, at);
                self.next -= end - at;
                Step::Delta(at as u32, end as u32)
            }
            Steps::Audio { samples, .. } => {
                self.next -= 1;
                Step::Audio(samples)
            }
            Steps::Fixed(steps) => {
                self.next -= 1;
                steps[steps.len() - 1 - self.next]
            }
        };
        event::write(step, &mut self.session, random, tree)
    }

    fn begin(&mut self, random: &mut Random) {
        let Course { manner, steps } = self.course;
        if self.turns == 0 {
            self.turns = random.between(2, 12);
            self.dialect = self.dialect.other();
            self.session = Session::new(self.dialect, random.weighted(manner.sorts), random);
            // What it calls with is JSON, which is a mix of its own.
            self.session.settings.mcp = false;
        }
        self.turns -= 1;
        loop {
            self.session.begin_turn(manner, random);
            let spoken = matches!(self.session.turn.answer, Answer::Spoken | Answer::Written);
            if spoken || matches!(steps, Steps::Pieces) && self.session.turn.answer == Answer::Call {
                break;
            }
        }
        self.next = match steps {
            Steps::Pieces => self.session.turn.said.len(),
            Steps::Audio { times, .. } => *times,
            Steps::Fixed(steps) => steps.len(),
        };
    }
}

pub(super) static DELTAS: Course = Course {
    manner: Manner {
        sorts: &[(9, Sort::Call), (1, Sort::Text)],
        statuses: &[(1, Status::Completed)],
        foreign: 30,
        languages: LANGUAGES,
        said: (40, 320),
        audio: 0,
    },
    steps: Steps::Pieces,
};

const SPOKEN: Manner = Manner {
    sorts: &[(1, Sort::Socket)],
    statuses: &[(1, Status::Completed)],
    foreign: 30,
    languages: LANGUAGES,
    said: (40, 320),
    audio: 0,
};

/// 3 samples are 6 bytes, and 8 of base64.
pub(super) static AUDIO_8K: Course =
    Course { manner: SPOKEN, steps: Steps::Audio { times: 40, samples: 8_192 / 8 * 3 } };

pub(super) static AUDIO_64K: Course =
    Course { manner: SPOKEN, steps: Steps::Audio { times: 10, samples: 65_536 / 8 * 3 } };

pub(super) static EASTERN: Course = Course {
    manner: Manner { foreign: 1_000, languages: EAST, said: (200, 1_600), sorts: &[(1, Sort::Call)], ..SPOKEN },
    steps: Steps::Fixed(&[
        Step::Heard,
        Step::Whole,
        Step::Part(Stage::Done),
        Step::Item(Stage::Done, Who::Model),
        Step::OutputItem(Stage::Done),
        Step::ResponseDone,
    ]),
};
