//! Session objects: what servers say that a session is set to, and what clients ask for.

use super::Dialect;
use super::id::Id;
use super::item::SERVER_LABEL;
use super::random::Random;
use super::session::Session;
use super::tools::{TOOLS, Tool};
use super::tree::{ELEMENT, Tree};

/// What a session is set to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) voice: &'static str,
    /// A voice of the customer's own, instead.
    pub(super) custom_voice: Option<Id>,
    pub(super) tools: &'static [Tool],
    pub(super) mcp: bool,
    /// Answers are written, not spoken.
    pub(super) text_only: bool,
    /// Audio as telephones have it.
    pub(super) telephone: bool,
    /// In thousandths.
    pub(super) temperature: u32,
    pub(super) max_tokens: Option<u32>,
    turns: Turns,
    transcription: Option<&'static str>,
    language: Option<&'static str>,
    noise: Option<&'static str>,
    tracing: Tracing,
    retention: bool,
    prompt: bool,
    effort: Option<&'static str>,
    /// The client has set them: else they are the server's own.
    pub(super) updated: bool,
}

/// How the server tells that the user has said all.
#[derive(Debug, Clone, Copy)]
enum Turns {
    Silence { milliseconds: u32, idle: Option<u32> },
    Meaning,
    Off,
}

#[derive(Debug, Clone, Copy)]
enum Tracing {
    Off,
    Auto,
    Named,
}

/// Who writes a session object: clients leave out what they cannot set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Server,
    Client,
}

impl Settings {
    /// What a session has before it is updated.
    pub(super) const INITIAL: Self = Self {
        voice: "alloy",
        custom_voice: None,
        tools: &[],
        mcp: false,
        text_only: false,
        telephone: false,
        temperature: 800,
        max_tokens: None,
        turns: Turns::Silence { milliseconds: 200, idle: None },
        transcription: None,
        language: None,
        noise: None,
        tracing: Tracing::Off,
        retention: false,
        prompt: false,
        effort: None,
        updated: false,
    };

    pub(super) fn draw(random: &mut Random) -> Self {
        let some = |random: &mut Random, share, from: &[&'static str]| random.percent(share).then(|| random.pick(from));
        Self {
            voice: random.pick(&["alloy", "ash", "coral", "sage", "verse", "marin", "cedar"]),
            custom_voice: None,
            tools: &TOOLS[..random.weighted(&[(40, 0), (10, 1), (20, 2), (20, 3), (10, TOOLS.len())])],
            mcp: false,
            text_only: false,
            telephone: false,
            temperature: random.pick(&[600, 700, 800, 800, 850, 1_000]),
            max_tokens: random.percent(30).then(|| random.pick(&[1_024, 2_048, 4_096])),
            turns: match random.below(10) {
                0 => Turns::Off,
                1..3 => Turns::Meaning,
                _ => Turns::Silence {
                    milliseconds: random.pick(&[200, 350, 500, 650]),
                    idle: random.percent(20).then(|| random.between(5, 30) * 1_000),
                },
            },
            transcription: some(random, 6, &["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"]),
            language: some(random, 50, &["en", "es", "de", "ja"]),
            noise: some(random, 30, &["near_field", "far_field"]),
            tracing: random.weighted(&[(70, Tracing::Off), (20, Tracing::Auto), (10, Tracing::Named)]),
            retention: random.percent(15),
            prompt: random.percent(10),
            effort: some(random, 20, &["minimal", "low", "high"]),
            updated: true,
        }
    }

    /// Whether what users say is written down.
    pub(super) fn transcribes(&self) -> bool {
        self.transcription.is_some()
    }

    pub(super) fn transcribing(mut self, random: &mut Random) -> Self {
        self.transcription = Some(random.pick(&["gpt-4o-transcribe", "gpt-4o-transcribe-diarize"]));
        self
    }

    pub(super) fn modalities(&self, dialect: Dialect) -> &'static [&'static str] {
        match (self.text_only, dialect) {
            (true, _) => &["text"],
            (false, Dialect::Beta) => &["audio", "text"],
            (false, Dialect::Ga) => &["audio"],
        }
    }

    pub(super) fn voice(&self, tree: &mut Tree) {
        match self.custom_voice {
            Some(id) => tree.object("voice", |tree| tree.id("id", id)),
            None => tree.name("voice", self.voice),
        }
    }

