//! SLO mathematics.
