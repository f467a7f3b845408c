//! The questions about a new service: in come the options so far, out come complete ones. Only what
//! was not given is asked, and what is left at its default is not written into the entry.

use super::dialogue::Dialogue;
use super::menu::{Menu, NEW};
use super::options::Options;
use crate::ir::DEFAULT_TIER;
use crate::registry::NONE;
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
    if options.contact.is_none() && !menu.has_team(options) {
        dialogue
            .say("\nWhere the alerts of the new team go, a Slack channel or a mail address:")?;
        let read = |answer: &str| contact(menu, answer);
        options.contact = Some(dialogue.ask("contact", None, read)?);
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

/// The team, which may be a new one.
fn owner(menu: &Menu<'_>, dialogue: &mut Dialogue<'_>) -> anyhow::Result<String> {
    let teams = menu.teams();
    let default = match teams.as_slice() {
        [only, _new] => Some(only.name.as_str()),
        _ => None,
    };
    dialogue.say("\nThe team that owns it:")?;
    let declare = |name: &str| {
        let is_free = menu.check_team(name).is_ok();
        is_free.then(|| format!("declare `{name}` as a new team?"))
    };
    let team = dialogue.choose_or_add("owner", &teams, default, declare)?;
    if team != NEW {
        return Ok(team);
    }
    let read = |name: &str| menu.check_team(name).map(|()| name.to_owned());
    dialogue.ask("team", None, read)
}

/// A channel, an address or a receiver.
fn contact(menu: &Menu<'_>, answer: &str) -> Result<String, String> {
    if answer.contains(char::is_whitespace) {
        return Err(format!(
            "`{answer}` holds a space; expected one channel or address, such as `#web-alerts`"
        ));
    }
    menu.check_contact(answer)?;
    Ok(answer.to_owned())
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
    let known = options.owner.as_deref().and_then(|team| menu.contact(team));
    let usual = known.or(options.contact.as_deref());
    dialogue.say("\nThe Slack channel that hears of its alerts:")?;
    let picked = dialogue.ask("channel", usual, |answer| contact(menu, answer))?;
    Ok(Some(picked).filter(|picked| Some(picked.as_str()) != usual))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::diag::Sink;
    use crate::edit::Value;
    use crate::registry;
    use crate::source::Files;

    const REGISTRY: &str = "\
services:
  - {service_name: shop, owner: web, environments: [production]}
owners:
  - {team: web, alert_contact: '#web'}
";

    /// What is said and what comes of it, when somebody types these lines.
    fn talk(options: Options, typed: &[&str]) -> (String, anyhow::Result<Options>) {
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let root = Utf8Path::new("registry");
        files.set_root(root);
        let built_in = registry::add_built_in(&mut files);
        let user = files.add(root.join("observability_services.yml"), REGISTRY.to_owned());
        let registry = registry::load(root, &files, &built_in, &[user], &mut sink);
        assert!(!sink.has_errors(), "{sink:?}");

        let typed = typed.join("\n") + "\n";
        let (mut input, mut output, mut options) = (typed.as_bytes(), Vec::new(), options);
        let mut dialogue = Dialogue::new(&mut input, &mut output);
        let outcome = ask(&mut options, &Menu::new(&registry, &files), &mut dialogue);
        assert!(
            input.is_empty(),
            "left: {:?}",
            String::from_utf8_lossy(input)
        );
        let said = String::from_utf8(output).expect("text");
        (said, outcome.map(|()| options))
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn enter_takes_the_defaults_and_leaves_them_out() {
        let (said, options) = talk(Options::default(), &["cart", "", "", "", "", "", "", ""]);
        let environments = Value::List(vec![text("production")]);
        let wanted = vec![
            ("service_name", text("cart")),
            ("owner", text("web")),
            ("tier", text("internal")),
            ("environments", environments),
        ];
        assert_eq!(options.expect("answered").entry(), wanted);
        insta::assert_snapshot!(said);
    }

    #[test]
    fn every_answer_is_written() {
        let typed = [
            "cart",
            "+",
            "payments",
            "#payments",
            "user-facing",
            "staging production",
            "1",
            "otel-http",
            "none",
            "https://cart.example.com",
            "#cart",
        ];
        let (_, options) = talk(Options::default(), &typed);
        let options = options.expect("answered");
        let production = Value::Map(vec![
            ("name", text("production")),
            ("url", text("https://cart.example.com")),
        ]);
        let environments = Value::List(vec![text("staging"), production]);
        let wanted = vec![
            ("service_name", text("cart")),
            ("owner", text("payments")),
            ("tier", text("user-facing")),
            ("environments", environments),
            ("slo_profile", text("public-api-standard")),
            ("slack_channel", text("#cart")),
            ("metrics", text("otel-http")),
        ];
        assert_eq!(options.entry(), wanted);
        let team = vec![
            ("team", text("payments")),
            ("alert_contact", text("#payments")),
        ];
        assert_eq!(options.team(), Some(team));
    }

    #[test]
    fn an_unknown_team_can_be_declared() {
        let typed = [
            "cart",
            "payments",
            "yes",
            "#payments",
            "",
            "",
            "",
            "",
            "",
            "",
        ];
        let (said, options) = talk(Options::default(), &typed);
        let team = vec![
            ("team", text("payments")),
            ("alert_contact", text("#payments")),
        ];
        assert_eq!(options.expect("answered").team(), Some(team));
        assert!(
            said.contains("declare `payments` as a new team? [y/N]"),
            "{said}"
        );
    }

    #[test]
    fn a_contact_is_one_that_alerts_can_go_to() {
        let typed = [
            "cart", "+", "pay", "pay", "#pay", "", "", "", "", "", "cart", "#cart",
        ];
        let (said, options) = talk(Options::default(), &typed);
        let options = options.expect("answered");
        assert_eq!(options.contact.as_deref(), Some("#pay"));
        assert_eq!(options.channel.as_deref(), Some("#cart"));
        for example in ["`#pay`", "`#cart`"] {
            let told = format!("  expected a channel such as {example}, an address");
            assert!(said.contains(&told), "{said}");
        }
    }

    #[test]
    fn what_was_given_is_not_asked() {
        let given = Options {
            name: Some("cart".to_owned()),
            tier: Some("worker".to_owned()),
            environments: vec!["production".to_owned()],
            ..Options::default()
        };
        let (said, options) = talk(given, &["", "", ""]);
        let asked = said.lines().filter(|line| line.ends_with(':')).count();
        assert_eq!(asked, 3, "{said}");
        assert_eq!(options.expect("answered").entry().len(), 4);
    }

    #[test]
    fn wrong_answers_are_told_at_once() {
        let typed = [
            "shop",
            "my shop",
            "Shop",
            "cart",
            "",
            "4",
            "prodution",
            "production",
            "standrd",
            "",
            "",
            "cart.example.com",
            "",
            "my channel",
            "",
        ];
        let (said, options) = talk(Options::default(), &typed);
        assert!(options.is_ok());
        let told = said
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(_, rest)| rest);
        let told: Vec<_> = told
            .filter(|line| line.starts_with("  `") || line.starts_with("  there"))
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn an_end_of_input_ends_it() {
        let (_, options) = talk(Options::default(), &["cart", ""]);
        assert!(options.is_err());
    }
}
