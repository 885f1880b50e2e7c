//! [`Collector`]: the metrics as prometheus-client collects them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::exemplar::Exemplar;

use crate::metrics::{Convention, Histogram, Metric, MetricKind, Metrics, Value, Visit};

/// Shares [`Metrics`] with a registry of prometheus-client, which reads them at each scrape.
///
/// ```
/// use rtwire::metrics::prometheus::Collector;
/// use rtwire::metrics::{Metrics, Models};
///
/// let collector = Collector::new(Metrics::new(["gpt-realtime"]));
/// let mut registry = prometheus_client::registry::Registry::default();
/// registry.register_collector(Box::new(collector.clone()));
///
/// collector.with(|metrics| metrics.error(rtwire::Category::Syntax));
/// let mut text = String::new();
/// prometheus_client::encoding::text::encode(&mut text, &registry)?;
/// assert!(text.contains("rtwire_decode_errors_total{category=\"syntax\"} 1"));
/// # Ok::<(), std::fmt::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Collector(Arc<Mutex<Metrics>>);

impl Collector {
    /// Shares these.
    pub fn new(metrics: Metrics) -> Self {
        Self(Arc::new(Mutex::new(metrics)))
    }

    /// Lends them. Whoever counts many events at once does so in metrics of their own, and merges these now and then.
    pub fn with<T>(&self, work: impl FnOnce(&mut Metrics) -> T) -> T {
        // Whatever panicked in there, counts are counts.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl prometheus_client::collector::Collector for Collector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        // A copy of the sums, so that nobody waits for a scrape.
        let mut all = All(Vec::new());
        self.with(|metrics| metrics.visit(Convention::Prometheus, &mut all));
        all.0.iter().try_for_each(|(metric, series)| encode(metric, series, &mut encoder))
    }
}

/// What a series has come to.
enum Sum {
    Count(u64),
    Seconds(f64),
    Histogram(Histogram),
}

/// The values of a metric's labels, and the sum.
type Series = (Vec<String>, Sum);

struct All(Vec<(&'static Metric, Vec<Series>)>);

impl Visit for All {
    fn series(&mut self, metric: &'static Metric, labels: &[&str], value: Value<'_>) {
        let sum = match value {
            Value::Count(count) => Sum::Count(count),
            Value::Seconds(seconds) => Sum::Seconds(seconds),
            Value::Histogram(histogram) => Sum::Histogram(*histogram),
        };
        let series = (labels.iter().map(|&label| label.to_owned()).collect(), sum);
        match self.0.last_mut() {
            Some((last, all)) if *last == metric => all.push(series),
            _ => self.0.push((metric, vec![series])),
        }
    }
}

fn encode(metric: &Metric, series: &[Series], encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let kind = match metric.kind {
        MetricKind::Counter => MetricType::Counter,
        MetricKind::Histogram => MetricType::Histogram,
    };
    // Both are added by the encoder again.
    let name = metric.name.strip_suffix("_total").unwrap_or(metric.name);
    let help = metric.help.strip_suffix('.').unwrap_or(metric.help);
    let mut encoder = encoder.encode_descriptor(name, help, None, kind)?;
    for (values, sum) in series {
        let labels: Vec<_> = metric.labels.iter().copied().zip(values.iter().map(String::as_str)).collect();
        let labels = labels.as_slice();
        let mut encoder = encoder.encode_family(&labels)?;
        match sum {
            Sum::Count(count) => encoder.encode_counter(count, NONE)?,
            Sum::Seconds(seconds) => encoder.encode_counter(seconds, NONE)?,
            Sum::Histogram(histogram) => {
                let buckets = histogram.buckets();
                let buckets: Vec<_> =
                    buckets.map(|(bound, count)| (bound.map_or(f64::INFINITY, |bound| bound as f64), count)).collect();
                encoder.encode_histogram::<NoLabels>(histogram.sum() as f64, histogram.count(), &buckets, None)?;
            }
        }
    }
    Ok(())
}

/// Of exemplars, of which there are none.
type NoLabels = [(&'static str, &'static str); 0];

const NONE: Option<&Exemplar<NoLabels, u64>> = None;
