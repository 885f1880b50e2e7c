//! What is kept: the rows of both builds, and the chart of the first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::args::Args;
use crate::chart;
use crate::machine::Machine;
use crate::report::HEADER;
use crate::rounds::Row;
use crate::shared::workload::Workload;

/// Measures in a build for this very machine, which prints its table; the rows that it writes.
pub fn native(args: &Args) -> anyhow::Result<String> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = home.join("target").join("native");
    let rows = target.join("rows.csv");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--release", "--locked", "--features", "native", "--manifest-path"])
        .arg(home.join("Cargo.toml"));
    command.arg("--target-dir").arg(&target).arg("--").arg("--csv").arg(&rows);
    command.args(["--rounds", &args.rounds.to_string()]);
    for name in args.workloads() {
        command.args(["--workload", &name]);
    }
    for name in &args.engine {
        command.args(["--engine", name]);
    }
    let status = command.env("RUSTFLAGS", "-C target-cpu=native").status().context("cargo")?;
    if !status.success() {
        bail!("the build with target-cpu=native: {status}");
    }
    let written = fs::read_to_string(&rows)?;
    Ok(written.lines().filter(|line| !line.starts_with('#') && *line != HEADER).flat_map(|line| [line, "\n"]).collect())
}

/// Writes all rows that are to hand, and draws those of this build on the usual workloads.
pub fn write(rows: &[Row], lines: &str, machine: &Machine) -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("record");
    fs::create_dir_all(&folder)?;
    let table = folder.join(machine.record()).with_added_extension("csv");
    fs::write(&table, format!("{}{HEADER}\n{lines}", machine.comments()))?;
    let usual = |row: &&Row| Workload::usual().any(|name| name == row.workload);
    let drawn: Vec<Row> = rows.iter().filter(usual).cloned().collect();
    if !drawn.is_empty() {
        chart::draw(&table.with_extension("svg"), &drawn, machine)?;
    }
    Ok(table)
}
