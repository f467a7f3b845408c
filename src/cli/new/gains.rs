//! What a service gets: in comes the program, out come lines about its SLOs, alerts and files, and
//! about what is switched off.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::Analysis;
use crate::artifact::{Artifact, Body, Rule};
use crate::cli::counted;
use crate::emit;
use crate::ir::{Deployment, Service, names};
use crate::show::plain;
use crate::sli::Missing;

/// Writes what the service of this name gets.
pub(super) fn write(out: &mut dyn Write, analysis: &Analysis, name: &str) -> io::Result<()> {
    let services = &analysis.program.services;
    let Some(service) = services.iter().find(|it| it.name == name) else {
        return Ok(());
    };
    let artifacts = emit::of_service(&analysis.program, &analysis.files, service);
    let contact = plain(&service.contact.value);
    writeln!(
        out,
        "alerts go to {contact} and carry `team: {}`",
        service.team.value
    )?;
    for deployment in &service.deployments {
        writeln!(out, "in {}:", deployment.environment.name)?;
        slos(out, deployment)?;
        let path = names::rule_file(&deployment.environment.name, name);
        let own = artifacts.iter().filter(|it| it.path.as_str() == path);
        own.into_iter()
            .try_for_each(|artifact| file(out, artifact))?;
    }
    switched_off(out, service)
}

/// The objectives.
fn slos(out: &mut dyn Write, deployment: &Deployment) -> io::Result<()> {
    if deployment.slos.is_empty() {
        writeln!(out, "  no SLO, so no alert")?;
    }
    for slo in &deployment.slos {
        let (name, objective) = (&slo.name, slo.objective.percent());
        let what = slo
            .description
            .as_ref()
            .map_or("events that are good".to_owned(), |text| plain(text));
        writeln!(
            out,
            "  {name}: {objective} % of {what}, over {}",
            slo.period.value
        )?;
    }
    Ok(())
}

/// The alerts in a file, by what they ask of people, and its path.
fn file(out: &mut dyn Write, artifact: &Artifact) -> io::Result<()> {
    let Body::Rules(rules) = &artifact.body else {
        return Ok(());
    };
    let mut alerts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rules.groups.iter().flat_map(|group| &group.rules) {
        if let Rule::Alert(alert) = rule {
            let severity = alert.labels.get(names::SEVERITY).unwrap_or_default();
            let names = alerts.entry(severity).or_default();
            if !names.contains(&&*alert.alert) {
                names.push(&alert.alert);
            }
        }
    }
    for severity in ["critical", "warning", "info"] {
        if let Some(names) = alerts.get(severity) {
            writeln!(out, "  {severity} alerts: {}", names.join(", "))?;
        }
    }
    writeln!(
        out,
        "  {} in {}",
        counted(rules.rules(), "rule"),
        artifact.path
    )
}

/// What could be had and is not, with what would switch it on.
fn switched_off(out: &mut dyn Write, service: &Service) -> io::Result<()> {
    let mut places: BTreeMap<(&Missing, &str), Vec<&str>> = BTreeMap::new();
    for deployment in &service.deployments {
        for slo in &deployment.inactive {
            let environments = places.entry((&slo.missing, &slo.name)).or_default();
            environments.push(&deployment.environment.name);
        }
    }
    let mut off: BTreeMap<(&Missing, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for ((missing, slo), environments) in places {
        off.entry((missing, environments)).or_default().push(slo);
    }
    for ((missing, environments), slos) in off {
        let (slos, environments) = (slos.join(", "), environments.join(", "));
        writeln!(
            out,
            "not in {environments}: {slos}, because {}",
            plain(&missing.reason)
        )?;
        writeln!(out, "  to switch it on, {}", plain(&missing.switch_on))?;
    }
    if service.profile.is_none() {
        writeln!(
            out,
            "no SLO profile: to be watched, name one with `slo_profile:`"
        )?;
    }
    Ok(())
}