    fn turn_detection(&self, tree: &mut Tree, idle_key: bool) {
        const KEY: &str = "turn_detection";
        match self.turns {
            Turns::Off => tree.null(KEY),
            Turns::Meaning => tree.object(KEY, |tree| {
                tree.name("type", "semantic_vad");
                tree.name("eagerness", "auto");
                tree.flag("create_response", true);
                tree.flag("interrupt_response", true);
            }),
            Turns::Silence { milliseconds, idle } => tree.object(KEY, |tree| {
                tree.name("type", "server_vad");
                tree.literal("threshold", "0.5");
                tree.int("prefix_padding_ms", 300);
                tree.int("silence_duration_ms", milliseconds.into());
                match idle {
                    _ if !idle_key => {}
                    Some(idle) => tree.int("idle_timeout_ms", idle.into()),
                    None => tree.null("idle_timeout_ms"),
                }
                tree.flag("create_response", true);
                tree.flag("interrupt_response", true);
            }),
        }
    }

    fn transcription(&self, tree: &mut Tree, key: &'static str) {
        let Some(model) = self.transcription else { return tree.null(key) };
        tree.object(key, |tree| {
            tree.name("model", model);
            match self.language {
                Some(language) => tree.name("language", language),
                None => tree.null("language"),
            }
            tree.null("prompt");
        });
    }

    fn noise_reduction(&self, tree: &mut Tree, key: &'static str) {
        match self.noise {
            Some(kind) => tree.object(key, |tree| tree.name("type", kind)),
            None => tree.null(key),
        }
    }

    fn tracing_and_truncation(&self, tree: &mut Tree) {
        match self.tracing {
            Tracing::Off => tree.null("tracing"),
            Tracing::Auto => tree.name("tracing", "auto"),
            Tracing::Named => tree.object("tracing", |tree| {
                tree.name("workflow_name", "harbour desk");
                tree.name("group_id", "evening");
                tree.object("metadata", |tree| tree.name("floor", "2"));
            }),
        }
        match self.retention {
            false => tree.name("truncation", "auto"),
            true => tree.object("truncation", |tree| {
                tree.name("type", "retention_ratio");
                tree.literal("retention_ratio", "0.8");
                tree.object("token_limits", |tree| tree.int("post_instructions", 8_000));
            }),
        }
        match self.prompt {
            false => tree.null("prompt"),
            true => tree.object("prompt", |tree| {
                tree.name("id", "pmpt_harbour_desk");
                tree.name("version", "4");
                tree.object("variables", |tree| tree.name("season", "winter"));
            }),
        }
    }

    /// Whether that comes in pieces first; the oldest model gives it whole.
    pub(super) fn transcribes_in_pieces(&self) -> bool {
        self.transcription.is_some_and(|model| model != "whisper-1")
    }

    pub(super) fn includes_logprobs(&self) -> bool {
        self.transcription == Some("gpt-4o-transcribe")
    }

    fn include(&self, tree: &mut Tree) {
        match self.includes_logprobs() {
            true => tree.names("include", &["item.input_audio_transcription.logprobs"]),
            false => tree.null("include"),
        }
    }

    /// Tools from afar are of GA alone.
    fn tools(&self, tree: &mut Tree, dialect: Dialect) {
        tree.array("tools", |tree| {
            self.tools.iter().for_each(|tool| tool.function(tree));
            if self.mcp && dialect == Dialect::Ga {
                tree.object(ELEMENT, |tree| {
                    tree.name("type", "mcp");
                    tree.name("server_label", SERVER_LABEL);
                    tree.name("server_url", "https://mcp.harbour.example/sse");
                    tree.names("allowed_tools", &[TOOLS[0].name, TOOLS[2].name]);
                    tree.object("require_approval", |tree| {
                        tree.object("always", |tree| tree.names("tool_names", &[TOOLS[1].name]));
                    });
                });
            }
        });
    }
}

/// The `session` of a session's events, of whatever sort it is.
pub(super) fn session(tree: &mut Tree, session: &Session, settings: &Settings, side: Side) {
    tree.object("session", |tree| match (session.dialect, session.is_transcription(), session.is_translation()) {
        (Dialect::Ga, _, true) => translation(tree, session, settings, side),
        (Dialect::Ga, true, _) => transcription_ga(tree, session, settings, side),
        (Dialect::Ga, ..) => ga(tree, session, settings, side),
        (Dialect::Beta, true, _) => transcription_beta(tree, session, settings, side),
        (Dialect::Beta, ..) => beta(tree, session, settings, side),
    });
}

