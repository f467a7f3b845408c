//! What is said of a new service: the command's options, completed by answers, become an entry.

use clap::Args;

use crate::edit::{Entry, Value};

/// What is known of the new service.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "The service")]
pub(super) struct Options {
    /// The service's name
    #[arg(long)]
    pub(super) name: Option<String>,

    /// The team that owns it: one under `owners:`, or with `--contact` a new one
    #[arg(long, value_name = "TEAM")]
    pub(super) owner: Option<String>,

    /// Where the alerts of a new team go; the team is declared if the registry has none of this name
    #[arg(long, value_name = "CHANNEL")]
    pub(super) contact: Option<String>,

    /// Where it runs, parted by commas or given several times: `production`, `staging`, `testing`,
    /// `development`, or an environment of `platform.yml`
    #[arg(long = "environment", value_name = "NAME", value_delimiter = ',')]
    pub(super) environments: Vec<String>,

    /// What it does, in a line
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,

    /// How close it stands to its users: `user-facing`, `internal`, `worker`, `dependency`,
    /// `experimental`, or a tier of `platform.yml`; `internal` unless given
    #[arg(long)]
    pub(super) tier: Option<String>,

    /// The SLO profile it is held to: `standard`, `public-api-standard`, one of `slo_profiles.yml`, or
    /// `none`; its tier's unless given
    #[arg(long)]
    pub(super) profile: Option<String>,

    /// The URL that probes ask in an environment; may be given once for each
    #[arg(long = "url", value_name = "ENVIRONMENT=URL", value_parser = probe)]
    pub(super) urls: Vec<(String, String)>,

    /// The dialect of its metrics: `prom-http`, `flask`, `otel-http`, one of `dialects.yml`, or `none`;
    /// its tier's unless given
    #[arg(long, value_name = "DIALECT")]
    pub(super) metrics: Option<String>,

    /// The Slack channel that hears of its alerts; its owner's contact unless given
    #[arg(long)]
    pub(super) channel: Option<String>,
}

/// Reads `ENVIRONMENT=URL`.
fn probe(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((environment, url)) if !environment.contains(':') => {
            Ok((environment.to_owned(), url.to_owned()))
        }
        _ => Err(format!(
            "expected an environment before the URL, such as `production={text}`"
        )),
    }
}

impl Options {
    /// A service of a new team, which any sound registry could take.
    pub(super) fn example() -> Self {
        Self {
            name: Some("example".to_owned()),
            owner: Some("example".to_owned()),
            contact: Some("#example".to_owned()),
            environments: vec!["production".to_owned()],
            ..Self::default()
        }
    }

