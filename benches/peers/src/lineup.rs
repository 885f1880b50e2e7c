//! Who takes part on a workload.

use std::rc::Rc;

use crate::args::Args;
use crate::contender::{Contender, Group};
use crate::engines;
use crate::goals::USUAL;
use crate::shared::engine::{self, Engine};
use crate::shared::workload::Workload;

/// Everybody who is asked for, rtwire first, once it is certain that all visit the same leaves.
pub fn of(name: &str, args: &Args) -> Vec<Contender> {
    let workload = Rc::new(Workload::new(name));
    let mut engines: Vec<(Group, Engine)> = Vec::new();
    let mut add = |group, of: Vec<Engine>| engines.extend(of.into_iter().map(|engine| (group, engine)));
    add(Group::Rtwire, engine::rtwire());
    add(Group::Rtwire, engines::lanes::all());
    add(Group::Serde, engines::serde::all());
    add(Group::ByHand, engines::simdjson::all());
    add(Group::ByHand, engines::jiter::all());
    add(Group::ByHand, engines::get_many::all());
    let first = engines.remove(0);
    engines.retain(|(_, engine)| args.takes(engine.name));
    engines.insert(0, first);

    let (groups, mut engines): (Vec<_>, Vec<_>) = engines.into_iter().unzip();
    engine::compare(&mut engines, &workload);
    let mut contenders: Vec<_> = engines
        .into_iter()
        .zip(groups)
        .map(|(engine, group)| Contender::engine(engine, group, workload.clone()))
        .collect();
    contenders.extend(Contender::without_leaves(&workload).into_iter().filter(|one| args.takes(&one.name)));
    contenders.extend(engines::lanes::direct(&workload, args));
    if let Some(usual) = usual(&workload)
        && args.takes(USUAL)
    {
        let decoder = engine::rtwire().remove(0);
        let mut contender = Contender::engine(decoder, Group::Usual, Rc::new(usual));
        contender.name = USUAL.to_owned();
        contenders.push(contender);
    }
    contenders.extend(engines::alone::all(&workload, contenders.len(), args));
    contenders.extend(engines::usage::all(&workload, contenders.len(), args));
    contenders.extend(engines::async_openai::all(&workload, contenders.len(), args));
    contenders
}

/// The same data in usual form, of a workload in another.
fn usual(workload: &Workload) -> Option<Workload> {
    match workload.name.as_str() {
        // The generator draws the same events whatever their form.
        "spaced" | "type_last" | "order_random" => Some(Workload::new("session").first(workload.events())),
        // An ASCII letter for each byte that is none: as many bytes.
        "cjk" => Some(workload.rewritten("cjk in ASCII", |frame, out| {
            out.extend(frame.iter().map(|&byte| if byte.is_ascii() { byte } else { b'a' + byte % 16 }));
        })),
        // The same events without the fields that nobody documents.
        "unknown_fields" => {
            let mut decoder = rtwire::Decoder::new();
            Some(workload.rewritten("known fields", |frame, out| {
                let event = decoder.any(frame).expect("it has been decoded before");
                serde_json::to_writer(out, &event).expect("an event can be written");
            }))
        }
        _ => None,
    }
}
