//! The course of sessions: which event comes after which, in the order that recordings have.

use super::Dialect;
use super::random::Random;
use super::response::Status;
use super::session::{Answer, Manner, Session, Sort};
use super::step::{Playing, Progress, Stage, Step, Who};
use super::text;

/// Sessions one after another, of the two dialects in turn.
#[derive(Debug)]
pub(super) struct Script {
    manner: &'static Manner,
    pub(super) session: Session,
    sessions: u32,
    turns_left: u32,
    steps: Vec<Step>,
    next: usize,
}

impl Script {
    pub(super) fn new(manner: &'static Manner, random: &mut Random) -> Self {
        let session = Session::new(Dialect::Beta, Sort::Call, random);
        Self { manner, session, sessions: 0, turns_left: 0, steps: Vec::new(), next: 0 }
    }

    pub(super) fn next(&mut self, random: &mut Random) -> Step {
        while self.next == self.steps.len() {
            self.steps.clear();
            self.next = 0;
            if self.turns_left == 0 {
                self.begin_session(random);
            } else {
                self.turns_left -= 1;
                self.session.begin_turn(self.manner, random);
                match self.session.sort {
                    Sort::Call | Sort::Socket | Sort::Text => self.turn(random),
                    Sort::Transcription => self.transcription_turn(random),
                    Sort::Translation => self.translation_turn(random),
                }
            }
        }
        self.next += 1;
        self.steps[self.next - 1]
    }

    fn add(&mut self, steps: impl IntoIterator<Item = Step>) {
        self.steps.extend(steps);
    }

    /// What clients send is only in recordings of both sides.
    fn add_sent(&mut self, steps: impl IntoIterator<Item = Step>) {
        if self.session.both_sides {
            self.steps.extend(steps);
        }
    }

    fn is_ga(&self) -> bool {
        self.session.dialect == Dialect::Ga
    }

    fn begin_session(&mut self, random: &mut Random) {
        let sort = random.weighted(self.manner.sorts);
        let dialect = match sort {
            // There never was another.
            Sort::Translation => Dialect::Ga,
            _ if self.sessions.is_multiple_of(2) => Dialect::Beta,
            _ => Dialect::Ga,
        };
        self.sessions = self.sessions.wrapping_add(1);
        self.session = Session::new(dialect, sort, random);
        self.turns_left = match sort {
            Sort::Call => random.between(6, 24),
            Sort::Socket if self.manner.audio < 10 => random.between(1, 3),
            Sort::Socket => random.between(3, 12),
            Sort::Text => random.between(2, 8),
            Sort::Transcription => random.between(3, 9),
            Sort::Translation => random.between(1, 3),
        };
        self.add([Step::Created]);
        if !matches!(sort, Sort::Transcription | Sort::Translation) && (dialect == Dialect::Beta || random.one_in(20)) {
            self.add([Step::Conversation]);
        }
        self.add_sent([Step::Update]);
        self.add([Step::Updated]);
        if self.session.settings.mcp && sort != Sort::Translation {
            let failed = random.one_in(4);
            self.add([Step::Item(Stage::Begun, Who::Tools), Step::McpList(Progress::Begun)]);
            self.add(match failed {
                true => [Step::McpList(Progress::Failed), Step::Error],
                false => [Step::McpList(Progress::Completed), Step::Item(Stage::Done, Who::Tools)],
            });
        }
    }

    fn turn(&mut self, random: &mut Random) {
        match self.session.turn.follows {
            true => self.add_sent([Step::Respond]),
            false => self.input(random),
        }
        self.add([Step::ResponseCreated]);
        if !self.session.turn.follows {
            self.transcribe(random);
        }
        match self.session.turn.answer {
            Answer::Nothing => {
                if self.session.turn.status == Status::Stopped {
                    self.add_sent([Step::Cancel]);
                }
                self.add([Step::ResponseDone]);
            }
            _ => self.output(random),
        }
        if self.session.owes() {
            self.add_sent([Step::Create(Who::Client)]);
            self.item(Who::Client);
        }
        if random.one_in(60) {
            self.add([Step::Error]);
        }
        if matches!(self.session.turn.answer, Answer::Spoken | Answer::Written) && random.one_in(30) {
            self.add_sent([Step::Retrieve]);
            self.add([Step::Retrieved]);
        }
        if random.one_in(60) {
            self.add_sent([Step::Delete]);
            self.add([Step::Deleted]);
        }
    }

    /// How the user's item comes about.
    fn input(&mut self, random: &mut Random) {
        if self.session.sort == Sort::Text {
            self.add_sent([Step::Create(Who::User)]);
            self.item(Who::User);
            return self.add_sent([Step::Respond]);
        }
        if random.one_in(50) {
            self.add_sent([Step::Clear]);
            self.add([Step::Cleared]);
        }
        if self.is_ga() && random.one_in(40) {
            self.add([if random.percent(50) { Step::TimedOut } else { Step::Dtmf }]);
        }
        self.speech(random);
        self.item(Who::User);
    }

