//! Counters for Prometheus.

use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// What requests are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct RequestLabels {
    /// The tool that answered, or `front`.
    pub tool: &'static str,
    /// The HTTP method; unusual ones are counted as `OTHER`.
    pub method: &'static str,
    /// The class of the status: `2xx`.
    pub status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ToolLabel {
    tool: &'static str,
}

/// The metrics of this process. Cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Mutex<Registry>>,
    requests: Family<RequestLabels, Counter>,
    durations: Family<ToolLabel, Histogram>,
    open_websockets: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// A registry with the metrics that every installation has.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("liiibre");
        let requests = Family::default();
        registry.register("requests", "HTTP requests answered", requests.clone());
        let durations = Family::new_with_constructor(duration_buckets as fn() -> Histogram);
        registry.register_with_unit(
            "request_duration",
            "Time from a request's head to its response's head",
            Unit::Seconds,
            durations.clone(),
        );
        let open_websockets = Gauge::default();
        registry.register("open_websockets", "Event websockets now open", open_websockets.clone());
        Self { registry: Arc::new(Mutex::new(registry)), requests, durations, open_websockets }
    }

    /// Adds metrics of one's own, such as the depth of a queue.
    pub fn register(&self, add: impl FnOnce(&mut Registry)) {
        add(&mut self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    }

    /// Counts a request that was answered after `took`.
    pub fn request(&self, labels: &RequestLabels, took: Duration) {
        let tool = ToolLabel { tool: labels.tool };
        self.requests.get_or_create(labels).inc();
        self.durations.get_or_create(&tool).observe(took.as_secs_f64());
    }

    /// Event websockets now open.
    pub fn open_websockets(&self) -> &Gauge {
        &self.open_websockets
    }

    /// Everything, in the OpenMetrics text format.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if text::encode(&mut out, &registry).is_err() {
            let _ = writeln!(out, "# EOF");
        }
        out
    }
}

fn duration_buckets() -> Histogram {
    Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_and_encoded() {
        let metrics = Metrics::new();
        let labels = RequestLabels { tool: "files", method: "GET", status: "2xx" };
        metrics.request(&labels, Duration::from_millis(4));
        let text = metrics.encode();
        assert!(text.contains("liiibre_requests_total{tool=\"files\",method=\"GET\",status=\"2xx\"} 1"), "{text}");
        assert!(text.contains("liiibre_request_duration_seconds_bucket"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }
}
