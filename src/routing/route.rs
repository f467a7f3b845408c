//! Routes as a configuration states them: what is left open is inherited.

use serde::Serialize;

use super::Matcher;
use crate::units::Duration;

/// A node of the routing tree.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Route {
    /// What an alert must satisfy; all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matchers: Vec<Matcher>,
    /// Who is notified; the parent's unless stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<String>,
    /// The labels by which alerts are put into one notification; the parent's unless stated. Never
    /// an empty list, which releases before 0.31 read in another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<Vec<String>>,
    /// How long a new group waits for more alerts; the parent's unless stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_wait: Option<Duration>,
    /// How long after a notification changes of the group are told; the parent's unless stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_interval: Option<Duration>,
    /// How long after a notification the same is told again; the parent's unless stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat_interval: Option<Duration>,
    /// Whether later siblings are asked as well after this route matched.
    #[serde(rename = "continue", skip_serializing_if = "std::ops::Not::not")]
    pub and_continue: bool,
    /// Intervals in which nothing is sent; not inherited.
    #[serde(rename = "mute_time_intervals", skip_serializing_if = "Vec::is_empty")]
    pub muted_in: Vec<String>,
    /// Intervals outside which nothing is sent, if there are any; not inherited.
    #[serde(
        rename = "active_time_intervals",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub active_in: Vec<String>,
    /// The children, asked in order; the first that matches ends the search, unless it continues.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
}