    fn speech(&mut self, random: &mut Random) {
        for _ in 0..random.between(1, 3) {
            self.add_sent([Step::Append(random.between(120, 960))]);
        }
        self.add([Step::SpeechStarted, Step::SpeechStopped]);
        if random.one_in(4) {
            self.add_sent([Step::Commit]);
        }
        self.add([Step::Committed]);
    }

    /// An item that is final when it comes.
    fn item(&mut self, who: Who) {
        self.add([Step::Item(Stage::Begun, who)]);
        if self.is_ga() {
            self.add([Step::Item(Stage::Done, who)]);
        }
    }

    fn transcribe(&mut self, random: &mut Random) {
        if !self.session.settings.transcribes() || self.session.settings.text_only {
            return;
        }
        if random.one_in(12) {
            return self.add([Step::HeardFailed]);
        }
        if self.session.settings.transcribes_in_pieces() {
            pieces(&self.session.turn.heard, &mut self.steps, Step::HeardDelta);
        }
        self.add([Step::Heard]);
    }

    fn output(&mut self, random: &mut Random) {
        let answer = self.session.turn.answer;
        let has_part = matches!(answer, Answer::Spoken | Answer::Written);
        if !self.is_ga() {
            self.add([Step::RateLimits]);
        }
        self.add([Step::OutputItem(Stage::Begun), Step::Item(Stage::Begun, Who::Model)]);
        if has_part {
            self.add([Step::Part(Stage::Begun)]);
        }
        match answer {
            Answer::Spoken => self.speak(random),
            Answer::Approval => {}
            _ => {
                pieces(&self.session.turn.said, &mut self.steps, Step::Delta);
                self.add([Step::Whole]);
            }
        }
        if has_part {
            self.add([Step::Part(Stage::Done)]);
        }
        if answer == Answer::McpCall {
            let failed = self.session.turn.failure.is_some();
            self.add([Step::McpCall(Progress::Begun)]);
            self.add([Step::McpCall(if failed { Progress::Failed } else { Progress::Completed })]);
        }
        if self.is_ga() {
            self.add([Step::Item(Stage::Done, Who::Model)]);
        }
        self.add([Step::OutputItem(Stage::Done)]);
        if self.session.turn.status == Status::Stopped {
            self.add_sent([Step::Cancel]);
        }
        self.add([Step::ResponseDone]);
        if self.is_ga() && random.percent(60) {
            self.add([Step::RateLimits]);
        }
        if answer == Answer::Spoken {
            self.end_playing(random);
        }
    }

    fn speak(&mut self, random: &mut Random) {
        let called = self.session.sort == Sort::Call;
        let (mut at, mut audio) = (0, 0);
        while at < self.session.turn.said.len() {
            let end = text::piece(&self.session.turn.said, at);
            self.add([Step::Delta(at as u32, end as u32)]);
            if called && at == 0 {
                self.add([Step::Playing(Playing::Started)]);
            }
            at = end;
            audio += if called { 0 } else { self.manner.audio };
            while audio >= 10 {
                audio -= 10;
                self.add([Step::Audio(audio_samples(random))]);
            }
        }
        self.add([Step::AudioDone, Step::Whole]);
    }

    fn end_playing(&mut self, random: &mut Random) {
        let cut = self.session.turn.status != Status::Completed;
        if self.session.sort == Sort::Call {
            if cut && random.one_in(3) {
                self.add_sent([Step::StopPlaying]);
            }
            self.add([Step::Playing(if cut { Playing::Cleared } else { Playing::Stopped })]);
        }
        if cut && random.one_in(6) {
            self.add_sent([Step::Truncate]);
            self.add([Step::Truncated]);
        }
    }

    fn transcription_turn(&mut self, random: &mut Random) {
        self.speech(random);
        self.item(Who::User);
        if random.one_in(3) {
            let parts = random.between(1, 3);
            self.add((0..parts).map(Step::Segment));
        }
        self.transcribe(random);
    }

    fn translation_turn(&mut self, random: &mut Random) {
        for _ in 0..random.between(1, 4) {
            self.add_sent([Step::Append(random.between(120, 960))]);
        }
        pieces(&self.session.turn.heard, &mut self.steps, Step::InputTranscript);
        let first = self.steps.len();
        pieces(&self.session.turn.said, &mut self.steps, Step::OutputTranscript);
        let audio = (self.steps.len() - first) as u32 * self.manner.audio / 10;
        self.add((0..audio).map(|_| Step::OutputAudio(audio_samples(random))));
        if self.turns_left == 0 {
            self.add_sent([Step::Close]);
            self.add([Step::Closed]);
        }
    }
}

/// The samples of an audio event of 6 to 16 KB.
pub(super) fn audio_samples(random: &mut Random) -> u32 {
    random.between(2_280, 5_800)
}

fn pieces(text: &str, steps: &mut Vec<Step>, step: fn(u32, u32) -> Step) {
    let mut at = 0;
    while at < text.len() {
        let end = text::piece(text, at);
        steps.push(step(at as u32, end as u32));
        at = end;
    }
}
