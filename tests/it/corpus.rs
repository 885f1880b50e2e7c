//! The test data: every line of `tests/data/*.ndjson`, and of `../shared` where that is present.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// One frame, and where it comes from.
pub struct Line {
    /// The file's name without its folder.
    pub file: String,
    /// From 1.
    pub number: usize,
    pub text: String,
    /// Whether it is of `tests/data`; else it is of `../shared`, which need not be there.
    pub ships: bool,
}

impl Line {
    pub fn frame(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// `file:number`, for messages.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.number)
    }
}

/// Every line there is.
pub fn corpus() -> &'static [Line] {
    static CORPUS: OnceLock<Vec<Line>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let own = files(&root().join("tests/data")).into_iter().map(|file| (file, true));
        let shared = root().join("../shared");
        let recorded = ["captures", "wire"].into_iter().flat_map(|folder| files(&shared.join(folder)));
        // These are payloads in a wrapping of their own, not events.
        let recorded = recorded.filter(|file| !file.ends_with("examples-objects.jsonl")).map(|file| (file, false));
        own.chain(recorded).flat_map(|(file, ships)| lines(&file, ships)).collect()
    })
}

/// The lines of one file of `tests/data`.
pub fn file(name: &str) -> impl Iterator<Item = &'static Line> {
    corpus().iter().filter(move |line| line.ships && line.file == name)
}

/// Whether `../shared` is there.
pub fn has_recorded() -> bool {
    corpus().iter().any(|line| !line.ships)
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of events in `folder`, by name; none where there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let events = |file: &PathBuf| file.extension().is_some_and(|end| end == "ndjson" || end == "jsonl");
    let mut files: Vec<_> = entries.filter(events).collect();
    files.sort();
    files
}

fn lines(file: &Path, ships: bool) -> Vec<Line> {
    let text = fs::read_to_string(file).unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    let line =
        |(index, text): (usize, &str)| Line { file: name.to_owned(), number: index + 1, text: text.to_owned(), ships };
    text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()).map(line).collect()
}

#[test]
fn the_corpus_is_there() {
    assert!(corpus().iter().filter(|line| line.ships).count() > 500);
    for name in ["kinds.ndjson", "deviations.ndjson", "session_beta.ndjson", "session_ga.ndjson"] {
        assert!(file(name).count() > 40, "{name}");
    }
    if has_recorded() {
        let recorded = |name: &str| corpus().iter().filter(|line| !line.ships && line.file == name).count();
        assert_eq!(recorded("webrtc_session_beta.ndjson"), 1344);
        assert_eq!(recorded("wire-shapes.jsonl"), 47);
    }
}
