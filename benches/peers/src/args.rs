//! What can be asked for.

use std::path::PathBuf;

use clap::Parser;

use crate::shared::workload::Workload;

/// Measures rtwire beside its peers, in turn on the same frames.
///
/// Before it is timed, every engine visits the same leaves, in two orders of the frames. Of each round the ratio to
/// rtwire's time is taken; the table has the median and its 95 % interval.
#[derive(Debug, Clone, Parser)]
#[command(version, about)]
pub struct Args {
    /// Rounds on each workload
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u16).range(1..))]
    pub rounds: u16,
    /// A workload; may be given again [default: the seven usual ones]
    ///
    /// `file` is the NDJSON file that RTWIRE_BENCH_FILE names.
    #[arg(long, value_name = "NAME", value_parser = known)]
    pub workload: Vec<String>,
    /// All fourteen workloads
    #[arg(long, conflicts_with = "workload")]
    pub all: bool,
    /// An engine, by a part of its name; may be given again. rtwire always takes part
    #[arg(long, value_name = "NAME")]
    pub engine: Vec<String>,
    /// Writes every row to that file
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Measures again in a build with -C target-cpu=native
    #[arg(long)]
    pub native: bool,
    /// Writes benches/record/<cpu>-<date>.csv, of both builds, and the chart of the first beside it
    #[arg(long)]
    pub record: bool,
}

impl Args {
    /// The workloads that are asked for.
    pub fn workloads(&self) -> Vec<String> {
        let owned = |name: &'static str| name.to_owned();
        match (self.all, self.workload.as_slice()) {
            (true, _) => Workload::all().map(owned).collect(),
            (false, []) => Workload::usual().map(owned).collect(),
            (false, names) => names.to_vec(),
        }
    }

    /// Whether an engine takes part.
    pub fn takes(&self, engine: &str) -> bool {
        self.engine.is_empty() || self.engine.iter().any(|part| engine.contains(part.as_str()))
    }
}

fn known(name: &str) -> Result<String, String> {
    if name == "file" || Workload::all().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    Err(format!("there are {} and file", Workload::all().collect::<Vec<_>>().join(", ")))
}
