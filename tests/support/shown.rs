//! What is read of a report.

use o11yc::diag::Report;
use o11yc::diag::render::{Format, RenderOptions, render};
use o11yc::source::Files;

/// A report in a format, without colour.
pub(crate) fn shown(report: &Report, files: &Files, format: Format) -> String {
    let options = RenderOptions {
        format,
        color: false,
        verbose: false,
    };
    let mut text = Vec::new();
    render(report, files, &options, &mut text).expect("memory can be written");
    String::from_utf8(text).expect("findings are text")
}
