//! rtwire with another set of byte kernels: a process each, for a process chooses its kernels once.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::args::Args;
use crate::contender::{Contender, Group};
use crate::shared::engine;
use crate::shared::workload::Workload;

const FORCE: &str = "RTWIRE_KERNEL";

/// Each set that the machine has.
pub fn all(workload: &Rc<Workload>, args: &Args) -> anyhow::Result<Vec<Contender>> {
    let mut contenders = Vec::new();
    if !cfg!(feature = "lanes") {
        return Ok(contenders);
    }
    for kernel in ["avx512", "avx2", "sse2", "portable"] {
        let name = format!("rtwire, {kernel}");
        if !args.takes(&name) {
            continue;
        }
        match Served::start(&workload.name, kernel) {
            Ok(mut served) => {
                contenders.push(Contender::timed(name, Group::Rtwire, workload.clone(), move |_| served.pass()));
            }
            Err(error) => eprintln!("{name}: left out: {error:#}"),
        }
    }
    Ok(contenders)
}

/// Does what [`Served`] asks for.
pub fn serve(name: &str) -> anyhow::Result<()> {
    let workload = Workload::new(name);
    let mut engine = engine::rtwire().remove(0);
    let expected = engine.full(&workload);
    let light = engine.light(&workload);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:016x}", expected.total.sum)?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        line?;
        let start = Instant::now();
        let pass = engine.light(&workload);
        let time = start.elapsed();
        assert_eq!(pass, light, "{name}: another sum");
        writeln!(out, "{}", time.as_nanos())?;
        out.flush()?;
    }
    Ok(())
}

/// A process that decodes when it is told to.
struct Served {
    child: Child,
    ask: Option<ChildStdin>,
    answer: BufReader<ChildStdout>,
}

impl Served {
    fn start(workload: &str, kernel: &str) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--serve", workload])
            .env(FORCE, kernel)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let ask = child.stdin.take();
        let answer = BufReader::new(child.stdout.take().context("a pipe")?);
        let mut served = Self { child, ask, answer };
        let sum = served.line()?;
        let here = engine::rtwire().remove(0).full(&Workload::new(workload)).total.sum;
        if sum != format!("{here:016x}") {
            bail!("it visits other leaves");
        }
        Ok(served)
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        self.answer.read_line(&mut line)?;
        if line.is_empty() {
            bail!("this machine does not have it");
        }
        Ok(line.trim_end().to_owned())
    }

    fn pass(&mut self) -> Duration {
        let ask = self.ask.as_mut().expect("it is there until the end");
        ask.write_all(b"\n").expect("the process lives");
        let line = self.line().expect("the process answers");
        Duration::from_nanos(line.parse().expect("it answers in nanoseconds"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It ends when there is nothing more to read.
        self.ask = None;
        _ = self.child.wait();
    }
}
