//! Markdown tables of figures, and figures as people read them.

use std::fmt;
use std::time::Duration;

/// A table whose first column names a registry.
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(columns: [&str; N]) -> Self {
        let mut head = vec![String::new()];
        head.extend(columns.map(str::to_owned));
        let rows = Vec::new();
        Self { head, rows }
    }

    pub(crate) fn row<const N: usize>(&mut self, name: String, cells: [String; N]) {
        let mut row = vec![name];
        row.extend(cells);
        self.rows.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} |", self.head.join(" | "))?;
        writeln!(f, "|---|{}", "---:|".repeat(self.head.len() - 1))?;
        for row in &self.rows {
            writeln!(f, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

pub(crate) fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1e3;
    if millis < 10.0 {
        format!("{millis:.1} ms")
    } else {
        format!("{} ms", thousands(time.as_millis()))
    }
}

pub(crate) fn micros(time: Duration) -> String {
    format!("{} µs", thousands(time.as_micros()))
}

/// How many times as long as a reference.
pub(crate) fn ratio(time: Duration, reference: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() / reference.as_secs_f64())
}

/// How many there are in a second, if so many take this time.
pub(crate) fn in_a_second(count: u64, time: Duration) -> u64 {
    let micros = time.as_micros().max(1);
    u64::try_from(u128::from(count) * 1_000_000 / micros).unwrap_or(u64::MAX)
}

/// A time as a share of another one.
pub(crate) fn percent(time: Duration, whole: Duration) -> String {
    format!("{:.1} %", 100.0 * time.as_secs_f64() / whole.as_secs_f64())
}

/// Mebibytes of a number of bytes, where it is known.
pub(crate) fn mebibytes(bytes: Option<u64>) -> String {
    match bytes {
        Some(bytes) => format!("{} MiB", thousands(bytes >> 20)),
        None => "unknown".to_owned(),
    }
}

/// Bytes in a unit that leaves a few digits.
pub(crate) fn bytes(bytes: u64) -> String {
    match bytes {
        ..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", thousands(bytes / 1_000)),
        _ => format!("{} MB", thousands(bytes / 1_000_000)),
    }
}

/// A number with a comma after each three digits.
pub(crate) fn thousands(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
