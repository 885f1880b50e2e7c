//! The books: what sessions cost, whatever is fed twice counted once.

mod ledger;
mod line;
mod row;

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::mem;

use rtwire::escape::Escaped;
use rtwire::meter::{Certainty, CloseReason, Direction, Name, Record, RecordKind, SessionKey, SessionMeter};
use rtwire::price::{Cost, Priced, Prices, SplitPolicy};
use rtwire::{Decoder, Event, Limits, ServerEvent};
use serde::Serialize;

use crate::bills::{Bills, Entered};
use ledger::Ledger;
pub(crate) use line::Line;
pub(crate) use row::{Heard, Row, Rows};

/// What the rows of a report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Session,
    Model,
    Response,
}

impl By {
    pub(crate) const ALL: &'static [Self] = &[Self::Session, Self::Model, Self::Response];

    /// Its name on the command line.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Model => "model",
            Self::Response => "response",
        }
    }
}

pub(crate) struct Books {
    decoder: Decoder,
    prices: Option<Prices>,
    by: By,
    /// Whether lines name their sessions. If not, a session is a file's, or goes from its creation to the next.
    named: bool,
    /// Records that are to be printed, if any are.
    lines: Option<Vec<Line>>,
    file: OsString,
    /// As it is shown, and as no other is called.
    file_names: [String; 2],
    /// Of the last line of it.
    number: u64,
    /// How many sessions of the file were created without a name.
    nameless: u32,
    current: Session,
    /// The others, where lines name them.
    others: HashMap<SessionKey, Session>,
    /// Lines so far: the time by which the others are old.
    now: u64,
    sessions: HashSet<SessionKey>,
    ledger: Ledger,
    /// Sessions that were given up: more went on side by side than are held.
    pub(crate) given_up: u64,
    pub(crate) undecodable: u64,
    pub(crate) sum: Row,
    pub(crate) rows: Rows,
    /// Records without a price, by model.
    pub(crate) unpriced: Rows,
}

/// In units of the currency. The fields are those of `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct Amount {
    low: f64,
    high: f64,
    pub(crate) currency: String,
    /// Some of it is not known at all: it may cost more than `high`. Written only where it is so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    at_least: bool,
}

struct Session {
    meter: Box<SessionMeter>,
    name: String,
    last: u64,
    /// Nothing has been heard of it.
    is_new: bool,
}

impl Session {
    fn new(key: SessionKey, name: &str) -> Self {
        Self { meter: Box::new(SessionMeter::new(key)), name: name.to_owned(), last: 0, is_new: true }
    }
}

impl Books {
    pub(crate) fn new(prices: Option<Prices>, by: By, named: bool) -> Self {
        let mut limits = Limits::default();
        limits.drift_entries = MOST_DRIFT;
        Self {
            decoder: Decoder::with_limits(limits),
            prices,
            by,
            named,
            lines: None,
            file: OsString::new(),
            file_names: Default::default(),
            number: 0,
            nameless: 0,
            current: Session::new(SessionKey::new(""), ""),
            others: HashMap::new(),
            now: 0,
            sessions: HashSet::new(),
            ledger: Ledger::default(),
            given_up: 0,
            undecodable: 0,
            sum: Row::default(),
            rows: Rows::default(),
            unpriced: Rows::default(),
        }
    }

    /// Keeps each record for [`lines`](Self::lines).
    pub(crate) fn keep_lines(&mut self) {
        self.lines = Some(Vec::new());
    }

    /// Enters the bills of a run of lines behind those before.
    pub(crate) fn enter(&mut self, bills: &Bills) {
        if bills.is_empty() {
            return;
        }
        let number = bills.each(|entered| match entered {
            Entered::File(file, number) => self.turn_to_file(file, number),
            Entered::Session(key, name) => self.turn_to(key, name),
            Entered::Frame(frame) => self.enter_frame(frame),
            Entered::Undecodable => {
                self.hear();
                self.undecodable += 1;
            }
            Entered::Sign => self.hear(),
        });
        self.number = number.max(self.number);
    }

