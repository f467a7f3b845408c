use crate::promql::parse;

#[test]
fn one_meaning_has_one_text() {
    for (text, canonical) in [
        ("SUM(rate(a[5m])) BY (c, b)", "sum by (b, c) (rate(a[5m]))"),
        ("sum by () (a)", "sum(a)"),
        ("sum without () (a)", "sum without () (a)"),
        ("a AND ON(b) c", "a and on (b) c"),
        ("a == ignoring () b", "a == b"),
        ("a * on(b) group_left c", "a * on (b) group_left () c"),
        ("((a + b))", "a + b"),
        ("a + (b * c)", "a + b * c"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a and b) or (c unless d)", "a and b or c unless d"),
        ("a and (b or c)", "a and (b or c)"),
        ("(a ^ b) ^ (c ^ d)", "(a ^ b) ^ c ^ d"),
        ("a atan2 b * c", "a atan2 b * c"),
        ("-1 ^ 2", "-1 ^ 2"),
        ("(-1) ^ 2", "(-1) ^ 2"),
        ("-(1 ^ 2)", "-1 ^ 2"),
        ("- 1", "-1"),
        ("+a", "a"),
        ("-(-a)", "--a"),
        ("1 == BOOL 2", "1 == bool 2"),
        ("a{c=\"d\", b='e', b=`e`,}", r#"a{b="e",c="d"}"#),
        ("{__name__='a'}", "a"),
        ("{'a', b='c'}", r#"a{b="c"}"#),
        ("a[5m] offset 1h @ start()", "a[5m] @ start() offset 1h"),
        (
            "a @ 1609746000.50 offset -1h30m",
            "a @ 1609746000.5 offset -1h30m",
        ),
        ("a offset 90m [1d:1h]", "a offset 1h30m[1d:1h]"),
        ("(a + b)[1w:] @ end()", "(a + b)[7d:] @ end()"),
        ("a[300]", "a[5m]"),
        ("a > 0x10", "a > 16"),
        ("a > 1e-7", "a > 0.0000001"),
        ("a > .50", "a > 0.5"),
        ("a > +Inf", "a > Inf"),
        ("a > 5m", "a > 300"),
        ("a # why\n+ b", "a + b"),
    ] {
        let printed = parse(text).map(|expr| expr.to_string());
        assert_eq!(printed.as_deref(), Ok(canonical), "{text}");
        assert_eq!(parse(canonical), parse(text), "{text}");
    }
}
