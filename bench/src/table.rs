//! What the run prints.

use std::fmt::Write;

use serde_json::{Value, json};

/// One measured figure.
pub struct Figure {
    name: String,
    unit: &'static str,
    measured: f64,
    budget: f64,
    peer: Option<f64>,
}

impl Figure {
    /// A figure that nothing is expected of yet.
    pub fn new(name: &str, unit: &'static str, measured: f64) -> Self {
        Self { name: name.to_owned(), unit, measured, budget: f64::INFINITY, peer: None }
    }

    /// What it may be at most; infinity where nothing is promised.
    pub fn budget(mut self, budget: f64) -> Self {
        self.budget = budget;
        self
    }

    /// The same figure of the other server.
    pub fn peer(mut self, peer: Option<f64>) -> Self {
        self.peer = peer;
        self
    }

    fn ratio(&self) -> f64 {
        self.measured / self.budget
    }

    fn verdict(&self) -> &'static str {
        match self.measured.partial_cmp(&self.budget) {
            _ if self.budget.is_infinite() => "-",
            Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal) => "kept",
            _ => "MISSED",
        }
    }
}

/// All figures of a run.
#[derive(Default)]
pub struct Table {
    figures: Vec<Figure>,
    notes: Vec<&'static str>,
}

impl Table {
    /// Adds a line.
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Adds a sentence below.
    pub fn note(&mut self, note: &'static str) {
        self.notes.push(note);
    }

    /// How many budgets were missed.
    pub fn misses(&self) -> usize {
        self.figures.iter().filter(|figure| figure.verdict() == "MISSED").count()
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("{}\n\n", machine());
        out.push_str("| figure | unit | measured | budget | of budget | verdict | Apache mod_dav |\n");
        out.push_str("| --- | --- | ---: | ---: | ---: | --- | ---: |\n");
        for figure in &self.figures {
            let promised = figure.budget.is_finite();
            let budget = if promised { number(figure.budget) } else { "-".into() };
            let ratio = if promised { format!("{:.0} %", figure.ratio() * 100.0) } else { "-".into() };
            let peer = figure.peer.map_or("-".into(), number);
            let (name, unit, measured, verdict) =
                (&figure.name, figure.unit, number(figure.measured), figure.verdict());
            // Writing to a string cannot fail.
            let _ = writeln!(out, "| {name} | {unit} | {measured} | {budget} | {ratio} | {verdict} | {peer} |");
        }
        out.push('\n');
        for note in &self.notes {
            let _ = writeln!(out, "{note}");
        }
        out
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let figures = self.figures.iter().map(|figure| {
            json!({
                "figure": figure.name,
                "unit": figure.unit,
                "measured": figure.measured,
                "budget": figure.budget.is_finite().then_some(figure.budget),
                "ratio": figure.budget.is_finite().then(|| figure.ratio()),
                "verdict": figure.verdict(),
                "apache": figure.peer,
            })
        });
        json!({ "machine": machine(), "figures": figures.collect::<Vec<_>>(), "notes": self.notes })
    }
}

/// Three significant digits.
fn number(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

fn machine() -> String {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{}, {cores} cores, Linux {}", model.trim_start_matches([' ', '\t', ':']), kernel.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_kept_up_to_its_edge_and_missed_beyond() {
        let mut table = Table::default();
        for measured in [0.4, 0.5, 0.51] {
            table.add(Figure::new("PROPFIND Depth 0", "CPU-ms", measured).budget(0.5).peer(Some(0.1)));
        }
        table.add(Figure::new("GET of 10 kB", "CPU-ms", 9.0));
        assert_eq!(table.misses(), 1);
        let text = table.markdown();
        assert!(text.contains("| PROPFIND Depth 0 | CPU-ms | 0.510 | 0.500 | 102 % | MISSED | 0.100 |"), "{text}");
        assert!(text.contains("| GET of 10 kB | CPU-ms | 9.00 | - | - | - | - |"), "{text}");
        assert_eq!(table.json()["figures"][1]["verdict"], "kept");
        assert!(table.json()["figures"][3]["budget"].is_null());
    }
}