    /// There are no more lines.
    pub(crate) fn finish(&mut self) {
        let others = mem::take(&mut self.others);
        let current = mem::replace(&mut self.current, Session::new(SessionKey::new(""), ""));
        others.into_values().chain([current]).for_each(|session| self.end(session));
        if self.lines.is_some() {
            let open = self.ledger.open().map(|(record, session)| Line::new(*record, session, self.cost_of(record)));
            let mut open: Vec<_> = open.collect();
            open.sort_by_cached_key(Line::order);
            self.lines = Some(open);
        }
    }

    /// The records since the last time, if they are kept; when all is done, what never ended, as far as it is known.
    pub(crate) fn lines(&mut self) -> impl Iterator<Item = Line> {
        self.lines.as_mut().map(mem::take).unwrap_or_default().into_iter()
    }

    pub(crate) const fn prices(&self) -> Option<&Prices> {
        self.prices.as_ref()
    }

    /// What a row cost, as JSON has it; none without prices, and where there is no price for any of it.
    pub(crate) fn cost(&self, row: &Row) -> Option<Amount> {
        if row.priced == 0 && row.unpriced > 0 { None } else { self.amount(row.cost) }
    }

    fn amount(&self, cost: Cost) -> Option<Amount> {
        let (low, high) = cost.as_units();
        let currency = self.prices.as_ref()?.currency().to_owned();
        Some(Amount { low, high, currency, at_least: cost.at_least })
    }

    /// What one record cost, if that is known.
    fn cost_of(&self, record: &Record) -> Option<Amount> {
        if let Some(Priced::Cost(cost)) = self.price(record) { self.amount(cost) } else { None }
    }

    fn price(&self, record: &Record) -> Option<Priced> {
        self.prices.as_ref().map(|prices| prices.price(record, SplitPolicy::Range))
    }

    pub(crate) fn sessions(&self) -> u64 {
        self.sessions.len() as u64
    }

    /// Responses that were created and of which nothing more was heard.
    pub(crate) fn unsettled(&self) -> u64 {
        self.ledger.count_open(RecordKind::Response)
    }

    /// Translations that went on for some time and did not say what that cost.
    pub(crate) fn untold(&self) -> u64 {
        self.ledger.count_open(RecordKind::Translation)
    }

    pub(crate) const fn evicted(&self) -> u64 {
        self.ledger.evicted
    }

    pub(crate) fn conflicts(&self) -> u64 {
        self.ledger.conflicts()
    }

    pub(crate) const fn malformed(&self) -> u64 {
        self.ledger.malformed
    }

    /// A file goes on, or begins.
    fn turn_to_file(&mut self, file: &OsStr, number: u64) {
        let goes_on = self.file == file && number > self.number;
        self.number = number;
        if self.named || goes_on {
            return;
        }
        self.file = file.to_owned();
        self.nameless = 0;
        let name = Escaped::bytes(file.as_encoded_bytes()).to_string();
        // Two may look alike where one is shown escaped; and none has a NUL.
        let key = if *name == *file { name.clone() } else { format!("\0{file:?}") };
        self.begin(&format!("file {key}"), &name);
        self.file_names = [name, key];
    }

    /// Another session from here on, with a meter of its own.
    fn begin(&mut self, key: &str, name: &str) {
        let before = mem::replace(&mut self.current, Session::new(SessionKey::new(key), name));
        self.end(before);
    }

    /// A session that a line names.
    fn turn_to(&mut self, key: SessionKey, name: &str) {
        self.now += 1;
        if self.current.meter.key() != key || self.current.is_new {
            if self.others.len() >= MOST_LIVE {
                self.thin_out();
            }
            let next = self.others.remove(&key).unwrap_or_else(|| Session::new(key, name));
            let mut before = mem::replace(&mut self.current, next);
            before.last = self.now;
            if !before.is_new {
                self.others.insert(before.meter.key(), before);
            }
        }
        self.hear();
    }

