//! The questions about a new service: in come the options so far, out come complete ones. Only what
//! was not given is asked, and what is left at its default is not written into the entry.

use super::dialogue::Dialogue;
use super::menu::Menu;
use super::options::Options;
use crate::ir::{DEFAULT_TIER, NONE};
use crate::sli::Spec;

/// Asks for all that was not given.
pub(super) fn ask(
    options: &mut Options,
    menu: &Menu<'_>,
    dialogue: &mut Dialogue<'_>,
) -> anyhow::Result<()> {
    dialogue.say("Enter takes what stands in brackets, Ctrl-C writes nothing.")?;
    if options.name.is_none() {
        let read = |name: &str| menu.check_name(name).map(|()| name.to_owned());
        dialogue.say("\nThe service's name, for labels and file names:")?;
        options.name = Some(dialogue.ask("name", None, read)?);
    }
    if options.owner.is_none() {
        options.owner = Some(owner(menu, dialogue)?);
    }
    if options.tier.is_none() {
        dialogue.say("\nHow close it stands to its users:")?;
        options.tier = Some(dialogue.choose("tier", &menu.tiers(), Some(DEFAULT_TIER))?);
    }
    if options.environments.is_empty() {
        dialogue.say("\nWhere it runs, separated by commas:")?;
        let environments = menu.environments();
        options.environments =
            dialogue.choose_several("environments", &environments, Some("production"))?;
    }
    let (profile, dialect) = menu.defaults(options.tier.as_deref());
    if options.profile.is_none() {
        dialogue.say("\nWhat it is held to:")?;
        let picked = dialogue.choose("profile", &menu.profiles(), Some(profile))?;
        options.profile = Some(picked).filter(|picked| picked != profile);
    }
    let profile = options.profile.as_deref().unwrap_or(profile).to_owned();
    if options.metrics.is_none() {
        options.metrics = metrics(&profile, dialect, menu, dialogue)?;
    }
    urls(options, &profile, menu, dialogue)?;
    if options.channel.is_none() {
        options.channel = channel(options, menu, dialogue)?;
    }
    dialogue.say("")
}

fn owner(menu: &Menu<'_>, dialogue: &mut Dialogue<'_>) -> anyhow::Result<String> {
    let teams = menu.teams();
    let default = match teams.as_slice() {
        [] => anyhow::bail!(
            "the registry has no team to own a service; add one under `owners:` in `observability_services.yml`"
        ),
        [only] => Some(only.name.as_str()),
        _ => None,
    };
    dialogue.say("\nThe team that owns it:")?;
    dialogue.choose("owner", &teams, default)
}

/// The dialect, if the profile reads metrics that a dialect names.
fn metrics(
    profile: &str,
    default: &str,
    menu: &Menu<'_>,
    dialogue: &mut Dialogue<'_>,
) -> anyhow::Result<Option<String>> {
    let reads_metrics = |sli: &Spec| matches!(sli, Spec::RequestRatio(_) | Spec::Latency(_));
    let slos = menu.slos(profile, reads_metrics);
    if slos.is_empty() {
        return Ok(None);
    }
    dialogue.say(&format!("\nThe metrics that {} read:", slos.join(" and ")))?;
    let picked = dialogue.choose("metrics", &menu.dialects(), Some(default))?;
    Ok(Some(picked).filter(|picked| picked != default))
}

/// The URLs to probe, if the profile probes, where neither options nor environments have one.
fn urls(
    options: &mut Options,
    profile: &str,
    menu: &Menu<'_>,
    dialogue: &mut Dialogue<'_>,
) -> anyhow::Result<()> {
    let slos = menu.slos(profile, |sli| matches!(sli, Spec::Probe(_)));
    if slos.is_empty() {
        return Ok(());
    }
    let slos = slos.join(" and ");
    for environment in &options.environments {
        if menu.has_url(environment) || options.url(environment).is_some() {
            continue;
        }
        dialogue.say(&format!(
            "\nThe URL that probes ask in {environment}; without one there is no SLO {slos}:"
        ))?;
        let url = dialogue.ask("url", Some(NONE), url)?;
        options
            .urls
            .extend(url.map(|url| (environment.clone(), url)));
    }
    Ok(())
}

fn url(answer: &str) -> Result<Option<String>, String> {
    let rest = answer
        .strip_prefix("https://")
        .or_else(|| answer.strip_prefix("http://"));
    match rest {
        _ if answer == NONE => Ok(None),
        Some(rest) if !rest.is_empty() && !rest.contains([' ', '{', '}']) => {
            Ok(Some(answer.to_owned()))
        }
        _ => Err(format!(
            "`{answer}` is no URL; expected one that starts with `https://` or `http://`, or `{NONE}`"
        )),
    }
}

/// The channel, if it is another than the owner's contact.
fn channel(
    options: &Options,
    menu: &Menu<'_>,
    dialogue: &mut Dialogue<'_>,
) -> anyhow::Result<Option<String>> {
    let contact = options.owner.as_deref().and_then(|team| menu.contact(team));
    dialogue.say("\nThe Slack channel that hears of its alerts:")?;
    let picked = dialogue.ask("channel", contact, |answer| {
        Ok::<_, String>(answer.to_owned())
    })?;
    Ok(Some(picked).filter(|picked| Some(picked.as_str()) != contact))
}
