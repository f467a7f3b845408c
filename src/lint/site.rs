//! What rules about SLOs look at: an SLO with all it belongs to, and the problems of its burn policy.

use crate::diag::{Code, Diagnostic};
use crate::ir::{Places, Program, Service, Slo};
use crate::slo::{Burn, Flaw, Trigger};
use crate::source::Span;
use crate::units::Fraction;

/// An SLO and what it belongs to.
pub(super) struct Site<'p> {
    pub program: &'p Program,
    pub service: &'p Service,
    pub slo: &'p Slo,
}

impl Site<'_> {
    /// The objective in percent.
    pub(super) fn objective(&self) -> Fraction {
        self.slo.objective.percent()
    }

    /// A finding at the objective. Its text must not name the service, so that a cause in a profile
    /// is told once.
    pub(super) fn at_objective(&self, code: &'static Code, message: String) -> Diagnostic {
        let finding = match self.slo.objective.span {
            Some(span) => Diagnostic::at(code, span, message),
            None => Diagnostic::nowhere(code, message),
        };
        finding.service(&self.service.name)
    }
}

/// A problem of an SLO's burn policy.
pub(super) struct Problem<'p> {
    site: &'p Site<'p>,
    /// The condition's name.
    pub name: &'p str,
    /// What is wrong.
    pub flaw: &'p Flaw,
    /// Where the condition stands.
    pub places: Places,
}

/// The problems of an SLO's burn policy.
pub(super) fn problems<'p>(site: &'p Site<'p>) -> impl Iterator<Item = Problem<'p>> {
    let policy = &site.slo.policy;
    site.slo.burn.problems.iter().filter_map(move |problem| {
        let places = policy.places(&problem.condition)?;
        Some(Problem {
            site,
            name: &problem.condition,
            flaw: &problem.flaw,
            places,
        })
    })
}

impl Problem<'_> {
    /// A finding at one of the condition's places.
    pub(super) fn at(&self, code: &'static Code, span: Span, message: String) -> Diagnostic {
        Diagnostic::at(code, span, message).service(&self.site.service.name)
    }

    /// A finding at the condition's factor or share, with the objective that it meets.
    pub(super) fn at_trigger(&self, code: &'static Code, message: String) -> Diagnostic {
        let finding = self.at(code, self.places.trigger, message);
        match self.site.slo.objective.span {
            Some(span) => finding.secondary(span, "at this objective"),
            None => finding,
        }
    }

    /// The share of the budget, where the condition states one.
    pub(super) fn share(&self) -> Option<Fraction> {
        let mut conditions = self.site.slo.policy.conditions.iter();
        match conditions.find(|it| it.name == self.name)?.trigger {
            Trigger::Share(share) => Some(share),
            Trigger::Factor { .. } | Trigger::Fixed(_) => None,
        }
    }

    /// The share of events that must be bad, in percent; for conditions that are kept.
    pub(super) fn threshold(&self) -> Option<Fraction> {
        let slo = self.site.slo;
        let conditions = slo.burn.alerts.iter().map(|alert| &alert.condition);
        let burn = conditions
            .filter(|it| it.name == self.name)
            .map(|it| it.burn)
            .next()?;
        Some(burn.threshold(*slo.objective).percent())
    }
}

/// Completes a finding with the condition that spends the same share of the budget and works, or
/// with other help where there is none.
pub(super) fn with_alternative(
    finding: Diagnostic,
    instead: Option<Burn>,
    otherwise: &str,
) -> Diagnostic {
    match instead {
        Some(burn) => finding.help(format!(
            "write `factor: {}, long: {}`, which spends the same share of the budget",
            burn.factor, burn.long
        )),
        None => finding.help(otherwise),
    }
}
