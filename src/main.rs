//! The `o11yc` command.

fn main() {}