    /// Ends half of the sessions: those of which nothing was heard for longest.
    #[cold]
    fn thin_out(&mut self) {
        let mut times: Vec<_> = self.others.values().map(|session| session.last).collect();
        let half = times.len() / 2;
        let (_, &mut middle, _) = times.select_nth_unstable(half);
        let old: Vec<_> = self.others.extract_if(|_, session| session.last < middle).collect();
        self.given_up += old.len() as u64;
        old.into_iter().for_each(|(_, session)| self.end(session));
    }

    fn end(&mut self, mut session: Session) {
        for record in session.meter.close(CloseReason::Gateway) {
            self.ledger.leave_open(&record, &session.name);
        }
    }

    fn hear(&mut self) {
        if mem::take(&mut self.current.is_new) {
            self.sessions.insert(self.current.meter.key());
        }
    }

    fn enter_frame(&mut self, frame: &[u8]) {
        if self.decoder.drift().entries().len() > MOST_DRIFT / 2 {
            self.decoder.clear_drift();
        }
        // It was decoded before, by a decoder that differs in the size of its drift report alone.
        let Ok(event) = self.decoder.any(frame) else { return };
        let direction = if matches!(event, Event::Client(_)) { Direction::Client } else { Direction::Server };
        if !self.named
            && let Some(id) = created(&event)
            // One that says once more that it was created is the same.
            && (self.current.is_new || id.is_none_or(|id| SessionKey::new(id) != self.current.meter.key()))
        {
            let id = id.map(str::to_owned);
            self.nameless += u32::from(id.is_none());
            let numbered = |file: &String| format!("{file} #{}", self.nameless);
            let [name, key] = id.map_or_else(|| self.file_names.each_ref().map(numbered), |id| [id.clone(), id]);
            self.begin(&key, &name);
        }
        self.hear();
        let Self { decoder, current: Session { meter, name, .. }, ledger, .. } = self;
        let (conflicts, evicted) = (meter.conflicts(), meter.evicted());
        let record = meter.frame(direction, frame, decoder).ok().flatten();
        if meter.conflicts() > conflicts {
            ledger.conflict(meter.key(), frame);
        }
        let Some(record) = record else { return };
        if record.certainty != Certainty::Settled {
            return ledger.leave_open(&record, name);
        }
        if !ledger.enter(&record, frame, meter.evicted() - evicted) {
            return;
        }
        if self.lines.is_some() {
            let line = Line::new(record, &self.current.name, self.cost_of(&record));
            self.lines.get_or_insert_default().push(line);
        }
        let priced = self.price(&record);
        self.sum.add(&record, priced);
        let model = record.model.map_or_else(|| UNKNOWN.to_owned(), |model| label(&model));
        match self.by {
            By::Session => self.rows.row(&self.current.name).add(&record, priced),
            By::Model => self.rows.row(&model).add(&record, priced),
            By::Response => {
                let id = if record.id.is_empty() { record.kind.as_str().to_owned() } else { label(&record.id) };
                self.rows.row(&id).add(&record, priced);
            }
        }
        if priced == Some(Priced::Unpriced) {
            self.unpriced.row(&model).add(&record, priced);
        }
    }
}

/// What a session that is created here calls itself, if one is.
fn created<'a>(event: &Event<'a>) -> Option<Option<&'a str>> {
    use rtwire::Session::{Beta, Realtime, Transcription, Translation};
    let Event::Server(event) = event else { return None };
    Some(match event {
        ServerEvent::SessionCreated(created) => match created.session {
            Realtime(session) => session.id.value(),
            Transcription(session) => session.id.value(),
            Translation(session) => session.id.value(),
            Beta(session) => session.id.value(),
            _ => None,
        },
        ServerEvent::TranscriptionSessionCreated(created) => created.session.id.value(),
        _ => return None,
    })
}

/// A name as a row has it: of one that is cut, what tells it from others that begin alike as well.
fn label(name: &Name) -> String {
    if name.is_cut() { name.to_string() } else { name.as_str().to_owned() }
}

/// What a model is called of which nothing is known.
const UNKNOWN: &str = "unknown";
/// More sessions side by side end those that are silent: a meter takes 4 KB.
const MOST_LIVE: usize = 1 << 17;
const MOST_DRIFT: usize = 512;
