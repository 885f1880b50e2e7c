//! The sums do not depend on how the input is cut.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use rtwire::{Decoder, Limits};

use super::{MOST_OF_PART, Part, Stats, Summer};
use crate::feed::Feed;
use crate::frames::Frames;
use crate::jobs;
use crate::portion::Portion;
use crate::progress::Progress;

/// More types, drift and bad lines than are kept, coming back in another order; seconds whose sum depends on theirs.
fn recording() -> String {
    let mut text = String::new();
    for n in 0_u64..21_000 {
        let key = n * 7_919 % 9_000;
        let line = match n % 7 {
            0 | 1 => format!(r#"{{"type":"of.{key}"}}"#),
            2 => format!(r#"{{"type":"error","a{key}":1,"b{}":"","error":{{"c{}":[]}}}}"#, key / 2, key % 3),
            3 => format!(
                r#"{{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"i","content_index":0,"transcript":"","usage":{{"type":"duration","seconds":{}.{key}}}}}"#,
                if n % 5 == 0 { 0 } else { n * n }
            ),
            4 => format!(
                r#"{{"type":"response.done","response":{{"status":"s{}","usage":{{"total_tokens":{key},"input_token_details":{{"cached_tokens":9007199254740991}}}}}}}}"#,
                n % 11
            ),
            5 => format!(r#"{{"type":"error","error":{{"d{key}":1}},"type":{key}}}"#),
            _ => format!(r#"{{"type":"response.cancel","event_id":"{}"}}"#, "x".repeat(n as usize % 300)),
        };
        writeln!(text, "{line}").unwrap();
    }
    text
}

#[test]
fn any_number_of_jobs_and_any_portions_sum_up_alike() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("lines");
    fs::write(&path, recording()).unwrap();
    let usual = Portion::USUAL;
    let portions = [
        usual,
        Portion { lines: 1, ..usual },
        Portion { lines: 13, ..usual },
        Portion { bytes: 5_000, ..usual },
        Portion { bytes: 300_000, ..usual },
        Portion { bytes: usize::MAX, lines: usize::MAX },
    ];
    let mut expected: Option<String> = None;
    for jobs in [1, 2, 3, 7] {
        for portion in portions {
            let mut limits = Limits::default();
            limits.drift_entries = MOST_OF_PART;
            let frames = || Frames::new(Decoder::with_limits(limits.clone()), None);
            let worker = || Summer { frames: frames(), biller: None, sums: Stats::default(), part: Part::default() };
            let workers = (0..jobs).map(|_| worker()).collect();
            let feed = Feed { files: [path.clone()].into(), limit: 1_000, progress: Progress::new(None), live: false };
            let mut stats = Stats::default();
            let merge = |part| {
                stats.merge(part);
                Ok(())
            };
            let (intake, workers) = jobs::run(feed, workers, portion, merge, |_| {}).unwrap();
            workers.into_iter().for_each(|worker| stats.absorb(worker.sums));
            stats.finish(&intake, Duration::from_secs(1));
            let told = format!("{}\n{:?}", serde_json::to_string(&stats).unwrap(), stats.problems);
            assert_eq!((stats.events, stats.bad_lines), (18_000, 3_000));
            assert!(stats.drift_overflow > 0 && stats.drift.rows().len() == 4_096);
            assert_eq!(stats.unknown.rows().len(), 4_097);
            assert_eq!(expected.get_or_insert_with(|| told.clone()), &told, "{jobs} jobs, {portion:?}");
        }
    }
}
