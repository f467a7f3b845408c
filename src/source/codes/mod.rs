//! The codes of the source layer: `YML` about files and values, `SEC` about secrets in them.

pub(crate) mod file;
pub(crate) mod secret;
pub(crate) mod value;

use crate::diag::Code;

/// All codes of the source layer.
pub(crate) static ALL: [&[&Code]; 3] = [file::ALL, value::ALL, secret::ALL];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_unique_and_explained() {
        let mut ids = BTreeSet::new();
        let mut names = BTreeSet::new();
        for code in ALL.into_iter().flatten() {
            assert!(ids.insert(code.id), "{} is declared twice", code.id);
            assert!(names.insert(code.name), "{} is declared twice", code.name);
            let headings: Vec<_> = code
                .docs
                .lines()
                .filter(|l| l.trim_start().starts_with("## "))
                .collect();
            let expected = [
                " ## What it does",
                " ## Why it matters",
                " ## Example",
                " ## Write instead",
            ];
            assert_eq!(headings, expected, "{}", code.id);
            assert_eq!(code.docs.matches(" ```yaml\n").count(), 2, "{}", code.id);
        }
        assert_eq!(ids.len(), 27);
    }
}
