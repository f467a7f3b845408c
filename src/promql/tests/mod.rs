//! Round trips: what the builder makes and what rule files hold survives printing and parsing.

mod canonical;
mod corpus;
mod hostile;
mod properties;
mod round_trip;
mod strategy;
