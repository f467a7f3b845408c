//! Messages, rendered by Alertmanager's own `amtool`: every call that our receivers make, in every
//! situation. The snapshots are read by people; what must never be in a message is looked for.

mod cases;
#[path = "../support/mod.rs"]
mod support;

use std::sync::Mutex;

use camino::Utf8Path;
use o11yc::artifact::Body;
use o11yc::emit;
use serde_json::Value;

use cases::{Case, cases};
use support::{Tool, tool};

const CONFIG: &str = "alertmanager/alertmanager.yml";
const TEMPLATES: &str = "alertmanager/templates/o11yc.tmpl";

/// What a registry with a receiver of each kind compiles to.
struct Emitted {
    config: String,
    templates: String,
    /// Every template that receivers hold, by the path of its field; the same text once.
    calls: Vec<(String, String)>,
}

fn emitted() -> Emitted {
    let registry = Utf8Path::new("tests/messages/registry");
    let analysis = o11yc::analyse(registry).expect("the registry is there");
    assert!(!analysis.sink.has_errors(), "the registry is sound");
    let (texts, calls) = (Mutex::new(Vec::new()), Mutex::default());
    emit::each(&analysis.program, &analysis.files, &|artifact, _| {
        if let Body::Alertmanager(config) = &artifact.body {
            let receivers = serde_json::to_value(&config.receivers)?;
            collect("", &receivers, &mut calls.lock().expect("no panics"));
        }
        let text = (artifact.path.to_string(), artifact.text());
        texts.lock().expect("no panics").push(text);
        Ok(())
    })
    .expect("nothing is written");
    let texts = texts.into_inner().expect("no panics");
    let text = |path| {
        let found = texts.iter().find(|(it, _)| it == path);
        found.map(|(_, text)| text.clone()).expect("it is emitted")
    };
    Emitted {
        config: text(CONFIG),
        templates: text(TEMPLATES),
        calls: calls.into_inner().expect("no panics"),
    }
}

fn collect(path: &str, value: &Value, calls: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if text.contains("{{") => {
            let call = (path.to_owned(), text.clone());
            if !calls.contains(&call) {
                calls.push(call);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(path, item, calls)),
        Value::Object(fields) => {
            for (name, field) in fields {
                collect(
                    format!("{path}.{name}").trim_start_matches('.'),
                    field,
                    calls,
                );
            }
        }
        _ => {}
    }
}

fn render(amtool: &Tool, templates: &str, data: &Value, kind: &str, text: &str) -> String {
    let args = [
        "template",
        "render",
        "--template.glob=o11yc.tmpl",
        "--template.data=data.json",
        &format!("--template.type={kind}"),
        &format!("--template.text={text}"),
    ];
    let files = [("o11yc.tmpl", templates), ("data.json", &data.to_string())];
    amtool.run(&files, &args).expect("the templates are sound")
}

/// All that receivers say but the HTML, field by field.
fn texts(amtool: &Tool, emitted: &Emitted, case: &Case) -> String {
    let plain = emitted.calls.iter().filter(|(path, _)| !is_html(path));
    let calls: Vec<_> = plain
        .map(|(path, call)| format!("── {path}\n{call}\n"))
        .collect();
    render(
        amtool,
        &emitted.templates,
        &case.data,
        "text",
        &calls.concat(),
    )
}

fn html(amtool: &Tool, emitted: &Emitted, case: &Case) -> String {
    let call = emitted.calls.iter().find(|(path, _)| is_html(path));
    let (_, call) = call.expect("mail has an HTML part");
    render(amtool, &emitted.templates, &case.data, "html", call)
}

fn is_html(path: &str) -> bool {
    path == "email_configs.html"
}

#[test]
fn every_call_reads_well() {
    let Some(amtool) = tool("amtool") else { return };
    let emitted = emitted();
    for case in cases() {
        insta::assert_snapshot!(
            format!("{}-text", case.name),
            texts(&amtool, &emitted, &case)
        );
        insta::assert_snapshot!(
            format!("{}-html", case.name),
            html(&amtool, &emitted, &case)
        );
    }
}

#[test]
fn no_message_has_holes() {
    let Some(amtool) = tool("amtool") else { return };
    let emitted = emitted();
    for case in cases() {
        let (text, html) = (
            texts(&amtool, &emitted, &case),
            html(&amtool, &emitted, &case),
        );
        for line in text.lines().map(str::trim_end) {
            let dangling = [":", ":*", ":**", ",", "·", "("];
            let dangling = dangling.iter().any(|end| line.ends_with(end));
            let heading = ["Firing:", "Resolved:"].contains(&line);
            assert!(!dangling || heading, "{}: {line:?}", case.name);
        }
        for hole in ["<no value>", "<|", "()"] {
            assert!(!text.contains(hole), "{}: {hole}", case.name);
        }
        for hole in ["\"></td>", "\"></a>", "\"></div>", "href=\"\"", "()"] {
            assert!(!html.contains(hole), "{}: {hole}", case.name);
        }
    }
}

#[test]
fn texts_stay_texts() {
    let Some(amtool) = tool("amtool") else { return };
    let emitted = emitted();
    let case = cases().into_iter().find(|case| case.name == "hostile");
    let case = case.expect("there is one");
    let html = html(&amtool, &emitted, &case);
    for markup in ["<script", "<b>", "<!channel>", "javascript:"] {
        assert!(!html.contains(markup), "{markup}");
    }
    let text = texts(&amtool, &emitted, &case);
    let slack = text
        .split("── ")
        .filter(|field| field.starts_with("slack_configs"));
    for field in slack {
        for markup in ["<!", "<b>", "<script", "<https://evil"] {
            assert!(!field.contains(markup), "{field}");
        }
    }
}

/// Mail clients load nothing, run nothing and drop style sheets: all that light mode needs is inline.
#[test]
fn mail_needs_nothing_but_itself() {
    let Some(amtool) = tool("amtool") else { return };
    let emitted = emitted();
    for case in cases() {
        let html = html(&amtool, &emitted, &case);
        for outside in ["<img", "<link", "<script", "url(", "@import", "src="] {
            assert!(!html.contains(outside), "{}: {outside}", case.name);
        }
        // Gmail cuts what is longer.
        assert!(html.len() < 102_000, "{}: {} bytes", case.name, html.len());
    }
}

#[test]
fn amtool_is_content() {
    let Some(amtool) = tool("amtool") else { return };
    let emitted = emitted();
    let files = [
        (CONFIG, emitted.config.as_str()),
        (TEMPLATES, &emitted.templates),
    ];
    for flags in [&[][..], &["--enable-feature=utf8-strict-mode"]] {
        let args = [&["check-config", CONFIG], flags].concat();
        let said = amtool.run(&files, &args).expect("amtool accepts it");
        assert!(said.contains("1 templates"), "{said}");
        assert!(said.contains("SUCCESS"), "{said}");
    }
}
