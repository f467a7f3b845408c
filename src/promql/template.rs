//! Expressions with typed placeholders: text with `$name` where a number, a duration, a regular
//! expression or series are still to come, read once; filled in as nodes of the tree, never as text,
//! so that no value can change the shape of an expression.

use super::matchers::METRIC_NAME;
use super::parse::read;
use super::tokens::{Token, TokenKind, check_place, prepare, rewrite};
use super::{Expr, Matcher, Number, ParseError, Selector, Text, ValueKind};
use crate::units::Duration;

/// What a placeholder may stand for, which decides where it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// A scalar.
    Number,
    /// A range, a step or an offset.
    Duration,
    /// The value of a matcher with `=~` or `!~`.
    Regex,
    /// A selector's metric; further matchers may stand behind it.
    Series,
}

/// What a placeholder is filled with; of the kind of its [`Hole`].
#[derive(Debug, Clone)]
pub enum Filling {
    /// For [`Hole::Number`].
    Number(Number),
    /// For [`Hole::Duration`].
    Duration(Duration),
    /// For [`Hole::Regex`].
    Regex(Text),
    /// For [`Hole::Series`]: its matchers are added to those that stand there.
    Series(Selector),
}

/// An expression whose placeholders are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Placeholders are [`Mark`]s here, which is why nobody else sees it.
    expr: Expr,
    kind: ValueKind,
    /// The names of the placeholders, in the order in which they appear.
    names: Vec<Text>,
}

impl Template {
    /// Reads an expression in which these names may stand behind `$`.
    pub fn parse(text: &str, holes: &[(&str, Hole)]) -> Result<Self, ParseError> {
        let mut tokens = prepare(text)?;
        let mut names: Vec<Text> = Vec::new();
        for position in 0..tokens.len() {
            refuse_marks(&tokens[position])?;
            let TokenKind::Placeholder(name) = tokens[position].kind else {
                continue;
            };
            let hole = known(name, holes).map_err(|error| error.at(&tokens[position].range))?;
            check_place(&tokens, position, name, hole)?;
            let index = names.iter().position(|it| it.as_str() == name);
            let index = index.unwrap_or_else(|| {
                names.push(name.to_owned().into());
                names.len() - 1
            });
            tokens[position].kind = Mark(index).token(hole);
        }
        let (expr, kind) = read(&rewrite(&tokens), &tokens)?;
        Ok(Self { expr, kind, names })
    }

    /// What the expression gives.
    pub fn kind(&self) -> ValueKind {
        self.kind
    }

    /// The names of its placeholders, each once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(Text::as_str)
    }

    /// The expression with marks for what is open: of use to those who only ask for its form.
    pub fn form(&self) -> &Expr {
        &self.expr
    }

    /// The same for those who edit what is known of it.
    pub(super) fn form_mut(&mut self) -> &mut Expr {
        &mut self.expr
    }

    /// The name of the number that a part of the [`form`](Self::form) stands for.
    pub fn number(&self, part: &Expr) -> Option<&str> {
        let Mark(index) = Mark::of_number(part)?;
        self.names.get(index).map(Text::as_str)
    }

    /// The name of the placeholder that a selector of the [`form`](Self::form) stands for: series, or a
    /// number, which is read as the scalar of a selector.
    pub fn placeholder(&self, selector: &Selector) -> Option<&str> {
        let Mark(index) = Mark::of_text(selector.name()?)?;
        self.names.get(index).map(Text::as_str)
    }

    /// Whether what a matcher asks for is a placeholder.
    pub fn is_open(&self, matcher: &Matcher) -> bool {
        Mark::of_text(matcher.value.as_str()).is_some_and(|Mark(index)| index < self.names.len())
    }

    /// The expression with each placeholder filled in.
    pub fn fill(&self, filling: impl FnMut(&str) -> Filling) -> Expr {
        let fillings: Vec<_> = self.names().map(filling).collect();
        let mut expr = self.expr.clone();
        expr.walk_mut(&mut |part| fill_part(part, &fillings));
        expr
    }
}

