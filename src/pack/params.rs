//! Parameters: declared with a type, bounds and an order; given values by whoever uses the pack.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::codes::{PARAMETER_VALUE, UNKNOWN_NAME};
use super::declare::{self, ParamType};
use super::value::Value;
use crate::diag::{Diagnostic, Sink};
use crate::source::{Entries, Literal, Span, Spanned, nearest};

/// The values of a pack's parameters by name, each with the place that decides it. One without a
/// default is missing until somebody gives it.
pub type Values = BTreeMap<String, Spanned<Value>>;

/// The parameters of a pack.
#[derive(Debug)]
pub(super) struct Params(pub(super) Vec<Param>);

/// A parameter.
#[derive(Debug)]
pub(super) struct Param {
    pub(super) name: Spanned<String>,
    pub(super) kind: ParamType,
    pub(super) description: String,
    default: Option<Spanned<Value>>,
    min: Option<Value>,
    max: Option<Value>,
    above: Option<Spanned<String>>,
    below: Option<Spanned<String>>,
}

impl Params {
    pub(super) fn compile(declared: &Entries<declare::Param>, sink: &mut Sink) -> Option<Self> {
        let params = declared.0.iter();
        let compiled: Vec<_> = params
            .map(|(name, it)| Param::compile(name, it, sink))
            .collect();
        let params = Self(compiled.into_iter().collect::<Option<_>>()?);
        for param in &params.0 {
            for other in param.above.iter().chain(&param.below) {
                params.find(other, sink)?;
            }
        }
        let defaults = params.defaults();
        params.are_in_order(&defaults, sink).then_some(params)
    }

    /// The values that nobody needs to give.
    fn defaults(&self) -> Values {
        let stated = self.0.iter().filter_map(|param| {
            let default = param.default.clone()?;
            Some((param.name.value.clone(), default))
        });
        stated.collect()
    }

    /// What each parameter may be, to check the pack with: its default, or any value of its type.
    pub(super) fn samples(&self) -> Values {
        let sample = |param: &Param| {
            let any = || Spanned::new(Value::any(param.kind), param.name.span);
            (
                param.name.value.clone(),
                param.default.clone().unwrap_or_else(any),
            )
        };
        self.0.iter().map(sample).collect()
    }

    /// The values where these layers are given, the last one strongest. What is wrong is reported, and
    /// the value beneath it stands.
    pub(super) fn resolve(&self, layers: &[&Entries<Spanned<Literal>>], sink: &mut Sink) -> Values {
        let mut values = self.defaults();
        for (name, text) in layers.iter().flat_map(|layer| &layer.0) {
            let Some(param) = self.find(name, sink) else {
                continue;
            };
            if let Some(value) = Value::read(param.kind, name, text, &param.example(), sink)
                && param.check_bounds(&value, text.span, sink).is_some()
            {
                values.insert(name.value.clone(), Spanned::new(value, text.span));
            }
        }
        self.are_in_order(&values, sink);
        values
    }

    pub(super) fn find(&self, name: &Spanned<String>, sink: &mut Sink) -> Option<&Param> {
        let found = self.0.iter().find(|param| param.name.value == name.value);
        if found.is_none() {
            let names = self.0.iter().map(|param| param.name.as_str());
            let message = format!("there is no parameter `{}`", name.value);
            let finding = Diagnostic::at(&UNKNOWN_NAME, name.span, message);
            let listed: Vec<_> = names.clone().map(|name| format!("`{name}`")).collect();
            sink.push(match nearest(name, names) {
                Some(near) => finding.help(format!("write `{near}`")),
                None if listed.is_empty() => finding.help("delete it: the pack has no parameters"),
                None => finding.help(format!("write one of {}", listed.join(", "))),
            });
        }
        found
    }

