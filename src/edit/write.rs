//! The entry as text: in come its values and the style of its neighbours, out come its lines.

use super::style::Style;
use super::{Entry, Value};
use crate::artifact::yaml::inline;

impl Style {
    /// The lines of an entry of a list that has a line for each item.
    pub(super) fn item(&self, entry: &Entry) -> Vec<String> {
        let dash = format!("{}-{}", " ".repeat(self.dash), " ".repeat(self.spaces));
        if self.inline {
            return vec![dash + &self.inline_item(entry)];
        }
        let keys = self.dash + 1 + self.spaces;
        let mut lines = self.fields(entry, keys);
        if let Some(first) = lines.first_mut() {
            first.replace_range(..keys, &dash);
        }
        lines
    }

    /// The lines of a mapping whose keys stand in this column.
    fn fields(&self, entry: &Entry, column: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for (key, value) in entry {
            let key = format!("{}{}:", " ".repeat(column), inline(key, false, self.keys));
            match (value, self.list_offset(value)) {
                (Value::List(items), Some(offset)) => {
                    lines.push(key);
                    lines.extend(
                        items
                            .iter()
                            .flat_map(|item| self.nested(item, column + offset)),
                    );
                }
                _ => lines.push(format!("{key} {}", self.value(value, false))),
            }
        }
        lines
    }

    /// How far the dashes of a list stand right of its key; `None` if it goes into brackets, as one
    /// without items must.
    fn list_offset(&self, value: &Value) -> Option<usize> {
        match value {
            Value::List(items) if items.iter().any(|item| matches!(item, Value::Map(_))) => {
                Some(self.map_list)
            }
            Value::List(items) if !items.is_empty() => self.list,
            _ => None,
        }
    }

    /// The lines of an item of a list in an entry.
    fn nested(&self, item: &Value, dash: usize) -> Vec<String> {
        let start = format!("{}- ", " ".repeat(dash));
        match item {
            Value::Map(entry) if !self.inline_maps => {
                let mut lines = self.fields(entry, dash + 2);
                if let Some(first) = lines.first_mut() {
                    first.replace_range(..dash + 2, &start);
                }
                lines
            }
            item => vec![start + &self.value(item, false)],
        }
    }

    /// An entry in braces.
    pub(super) fn inline_item(&self, entry: &Entry) -> String {
        let fields = entry.iter().map(|(key, value)| {
            format!(
                "{}: {}",
                inline(key, true, self.keys),
                self.value(value, true)
            )
        });
        let fields = fields.collect::<Vec<_>>().join(", ");
        if self.padded {
            format!("{{ {fields} }}")
        } else {
            format!("{{{fields}}}")
        }
    }

    /// A value in a line, perhaps within brackets.
    fn value(&self, value: &Value, in_brackets: bool) -> String {
        match value {
            Value::Text(text) => inline(text, in_brackets, self.values),
            Value::List(items) => {
                let items = items.iter().map(|item| self.value(item, true));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            Value::Map(entry) => self.inline_item(entry),
        }
    }
}
