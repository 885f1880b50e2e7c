//! Work on lines, on one thread or on many, with the same results.
//!
//! What depends on the order of lines comes in parts, one a portion of the input, which are merged in the input's
//! order; what does not, a worker keeps to itself until the end. It makes no difference where portions end, so that
//! one job needs no copy of the lines.
//!
//! Many jobs are one thread that reads, a thread a worker, and the caller's thread, which merges. What the first of
//! them hands to the workers are blocks: of a plain file no more than where in it to read, so that this thread has
//! next to nothing to do; of all else the lines, which it copies. There are a few blocks for each worker, and one is used
//! again only when what it came to has been merged: so much is held in memory. Where there is more to do, blocks and
//! what they came to are handed on several at a time, for each time a thread wakes it takes a processor from a worker.
//! The threads are not waited for where something went wrong, since the one that reads may wait for its input for ever,
//! and the others for it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, bail};
use rtwire::ndjson::Body;

use crate::feed::{Feed, Step, broken};
use crate::input::{Entry, Intake, Name};
use crate::portion::{Block, Portion};
use crate::stretch::Buffer;

/// One thread's share of the work.
pub(crate) trait Worker: Send + 'static {
    /// What a run of lines comes to, where that depends on their order.
    type Part: Send + 'static;

    fn line(&mut self, entry: &Entry<'_>);

    /// What all lines since the last time came to.
    fn part(&mut self) -> Self::Part;
}

/// What goes to the thread that merges.
enum Report<W: Worker> {
    /// What the block of this number came to, and the block.
    Part(u64, W::Part, Block),
    /// There are no more blocks.
    Finished(W),
    /// There are so many blocks.
    End(u64, Intake),
    /// A thread is about to end for a mistake of ours.
    Panicked,
}

/// Does all the work, and gives the workers back.
///
/// `merge` gets the parts in the order of the input, and `complain` between them what cannot be read.
///
/// # Errors
/// The first error of `merge`, or that a thread could not be started or panicked.
pub(crate) fn run<W: Worker>(
    feed: Feed,
    mut workers: Vec<W>,
    portion: Portion,
    merge: impl FnMut(W::Part) -> io::Result<()>,
    complain: impl FnMut(String),
) -> anyhow::Result<(Intake, Vec<W>)> {
    match workers.as_mut_slice() {
        [worker] => Ok((alone(&feed, worker, portion, merge, complain)?, workers)),
        _ => together(feed, workers, portion, merge, complain),
    }
}

fn alone<W: Worker>(
    feed: &Feed,
    worker: &mut W,
    portion: Portion,
    mut merge: impl FnMut(W::Part) -> io::Result<()>,
    mut complain: impl FnMut(String),
) -> io::Result<Intake> {
    let (mut bytes, mut lines) = (0, 0);
    let intake = feed.each(None, |file, step| {
        let trouble = match step {
            Step::Line(line) => {
                worker.line(&Entry { file: Name::new(&feed.files[file]), number: line.number, body: line.body });
                lines += 1;
                bytes += if let Body::Frame(frame) = line.body { frame.len() } else { 0 };
                if bytes < portion.bytes && lines < portion.lines {
                    return Ok(());
                }
                None
            }
            Step::Pause | Step::Stretch(_) => None,
            Step::Trouble(text) => Some(text),
        };
        (bytes, lines) = (0, 0);
        merge(worker.part())?;
        trouble.into_iter().for_each(&mut complain);
        Ok::<_, io::Error>(())
    })?;
    merge(worker.part())?;
    Ok(intake)
}

fn together<W: Worker>(
    feed: Feed,
    workers: Vec<W>,
    portion: Portion,
    merge: impl FnMut(W::Part) -> io::Result<()>,
    complain: impl FnMut(String),
) -> anyhow::Result<(Intake, Vec<W>)> {
    let jobs = workers.len();
    let (recycle, recycled) = channel();
    for _ in 0..BLOCKS * jobs {
        // It cannot fail: the other end is held here.
        let _ = recycle.send(Block::default());
    }
    let (queue, queued) = channel();
    let (reports, reported) = channel();
    let (files, limit) = (Arc::clone(&feed.files), feed.limit);
    {
        let reports = reports.clone();
        start("reader", move || read::<W>(&feed, portion, &recycled, queue, &reports))?;
    }
    let queued = Arc::new(Mutex::new(queued));
    for worker in workers {
        let (files, queued, reports) = (Arc::clone(&files), Arc::clone(&queued), reports.clone());
        start("worker", move || work(worker, &files, limit, &queued, &reports))?;
    }
    drop(reports);
    collect(jobs, &reported, &recycle, merge, complain)
}

fn start(name: &str, body: impl FnOnce() + Send + 'static) -> anyhow::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(body).context("cannot start a thread")?;
    Ok(())
}