    /// Whether every value is on the right side of others; reports those that are not.
    fn are_in_order(&self, values: &Values, sink: &mut Sink) -> bool {
        let mut in_order = true;
        for param in &self.0 {
            let above = param
                .above
                .iter()
                .map(|it| (it, "above", Ordering::Greater));
            let below = param.below.iter().map(|it| (it, "below", Ordering::Less));
            for (other, side, wanted) in above.chain(below) {
                let pair = values.get(&param.name.value).zip(values.get(&other.value));
                let Some((value, limit)) = pair else { continue };
                if value.number().cmp(&limit.number()) == wanted {
                    continue;
                }
                let (name, other) = (&param.name.value, &other.value);
                let message = format!("`{name}` is {}, which is not {side} `{other}`", value.value);
                // What somebody gave is to blame, rather than a default that it does not fit.
                let place = value.span.max(limit.span);
                let finding = Diagnostic::at(&PARAMETER_VALUE, place, message)
                    .label(format!(
                        "must be {side} `{other}`, which is {}",
                        limit.value
                    ))
                    .help(format!("give `{name}` or `{other}` another value"));
                sink.push(finding);
                in_order = false;
            }
        }
        in_order
    }
}

/// No value is at least `min` and at most `max`.
fn crossed_bounds(name: &str, min: &Spanned<Value>, max: &Spanned<Value>) -> Diagnostic {
    let message = format!(
        "no value of `{name}` is at least {} and at most {}",
        min.value, max.value
    );
    Diagnostic::at(&PARAMETER_VALUE, min.span, message)
        .label("above `max`")
        .secondary(max.span, "the greatest value")
        .help("write a `min` below `max`")
}

impl Param {
    fn compile(name: &Spanned<String>, declared: &declare::Param, sink: &mut Sink) -> Option<Self> {
        let kind = declared.kind.value;
        let mut read = |text: &Option<Spanned<Literal>>| match text {
            None => Some(None),
            Some(text) => {
                let value = Value::read(kind, name, text, &Value::any(kind), sink)?;
                Some(Some(Spanned::new(value, text.span)))
            }
        };
        let (default, min, max) = (
            read(&declared.default),
            read(&declared.min),
            read(&declared.max),
        );
        let (default, min, max) = (default?, min?, max?);
        if let (Some(min), Some(max)) = (&min, &max)
            && min.number() > max.number()
        {
            sink.push(crossed_bounds(name, min, max));
            return None;
        }
        let param = Self {
            name: name.clone(),
            kind,
            description: declared.description.value.clone(),
            default,
            min: min.map(|it| it.value),
            max: max.map(|it| it.value),
            above: declared.above.clone(),
            below: declared.below.clone(),
        };
        if let Some(default) = &param.default {
            param.check_bounds(default, default.span, sink)?;
        }
        Some(param)
    }

    /// A value to show to those who wrote none: the default, or else one within the bounds.
    fn example(&self) -> Value {
        let usual = || {
            let any = Value::any(self.kind);
            let too_low = self.min.as_ref().filter(|min| any.number() < min.number());
            let too_high = self.max.as_ref().filter(|max| any.number() > max.number());
            too_low.or(too_high).cloned().unwrap_or(any)
        };
        let default = self.default.as_ref().map(|it| it.value.clone());
        default.unwrap_or_else(usual)
    }

    fn check_bounds(&self, value: &Value, span: Span, sink: &mut Sink) -> Option<()> {
        let number = value.number();
        let too_low = self.min.as_ref().filter(|min| number < min.number());
        let too_high = self.max.as_ref().filter(|max| number > max.number());
        let (side, bound) = match (too_low, too_high) {
            (Some(min), _) => ("at least", min),
            (_, Some(max)) => ("at most", max),
            (None, None) => return Some(()),
        };
        let message = format!("`{}` cannot be {value}", self.name.value);
        let finding = Diagnostic::at(&PARAMETER_VALUE, span, message)
            .label(format!("must be {side} {bound}"))
            .note(format!("`{}` is {}", self.name.value, self.description));
        sink.push(finding.help(format!("write a value of {side} {bound}")));
        None
    }
}
