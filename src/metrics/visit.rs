//! [`Visit`]: what an exporter sees.

use std::fmt::Write;

use super::Histogram;

/// Whose names and labels are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Convention {
    /// OpenTelemetry's semantic conventions for generative AI, as of November 2026: [`otel`](super::otel).
    OpenTelemetry,
    /// Prometheus' habits: [`prometheus`](super::prometheus).
    Prometheus,
}

/// A metric's name and nature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metric {
    /// The name.
    pub name: &'static str,
    /// What it counts, in a sentence.
    pub help: &'static str,
    /// What it is.
    pub kind: MetricKind,
    /// The unit in UCUM's terms: `{token}`, `By`, `s`, or `{event}` and such.
    pub unit: &'static str,
    /// The labels that its series have, in this order.
    pub labels: &'static [&'static str],
}

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetricKind {
    /// It only grows.
    Counter,
    /// How many values were no more than each of some bounds.
    Histogram,
}

/// What a series has come to.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Of a counter.
    Count(u64),
    /// Of a counter of seconds.
    Seconds(f64),
    /// Of a histogram.
    Histogram(&'a Histogram),
}

/// What an exporter does with series.
///
/// ```
/// use rtwire::metrics::{Convention, Metric, Metrics, Value, Visit};
///
/// struct Names(Vec<&'static str>);
/// impl Visit for Names {
///     fn series(&mut self, metric: &'static Metric, _: &[&str], _: Value<'_>) {
///         self.0.push(metric.name);
///     }
/// }
///
/// let mut metrics = Metrics::new([]);
/// metrics.error(rtwire::Category::Syntax);
/// let mut names = Names(Vec::new());
/// metrics.visit(Convention::OpenTelemetry, &mut names);
/// assert_eq!(names.0, ["rtwire.decode.errors"]);
/// ```
pub trait Visit {
    /// Takes one series: the values of the metric's labels, in their order, and what it has come to.
    fn series(&mut self, metric: &'static Metric, labels: &[&str], value: Value<'_>);
}

/// A line a series, for eyes and tests: `name{label="value"} 7`.
impl Visit for Vec<String> {
    fn series(&mut self, metric: &'static Metric, labels: &[&str], value: Value<'_>) {
        let mut line = metric.name.to_owned();
        for (at, (name, value)) in metric.labels.iter().zip(labels).enumerate() {
            line += if at == 0 { "{" } else { "," };
            line += &format!("{name}={value:?}");
        }
        line.push('}');
        let _ = match value {
            Value::Count(count) => write!(line, " {count}"),
            Value::Seconds(seconds) => write!(line, " {seconds}"),
            Value::Histogram(histogram) => write!(line, " {} in {}", histogram.sum(), histogram.count()),
        };
        self.push(line);
    }
}

impl Metric {
    pub(super) const fn counter(
        name: &'static str,
        unit: &'static str,
        labels: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self { name, help, kind: MetricKind::Counter, unit, labels }
    }

    pub(super) const fn histogram(
        name: &'static str,
        unit: &'static str,
        labels: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self { name, help, kind: MetricKind::Histogram, unit, labels }
    }
}
