//! Lint: rules that examine the resolved program, each in a file that is also its documentation.
//!
//! To add one, write `rules/<name>.rs` and put its name into the list at the end of this file.

mod hours;
mod routed;
mod silencing;
mod site;

use routed::{Routed, routed};
use silencing::{Flaw, flaws};
use site::{Site, problems, with_alternative};

use crate::diag::{Code, Sink};
use crate::ir::Program;
use crate::routing::Tree;

/// A lint rule.
pub struct Rule {
    /// What it reports, and its documentation.
    pub code: &'static Code,
    /// How it finds that.
    check: Check,
    /// Whether it proves what the compiler makes, rather than what somebody chose.
    is_proof: bool,
}

/// What a rule looks at.
enum Check {
    /// The whole program, once.
    Program(fn(&Program, &mut Sink)),
    /// Each SLO of each service in each environment.
    Slo(fn(&Site<'_>, &mut Sink)),
    /// The alerts of each service in each environment, severity by severity.
    Routed(fn(&Routed<'_>, &mut Sink)),
    /// Each thing that is wrong with the rules by which alerts silence others.
    Silencing(fn(&Flaw<'_>, &mut Sink)),
}

/// Runs every rule. Those about the program may ask whether there are errors, and so come first. Proofs
/// hold of whole programs only: what lacks a part because of a mistake proves nothing.
pub fn run(program: &Program, sink: &mut Sink) {
    let is_whole = !sink.has_errors();
    let rules: Vec<_> = RULES
        .iter()
        .copied()
        .filter(|rule| is_whole || !rule.is_proof)
        .collect();
    for rule in &rules {
        if let Check::Program(check) = rule.check {
            check(program, sink);
        }
    }
    let (about_alerts, about_slos) =
        rayon::join(|| of_alerts(program, &rules), || of_slos(program, &rules));
    sink.append(about_alerts);
    sink.append(about_slos);
}

/// What is found about where alerts arrive and which silence which.
fn of_alerts(program: &Program, rules: &[&Rule]) -> Sink {
    let Some(routes) = &program.routes else {
        return Sink::default();
    };
    let tree = Tree::new(routes.root.clone());
    let (mut found, silencing) = rayon::join(
        || of_routes(program, &tree, rules),
        || of_silencing(program, &tree, rules),
    );
    found.append(silencing);
    found
}

fn of_routes(program: &Program, tree: &Tree, rules: &[&Rule]) -> Sink {
    let mut sink = Sink::default();
    for alerts in routed(program, tree) {
        for rule in rules {
            if let Check::Routed(check) = rule.check {
                check(&alerts, &mut sink);
            }
        }
    }
    sink
}

fn of_silencing(program: &Program, tree: &Tree, rules: &[&Rule]) -> Sink {
    let mut sink = Sink::default();
    for flaw in flaws(program, tree) {
        for rule in rules {
            if let Check::Silencing(check) = rule.check {
                check(&flaw, &mut sink);
            }
        }
    }
    sink
}

/// What is found about single SLOs.
fn of_slos(program: &Program, rules: &[&Rule]) -> Sink {
    let mut sink = Sink::default();
    for service in &program.services {
        for deployment in &service.deployments {
            for slo in &deployment.slos {
                let site = Site {
                    program,
                    service,
                    slo,
                };
                for rule in rules {
                    if let Check::Slo(check) = rule.check {
                        check(&site, &mut sink);
                    }
                }
            }
        }
    }
    sink
}

/// Declares the rule of a file: its code with documentation, and the function that checks. `proof of`
/// stands before the scope of a rule about what the compiler makes.
macro_rules! declare_rule {
    ($(#[doc = $doc:literal])+ $NAME:ident = $id:ident $name:literal $severity:ident, proof of $scope:ident($check:ident)) => {
        declare_rule! { $(#[doc = $doc])+ $NAME = $id $name $severity, $scope($check), true }
    };
    ($(#[doc = $doc:literal])+ $NAME:ident = $id:ident $name:literal $severity:ident, $scope:ident($check:ident)) => {
        declare_rule! { $(#[doc = $doc])+ $NAME = $id $name $severity, $scope($check), false }
    };
    ($(#[doc = $doc:literal])+ $NAME:ident = $id:ident $name:literal $severity:ident, $scope:ident($check:ident), $is_proof:literal) => {
        $crate::diag::declare_code! { $(#[doc = $doc])+ $NAME = $id $name $severity }

        pub(in crate::lint) static RULE: $crate::lint::Rule = $crate::lint::Rule {
            code: &$NAME,
            check: $crate::lint::Check::$scope($check),
            is_proof: $is_proof,
        };
    };
}

/// Lists the rules, by file.
macro_rules! rules {
    ($($rule:ident),+ $(,)?) => {
        mod rules {
            $(pub(super) mod $rule;)+
        }

        /// Every lint rule.
        pub static RULES: &[&Rule] = &[$(&rules::$rule::RULE),+];
    };
}

rules! {
    alert_to_nobody,
    always_muted,
    burn_below_one,
    bypassed_policy,
    condition_repaired,
    field_in_two_lists,
    grouping,
    idle_declaration,
    idle_dependency,
    idle_inhibition,
    misdirected_inhibition,
    misrouted_alert,
    missing_equal_label,
    missing_runbook,
    muted_inhibitor,
    nearly_unreachable_burn,
    no_fallback,
    no_mail_server,
    no_watchdog,
    notification_times,
    period_beyond_retention,
    period_within_windows,
    same_series,
    service_without_slos,
    shadowed_route,
    shared_slack_webhook,
    shared_watchdog,
    short_window,
    slo_switched_off,
    told_twice,
    two_sided_inhibition,
    unknown_runbook,
    unreachable_burn,
    unusable_condition,
    warning_before_page,
    watchdog_to_people,
    window_below_scrapes,
    wrong_device,
}
