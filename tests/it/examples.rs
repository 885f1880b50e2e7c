use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::corpus::{file, root};

#[path = "../../examples/decode_file.rs"]
#[allow(dead_code, reason = "its main is for a command line")]
mod decode_file;
#[cfg(feature = "prometheus")]
#[path = "../../examples/prometheus.rs"]
#[allow(dead_code, reason = "its main is for a command line")]
mod prometheus;
#[path = "../../examples/redact_log.rs"]
#[allow(dead_code, reason = "its main is for a command line")]
mod redact_log;
#[cfg(feature = "owned")]
#[path = "../../examples/relay/main.rs"]
#[allow(dead_code, reason = "its main is for a command line")]
mod relay;
#[path = "../../examples/sum_usage.rs"]
#[allow(dead_code, reason = "its main is for a command line")]
mod sum_usage;
#[path = "../../examples/tail_transcript.rs"]
#[allow(dead_code, reason = "its main is for a command line")]
mod tail_transcript;

fn data(name: &str) -> PathBuf {
    root().join("tests/data").join(name)
}

/// What `work` writes.
fn written(work: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    work(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn decode_file_prints_one_line_an_event() {
    let text = written(|out| decode_file::decode_file(&data("session_ga.ndjson"), out));
    assert_eq!(text.lines().count(), file("session_ga.ndjson").count() + 1);
    for line in [
        "    1  session.created  GA, model gpt-realtime-2",
        "   23  response.output_audio_transcript.delta  \"Good evening!\"",
        "   25  response.output_audio.delta  720 bytes of base64",
        "   36  response.done  completed, 794 tokens",
        "  193  response.done  failed, 0 tokens",
        "220 events, 0 of a type not known; 0 bad lines",
    ] {
        assert!(text.lines().any(|other| other == line), "{line} is not in\n{text}");
    }
}

#[test]
fn decode_file_goes_on_after_bad_lines_and_keeps_unknown_ones() {
    let mut recording = tempfile::NamedTempFile::new().unwrap();
    let lines = "{\"type\":\"ping\\u001b[2J\"}\n{\"type\":\n\n{\"type\":\"response.audio.done\",\"output_index\":\"0\"}\n\
                 {\"type\":\"response.done\",\"response\":{\"status\":\"completed\"}}\n";
    recording.write_all(lines.as_bytes()).unwrap();
    let text = written(|out| decode_file::decode_file(recording.path(), out));
    let expected = "    1  ping\\u{1b}[2J  not known, kept as it came: {\"type\":\"ping\\u001b[2J\"}
line 2: syntax: not valid JSON at byte 8 (type); byte 33 of the file
line 4: shape: expected unsigned integer, found string at byte 45 (output_index); byte 80 of the file
    5  response.done  completed, what it cost is not said
2 events, 1 of a type not known; 2 bad lines
";
    assert_eq!(text, expected);
}

#[test]
fn sum_usage_adds_what_was_sent() {
    let files = ["session_beta.ndjson", "session_ga.ndjson", "transcription_ga.ndjson"].map(data);
    let text = written(|out| sum_usage::sum_usage(&files, out));
    let rows: Vec<Vec<_>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    // Counted by another program, with another reader of JSON.
    for row in [
        "events 21 11",
        "with usage 21 10",
        "total 23066 182",
        "input 20538 116",
        "input text 14932 6",
        "input audio 5271 110",
        "input image 335 -",
        "cached 17152 -",
        "cached text 12928 -",
        "cached audio 3904 -",
        "cached image 320 -",
        "output 2528 66",
        "output text 602 -",
        "output audio 1926 -",
        "reasoning - -",
        "seconds - 14.277",
        "bad lines: 0",
    ] {
        assert!(rows.contains(&row.split(' ').collect()), "{row} is not in\n{text}");
    }
}

#[test]
fn sum_usage_reads_both_spellings() {
    let text = written(|out| sum_usage::sum_usage(&[data("deviations.ndjson")], out));
    for row in ["with usage              7              0", "cached audio           31              -"] {
        assert!(text.lines().any(|line| line == row), "{row} is not in\n{text}");
    }
    // One response spells its details in the singular and one in the plural.
    assert!(text.lines().any(|line| line == "reasoning              52              -"), "{text}");
}

fn transcript(name: &str) -> String {
    written(|out| tail_transcript::tail_transcript(File::open(data(name))?, out))
}

#[test]
fn tail_transcript_prints_the_dialogue_of_both_dialects() {
    let expected = "user: Hello there, are you open tonight?
assistant: Good evening! We're open until half past eight, and the reading room until ten.
user: ¿Tienen algún libro sobre abejas para niños?
assistant: ¡Sí! Hay uno que se llama «La abeja que contaba hasta \"mil\"», y quedan tres ejemplares en la sala infantil.
assistant: That's the **yellow** label 🐝:\\n children's non-fiction,\\tshelves J 500 – J 599.
user: रविवार को पुस्तकालय कब खुलता है?
assistant: रविवार को पुस्तकालय सुबह दस बजे से ढाई बजे तक खुला रहता है।
assistant: Let me read you the whole list: first
user: Is anybody there? Yes, one moment.
assistant: Are you still the
";
    assert_eq!(transcript("session_ga.ndjson"), expected);
    let beta = transcript("session_beta.ndjson");
    for line in [
        "user: Good morning, is the eight o'clock ferry running today?",
        "user: Und was kostet das hin und zurück?\\n",
        "user: 犬の切符も買えますか?",
        "assistant: Gern geschehen! Gute Überfahrt, und grüßen Sie den Hund.",
        "assistant: {\\n \"name\": \"Käpt'n Ole\",\\n \"crossing\": \"Saturday 09:10\",\\n \"adults\": 2,\\n \"dogs\": 1\\n}",
    ] {
        assert!(beta.lines().any(|other| other == line), "{line} is not in\n{beta}");
    }
}

#[test]
fn tail_transcript_begins_a_broken_line_again() {
    let says = |item: &str, delta: &str| {
        format!(
            r#"{{"type":"response.output_text.delta","item_id":"{item}","output_index":0,"content_index":0,"delta":"{delta}"}}"#
        )
    };
    let heard = r#"{"type":"conversation.item.input_audio_transcription.completed","item_id":"u","content_index":0,"transcript":"Hey"}"#;
    let done =
        r#"{"type":"response.output_text.done","item_id":"a","output_index":0,"content_index":0,"text":"One, two."}"#;
    let cut = says("c", "never").replace('}', "");
    let recording =
        [says("a", "One"), heard.into(), says("a", ", two"), cut, done.into(), says("b", "Three")].join("\n");
    let text = written(|out| tail_transcript::tail_transcript(recording.as_bytes(), out));
    let expected = "assistant: One
user: Hey
assistant: One, two
assistant: One, two.
assistant: Three
";
    assert_eq!(text, expected);
}

#[test]
fn redact_log_keeps_who_did_what_and_nothing_that_was_said() {
    let mut counts = None;
    let text = written(|out| redact_log::redact_log(&data("session_ga.ndjson"), out).map(|of| counts = Some(of)));
    assert_eq!(text.lines().count(), file("session_ga.ndjson").count());
    for said in ["Good evening", "reading room", "yellow", "abejas"] {
        assert!(!text.contains(said), "{said}");
    }
    let counts = counts.unwrap();
    assert!(counts.audio > 5 && counts.text > 100 && counts.paths > 0, "{counts:?}");
    let delta = text.lines().find(|line| line.contains("response.output_audio.delta")).unwrap();
    assert!(delta.contains(r#""delta":"<audio 540 B 0.011 s>""#), "{delta}");
}

#[test]
fn redact_log_says_that_there_was_a_bad_frame_and_not_what_was_in_it() {
    let mut recording = tempfile::NamedTempFile::new().unwrap();
    recording.write_all(b"{\"type\":\"input_audio_buffer.cleared\"}\n{\"type\":\"error\",\"secret\n").unwrap();
    let text = written(|out| redact_log::redact_log(recording.path(), out).map(drop));
    let expected = "{\"type\":\"input_audio_buffer.cleared\"}
{\"error\":\"syntax: not valid JSON at byte 23\",\"line\":2}
";
    assert_eq!(text, expected);
}

/// A scrape of the metrics of a recording.
#[cfg(feature = "prometheus")]
#[tokio::test]
async fn prometheus_serves_what_was_counted() {
    use rtwire::metrics::Metrics;
    use rtwire::metrics::prometheus::Collector;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    let collector = Collector::new(Metrics::new(["gpt-realtime-2"]));
    prometheus::replay(&data("session_ga.ndjson"), &collector).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { prometheus::serve(&listener, &collector).await });
    let ask = async |request: &str| {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await.unwrap();
        answer
    };
    // It is gone before it has asked, and keeps nobody from asking.
    drop(TcpStream::connect(address).await.unwrap());
    assert!(ask("GET / HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404 Not Found\r\n"));
    let answer = ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{head}");
    for line in [
        r#"# TYPE rtwire_tokens counter"#,
        r#"rtwire_responses_total{model="gpt-realtime-2",provider="openai",status="failed"} 1"#,
        r#"rtwire_events_total{sender="server",kind="response.done"} 13"#,
        r#"rtwire_event_bytes_bucket{le="+Inf",sender="server"} 220"#,
        "# EOF",
    ] {
        assert!(body.lines().any(|other| other == line), "{line} is not in\n{body}");
    }
    server.abort();
}

/// The relay between a client and an upstream that the tests play.
#[cfg(feature = "owned")]
mod relaying {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use futures_util::{SinkExt, StreamExt};
    use rtwire::ServerEvent;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::broadcast;
    use tokio::sync::broadcast::error::TryRecvError;
    use tokio::task::JoinHandle;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
    use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};
    use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, accept_async, connect_async};

    use super::relay::{Report, relay, session};
    use crate::corpus::file;

    /// What a subscriber writes.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Shared {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    async fn listen() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        (listener, url)
    }

    async fn in_time<T>(work: impl Future<Output = T>) -> T {
        // Less than the relay's own patience: whatever ends in time did not wait for that.
        tokio::time::timeout(Duration::from_secs(4), work).await.expect("takes too long")
    }

    fn messages(name: &str) -> Vec<Message> {
        file(name).map(|line| Message::text(line.text.as_str())).collect()
    }

    /// An upstream that says all of `messages`, ends by `end`, and gives back what it was told.
    fn upstream(listener: TcpListener, messages: Vec<Message>, end: End) -> JoinHandle<Vec<Message>> {
        tokio::spawn(async move {
            let mut socket = accept_async(listener.accept().await.unwrap().0).await.unwrap();
            for message in messages {
                socket.send(message).await.unwrap();
            }
            match end {
                End::Hears => {}
                End::Closes => socket.close(Some(farewell())).await.unwrap(),
                End::Vanishes => return Vec::new(),
            }
            hear(&mut socket, usize::MAX).await
        })
    }

    enum End {
        Hears,
        Closes,
        Vanishes,
    }

    fn farewell() -> CloseFrame {
        CloseFrame { code: CloseCode::Iana(3001), reason: "enough".into() }
    }

    /// The next messages, at most `most`.
    async fn hear<S>(socket: &mut WebSocketStream<S>, most: usize) -> Vec<Message>
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    {
        let mut heard = Vec::new();
        while heard.len() < most
            && let Some(Ok(message)) = socket.next().await
        {
            heard.push(message);
        }
        heard
    }

    /// A client's connection, and what the relay accepted for it.
    async fn connect() -> (JoinHandle<WebSocketStream<MaybeTlsStream<TcpStream>>>, TcpStream) {
        let (listener, url) = listen().await;
        let client = tokio::spawn(async move { connect_async(url).await.unwrap().0 });
        (client, listener.accept().await.unwrap().0)
    }

    #[tokio::test]
    async fn relay_passes_every_frame_on_and_reports_beside_the_way() {
        let mut said = messages("session_ga.ndjson");
        said.insert(100, Message::text("{\"type\":\"response.done\",  \u{1b}[2J garbage"));
        said.insert(50, Message::binary(&b"\xff\xfe\x00"[..]));
        let asked = messages("client_ga.ndjson");
        let (listener, url) = listen().await;
        let server = upstream(listener, said.clone(), End::Hears);
        let (client, accepted) = connect().await;
        let (digests, kinds, records) = (Shared::default(), Shared::default(), Shared::default());
        let outs = (digests.clone(), kinds.clone(), records.clone());
        let relaying = tokio::spawn(async move { session(accepted, &url, outs.0, outs.1, outs.2).await.unwrap() });

        let mut client = in_time(client).await.unwrap();
        for message in &asked {
            client.send(message.clone()).await.unwrap();
        }
        assert_eq!(in_time(hear(&mut client, said.len())).await, said);
        client.close(Some(farewell())).await.unwrap();
        in_time(hear(&mut client, usize::MAX)).await;
        let mut heard = in_time(server).await.unwrap();
        assert_eq!(heard.pop(), Some(Message::Close(Some(farewell()))));
        assert_eq!(heard, asked);
        assert_eq!(in_time(relaying).await.unwrap(), Report { undecoded: 2, skipped: 0 });

        let digests = digests.text();
        assert_eq!(digests.lines().count(), said.len() - 2 + asked.len(), "{digests}");
        let done = digests.lines().find(|line| line.starts_with("response.done")).unwrap();
        assert!(done.starts_with("response.done resp_DO2e"), "{done}");
        assert!(done.contains(" completed {total_tokens: 794, input_tokens: "), "{done}");
        let kinds = kinds.text();
        for line in ["      13 response.done", "       5 response.create", "       1 error"] {
            assert!(kinds.lines().any(|other| other == line), "{line} is not in\n{kinds}");
        }
        let records = records.text();
        let settled =
            |kind: &str| records.lines().filter(|line| line.contains(kind) && line.contains("Settled")).count();
        assert_eq!(settled(" Response resp_"), 13, "{records}");
        assert!(settled(" Transcription item_") > 0, "{records}");
    }

    #[tokio::test]
    async fn relay_waits_for_no_subscriber() {
        let said = messages("session_ga.ndjson");
        let (listener, url) = listen().await;
        let server = upstream(listener, said.clone(), End::Closes);
        let (client, accepted) = connect().await;
        let (events, mut idle) = broadcast::channel(4);
        let relaying = tokio::spawn(async move { relay(accepted, &url, events).await.unwrap() });

        // The farewell of the upstream's reaches the client, and its answer the upstream.
        let mut heard = in_time(hear(&mut in_time(client).await.unwrap(), usize::MAX)).await;
        assert_eq!(heard.pop(), Some(Message::Close(Some(farewell()))));
        assert_eq!(heard, said);
        assert_eq!(in_time(server).await.unwrap(), [Message::Close(Some(farewell()))]);
        assert_eq!(in_time(relaying).await.unwrap(), Report::default());
        // The channel kept the last four, and the frame of each as it came.
        assert_eq!(idle.try_recv(), Err(TryRecvError::Lagged(said.len() as u64 - 4)));
        for frame in &said[said.len() - 4..] {
            let event = idle.try_recv().unwrap();
            assert_eq!(event.frame(), &frame.clone().into_data());
            assert!(!matches!(event.as_server(), None | Some(ServerEvent::Unknown { .. })));
        }
        assert_eq!(idle.try_recv(), Err(TryRecvError::Closed));
    }

    #[tokio::test]
    async fn relay_tells_the_client_of_an_upstream_that_vanished() {
        let said = messages("transcription_ga.ndjson");
        let (listener, url) = listen().await;
        let server = upstream(listener, said.clone(), End::Vanishes);
        let (client, accepted) = connect().await;
        let (events, _) = broadcast::channel(4);
        let relaying = tokio::spawn(async move { relay(accepted, &url, events).await.unwrap() });
        in_time(server).await.unwrap();
        let mut heard = in_time(hear(&mut in_time(client).await.unwrap(), usize::MAX)).await;
        assert_eq!(heard.pop(), Some(Message::Close(None)));
        assert_eq!(heard, said);
        assert_eq!(in_time(relaying).await.unwrap(), Report::default());
    }

    #[tokio::test]
    async fn relay_drops_a_client_for_whom_there_is_no_upstream() {
        let (listener, url) = listen().await;
        drop(listener);
        let (client, accepted) = connect().await;
        let (events, _) = broadcast::channel(4);
        let error = in_time(relay(accepted, &url, events)).await.unwrap_err();
        assert!(error.to_string().contains("refused"), "{error}");
        assert!(in_time(client).await.is_err());
    }
}