fn fill_part(part: &mut Expr, fillings: &[Filling]) {
    if let Some(Filling::Number(number)) = Mark::of_number(part).and_then(|mark| mark.of(fillings))
    {
        *part = (*number).into();
        return;
    }
    match part {
        Expr::Negation(inner) => {
            if let Some(Filling::Number(number)) =
                Mark::of_number(inner).and_then(|mark| mark.of(fillings))
            {
                *part = -Expr::from(*number);
            }
        }
        Expr::Selector(selector) => fill_selector(selector, fillings),
        Expr::Range { selector, range } => {
            fill_selector(selector, fillings);
            fill_duration(range, fillings);
        }
        Expr::Subquery(subquery) => {
            fill_duration(&mut subquery.range, fillings);
            if let Some(step) = &mut subquery.step {
                fill_duration(step, fillings);
            }
            fill_offset(&mut subquery.timing.offset, fillings);
        }
        _ => {}
    }
}

fn fill_selector(selector: &mut Selector, fillings: &[Filling]) {
    fill_offset(&mut selector.timing.offset, fillings);
    let mut series = None;
    let mut kept = Vec::new();
    for matcher in selector.matchers.iter() {
        match Mark::of_text(&matcher.value).and_then(|mark| mark.of(fillings)) {
            Some(Filling::Series(of_role)) if matcher.label.as_str() == METRIC_NAME => {
                series = Some(of_role);
            }
            Some(Filling::Regex(regex)) => {
                kept.push(Matcher::new(
                    matcher.label.clone(),
                    matcher.op,
                    regex.clone(),
                ));
            }
            _ => kept.push(matcher.clone()),
        }
    }
    selector.matchers = kept.into_iter().collect();
    if let Some(series) = series {
        selector.matchers.merge(&series.matchers);
    }
}

fn fill_duration(duration: &mut Duration, fillings: &[Filling]) {
    let mark = Mark::of_millis(duration.as_millis());
    if let Some(Filling::Duration(filling)) = mark.and_then(|mark| mark.of(fillings)) {
        *duration = *filling;
    }
}

fn fill_offset(offset: &mut i64, fillings: &[Filling]) {
    let mark = Mark::of_millis(offset.unsigned_abs());
    if let Some(Filling::Duration(filling)) = mark.and_then(|mark| mark.of(fillings)) {
        let millis = i64::try_from(filling.as_millis()).unwrap_or(i64::MAX);
        *offset = offset.signum() * millis;
    }
}

/// What stands in the tree for the placeholder of this index.
#[derive(Debug, Clone, Copy)]
struct Mark(usize);

/// What the names of marks begin with; a user's text that does so is refused.
const RESERVED: &str = "__o11yc_";

/// Longer than Prometheus can count, so no expression of a user's has it.
const LONGEST: Duration = Duration::from_days(365_000);

impl Mark {
    fn text(self) -> String {
        format!("{RESERVED}{}", self.0)
    }

    fn token<'t>(self, hole: Hole) -> TokenKind<'t> {
        let millis = LONGEST.as_millis() + self.0 as u64;
        match hole {
            // Checked as a scalar wherever it stands.
            Hole::Number => TokenKind::Stand(format!("scalar({})", self.text())),
            Hole::Duration => TokenKind::Duration(Duration::from_millis(millis)),
            Hole::Regex => TokenKind::Text(self.text()),
            Hole::Series => TokenKind::Stand(self.text()),
        }
    }

    fn of_text(text: &str) -> Option<Self> {
        text.strip_prefix(RESERVED)?.parse().map(Self).ok()
    }

    fn of_millis(millis: u64) -> Option<Self> {
        let index = millis.checked_sub(LONGEST.as_millis())?;
        usize::try_from(index).map(Self).ok()
    }

    fn of_number(part: &Expr) -> Option<Self> {
        let Expr::Call { function, args } = part else {
            return None;
        };
        match args.as_slice() {
            [Expr::Selector(selector)] if function.as_str() == "scalar" => {
                Self::of_text(selector.name()?)
            }
            _ => None,
        }
    }

    fn of(self, fillings: &[Filling]) -> Option<&Filling> {
        fillings.get(self.0)
    }
}

