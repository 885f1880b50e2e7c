//! Any number of jobs and any portions give the same parts, in order.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::{Worker, run};
use crate::feed::Feed;
use crate::input::Entry;
use crate::portion::Portion;
use crate::progress::Progress;

/// Notes what it sees.
#[derive(Default)]
struct Clerk {
    notes: Vec<String>,
    lines: u64,
}

impl Worker for Clerk {
    type Part = Vec<String>;

    fn line(&mut self, entry: &Entry<'_>) {
        self.lines += 1;
        self.notes.push(format!("{}:{}: {:?}", entry.file, entry.number, entry.body));
    }

    fn part(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}

fn feed(files: &[PathBuf]) -> Feed {
    Feed { files: files.into(), limit: 40, progress: Progress::new(None), live: true }
}

const PORTIONS: [Portion; 4] = [
    Portion { bytes: 1, lines: 1 },
    Portion { bytes: 50, lines: 1_000 },
    Portion { bytes: 100_000, lines: 7 },
    Portion::USUAL,
];

#[test]
fn lines_and_troubles_come_in_order_whatever_the_jobs_and_the_portions() {
    let directory = tempfile::tempdir().unwrap();
    let text = |name: &str, lines: usize| {
        let path = directory.path().join(name);
        // Also some that are blank, and byte order marks at beginnings.
        let text = |n: usize| if n.is_multiple_of(11) { "\u{feff}" } else { ["x", " "][usize::from(n % 13 == 1)] };
        let lines = (0..lines)
            .map(|n| text(n).repeat(n * 7 % 50) + ["\n", "\r\n"][usize::from(n.is_multiple_of(5) || n % 26 == 1)]);
        fs::write(&path, lines.collect::<String>()).unwrap();
        path
    };
    let missing = directory.path().join("missing");
    let open = |name: &str, end: &str| {
        let path = text(name, 40);
        let mut text = fs::read_to_string(&path).unwrap();
        text.insert_str(0, "\u{feff}1\n");
        fs::write(&path, text + end).unwrap();
        path
    };
    let long = "z".repeat(2_000);
    let files = [
        text("first", 500),
        missing.clone(),
        missing,
        text("empty", 0),
        text("second", 3),
        text("third", 90),
        open("without end", "y"),
        open("blank at the end", "y\n \r\n  "),
        open("long at the end", &long),
        open("long before the end", &(long.clone() + "\r\nyy\n")),
    ];

    let mut expected: Option<Vec<String>> = None;
    for jobs in [1, 2, 3, 7] {
        for portion in PORTIONS {
            let log = RefCell::new(Vec::new());
            let workers = (0..jobs).map(|_| Clerk::default()).collect();
            let merge = |part: Vec<String>| {
                log.borrow_mut().extend(part);
                Ok(())
            };
            let (intake, workers) =
                run(feed(&files), workers, portion, merge, |text| log.borrow_mut().push(text)).unwrap();
            assert_eq!((intake.files, intake.incomplete, workers.len()), (8, true, jobs));
            assert_eq!(intake.bytes, files.iter().filter_map(|path| Some(path.metadata().ok()?.len())).sum::<u64>());
            let lines = workers.iter().map(|worker| worker.lines).sum::<u64>();
            let log = log.into_inner();
            assert_eq!(lines, log.len() as u64 - 2, "two troubles");
            assert!(log.len() > 500 && log.iter().any(|line| line.contains("TooLong")));
            assert_eq!(expected.get_or_insert_with(|| log.clone()), &log, "{jobs} jobs, {portion:?}");
        }
    }
}

#[test]
fn a_mistake_in_a_worker_is_an_error_and_no_wait() {
    struct Clumsy;
    impl Worker for Clumsy {
        type Part = ();
        fn line(&mut self, entry: &Entry<'_>) {
            assert_ne!(entry.number, 100, "on purpose, for the test");
        }
        fn part(&mut self) {}
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("lines");
    fs::write(&path, "{}\n".repeat(10_000)).unwrap();
    for portion in PORTIONS {
        let run = run(feed(std::slice::from_ref(&path)), vec![Clumsy, Clumsy], portion, Ok, |_| {});
        assert!(run.is_err_and(|error| error.to_string().contains("mistake")));
    }
}

#[test]
fn whoever_merges_may_stop() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("lines");
    fs::write(&path, "{}\n".repeat(10_000)).unwrap();
    for jobs in [1, 2, 3] {
        for portion in PORTIONS {
            let workers = (0..jobs).map(|_| Clerk::default()).collect();
            let merge = |_| Err(io::ErrorKind::BrokenPipe.into());
            let error = run(feed(std::slice::from_ref(&path)), workers, portion, merge, |_| {}).err().unwrap();
            assert!(error.downcast::<io::Error>().is_ok());
        }
    }
}
