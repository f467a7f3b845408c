//! What the names in a registry can refer to, and the words for a name that leads nowhere.

use super::codes::{UNKNOWN_OWNER, UNKNOWN_PROFILE, UNKNOWN_RECEIVER, UNKNOWN_REFERENCE};
use super::resolve::Referent;
use crate::pack::declare::Pack;
use crate::registry::{
    BurnPolicy, Environment, EscalationStep, FileKind, Owner, Profile, Receiver, Tier, TimeInterval,
};
use crate::sli::Dialect;

pub(super) const PROFILE: Referent<Profile> = Referent {
    what: "SLO profile",
    unknown: "no profile has this name",
    declare: "add the profile under `profiles:` in `slo_profiles.yml`",
    declared: |registry| &registry.profiles,
    file: FileKind::Profiles,
    code: &UNKNOWN_PROFILE,
    or_none: true,
};

pub(super) const DIALECT: Referent<Dialect> = Referent {
    what: "dialect",
    unknown: "no dialect has this name",
    declare: "add it under `dialects:` in `dialects.yml`",
    declared: |registry| &registry.dialects,
    file: FileKind::Dialects,
    code: &UNKNOWN_REFERENCE,
    or_none: true,
};

pub(super) const PACK: Referent<Pack> = Referent {
    what: "alert pack",
    unknown: "no alert pack has this name",
    declare: "declare one in a file of `alert_packs/`",
    declared: |registry| &registry.packs,
    file: FileKind::Packs,
    code: &UNKNOWN_REFERENCE,
    or_none: false,
};

pub(super) const OWNER: Referent<Owner> = Referent {
    what: "owner",
    unknown: "no team has this name",
    declare: "add the team under `owners:`",
    declared: |registry| &registry.owners,
    file: FileKind::Services,
    code: &UNKNOWN_OWNER,
    or_none: false,
};

pub(super) const TIER: Referent<Tier> = Referent {
    what: "tier",
    unknown: "no tier has this name",
    declare: "add it under `tiers:` in `platform.yml`",
    declared: |registry| &registry.tiers,
    file: FileKind::Platform,
    code: &UNKNOWN_REFERENCE,
    or_none: false,
};

pub(super) const ENVIRONMENT: Referent<Environment> = Referent {
    what: "environment",
    unknown: "no environment has this name",
    declare: "add it under `environments:` in `platform.yml`",
    declared: |registry| &registry.environments,
    file: FileKind::Platform,
    code: &UNKNOWN_REFERENCE,
    or_none: false,
};

pub(super) const ESCALATION: Referent<Vec<EscalationStep>> = Referent {
    what: "escalation policy",
    unknown: "no escalation policy has this name",
    declare: "add it under `escalation_policies:` in `platform.yml`",
    declared: |registry| &registry.escalation_policies,
    file: FileKind::Platform,
    code: &UNKNOWN_REFERENCE,
    or_none: false,
};

pub(super) const BURN_POLICY: Referent<BurnPolicy> = Referent {
    what: "burn policy",
    unknown: "no burn policy has this name",
    declare: "add it under `burn_policies:` in `slo_profiles.yml`",
    declared: |registry| &registry.burn_policies,
    file: FileKind::Profiles,
    code: &UNKNOWN_REFERENCE,
    or_none: false,
};

pub(super) const RECEIVER: Referent<Receiver> = Referent {
    what: "receiver",
    unknown: "neither a Slack channel, a mail address, nor a receiver's name",
    declare: "add it under `receivers:` in `platform.yml`",
    declared: |registry| &registry.receivers,
    file: FileKind::Platform,
    code: &UNKNOWN_RECEIVER,
    or_none: false,
};

pub(super) const INTERVAL: Referent<TimeInterval> = Referent {
    what: "time interval",
    unknown: "no time interval has this name",
    declare: "add it under `time_intervals:` in `platform.yml`",
    declared: |registry| &registry.time_intervals,
    file: FileKind::Platform,
    code: &UNKNOWN_REFERENCE,
    or_none: false,
};
