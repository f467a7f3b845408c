//! Nodes for unit tests, read from flow-style YAML: mappings, lists, plain and JSON-quoted scalars.

use std::borrow::Cow;

use super::{FileId, Key, Kind, Node, Number, Span};

/// The tree of a text, which must be well formed.
pub(super) fn node(text: &str) -> Node<'_> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.node();
    assert_eq!(reader.rest().trim(), "", "leftover text");
    node
}

/// The text under a span.
pub(super) fn under(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

struct Reader<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    fn node(&mut self) -> Node<'s> {
        self.skip_space();
        let start = self.at;
        let kind = match self.rest().chars().next() {
            Some('{') => Kind::Map(self.list('}', |reader| {
                let key = reader.key();
                reader.eat(':');
                (key, reader.node())
            })),
            Some('[') => Kind::Seq(self.list(']', Self::node)),
            Some('"') => Kind::Str(self.quoted()),
            _ => plain(self.plain()),
        };
        Node {
            kind,
            span: self.span(start),
        }
    }

    fn key(&mut self) -> Key<'s> {
        let start = self.at;
        let name = if self.rest().starts_with('"') {
            self.quoted()
        } else {
            Cow::Borrowed(self.plain())
        };
        Key {
            name,
            span: self.span(start),
        }
    }

    fn list<T>(&mut self, end: char, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip_space();
        while !self.eat(end) {
            items.push(item(self));
            self.eat(',');
            self.skip_space();
        }
        items
    }

    fn quoted(&mut self) -> Cow<'s, str> {
        let mut strings = serde_json::Deserializer::from_str(self.rest()).into_iter::<String>();
        let content = strings.next().expect("a quoted string").expect("JSON");
        self.at += strings.byte_offset();
        Cow::Owned(content)
    }

    fn plain(&mut self) -> &'s str {
        let rest = self.rest();
        let end = rest
            .char_indices()
            .find(|(at, c)| ",{}[]".contains(*c) || rest[*at..].starts_with(": "))
            .map_or(rest.len(), |(at, _)| at);
        let text = rest[..end].trim_end();
        self.at += text.len();
        text
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(wanted);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn span(&self, start: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).expect("a short text");
        Span::new(FileId(0), offset(start), offset(self.at))
    }
}

fn plain(text: &str) -> Kind<'_> {
    match text {
        "" | "null" => Kind::Null,
        "true" => Kind::Bool(true),
        "false" => Kind::Bool(false),
        _ => match text.parse() {
            Ok(value) => Kind::Number(Number { text, value }),
            Err(_) => Kind::Str(Cow::Borrowed(text)),
        },
    }
}
