//! Codes about the output directory.

use crate::diag::declare_codes;

declare_codes! {
    /// ## What it does
    ///
    /// Reports, in `o11yc build --check`, a generated file whose content is not what the registry
    /// compiles to, although nobody has edited it: the registry was changed without a build, or a
    /// different version of o11yc was used. The manifest counts as a generated file.
    ///
    /// ## Why it matters
    ///
    /// What Prometheus loads is the generated file. A registry that says one thing while the
    /// committed rules say another pages people for promises that were withdrawn.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # registry/observability_services.yml, edited; generated/ still has the old owner
    /// services:
    ///   - service_name: anvila-api
    ///     owner: anvila-platform
    /// ```
    ///
    /// ## Write instead
    ///
    /// Run the build after every change of the registry, and commit both together:
    ///
    /// ```yaml
    /// # .pre-commit-config.yaml
    /// - id: o11yc
    ///   entry: o11yc build
    /// ```
    STALE_OUTPUT = GEN001 "stale-output" Error;

    /// ## What it does
    ///
    /// Reports a generated file that was edited since o11yc wrote it. The file is kept as it is,
    /// and everything else is built. Which content is o11yc's own is told by the hashes in
    /// `.o11yc-manifest.json`.
    ///
    /// ## Why it matters
    ///
    /// An edit to a generated file is often a repair made in a hurry. Overwriting it silently
    /// would bring the fault back; leaving it silently would hide that the registry is no longer
    /// the truth.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # generated/prometheus/rules/production/anvila-api.yml
    /// - alert: SLOFastBurn
    ///   expr: vector(0) == 1 # too noisy, see the chat of last night
    /// ```
    ///
    /// ## Write instead
    ///
    /// Say it in the registry, then give up the edit with `o11yc build --force`:
    ///
    /// ```yaml
    /// services:
    ///   - service_name: anvila-api
    ///     slo_profile: standard
    /// ```
    EDITED_OUTPUT = GEN002 "edited-output" Error;

    /// ## What it does
    ///
    /// Reports, in `o11yc build --check`, a file that an earlier build wrote and that the
    /// registry no longer produces. A build removes it. Files that the manifest does not name are never
    /// removed, and only reported by GEN009, where Prometheus loads them. Where there is no manifest, a file counts that starts with the
    /// header of o11yc and lies in a directory that the build writes to: a build reports it as well
    /// and keeps it, as nobody can tell whether it was edited, and `o11yc build --force` removes it.
    ///
    /// ## Why it matters
    ///
    /// Prometheus goes on loading the rules of a service that no longer exists, and they fire for
    /// an owner who has left.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # `billing` was deleted from the registry, yet
    /// # generated/prometheus/rules/production/billing.yml is still committed
    /// services:
    ///   - service_name: anvila-api
    /// ```
    ///
    /// ## Write instead
    ///
    /// Leave the registry as it is, run `o11yc build`, and commit the removal with it:
    ///
    /// ```yaml
    /// # generated/prometheus/rules/production holds anvila-api.yml alone
    /// services:
    ///   - service_name: anvila-api
    /// ```
    ORPHANED_OUTPUT = GEN003 "orphaned-output" Error;

    /// ## What it does
    ///
    /// Reports a file that o11yc has to write where a different file stands that it never wrote.
    /// The file is kept. One with the very same content is adopted without a word.
    ///
    /// ## Why it matters
    ///
    /// The file may be somebody's work, kept nowhere else.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # generated/prometheus/rules/production/anvila-api.yml, written by hand before the service
    /// # came into the registry
    /// groups:
    ///   - name: anvila-api
    /// ```
    ///
    /// ## Write instead
    ///
    /// Keep rules of your own outside the output directory, and let Prometheus load both; or give
    /// the file up with `o11yc build --force`:
    ///
    /// ```yaml
    /// rule_files:
    ///   - generated/prometheus/rules/production/*.yml
    ///   - rules/*.yml
    /// ```
    FOREIGN_OUTPUT = GEN006 "foreign-output" Error;

    /// ## What it does
    ///
    /// Reports a symbolic link in the output directory at, or on the way to, a file that o11yc
    /// has to write, compare or remove. Nothing behind the link is touched, not even with
    /// `--force`. The output directory itself may be a link.
    ///
    /// ## Why it matters
    ///
    /// A link can lead anywhere: writing through it would overwrite files outside the output
    /// directory, and removing through it would delete them.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # generated/prometheus -> /etc/prometheus
    /// rule_files:
    ///   - /etc/prometheus/rules/production/*.yml
    /// ```
    ///
    /// ## Write instead
    ///
    /// Remove the link, build, and let the tools read where o11yc writes:
    ///
    /// ```yaml
    /// rule_files:
    ///   - /srv/observability/generated/prometheus/rules/production/*.yml
    /// ```
    LINKED_OUTPUT = GEN007 "linked-output" Error;

    /// ## What it does
    ///
    /// Reports, in `o11yc build --check`, a file that the registry compiles to and that the
    /// output directory does not have.
    ///
    /// ## Why it matters
    ///
    /// The service looks onboarded, but nothing watches it: an alert that was never written
    /// cannot fire.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # `search` is new, and generated/prometheus/rules/production/search.yml is not committed
    /// services:
    ///   - service_name: search
    ///     owner: anvila-devops
    /// ```
    ///
    /// ## Write instead
    ///
    /// Leave the entry as it is, run `o11yc build`, and commit the new files with it. Should
    /// `git add` pass them over, look for a pattern in `.gitignore` that hides them:
    ///
    /// ```yaml
    /// # generated/prometheus/rules/production/search.yml, committed
    /// groups:
    ///   - name: search
    /// ```
    MISSING_OUTPUT = GEN008 "missing-output" Error;

    /// ## What it does
    ///
    /// Tells of a file that ends in `.yml`, lies in a directory of generated rules, and was never
    /// written by o11yc. It is left alone, and no build fails for it.
    ///
    /// ## Why it matters
    ///
    /// Prometheus is told to load all of the directory, so the file is loaded as well: rules of a
    /// service that went long ago, or a copy made for a trial, fire beside those of the registry.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # generated/prometheus/rules/production/ours.yml, in no registry, but loaded by
    /// rule_files:
    ///   - generated/prometheus/rules/production/*.yml
    /// ```
    ///
    /// ## Write instead
    ///
    /// Keep rules of your own in a directory of their own, where everybody sees whose they are:
    ///
    /// ```yaml
    /// rule_files:
    ///   - generated/prometheus/rules/production/*.yml
    ///   - rules/*.yml
    /// ```
    STRANGE_RULES = GEN009 "strange-rules" Warning;
}
