//! Renderers of reports, one a file.
