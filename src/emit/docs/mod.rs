//! Pages for people: which services there are, what they are held to, and who is told.

mod routing;
mod services;
mod slos;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::{Context, Emitter, Unit, path};
use crate::artifact::{Artifact, Body, Origin};
use crate::ir::{Program, names};

/// Emits pages about services, SLOs and routing.
pub(super) struct Docs;

impl Emitter for Docs {
    fn name(&self) -> &'static str {
        "docs"
    }

    fn units<'p>(&self, _: &'p Program) -> Vec<Unit<'p>> {
        vec![Unit::Program]
    }

    fn emit(&self, cx: &Context<'_>, _: Unit<'_>) -> Vec<Artifact> {
        let page = |name, text| Artifact {
            path: path(name),
            body: Body::Markdown(text),
            origin: Origin {
                file: "the registry".to_owned(),
                entry: None,
            },
        };
        vec![
            page(names::ROUTING_PAGE, routing::page(cx.program)),
            page(names::SERVICES_PAGE, services::page(cx.program)),
            page(names::SLOS_PAGE, slos::page(cx.program)),
        ]
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
    environment
        .render_str(template, Serde(context))
        .expect("built-in templates fit their contexts")
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
