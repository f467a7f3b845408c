//! Samples of the past, written as `OpenMetrics` and made into blocks by promtool.

use std::fmt::{Display, Write};

use camino::Utf8Path;

use crate::support::Tool;

/// Samples to be stored.
#[derive(Default)]
pub(crate) struct Samples(String);

impl Samples {
    /// Adds a series: pairs of a Unix time in seconds and a value, in order of time.
    pub(crate) fn series<V: Display>(
        &mut self,
        series: &str,
        samples: impl IntoIterator<Item = (u32, V)>,
    ) {
        for (time, value) in samples {
            writeln!(self.0, "{series} {value} {time}").expect("strings take all");
        }
    }

    /// Stores them in blocks of their own.
    pub(crate) fn store(mut self, promtool: &Tool, data: &Utf8Path) {
        self.0.push_str("# EOF\n");
        let command = ["tsdb", "create-blocks-from", "--max-block-duration=20d"];
        let import = ["openmetrics", "--quiet", "samples.txt", data.as_str()];
        promtool
            .run(
                &[("samples.txt", &self.0)],
                &[&command[..], &import].concat(),
            )
            .expect("promtool makes blocks of samples");
    }
}
