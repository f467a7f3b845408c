//! Reads which alerts of a service somebody hears of besides, such as a bot that restarts what hangs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reader, Remediation};
use crate::diag::{Diagnostic, Sink};
use crate::ir::codes::UNKNOWN_ALERT;
use crate::ir::resolve::unknown_among;
use crate::ir::{Service, alerts};
use crate::registry::{self, FileKind, duplicate};
use crate::source::Spanned;

impl<'r> Reader<'r> {
    /// What the entry of a resolved service says.
    pub(in crate::ir) fn remediation(
        &mut self,
        written: &'r Spanned<registry::Service>,
        service: &Service,
        sink: &mut Sink,
    ) -> Vec<Remediation> {
        if written.remediation.is_empty() {
            return Vec::new();
        }
        self.check_alerts(written, service, sink);
        let mut seen = BTreeMap::new();
        let mut remediation = Vec::new();
        for it in &written.remediation {
            let entry = (it.alert.as_str(), it.to.as_str());
            if let Some(first) = seen.insert(entry, it.alert.span) {
                sink.push(duplicate("remediation", &it.alert, it.alert.span, first));
            } else if let Some(to) = self.destination(&it.to, sink) {
                let alert = it.alert.clone();
                remediation.push(Remediation { alert, to });
            }
        }
        remediation
    }

    /// Reports names of alerts that the service does not have, unless something is amiss with what
    /// would emit them.
    fn check_alerts(
        &self,
        written: &Spanned<registry::Service>,
        service: &Service,
        sink: &mut Sink,
    ) {
        let files = [FileKind::Packs, FileKind::Profiles, FileKind::Dialects];
        let incomplete = &self.registry.incomplete;
        if files.iter().any(|file| incomplete.contains(file)) || sink.has_errors_in(written.span) {
            return;
        }
        let deployments = service.deployments.iter();
        let emitted = deployments.flat_map(|it| alerts::of_deployment(service, it));
        let emitted: BTreeSet<_> = emitted.map(|alert| alert.name).collect();
        for it in &written.remediation {
            if !emitted.contains(it.alert.as_str()) {
                sink.push(unknown(
                    &it.alert,
                    service,
                    emitted.iter().map(|name| &**name),
                ));
            }
        }
    }
}

fn unknown<'n>(
    alert: &Spanned<String>,
    service: &Service,
    emitted: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let message = format!("service `{}` has no alert `{}`", service.name, alert.value);
    let finding = Diagnostic::at(&UNKNOWN_ALERT, alert.span, message);
    unknown_among(finding.label("nobody would ever be told"), alert, emitted)
}
