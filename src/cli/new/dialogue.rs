//! Questions and answers in plain lines, which any terminal can show: in come lines, out come valid
//! answers. An end of input ends the dialogue.

use std::io::{BufRead, Write};

use anyhow::{Context as _, bail};

use crate::show::plain;
use crate::source::nearest;

/// More choices than this are shown only to those who ask.
const SHOWN: usize = 12;

/// Something to choose, and what follows from choosing it.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What is written into the registry.
    pub(super) name: String,
    /// The consequences, a line each.
    pub(super) means: Vec<String>,
}

/// A dialogue with somebody at a terminal.
pub(super) struct Dialogue<'a> {
    input: &'a mut dyn BufRead,
    output: &'a mut dyn Write,
}

impl<'a> Dialogue<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, output: &'a mut dyn Write) -> Self {
        Self { input, output }
    }

    /// Says something.
    pub(super) fn say(&mut self, line: &str) -> anyhow::Result<()> {
        writeln!(self.output, "{line}").context("cannot print the question")
    }

    /// Asks until the answer is one that `read` accepts. Enter alone means `default`.
    pub(super) fn ask<T>(
        &mut self,
        prompt: &str,
        default: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<T> {
        let prompt = match default {
            Some(default) => format!("{prompt} [{}]: ", plain(default)),
            None => format!("{prompt}: "),
        };
        loop {
            let answer = self.line(&prompt)?;
            let answer = match (answer.trim(), default) {
                ("", Some(default)) => default,
                ("", None) => {
                    self.say("  an answer is needed here")?;
                    continue;
                }
                (answer, _) => answer,
            };
            match read(answer) {
                Ok(value) => return Ok(value),
                Err(problem) => self.say(&format!("  {problem}"))?,
            }
        }
    }

    /// Asks for one of `choices`, by number or by name.
    pub(super) fn choose(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: Option<&str>,
    ) -> anyhow::Result<String> {
        self.offer(choices)?;
        self.pick(prompt, choices, default, |answer| pick(answer, choices))
    }

    /// Asks for one of `choices`, or for a name that is none of them and is `offered` to be added, by a
    /// question about it.
    pub(super) fn choose_or_add(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: Option<&str>,
        offered: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<String> {
        self.offer(choices)?;
        loop {
            let read =
                |answer: &str| Ok(pick(answer, choices).map_err(|it| (answer.to_owned(), it)));
            let (name, problem) = match self.pick(prompt, choices, default, read)? {
                Ok(picked) => return Ok(picked),
                Err(other) => other,
            };
            self.say(&format!("  {problem}"))?;
            if let Some(question) = offered(&name)
                && self.confirm(&format!("  {question}"), false)?
            {
                return Ok(name);
            }
        }
    }

    /// Asks for yes or no. Enter alone means `default`.
    pub(super) fn confirm(&mut self, question: &str, default: bool) -> anyhow::Result<bool> {
        let answers = if default { "Y/n" } else { "y/N" };
        loop {
            let answer = self.line(&format!("{question} [{answers}] "))?;
            match answer.trim().to_lowercase().as_str() {
                "" => return Ok(default),
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => self.say("  expected `y` or `n`")?,
            }
        }
    }

    /// Asks for some of `choices`, parted by commas or spaces.
    pub(super) fn choose_several(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: Option<&str>,
    ) -> anyhow::Result<Vec<String>> {
        self.offer(choices)?;
        self.pick(prompt, choices, default, |answer| {
            let parts = answer.split([',', ' ']).filter(|part| !part.is_empty());
            let mut picked: Vec<String> = Vec::new();
            for part in parts {
                let name = pick(part, choices)?;
                if !picked.contains(&name) {
                    picked.push(name);
                }
            }
            if picked.is_empty() {
                return Err("an answer is needed here".to_owned());
            }
            Ok(picked)
        })
    }

    /// Shows the choices, unless there are many.
    fn offer(&mut self, choices: &[Choice]) -> anyhow::Result<()> {
        if choices.len() > SHOWN {
            self.say(&format!("  {} to choose from; ? shows them", choices.len()))
        } else {
            self.show(choices)
        }
    }

    /// Asks until `read` accepts the answer, and shows the choices to those who ask.
    fn pick<T>(
        &mut self,
        prompt: &str,
        choices: &[Choice],
        default: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<T> {
        loop {
            let picked = self.ask(prompt, default, |answer| match answer {
                "?" => Ok(None),
                answer => read(answer).map(Some),
            })?;
            match picked {
                Some(picked) => return Ok(picked),
                None => self.show(choices)?,
            }
        }
    }

    fn show(&mut self, choices: &[Choice]) -> anyhow::Result<()> {
        let width = choices.iter().map(|it| it.name.chars().count()).max();
        let width = width.unwrap_or_default();
        for (number, choice) in choices.iter().enumerate() {
            let name = format!("  {:>2}  {:width$}  ", number + 1, choice.name);
            let indent = format!("\n{}", " ".repeat(name.chars().count()));
            let means: Vec<_> = choice.means.iter().map(|line| plain(line)).collect();
            let line = name + &means.join(&indent);
            self.say(line.trim_end())?;
        }
        Ok(())
    }

    fn line(&mut self, prompt: &str) -> anyhow::Result<String> {
        write!(self.output, "{prompt}")
            .and_then(|()| self.output.flush())
            .context("cannot print the question")?;
        let mut line = String::new();
        let read = self.input.read_line(&mut line);
        if read.context("cannot read the answer")? == 0 {
            self.say("")?;
            bail!("the questions were not answered; nothing was written");
        }
        Ok(line)
    }
}

/// The choice with this number or name.
fn pick(answer: &str, choices: &[Choice]) -> Result<String, String> {
    let number = answer.parse::<usize>().ok();
    let by_number = number.and_then(|number| choices.get(number.checked_sub(1)?));
    let by_name = || choices.iter().find(|choice| choice.name == answer);
    if let Some(choice) = by_number.or_else(by_name) {
        return Ok(choice.name.clone());
    }
    let names = choices.iter().map(|choice| choice.name.as_str());
    Err(match nearest(answer, names) {
        Some(near) => format!("`{answer}` is none of them; did you mean `{near}`?"),
        None => format!("`{answer}` is none of them; ? shows them"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices() -> Vec<Choice> {
        let choice = |name: &str, means: &[&str]| Choice {
            name: name.to_owned(),
            means: means.iter().map(|&line| line.to_owned()).collect(),
        };
        vec![
            choice("web", &["alerts go to #web"]),
            choice("payments", &["one", "two"]),
        ]
    }

    /// What is asked, and what comes of it, when somebody types `typed`.
    fn talk<T>(
        typed: &str,
        ask: impl FnOnce(&mut Dialogue<'_>) -> anyhow::Result<T>,
    ) -> (String, Result<T, String>) {
        let (mut input, mut output) = (typed.as_bytes(), Vec::new());
        let outcome = ask(&mut Dialogue::new(&mut input, &mut output));
        let said = String::from_utf8(output).expect("text");
        (said, outcome.map_err(|error| error.to_string()))
    }

    #[test]
    fn a_choice_is_made_by_number_or_name() {
        for (typed, picked) in [
            ("1\n", "web"),
            (" payments \n", "payments"),
            ("\n", "web"),
            ("2", "payments"),
        ] {
            let (_, outcome) = talk(typed, |it| it.choose("owner", &choices(), Some("web")));
            assert_eq!(outcome.as_deref(), Ok(picked), "{typed:?}");
        }
    }

    #[test]
    fn a_wrong_answer_is_told_at_once_and_asked_again() {
        let (said, outcome) = talk("paymets\n3\n\n2\n", |it| {
            it.choose("owner", &choices(), None)
        });
        assert_eq!(outcome.as_deref(), Ok("payments"));
        assert_eq!(
            said,
            "   1  web       alerts go to #web
   2  payments  one
                two
owner:   `paymets` is none of them; did you mean `payments`?
owner:   `3` is none of them; ? shows them
owner:   an answer is needed here
owner: "
        );
    }

    #[test]
    fn a_new_name_is_added_when_that_is_confirmed() {
        let offered = |name: &str| (name != "3").then(|| format!("add `{name}`?"));
        let (said, outcome) = talk("3\npaymets\n\nledger\nmaybe\ny\n", |it| {
            it.choose_or_add("owner", &choices(), None, offered)
        });
        assert_eq!(outcome.as_deref(), Ok("ledger"));
        let expected = "\
owner:   `3` is none of them; ? shows them
owner:   `paymets` is none of them; did you mean `payments`?
  add `paymets`? [y/N] owner:   `ledger` is none of them; ? shows them
  add `ledger`? [y/N]   expected `y` or `n`
  add `ledger`? [y/N] ";
        assert!(said.ends_with(expected), "{said}");
    }

    #[test]
    fn enter_confirms_what_is_usual() {
        for (typed, usual, outcome) in [
            ("\n", true, true),
            ("\n", false, false),
            ("No\n", true, false),
            ("YES\n", false, true),
        ] {
            let (_, confirmed) = talk(typed, |it| it.confirm("write it?", usual));
            assert_eq!(confirmed, Ok(outcome), "{typed:?} {usual}");
        }
        let (_, confirmed) = talk("", |it| it.confirm("write it?", true));
        assert!(confirmed.is_err());
    }

    #[test]
    fn control_characters_are_not_said() {
        let choices = [Choice {
            name: "web".to_owned(),
            means: vec!["a\u{1b}[31m\u{7}b".to_owned()],
        }];
        let (said, _) = talk("\n", |it| it.choose("owner", &choices, Some("web\u{7}")));
        assert!(
            said.starts_with("   1  web  a [31m b\nowner [web ]: "),
            "{said:?}"
        );
    }

    #[test]
    fn several_are_chosen_at_once() {
        let (_, outcome) = talk(",\n2, web,2\n", |it| {
            it.choose_several("owners", &choices(), None)
        });
        assert_eq!(outcome, Ok(vec!["payments".to_owned(), "web".to_owned()]));
    }

    #[test]
    fn many_choices_are_shown_to_those_who_ask() {
        let many: Vec<_> = choices().into_iter().cycle().take(SHOWN + 1).collect();
        let (said, _) = talk("web\n", |it| it.choose("owner", &many, None));
        assert_eq!(said, "  13 to choose from; ? shows them\nowner: ");
        let (said, _) = talk("?\nweb\n", |it| it.choose("owner", &many, None));
        assert_eq!(said.lines().count(), 1 + 19 + 1);
    }

    #[test]
    fn the_end_of_input_ends_the_dialogue() {
        for typed in ["", "nobody\n"] {
            let (_, outcome) = talk(typed, |it| it.choose("owner", &choices(), None));
            assert_eq!(
                outcome.expect_err("nobody answers"),
                "the questions were not answered; nothing was written"
            );
        }
    }
}
