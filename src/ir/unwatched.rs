//! What a service lists for alert packs, and none of its packs watches. In go the service's entry and the
//! kinds of things that its packs have alerts for; out come warnings, for whoever lists a machine
//! believes that somebody hears of it.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink, declare_codes};
use crate::pack::ForEach;
use crate::registry::{self, Dependency, Subject};
use crate::source::{Entries, Literal, Short, Span, Spanned};

declare_codes! {
    /// ## What it does
    /// Warns of a service with hosts, queues, scrape jobs or dependencies, and without an alert pack that
    /// has alerts for each of them.
    ///
    /// ## Why it matters
    /// Lists make no alerts; packs do. Whoever finds a machine in the registry takes it for watched, and
    /// its disk fills up without a word.
    ///
    /// ## Example
    /// ```yaml
    /// environments:
    ///   - {name: production, hosts: [app-1, app-2]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// environments:
    ///   - {name: production, hosts: [app-1, app-2]}
    /// alert_packs: [host]
    /// ```
    UNWATCHED = PCK013 "unwatched-subjects" Warning;

    /// ## What it does
    /// Warns of a name under `depends_on` that a service has, without `service:` before it, and without a
    /// dialect or labels of its own.
    ///
    /// ## Why it matters
    /// A name alone stands for something that is no service of this registry, such as a database, and
    /// that the metrics of the one that calls it tell of. No edge leads to the service of that name, and
    /// while it is down, nothing is silenced.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: shop, owner: web, environments: [production]}
    ///   - service_name: mailer
    ///     owner: web
    ///     environments: [production]
    ///     depends_on: [shop]
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// services:
    ///   - {service_name: shop, owner: web, environments: [production]}
    ///   - service_name: mailer
    ///     owner: web
    ///     environments: [production]
    ///     depends_on: [{service: shop}]
    /// ```
    NAMED_LIKE_SERVICE = PCK014 "dependency-named-like-service" Warning;
}

/// Warns of each kind of things that are listed and not `watched`, and of those that look like one of
/// `services`.
pub(super) fn report_unwatched(
    written: &registry::Service,
    watched: &BTreeSet<ForEach>,
    services: &BTreeSet<&str>,
    sink: &mut Sink,
) {
    let mut things: Vec<Listed<'_>> = Vec::new();
    for it in &written.depends_on {
        match &it.name {
            Some(name) if is_named_like_service(it, services) => sink.push(no_edge(name)),
            Some(name) if it.service.is_none() => things.push((name.span, &it.with)),
            _ => {}
        }
    }
    let hosts = written.environments.iter().flat_map(|it| &it.hosts);
    let all = [
        (ForEach::Host, "hosts", "host", listed(hosts)),
        (
            ForEach::Queue,
            "queues",
            "{pack: queue, with: {capacity: …}}",
            listed(&written.queues),
        ),
        (ForEach::Job, "scrape jobs", "target", listed(&written.jobs)),
        (ForEach::Dependency, "dependencies", "dependency", things),
    ];
    for (kind, what, pack, listed) in all {
        // Values for something that no pack watches are an error, which says as much.
        let has_values = listed.iter().any(|(_, with)| !with.0.is_empty());
        if let Some((first, _)) = listed.first()
            && !has_values
            && !watched.contains(&kind)
        {
            let message = format!(
                "nothing watches the {what} of `{}`",
                written.service_name.value
            );
            sink.push(
                Diagnostic::at(&UNWATCHED, *first, message)
                    .label(format!(
                        "no pack of this service has alerts for each {kind}"
                    ))
                    .help(format!(
                        "add `{pack}` to its `alert_packs:`, or leave the {what} out"
                    )),
            );
        }
    }
}

/// Something that a service lists: where, and the values for it alone.
type Listed<'r> = (Span, &'r Entries<Spanned<Literal>>);

fn listed<'r>(subjects: impl IntoIterator<Item = &'r Spanned<Short<Subject>>>) -> Vec<Listed<'r>> {
    let subjects = subjects.into_iter();
    subjects.map(|it| (it.name.span, &it.with)).collect()
}

/// Whether a dependency is nothing but a name, which is that of a service.
fn is_named_like_service(written: &Dependency, services: &BTreeSet<&str>) -> bool {
    let name = written.name.as_ref().map(|name| name.as_str());
    let is_thing =
        written.service.is_some() || written.dialect.is_some() || written.matchers.is_some();
    !is_thing && name.is_some_and(|name| services.contains(name))
}

fn no_edge(name: &Spanned<String>) -> Diagnostic {
    let message = format!("this dependency is not the service `{}`", name.value);
    Diagnostic::at(&NAMED_LIKE_SERVICE, name.span, message)
        .label("a name alone stands for something that is no service of this registry")
        .help(format!(
            "write `{{service: {0}}}`, or `{{name: {0}, dialect: …}}` for what is only called so",
            name.value
        ))
}