fn refuse_marks(token: &Token<'_>) -> Result<(), ParseError> {
    let text = match &token.kind {
        TokenKind::Word(text) => text,
        TokenKind::Text(text) => text.as_str(),
        _ => return Ok(()),
    };
    if text.starts_with(RESERVED) {
        let message = format!("names that begin with `{RESERVED}` are the compiler's own");
        return Err(ParseError::new(message).at(&token.range));
    }
    Ok(())
}

fn known(name: &str, holes: &[(&str, Hole)]) -> Result<Hole, ParseError> {
    if let Some((_, hole)) = holes.iter().find(|(known, _)| *known == name) {
        return Ok(*hole);
    }
    let error = ParseError::new(format!("unknown placeholder `${name}`"));
    Err(match holes {
        [] => error,
        [(only, _)] => error.help(format!("write `${only}`, the only one there is")),
        _ => {
            let listed: Vec<_> = holes.iter().map(|(name, _)| format!("`${name}`")).collect();
            error.help(format!("write one of {}", listed.join(", ")))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLES: &[(&str, Hole)] = &[
        ("cpu", Hole::Series),
        ("window", Hole::Duration),
        ("not", Hole::Regex),
        ("limit", Hole::Number),
    ];

    fn filled(text: &str) -> String {
        let template = Template::parse(text, HOLES).expect(text);
        let expr = template.fill(|name| match name {
            "cpu" => Filling::Series(Selector::metric("cpu_total").eq("host", "a\"}")),
            "window" => Filling::Duration(Duration::from_mins(5)),
            "not" => Filling::Regex("x\"} or vector(1)".into()),
            _ => Filling::Number("-0.5".parse().expect("a number")),
        });
        expr.to_string()
    }

    #[test]
    fn values_become_nodes_and_nothing_else() {
        for (text, expected) in [
            (
                r#"1 - avg(rate($cpu{mode="idle"}[$window]))"#,
                r#"1 - avg(rate(cpu_total{host="a\"}",mode="idle"}[5m]))"#,
            ),
            (
                "max($cpu{path!~$not}) > $limit",
                r#"max(cpu_total{host="a\"}",path!~"x\"} or vector(1)"}) > -0.5"#,
            ),
            (
                "max_over_time($cpu[1h:$window] offset $window)",
                r#"max_over_time(cpu_total{host="a\"}"}[1h:5m] offset 5m)"#,
            ),
            (
                "clamp_max($cpu, -$limit)",
                r#"clamp_max(cpu_total{host="a\"}"}, 0.5)"#,
            ),
            (
                "$cpu offset -$window",
                r#"cpu_total{host="a\"}"} offset -5m"#,
            ),
        ] {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn a_placeholder_stands_where_its_kind_may_stand() {
        for (text, message, range) in [
            ("$cpu[$limit]", "`$limit` can only be a number", 5..11),
            ("$window + 1", "`$window` can only be a range", 0..7),
            (
                "$cpu{a=$not}",
                "`$not` can only be the value of a matcher",
                7..11,
            ),
            ("up{a=~$cpu}", "`$cpu` can only be a metric", 6..10),
            ("$cup", "unknown placeholder `$cup`", 0..4),
            (
                "up{a=\"__o11yc_0\"}",
                "names that begin with `__o11yc_` are the compiler's own",
                5..16,
            ),
            (
                "rate($limit)",
                "`rate` takes a range vector, not a scalar",
                0..4,
            ),
        ] {
            let error = Template::parse(text, HOLES).expect_err(text);
            assert_eq!(
                (error.message.as_str(), error.range),
                (message, Some(range)),
                "{text}"
            );
        }
    }

    #[test]
    fn parts_tell_what_they_stand_for() {
        let template = Template::parse("$limit * $cpu", HOLES).expect("an expression");
        let mut found = Vec::new();
        template
            .form()
            .walk(&mut |part| found.extend(template.number(part)));
        template
            .form()
            .visit_selectors(|selector| found.extend(template.placeholder(selector)));
        assert_eq!(found, ["limit", "limit", "cpu"]);
        assert_eq!(template.names().collect::<Vec<_>>(), ["limit", "cpu"]);
    }
}
