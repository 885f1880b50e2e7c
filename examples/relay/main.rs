//! A WebSocket relay that forwards first and reads beside the way.
//!
//! Every message goes on untouched before anybody looks at it, and is then handed to a task that decodes; one that
//! does not decode was relayed none the less (`forward.rs`). Events are published on a broadcast channel: a subscriber
//! that is too slow misses some, and the relay waits for none (`subscribe.rs`). One of them meters what the session
//! costs (`bill.rs`).
//!
//! ```text
//! cargo run --example relay --features owned ws://127.0.0.1:9001/v1/realtime 127.0.0.1:9000
//! ```
//!
//! A real one has more: TLS, the client's path and headers for the upstream, a limit of sessions.

mod bill;
mod forward;
mod subscribe;

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use rtwire::escape::Escaped;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio::task::spawn_blocking;
use tokio_tungstenite::tungstenite::Error;

pub(crate) use bill::print_records;
pub(crate) use forward::{Report, relay};
pub(crate) use subscribe::{count_kinds, print_digests};

#[tokio::main]
async fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(upstream) = words.next() else {
        complain("usage: relay UPSTREAM_URL [LISTEN_ADDRESS]");
        return ExitCode::from(2);
    };
    let address = words.next().unwrap_or_else(|| "127.0.0.1:9000".into());
    match serve(&address, &upstream).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}

/// Relays whoever connects to `address`.
async fn serve(address: &str, upstream: &str) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    loop {
        let (client, _) = listener.accept().await?;
        let upstream = upstream.to_owned();
        tokio::spawn(async move {
            match session(client, &upstream, io::stdout(), io::stdout(), io::stdout()).await {
                Ok(report) if report == Report::default() => {}
                Ok(report) => complain(&format!("relayed but not read: {report:?}")),
                Err(error) => complain(&error.to_string()),
            }
        });
    }
}

/// Relays one session; three subscribers report on it, each on a thread that may block.
///
/// The writers lock themselves a line at a time, as [`io::Stdout`] does.
pub(crate) async fn session(
    client: TcpStream,
    upstream: &str,
    mut digests: impl Write + Send + 'static,
    mut kinds: impl Write + Send + 'static,
    mut records: impl Write + Send + 'static,
) -> Result<Report, Error> {
    let (events, first) = broadcast::channel(1024);
    let (second, third) = (events.subscribe(), events.subscribe());
    let name = client.peer_addr()?.to_string();
    let subscribers = [
        spawn_blocking(move || print_digests(first, &mut digests)),
        spawn_blocking(move || count_kinds(second, &mut kinds)),
        spawn_blocking(move || print_records(&name, third, &mut records)),
    ];
    let report = relay(client, upstream, events).await;
    for subscriber in subscribers {
        match subscriber.await.map_err(io::Error::from)? {
            // Whoever read the output has seen enough.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
    }
    report
}

fn complain(text: &str) {
    // Nobody is left to tell when this fails, too.
    let _ = writeln!(io::stderr(), "relay: {}", Escaped::new(text));
}
