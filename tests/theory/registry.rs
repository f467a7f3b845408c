//! The grid as a registry: a service for each period, an SLO for each objective and kind.

use std::fmt::Write as _;

use camino::Utf8Path;
use o11yc::ir::Slo;

use crate::events::Kind;

pub(crate) const OBJECTIVES: [&str; 8] =
    ["90", "95", "97.3", "99", "99.5", "99.9", "99.95", "99.99"];
pub(crate) const PERIODS: [u64; 5] = [7, 14, 28, 30, 90];

/// The file of the services, and that of their profiles.
pub(crate) fn files() -> [(&'static str, String); 2] {
    let mut services = "services:\n".to_owned();
    let mut profiles = "profiles:\n".to_owned();
    for days in PERIODS {
        let service = service(days);
        let _ = write!(
            services,
            "  - service_name: {service}\n    owner: team\n    metrics: prom-http\n    slo_profile: {service}\n    \
             environments: [{{name: production, url: 'https://{service}.example.com'}}]\n"
        );
        let _ = write!(
            profiles,
            "  {service}:\n    period: {days}d\n    burn_policy: workbook\n    slos:\n"
        );
        for objective in OBJECTIVES {
            for kind in Kind::ALL {
                let (name, sli) = (slo(kind.name(), objective), kind.declared());
                let _ = writeln!(
                    profiles,
                    "      {name}: {{objective: {objective}, sli: {sli}}}"
                );
            }
            let name = slo("fast-slow", objective);
            let _ = writeln!(
                profiles,
                "      {name}: {{objective: {objective}, sli: request_ratio, burn_policy: fast-slow}}"
            );
        }
    }
    services.push_str("owners: [{team: team, alert_contact: '#team'}]\n");
    [
        ("observability_services.yml", services),
        ("slo_profiles.yml", profiles),
    ]
}

/// The service whose objectives are for so many days.
pub(crate) fn service(days: u64) -> String {
    format!("period-{days}d")
}

/// `requests-9995`.
pub(crate) fn slo(kind: &str, objective: &str) -> String {
    format!("{kind}-{}", objective.replace('.', ""))
}

/// The SLOs of every service, as the compiler resolves them.
pub(crate) fn resolved() -> Vec<Slo> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let root = Utf8Path::from_path(directory.path()).expect("its path is UTF-8");
    for (name, text) in files() {
        std::fs::write(root.join(name), text).expect("the directory is ours");
    }
    let program = o11yc::analyse(root).expect("the registry is there").program;
    let deployments = program.services.into_iter().flat_map(|it| it.deployments);
    let slos: Vec<_> = deployments.flat_map(|it| it.slos).collect();
    let each = OBJECTIVES.len() * (Kind::ALL.len() + 1);
    assert_eq!(slos.len(), PERIODS.len() * each);
    slos
}

/// One of them.
pub(crate) fn find<'s>(slos: &'s [Slo], kind: &str, objective: &str, days: u64) -> &'s Slo {
    let name = slo(kind, objective);
    let found = slos
        .iter()
        .find(|slo| *slo.name == *name && slo.period.length().as_secs() == days * 86_400);
    found.expect("the registry declares it")
}
