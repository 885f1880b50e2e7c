//! Serves the metrics of a replayed recording to Prometheus, at http://127.0.0.1:9464/metrics.
//!
//! A gateway does the same with its live traffic: it counts where it decodes, and merges what each thread counted now
//! and then. A meter per session says what each response cost, once, and on which model; here the file is one session.
//!
//! ```text
//! cargo run --features prometheus --example prometheus                    # a session in tests/data
//! cargo run --features prometheus --example prometheus monday.ndjson
//! curl -s http://127.0.0.1:9464/metrics
//! ```

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use rtwire::escape::Escaped;
use rtwire::meter::{SessionKey, SessionMeter};
use rtwire::metrics::Metrics;
use rtwire::metrics::prometheus::Collector;
use rtwire::ndjson::{self, Body};
use rtwire::{Category, Decoder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

#[tokio::main]
async fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(|| "tests/data/session_ga.ndjson".into(), PathBuf::from);
    let collector = Collector::new(Metrics::new(MODELS));
    if let Err(error) = replay(&path, &collector) {
        return fail(&format!("{}: {error}", path.display()));
    }
    match listen(&collector).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(what: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "prometheus: {}", Escaped::new(what));
    ExitCode::from(2)
}

async fn listen(collector: &Collector) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:9464").await?;
    writeln!(io::stderr(), "http://{}/metrics", listener.local_addr()?)?;
    serve(&listener, collector).await
}

/// Counts what is in the file at `path`.
pub(crate) fn replay(path: &Path, collector: &Collector) -> io::Result<()> {
    let mut decoder = Decoder::new();
    let mut metrics = Metrics::new(MODELS);
    let mut meter = SessionMeter::new(SessionKey::new(&path.to_string_lossy()));
    let mut reader = ndjson::open(path)?;
    while let Some(line) = reader.next()? {
        let Body::Frame(frame) = line.body else {
            metrics.error(Category::Limit);
            continue;
        };
        // In a report that is full the meter would not see what is wrong with a usage.
        if decoder.drift().entries().len() > 100 {
            decoder.clear_drift();
        }
        match decoder.any(frame) {
            Ok(event) => {
                metrics.event(&event, frame.len());
                if let Some(mut record) = meter.observe(&event) {
                    meter.note_drift(&mut record, decoder.drift());
                    metrics.record(&record);
                }
            }
            Err(error) => {
                metrics.error(error.category());
                meter.note_undecodable(frame);
            }
        }
    }
    collector.with(|all| all.merge(&metrics));
    Ok(())
}

/// Answers scrapes, one after another.
pub(crate) async fn serve(listener: &TcpListener, collector: &Collector) -> io::Result<()> {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(collector.clone()));
    loop {
        let (connection, _) = listener.accept().await?;
        // Whoever asks too slowly, or goes away, has no answer; the next one has.
        let _ = timeout(PATIENCE, answer(connection, &registry)).await;
    }
}

async fn answer(mut connection: TcpStream, registry: &Registry) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut more = [0; 1024];
        let length = connection.read(&mut more).await?;
        head.extend_from_slice(&more[..length]);
        if length == 0 || head.len() > LONGEST_HEAD {
            return Ok(());
        }
    }
    let (status, body) = if head.starts_with(b"GET /metrics ") {
        let mut text = String::new();
        encode(&mut text, registry).map_err(io::Error::other)?;
        ("200 OK", text)
    } else {
        ("404 Not Found", "there is /metrics alone\n".to_owned())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(body.as_bytes()).await?;
    connection.shutdown().await
}

/// Those that have series of their own.
const MODELS: [&str; 6] = [
    "gpt-realtime",
    "gpt-realtime-2",
    "gpt-realtime-mini",
    "gpt-4o-realtime-preview",
    "whisper-1",
    "gpt-4o-transcribe",
];

/// What prometheus-client writes.
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST_HEAD: usize = 8 * 1024;
