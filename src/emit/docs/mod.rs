//! Pages for people: which services there are, what they are held to, who is told of an alert, and what
//! to do about it.

mod routing;
mod runbooks;
mod services;
mod slos;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::{Context, Emitter, Unit, of_the_registry};
use crate::artifact::{Artifact, Body};
use crate::ir::{Program, names};

/// Emits pages about services, SLOs and routing, and runbooks.
pub(super) struct Docs;

impl Emitter for Docs {
    fn name(&self) -> &'static str {
        "docs"
    }

    fn units<'p>(&self, _: &'p Program) -> Vec<Unit<'p>> {
        vec![Unit::Program]
    }

    fn emit(&self, cx: &Context<'_>, _: Unit<'_>) -> Vec<Artifact> {
        let page = |name, text| of_the_registry(name, Body::Markdown(text));
        let pages = [
            page(names::ROUTING_PAGE, routing::page(cx.program)),
            page(names::SERVICES_PAGE, services::page(cx.program)),
            page(names::SLOS_PAGE, slos::page(cx.program)),
        ];
        pages.into_iter().chain(runbooks::pages(cx)).collect()
    }
}

/// Renders a template that comes with the compiler; it asks for nothing that its context lacks.
fn render(template: &'static str, context: &impl Serialize) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the usual delimiters"));
    environment.add_filter("cell", |text: String| escape(&text).replace('|', "\\|"));
    environment.add_filter("text", |text: String| escape(&text));
    environment.add_filter("prose", |text: String| prose(&text));
    environment.add_filter("fenced", |code: String| fenced(&code));
    environment
        .render_str(template, Serde(context))
        .expect("built-in templates fit their contexts")
}

/// Text in which code stands between backticks; all else is shown as it is.
fn prose(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 || parts.iter().skip(1).step_by(2).any(|code| code.is_empty()) {
        return escape(text);
    }
    let parts = parts.into_iter().enumerate().map(|(at, part)| {
        if at % 2 == 0 {
            escape(part)
        } else {
            format!("`{}`", part.replace(char::is_control, " "))
        }
    });
    parts.collect()
}

/// A block of PromQL, between fences that nothing in it can close.
fn fenced(code: &str) -> String {
    let runs = code.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default().max(2) + 1);
    format!("{fence}promql\n{code}\n{fence}")
}

/// Text that Markdown shows as it is.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '&' | '!' | '+' | '=' => {
                escaped.extend(['\\', c]);
            }
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
