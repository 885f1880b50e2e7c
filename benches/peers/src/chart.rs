//! The chart: a bar for each workload and engine, and lines for the floors.

use std::path::Path;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::machine::Machine;
use crate::rounds::Row;

/// Engines that have a bar, in order, with its colour.
const BARS: &[(&str, RGBColor)] = &[
    ("rtwire", RGBColor(0xd9, 0x48, 0x0f)),
    ("simdjson DOM parse", RGBColor(0x86, 0x8e, 0x96)),
    ("simdjson On-Demand", RGBColor(0x36, 0x4f, 0xc7)),
    ("simdjson DOM", RGBColor(0x74, 0x8f, 0xfc)),
    ("jiter", RGBColor(0x0b, 0x72, 0x85)),
    ("sonic-rs", RGBColor(0x2b, 0x8a, 0x3e)),
    ("simd-json", RGBColor(0x69, 0xdb, 0x7c)),
    ("serde_json", RGBColor(0xad, 0xb5, 0xbd)),
];

/// Floors that have a line.
const LINES: &[(&str, RGBColor)] = &[("memcpy", RGBColor(0x21, 0x25, 0x29)), ("simdutf8", RGBColor(0xae, 0x3e, 0xc9))];

const SIZE: (u32, u32) = (1480, 600);
/// The ends of the scale, in GB/s.
const SCALE: (f64, f64) = (0.25, 128.0);
const INK: RGBColor = RGBColor(0x21, 0x25, 0x29);
const FONT: &str = "Helvetica, Arial, sans-serif";

/// Draws the rows.
pub fn draw(path: &Path, rows: &[Row], machine: &Machine) -> anyhow::Result<()> {
    let mut workloads: Vec<&str> = rows.iter().map(|row| row.workload.as_str()).collect();
    workloads.dedup();
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let (head, body) = root.split_vertically(84);
    heading(&head, machine)?;

    let mut chart = ChartBuilder::on(&body)
        .margin_left(12)
        .margin_right(16)
        .margin_bottom(8)
        .x_label_area_size(22)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..workloads.len() as f64, (SCALE.0..SCALE.1).log_scale().base(2.0))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .disable_x_axis()
        .y_labels(11)
        .y_label_formatter(&|rate| if *rate < 1.0 { format!("{rate:.2}") } else { format!("{rate:.0}") })
        .y_desc("GB/s, a doubling each line")
        .label_style((FONT, 14).into_font().color(&INK))
        .axis_desc_style((FONT, 15).into_font().color(&INK))
        .bold_line_style(RGBColor(0xde, 0xe2, 0xe6))
        .light_line_style(TRANSPARENT)
        .draw()?;

    let find = |workload: &str, engine: &str| rows.iter().find(|row| row.workload == workload && row.engine == engine);
    let step = 0.9 / BARS.len() as f64;
    let label = |size| (FONT, size).into_font().color(&INK);
    for (place, workload) in workloads.iter().enumerate() {
        let left = place as f64 + 0.05;
        for (bar, (engine, colour)) in BARS.iter().enumerate() {
            let Some(row) = find(workload, engine) else { continue };
            let (from, rate) = (left + bar as f64 * step, row.rate().clamp(SCALE.0, SCALE.1));
            chart.draw_series([Rectangle::new([(from, SCALE.0), (from + 0.9 * step, rate)], colour.filled())])?;
            let ratio = match row.ratio.median {
                _ if bar == 0 => format!("{:.1}", row.rate()),
                ratio if ratio < 9.95 => format!("{ratio:.1}x"),
                ratio => format!("{ratio:.0}x"),
            };
            let style = label(if bar == 0 { 13 } else { 11 }).pos(Pos::new(HPos::Center, VPos::Bottom));
            chart.draw_series([Text::new(ratio, (from + 0.45 * step, rate * 1.03), style)])?;
        }
        for (engine, colour) in LINES {
            let Some(row) = find(workload, engine) else { continue };
            let rate = row.rate().clamp(SCALE.0, SCALE.1);
            let line = vec![(left, rate), (left + 0.9, rate)];
            chart.draw_series([PathElement::new(line, colour.stroke_width(2))])?;
        }
        let style = label(15).pos(Pos::new(HPos::Center, VPos::Top));
        chart.draw_series([Text::new(workload.to_string(), (place as f64 + 0.5, SCALE.0 * 0.93), style)])?;
    }
    root.present()?;
    Ok(())
}

/// The title and what the colours mean.
fn heading<B: DrawingBackend>(area: &DrawingArea<B, plotters::coord::Shift>, machine: &Machine) -> anyhow::Result<()>
where
    B::ErrorType: 'static,
{
    let text = |size| (FONT, size).into_font().color(&INK);
    area.draw(&Text::new("Decoding Realtime API events, every leaf visited", (16, 10), text(20)))?;
    let what = format!(
        "Medians of interleaved rounds on {}. Above a bar: how many times rtwire's time it takes; above rtwire's own: GB/s.",
        machine.cpu
    );
    area.draw(&Text::new(what, (16, 36), text(14)))?;
    let mut left = 16;
    for (name, colour) in BARS.iter().chain(LINES) {
        let bar = BARS.iter().any(|(bar, _)| bar == name);
        let height = if bar { (60, 74) } else { (66, 68) };
        area.draw(&Rectangle::new([(left, height.0), (left + 16, height.1)], colour.filled()))?;
        let shown = if *name == "simdjson DOM parse" { "simdjson DOM, parse alone" } else { name };
        area.draw(&Text::new(shown, (left + 22, 60), text(14)))?;
        left += 46 + 7 * shown.len() as i32;
    }
    Ok(())
}
