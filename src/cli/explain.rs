//! `o11yc explain [CODE]`: what a finding means, or which there are.

use anyhow::bail;
use clap::Args;

use super::CLEAN;
use super::console::Console;
use crate::diag::{self, Code};
use crate::source::nearest;

/// Explain a finding: what the rule does, why it matters, and what to write instead; or list all rules
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The code or the name of a rule, such as SLO003 or unreachable-burn; without it all are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let codes = crate::codes();
        let Some(wanted) = self.code.as_deref() else {
            console.print(|out, _| out.write_all(diag::list(&codes).as_bytes()))?;
            return Ok(CLEAN);
        };
        let found = codes.iter().find(|code| {
            code.id.eq_ignore_ascii_case(wanted) || code.name.eq_ignore_ascii_case(wanted)
        });
        let Some(code) = found else {
            match meant(wanted, &codes) {
                Some(near) => bail!("no rule is called `{wanted}`; did you mean `{near}`?"),
                None => bail!("no rule is called `{wanted}`; `o11yc explain` lists them all"),
            }
        };
        let text = diag::explain(code);
        console.print(|out, _| out.write_all(text.as_bytes()))?;
        Ok(CLEAN)
    }
}

/// The rule that was probably meant. Codes are told apart by their numbers, so that only another way to write
/// the same number is near.
fn meant<'c>(wanted: &str, codes: &[&'c Code]) -> Option<&'c str> {
    let digits = wanted.find(|c: char| c.is_ascii_digit());
    let (letters, number) = wanted.split_at(digits.unwrap_or(wanted.len()));
    let of_kind = |code: &&&Code| code.id[..3].eq_ignore_ascii_case(letters.trim_end_matches('-'));
    let mut kind = codes.iter().filter(of_kind).peekable();
    if kind.peek().is_none() {
        return nearest(wanted, codes.iter().flat_map(|code| [code.id, code.name]));
    }
    let number: u32 = number.parse().ok()?;
    kind.find(|code| code.id[3..].parse() == Ok(number))
        .map(|code| code.id)
}