/// The thread that reads.
fn read<W: Worker>(
    feed: &Feed,
    portion: Portion,
    recycled: &Receiver<Block>,
    queue: Sender<(u64, Block)>,
    reports: &Sender<Report<W>>,
) {
    let _alarm = Alarm(reports);
    let mut blocks = 0;
    let mut block = Block::default();
    let mut hand_over = |block: &mut Block| -> Result<(), Unwanted> {
        let empty = recycled.recv().map_err(|_| Unwanted)?;
        queue.send((blocks, std::mem::replace(block, empty))).map_err(|_| Unwanted)?;
        blocks += 1;
        Ok(())
    };
    let read = feed.each(Some(portion.bytes), |file, step| {
        if block.file != file && !block.is_empty() {
            hand_over(&mut block)?;
        }
        block.file = file;
        match step {
            Step::Line(line) => {
                block.push(&line);
                if !block.fills(portion) {
                    return Ok(());
                }
            }
            Step::Pause if block.is_empty() => return Ok(()),
            Step::Pause => {}
            Step::Trouble(text) => block.trouble = Some(text),
            Step::Stretch(stretch) => block.stretch = Some(stretch),
        }
        hand_over(&mut block)
    });
    let read = read.and_then(|intake| {
        if !block.is_empty() {
            hand_over(&mut block)?;
        }
        Ok(intake)
    });
    if let Ok(intake) = read {
        // Where nobody takes it, nobody waits for it.
        let _ = reports.send(Report::End(blocks, intake));
    }
}

/// Whoever would take the blocks is gone.
struct Unwanted;

/// A thread that works.
fn work<W: Worker>(
    mut worker: W,
    files: &[PathBuf],
    limit: usize,
    queued: &Mutex<Receiver<(u64, Block)>>,
    reports: &Sender<Report<W>>,
) {
    let _alarm = Alarm(reports);
    let mut buffer = Buffer::default();
    let mut done = Vec::new();
    loop {
        let at_once = || queued.try_lock().ok()?.try_recv().ok();
        let mut received = if done.len() < PARTS { at_once() } else { None };
        if received.is_none() {
            // Whoever waits keeps nothing to itself: the blocks that it waits for may be among those.
            if !done.drain(..).all(|report| reports.send(report).is_ok()) {
                return;
            }
            // The lock is held for the time of waiting and no more, so nothing can be amiss behind a poisoned one.
            received = queued.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
        }
        let Some((number, mut block)) = received else { break };
        let file = Name::new(&files[block.file]);
        if let Some(stretch) = block.stretch.take() {
            let walked = stretch.each(&mut buffer, limit, |number, body| worker.line(&Entry { file, number, body }));
            block.bytes = walked.bytes;
            block.trouble = walked.trouble.map(|(line, error)| broken(file, &error, line));
        }
        for (number, body) in block.lines() {
            worker.line(&Entry { file, number, body });
        }
        done.push(Report::Part(number, worker.part(), block));
    }
    let _ = reports.send(Report::Finished(worker));
}

/// How many parts a worker hands over together.
const PARTS: usize = 4;

/// How many blocks there are for a worker: what it holds back, as many that wait for it, and it has work while they change
/// hands.
const BLOCKS: usize = 2 * PARTS;

/// Tells that a thread panicked, which nobody would hear of for the others still live.
struct Alarm<'a, W: Worker>(&'a Sender<Report<W>>);

impl<W: Worker> Drop for Alarm<'_, W> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Report::Panicked);
        }
    }
}

/// The thread that merges.
fn collect<W: Worker>(
    jobs: usize,
    reported: &Receiver<Report<W>>,
    recycle: &Sender<Block>,
    mut merge: impl FnMut(W::Part) -> io::Result<()>,
    mut complain: impl FnMut(String),
) -> anyhow::Result<(Intake, Vec<W>)> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    let mut end: Option<(u64, Intake)> = None;
    let mut finished = Vec::new();
    let (mut bytes, mut incomplete) = (0, false);
    let mut free = Vec::new();
    loop {
        match end.take() {
            Some((blocks, mut intake)) if blocks == next && finished.len() == jobs => {
                intake.bytes += bytes;
                intake.incomplete |= incomplete;
                return Ok((intake, finished));
            }
            other => end = other,
        }
        match reported.recv() {
            Ok(Report::Part(number, part, block)) => {
                early.insert(number, (part, block));
            }
            Ok(Report::Finished(worker)) => finished.push(worker),
            Ok(Report::End(blocks, intake)) => end = Some((blocks, intake)),
            Ok(Report::Panicked) | Err(_) => bail!("a thread has failed, which is a mistake in rtwire"),
        }
        while let Some((part, mut block)) = early.remove(&next) {
            merge(part)?;
            bytes += block.bytes;
            incomplete |= block.trouble.is_some();
            block.trouble.take().into_iter().for_each(&mut complain);
            free.push(block.emptied());
            next += 1;
            if free.len() == BLOCKS * jobs / 4 {
                // At the end there is nobody to read more.
                free.drain(..).for_each(|block| drop(recycle.send(block)));
            }
        }
    }
}
