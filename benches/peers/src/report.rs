//! What is printed, and what is written for machines.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};

use crate::goals::Goal;
use crate::machine::Machine;
use crate::rounds::Row;

/// The table of all rows.
pub fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header([
        "workload", "engine", "group", "ns/event", "95 %", "GB/s", "x rtwire", "95 %", "floor", "goal", "",
    ]);
    let mut last = "";
    for row in rows {
        let goal = Goal::of(row);
        let bound = |bound: fn(&Goal) -> f64| goal.map(|goal| bound(goal).to_string()).unwrap_or_default();
        table.add_row([
            if row.workload == last { String::new() } else { row.workload.clone() },
            row.engine.clone(),
            row.group.as_str().to_owned(),
            format!("{:.1}", row.time.median),
            format!("{:.1}-{:.1}", row.time.low, row.time.high),
            format!("{:.2}", row.rate()),
            format!("{:.2}", row.ratio.median),
            format!("{:.2}-{:.2}", row.ratio.low, row.ratio.high),
            bound(|goal| goal.floor),
            bound(|goal| goal.goal),
            goal.map(|goal| goal.verdict(row)).unwrap_or_default().to_owned(),
        ]);
        last = &row.workload;
    }
    for column in [3, 4, 5, 6, 7, 8, 9] {
        table.column_mut(column).expect("there are eleven").set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// How many floors hold, in words.
pub fn floors(rows: &[Row]) -> String {
    let verdicts = rows.iter().filter_map(|row| Goal::of(row).map(|goal| (goal.verdict(row), row)));
    let (missed, held): (Vec<_>, Vec<_>) = verdicts.partition(|(verdict, _)| *verdict == "MISSED");
    let names: Vec<_> = missed.iter().map(|(_, row)| format!("{}/{}", row.workload, row.engine)).collect();
    match names.as_slice() {
        [] => format!("{} floors, all hold", held.len()),
        names => format!("{} floors hold, {} are MISSED: {}", held.len(), names.len(), names.join(", ")),
    }
}

/// The first line of the file for machines.
pub const HEADER: &str = "flags,workload,engine,group,events,bytes,ns_low,ns,ns_high,gb_per_s,ratio_low,ratio,ratio_high,\
                          floor,goal,verdict,rounds";

/// Every row, a line each.
pub fn lines(rows: &[Row], machine: &Machine, rounds: u16) -> String {
    let line = |row: &Row| {
        let (floor, goal, verdict) = match Goal::of(row) {
            Some(goal) => (goal.floor.to_string(), goal.goal.to_string(), goal.verdict(row)),
            None => Default::default(),
        };
        let (time, ratio) = (row.time, row.ratio);
        format!(
            "{},{},\"{}\",{},{},{},{:.2},{:.2},{:.2},{:.3},{:.3},{:.3},{:.3},{floor},{goal},{verdict},{rounds}\n",
            machine.flags(),
            row.workload,
            row.engine,
            row.group.as_str(),
            row.events,
            row.bytes,
            time.low,
            time.median,
            time.high,
            row.rate(),
            ratio.low,
            ratio.median,
            ratio.high,
        )
    };
    rows.iter().map(line).collect()
}
