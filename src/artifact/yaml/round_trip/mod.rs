//! What we write, two readers that share no code with us read back as it was.

mod strategy;
mod value;

use std::sync::LazyLock;

use proptest::prelude::*;
use regex::RegexSet;

use super::{Style, style};
use strategy::{nasty, string, value};
use value::{Value, assert_both_read};

proptest! {
    #[test]
    fn two_readers_get_the_value_back(value in value()) {
        assert_both_read(&value);
    }

    #[test]
    fn a_plain_string_means_nothing_else_to_yaml_1_1(text in string()) {
        prop_assert!(style(&text) != Style::Plain || !YAML_1_1.is_match(&text), "{text:?}");
    }
}

#[test]
fn every_nasty_string_survives_everywhere() {
    for text in nasty() {
        let string = Value::Str(text.to_owned());
        let key = text.to_owned();
        assert_both_read(&string);
        assert_both_read(&Value::Map(vec![(key, string.clone())]));
        assert_both_read(&Value::List(vec![
            Value::List(vec![string.clone()]),
            string,
        ]));
    }
}

/// The types that the YAML 1.1 repository (yaml.org/type) resolves plain scalars to.
static YAML_1_1: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$",
        r"^(~|null|Null|NULL|)$",
        r"^[-+]?(0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+)$",
        r"^[-+]?([0-9][0-9_]*)?\.[0-9_]*([eE][-+]?[0-9]+)?$",
        r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$",
        r"^[-+]?\.(inf|Inf|INF)$",
        r"^\.(nan|NaN|NAN)$",
        r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)?$",
        r"^(<<|=)$",
    ])
    .expect("valid patterns")
});