fn beta(tree: &mut Tree, session: &Session, settings: &Settings, side: Side) {
    if side == Side::Server {
        tree.id("id", session.id);
        tree.name("object", "realtime.session");
        tree.int("expires_at", session.expires_at);
    }
    settings.noise_reduction(tree, "input_audio_noise_reduction");
    settings.turn_detection(tree, false);
    tree.name("input_audio_format", "pcm16");
    settings.transcription(tree, "input_audio_transcription");
    if side == Side::Server {
        tree.null("client_secret");
        tree.null("include");
        tree.name("model", session.model);
    }
    tree.names("modalities", settings.modalities(Dialect::Beta));
    tree.text("instructions", session.instructions(settings));
    tree.name("voice", settings.voice);
    tree.name("output_audio_format", "pcm16");
    tree.name("tool_choice", "auto");
    tree.thousandths("temperature", settings.temperature.into());
    max_tokens(tree, "max_response_output_tokens", settings.max_tokens);
    tree.int("speed", 1);
    settings.tools(tree, Dialect::Beta);
}

fn ga(tree: &mut Tree, session: &Session, settings: &Settings, side: Side) {
    tree.name("type", "realtime");
    if side == Side::Server {
        tree.name("object", "realtime.session");
        tree.id("id", session.id);
        tree.name("model", session.model);
    }
    tree.names("output_modalities", settings.modalities(Dialect::Ga));
    tree.text("instructions", session.instructions(settings));
    settings.tools(tree, Dialect::Ga);
    match settings.tools {
        [only] => tree.object("tool_choice", |tree| {
            tree.name("type", "function");
            tree.name("name", only.name);
        }),
        _ => tree.name("tool_choice", "auto"),
    }
    max_tokens(tree, "max_output_tokens", settings.max_tokens);
    settings.tracing_and_truncation(tree);
    if side == Side::Server {
        tree.int("expires_at", session.expires_at);
    }
    tree.object("audio", |tree| {
        tree.object("input", |tree| {
            format(tree, Dialect::Ga, settings.telephone);
            settings.transcription(tree, "transcription");
            settings.noise_reduction(tree, "noise_reduction");
            settings.turn_detection(tree, true);
        });
        tree.object("output", |tree| {
            format(tree, Dialect::Ga, settings.telephone);
            settings.voice(tree);
            tree.literal("speed", "1.0");
        });
    });
    settings.include(tree);
    if let Some(effort) = settings.effort {
        tree.object("reasoning", |tree| tree.name("effort", effort));
        tree.flag("parallel_tool_calls", true);
    }
}

fn transcription_beta(tree: &mut Tree, session: &Session, settings: &Settings, side: Side) {
    if side == Side::Server {
        tree.id("id", session.id);
        tree.name("object", "realtime.transcription_session");
        tree.int("expires_at", session.expires_at);
    }
    settings.noise_reduction(tree, "input_audio_noise_reduction");
    settings.turn_detection(tree, false);
    tree.name("input_audio_format", "pcm16");
    settings.transcription(tree, "input_audio_transcription");
    settings.include(tree);
}

fn transcription_ga(tree: &mut Tree, session: &Session, settings: &Settings, side: Side) {
    tree.name("type", "transcription");
    if side == Side::Server {
        tree.name("object", "realtime.transcription_session");
        tree.id("id", session.id);
        tree.int("expires_at", session.expires_at);
    }
    tree.object("audio", |tree| {
        tree.object("input", |tree| {
            format(tree, Dialect::Ga, settings.telephone);
            settings.transcription(tree, "transcription");
            settings.noise_reduction(tree, "noise_reduction");
            settings.turn_detection(tree, false);
        });
    });
    settings.include(tree);
}

fn translation(tree: &mut Tree, session: &Session, settings: &Settings, side: Side) {
    if side == Side::Server {
        tree.id("id", session.id);
        tree.name("type", "translation");
        tree.int("expires_at", session.expires_at);
        tree.name("model", "gpt-realtime-translate");
    }
    tree.object("audio", |tree| {
        tree.object("input", |tree| {
            match settings.transcription {
                Some(model) => tree.object("transcription", |tree| tree.name("model", model)),
                None => tree.null("transcription"),
            }
            settings.noise_reduction(tree, "noise_reduction");
        });
        tree.object("output", |tree| tree.name("language", settings.language.unwrap_or("es")));
    });
}

pub(super) fn format(tree: &mut Tree, dialect: Dialect, telephone: bool) {
    match (dialect, telephone) {
        (Dialect::Beta, _) => tree.name("format", "pcm16"),
        (Dialect::Ga, true) => tree.object("format", |tree| tree.name("type", "audio/pcmu")),
        (Dialect::Ga, false) => tree.object("format", |tree| {
            tree.name("type", "audio/pcm");
            tree.int("rate", 24_000);
        }),
    }
}

pub(super) fn max_tokens(tree: &mut Tree, key: &'static str, most: Option<u32>) {
    match most {
        Some(most) => tree.int(key, most.into()),
        None => tree.name(key, "inf"),
    }
}
