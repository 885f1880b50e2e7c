//! Makes a recording fit for a log: who did what when, and nothing of what was said.
//!
//! Sound becomes its length, words the number of their bytes, secrets and what nobody knows go; every other byte stays.
//! A frame that cannot be redacted is not logged, but that there was one, and what is wrong with it.
//!
//! ```text
//! cargo run --example redact_log                    # a session in tests/data
//! cargo run --example redact_log monday.ndjson > monday.log
//! ```

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rtwire::escape::Escaped;
use rtwire::ndjson::{self, Body};
use rtwire::redact::Counts;
use rtwire::{AudioCodec, Redactor};

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(|| "tests/data/session_ga.ndjson".into(), PathBuf::from);
    match redact_log(&path, &mut io::stdout().lock()) {
        Ok(counts) => {
            let _ = writeln!(io::stderr(), "{counts:?}");
            ExitCode::SUCCESS
        }
        // A reader that has seen enough, such as `head`, is no failure.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "redact_log: {}", Escaped::new(&error.to_string()));
            ExitCode::from(2)
        }
    }
}

/// Prints the events of the file at `path` without what must not be in a log, and says how much that was.
pub(crate) fn redact_log(path: &Path, out: &mut impl Write) -> io::Result<Counts> {
    let redactor = Redactor::new().audio(AudioCodec::Pcm).text();
    // The URL of a remote tool may hold a key, and the message of an error what somebody said.
    let paths = ["session.tools[].server_url", "response.tools[].server_url", "error.message"];
    let redactor = paths.iter().try_fold(redactor, |redactor, path| redactor.path(path)).map_err(io::Error::other)?;
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut reader = ndjson::open(path).map_err(named)?;
    let (mut line, mut counts) = (Vec::new(), Counts::default());
    while let Some(read) = reader.next().map_err(named)? {
        line.clear();
        let refused = match read.body {
            Body::Frame(frame) => match redactor.redact(frame, &mut line) {
                Ok(replaced) => {
                    counts += replaced;
                    None
                }
                // It shows nothing of the frame but the keys of a path.
                Err(error) => Some(error.to_string()),
            },
            Body::TooLong { len } => Some(format!("line of {len} bytes, too long to be an event")),
        };
        if let Some(error) = refused {
            serde_json::to_writer(&mut line, &serde_json::json!({ "line": read.number, "error": error }))?;
        }
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    Ok(counts)
}
