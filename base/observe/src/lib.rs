//! What the operator sees: logs, metrics, health.
//!
//! Logs are for a person in a terminal and JSON in production; every line of a request carries its id, organisation
//! and tool. Metrics are in the OpenMetrics text format, for Prometheus, and never name a person.

mod metrics;

pub use metrics::{Metrics, RequestLabels};
pub use prometheus_client::metrics::gauge::Gauge;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// How logs are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts writing logs to the standard error. `filter` is `info`, `warn,tool_files=debug`...; an unreadable one is
/// an error that says so.
pub fn start_logs(filter: &str, format: LogFormat) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("log filter {filter:?}: {error}"))?;
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_span_events(FmtSpan::NONE);
    let done = match format {
        LogFormat::Text => builder.compact().with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    done.map_err(|error| error.to_string())
}