    /// The options that must be given and are not.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let required = [
            (self.name.is_none(), "`--name`"),
            (self.owner.is_none(), "`--owner`"),
            (self.environments.is_empty(), "`--environment`"),
        ];
        let missing = required.into_iter().filter(|(missing, _)| *missing);
        missing.map(|(_, option)| option).collect()
    }

    /// The URL that was given for an environment.
    pub(super) fn url(&self, environment: &str) -> Option<&str> {
        let mut urls = self.urls.iter();
        let given = urls.find(|(name, _)| name == environment);
        given.map(|(_, url)| url.as_str())
    }

    /// The environment of the first URL that is for none of the service's.
    pub(super) fn stray_url(&self) -> Option<&str> {
        let mut names = self.urls.iter().map(|(name, _)| name);
        names
            .find(|name| !self.environments.contains(name))
            .map(String::as_str)
    }

    /// The environment of the first URL whose environment has one already.
    pub(super) fn repeated_url(&self) -> Option<&str> {
        let mut names = self.urls.iter().map(|(name, _)| name).enumerate();
        let repeated = names.find(|&(at, name)| self.urls[..at].iter().any(|(it, _)| it == name));
        repeated.map(|(_, name)| name.as_str())
    }

    /// The entry, with its fields in the order in which `docs/registry.md` shows them.
    pub(super) fn entry(&self) -> Entry {
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let environments = self.environments.iter().map(|name| self.environment(name));
        let fields = [
            ("service_name", text(&self.name)),
            ("description", text(&self.description)),
            ("owner", text(&self.owner)),
            ("tier", text(&self.tier)),
            ("environments", Some(Value::List(environments.collect()))),
            ("slo_profile", text(&self.profile)),
            ("slack_channel", text(&self.channel)),
            ("metrics", text(&self.metrics)),
        ];
        let fields = fields.into_iter();
        fields
            .filter_map(|(key, value)| Some((key, value?)))
            .collect()
    }

    /// The entry of the team, where its contact is known.
    pub(super) fn team(&self) -> Option<Entry> {
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let team = ("team", text(&self.owner)?);
        Some(vec![team, ("alert_contact", text(&self.contact)?)])
    }

    fn environment(&self, name: &str) -> Value {
        let name_alone = Value::Text(name.to_owned());
        match self.url(name) {
            Some(url) => Value::Map(vec![
                ("name", name_alone),
                ("url", Value::Text(url.to_owned())),
            ]),
            None => name_alone,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;
    use crate::diag::Sink;
    use crate::registry;
    use crate::source::Files;

    #[test]
    fn the_help_names_what_is_built_in() {
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let built_in = registry::add_built_in(&mut files);
        let registry = registry::load("registry".into(), &files, &built_in, &[], &mut sink);
        let dialects = registry.dialects.iter();
        let of_requests = dialects.filter(|(_, dialect)| dialect.value.requests.is_some());
        let names = (registry.environments.iter().map(|(name, _)| name))
            .chain(registry.tiers.iter().map(|(name, _)| name))
            .chain(registry.profiles.iter().map(|(name, _)| name))
            .chain(of_requests.map(|(name, _)| name));
        let command = Options::augment_args(clap::Command::new("service"));
        let help = command.term_width(0).render_long_help().to_string();
        for name in names {
            assert!(help.contains(&format!("`{name}`")), "{name}: {help}");
        }
    }

    #[test]
    fn environments_are_parted_by_commas() {
        let command = Options::augment_args(clap::Command::new("service"));
        let given = ["service", "--environment", "a,b", "--environment", "c"];
        let matches = command.try_get_matches_from(given).expect("options");
        let options = Options::from_arg_matches(&matches).expect("options");
        assert_eq!(options.environments, ["a", "b", "c"]);
    }

    #[test]
    fn a_url_needs_its_environment() {
        let url = "https://shop.example.com/?a=b";
        let given = probe(&format!("production={url}"));
        assert_eq!(given, Ok(("production".to_owned(), url.to_owned())));
        assert!(probe(url).is_err());
        assert!(probe("https://shop.example.com").is_err());
    }

    #[test]
    fn an_environment_has_one_url() {
        let urls = |names: &[&str]| Options {
            urls: names
                .iter()
                .map(|&it| (it.into(), "https://a".into()))
                .collect(),
            ..Options::default()
        };
        assert_eq!(urls(&["staging", "production"]).repeated_url(), None);
        let repeated = urls(&["staging", "production", "staging"]);
        assert_eq!(repeated.repeated_url(), Some("staging"));
    }

    #[test]
    fn what_is_not_said_is_not_written() {
        let options = Options {
            name: Some("shop".to_owned()),
            environments: vec!["staging".to_owned(), "production".to_owned()],
            urls: vec![("production".to_owned(), "https://a".to_owned())],
            ..Options::default()
        };
        assert_eq!(options.missing(), ["`--owner`"]);
        let entry = options.entry();
        let keys: Vec<_> = entry.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["service_name", "environments"]);
        let Value::List(environments) = &entry[1].1 else {
            panic!("a list: {entry:?}");
        };
        assert_eq!(environments[0], Value::Text("staging".to_owned()));
        assert!(matches!(&environments[1], Value::Map(it) if it.len() == 2));
    }
}
