//! The tool as its users run it: words in, text and an exit status out.

mod bench;
mod check;
mod compressed;
mod decode;
mod envelope;
mod frame;
mod generate;
mod jobs;
mod meter;
mod redact;
mod stats;
mod terminal;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A line that there is nothing to say about.
const GOOD: &str = r#"{"type":"input_audio_buffer.speech_started","event_id":"e","audio_start_ms":1,"item_id":"i"}"#;

/// What a run left behind.
struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", self.stdout, self.stderr))
    }
}

fn command<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rtwire"));
    command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn rtwire<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>) -> Run {
    rtwire_on(words, b"")
}

fn rtwire_on<S: AsRef<OsStr>>(words: impl IntoIterator<Item = S>, input: &[u8]) -> Run {
    let mut child = command(words).spawn().unwrap();
    // It may not want to read all, or anything.
    let _ = child.stdin.take().unwrap().write_all(input);
    wait(child)
}

fn wait(child: Child) -> Run {
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().expect("ended by a signal"),
        stdout: String::from_utf8(output.stdout).expect("stdout is not UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is not UTF-8"),
    }
}

/// Files that are gone when the test is over.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.0.path().join(name.as_ref())
    }

    fn write(&self, name: impl AsRef<OsStr>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }
}

/// The words of a command line.
fn words(options: &[&str], paths: &[&PathBuf]) -> Vec<OsString> {
    options.iter().map(OsString::from).chain(paths.iter().map(|path| path.as_os_str().to_owned())).collect()
}
