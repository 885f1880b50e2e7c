//! What clients send.

use super::id::Id;
use super::item::{self, Body};
use super::random::Random;
use super::session::{Session, Sort};
use super::settings::Side;
use super::step::{Step, Who};
use super::tree::{ELEMENT, Tree};
use super::{Dialect, audio, kind, settings};

pub(super) fn sends(step: Step) -> bool {
    matches!(
        step,
        Step::Update
            | Step::Append(_)
            | Step::Commit
            | Step::Clear
            | Step::StopPlaying
            | Step::Create(_)
            | Step::Retrieve
            | Step::Truncate
            | Step::Delete
            | Step::Respond
            | Step::Cancel
            | Step::Close
    )
}

/// Makes the event of a client that `step` names, in `tree`.
pub(super) fn write(step: Step, session: &mut Session, random: &mut Random, tree: &mut Tree) {
    session.client_events += 1;
    let event_id = random.percent(60).then(|| Id::client(session.client_events));
    let session = &*session;
    tree.event(kind::of(step, session), |tree| {
        if let Some(id) = event_id {
            tree.id("event_id", id);
        }
        fields(step, session, random, tree);
    });
}

fn fields(step: Step, session: &Session, random: &mut Random, tree: &mut Tree) {
    let turn = &session.turn;
    match step {
        Step::Update => settings::session(tree, session, &session.settings, Side::Client),
        Step::Append(samples) => tree.string("audio", |leaf| audio::base64(samples, random, leaf)),
        Step::Create(who) => create(who, session, random, tree),
        Step::Retrieve => tree.id("item_id", turn.item),
        Step::Delete => tree.id("item_id", turn.user),
        Step::Truncate => {
            tree.id("item_id", turn.item);
            tree.int("content_index", 0);
            tree.int("audio_end_ms", random.between(200, 9_000).into());
        }
        Step::Respond if random.percent(60) => {}
        Step::Respond => tree.object("response", |tree| parameters(session, random, tree)),
        Step::Cancel if random.percent(50) => tree.id("response_id", turn.response),
        _ => {}
    }
}

fn create(who: Who, session: &Session, random: &mut Random, tree: &mut Tree) {
    let turn = &session.turn;
    if random.one_in(4) {
        match turn.before {
            Some(before) => tree.id("previous_item_id", before),
            None => tree.name("previous_item_id", "root"),
        }
    }
    let mut picture = Vec::new();
    let body = match who {
        Who::Client => turn.given(),
        _ if random.one_in(12) => Body::System(&turn.heard),
        _ if session.dialect == Dialect::Ga && random.one_in(12) => {
            audio::base64(random.between(90, 600), random, &mut picture);
            Body::Shown(&picture, &turn.heard)
        }
        _ => Body::Asked(&turn.heard),
    };
    let id = random.percent(50).then_some(if who == Who::Client { turn.result } else { turn.user });
    item::write(tree, "item", session.dialect, id, "completed", &body);
}

/// What a client asks of one response.
fn parameters(session: &Session, random: &mut Random, tree: &mut Tree) {
    let Session { settings, dialect, turn, .. } = session;
    match dialect {
        Dialect::Beta => tree.names("modalities", settings.modalities(*dialect)),
        Dialect::Ga => tree.names("output_modalities", settings.modalities(*dialect)),
    }
    if random.percent(60) {
        tree.text("instructions", &turn.heard);
    }
    if *dialect == Dialect::Beta {
        tree.name("voice", settings.voice);
        tree.thousandths("temperature", settings.temperature.into());
        settings::max_tokens(tree, "max_response_output_tokens", settings.max_tokens);
    } else {
        tree.name("tool_choice", "auto");
        settings::max_tokens(tree, "max_output_tokens", settings.max_tokens);
    }
    match random.below(4) {
        0 => tree.name("conversation", "none"),
        1 => tree.name("conversation", "auto"),
        _ => {}
    }
    match session.label {
        Some(label) => tree.object("metadata", |tree| tree.id("request_id", label)),
        None if random.percent(30) => tree.null("metadata"),
        None => {}
    }
    if session.sort == Sort::Text && random.percent(40) {
        tree.array("input", |tree| {
            tree.object(ELEMENT, |tree| {
                tree.name("type", "item_reference");
                tree.id("id", turn.user);
            });
            item::write(tree, ELEMENT, *dialect, None, "completed", &Body::Asked(&turn.heard));
        });
    }
}
