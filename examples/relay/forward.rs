//! Forwards, and decodes beside the way.

use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use rtwire::{Decoder, OwnedEvent};
use tokio::net::TcpStream;
use tokio::sync::{broadcast, mpsc};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{accept_async_with_config, connect_async_with_config};

/// What was relayed but not published.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Report {
    /// Messages that are no events.
    pub(crate) undecoded: u64,
    /// Messages that came while too many waited to be decoded.
    pub(crate) skipped: u64,
}

type Decode = fn(&mut Decoder, Bytes) -> rtwire::Result<OwnedEvent>;

/// Relays between `client` and a new connection to `upstream`, until either closes, and publishes what both say.
pub(crate) async fn relay(
    client: TcpStream,
    upstream: &str,
    events: broadcast::Sender<OwnedEvent>,
) -> Result<Report, Error> {
    // The longest message is then the longest frame: 64 MiB, more than the decoder takes.
    let config = Some(WebSocketConfig::default().max_frame_size(None));
    client.set_nodelay(true)?;
    let server = timeout(PATIENCE, connect_async_with_config(upstream, config, true));
    let (to_server, from_server) = server.await.map_err(io::Error::from)??.0.split();
    let client = timeout(PATIENCE, accept_async_with_config(client, config));
    let (to_client, from_client) = client.await.map_err(io::Error::from)??.split();

    let (beside, frames) = mpsc::channel(1024);
    let decoding = tokio::spawn(decode(frames, events));
    let skipped = AtomicU64::new(0);
    let pass_on = (beside, &skipped);
    let up = pump(from_client, to_server, &pass_on, OwnedEvent::client);
    let down = pump(from_server, to_client, &pass_on, OwnedEvent::server);
    // One side has closed and the other was told: it may take its leave, but not for ever.
    let _ = match select(pin!(up), pin!(down)).await {
        Either::Left(((), down)) => timeout(PATIENCE, down).await,
        Either::Right(((), up)) => timeout(PATIENCE, up).await,
    };
    drop(pass_on);
    let undecoded = decoding.await.map_err(io::Error::from)?;
    Ok(Report { undecoded, skipped: skipped.into_inner() })
}

/// How long a handshake or a farewell may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Forwards each message, then hands its bytes, which are shared and not copied, to the task that decodes.
async fn pump(
    mut from: impl Stream<Item = Result<Message, Error>> + Unpin,
    mut to: impl Sink<Message> + Unpin,
    (beside, skipped): &(mpsc::Sender<(Decode, Bytes)>, &AtomicU64),
    decode: Decode,
) {
    let mut is_open = true;
    while let Some(Ok(message)) = from.next().await {
        // Each connection answers its own pings.
        if message.is_ping() || message.is_pong() {
            continue;
        }
        let frame = (!message.is_close()).then(|| message.clone().into_data());
        // Who has left does not end the reading: what the upstream still says may be the bill.
        is_open = is_open && to.send(message).await.is_ok();
        if frame.is_some_and(|frame| beside.try_send((decode, frame)).is_err()) {
            skipped.fetch_add(1, Ordering::Relaxed);
        }
    }
    // Tells the other side, if it does not know yet.
    let _ = timeout(PATIENCE, to.close()).await;
}

/// Decodes and publishes until there is nothing more to come; says how many frames were no events.
async fn decode(mut frames: mpsc::Receiver<(Decode, Bytes)>, events: broadcast::Sender<OwnedEvent>) -> u64 {
    let mut decoder = Decoder::new();
    let mut undecoded = 0;
    while let Some((decode, frame)) = frames.recv().await {
        match decode(&mut decoder, frame) {
            // It is no error that nobody listens.
            Ok(event) => drop(events.send(event)),
            Err(_) => undecoded += 1,
        }
    }
    undecoded
}
