use crate::promql::{At, BinaryOp, Expr, Selector, Text, sum, sum_by, vector};
use crate::units::Duration;

fn metric(name: &'static str) -> Expr {
    Selector::metric(name).into()
}

fn check(expr: impl Into<Expr>, text: &str) {
    assert_eq!(expr.into().to_string(), text);
}

#[test]
fn parentheses_follow_precedence() {
    let [a, b, c] = ["a", "b", "c"].map(|name| move || metric(name));
    check((a() + b()) * c(), "(a + b) * c");
    check(a() + b() * c(), "a + b * c");
    check(a() - b() - c(), "a - b - c");
    check(a() - (b() - c()), "a - (b - c)");
    check(a().or(b()).and(c()), "(a or b) and c");
    check(a().or(b().unless(c())), "a or b unless c");
    check(a().gt(b()).gt(c()), "a > b > c");
    check(a().gt(b().gt(c())), "a > (b > c)");
}

#[test]
fn powers_associate_to_the_right() {
    let [a, b, c] = ["a", "b", "c"].map(|name| move || metric(name));
    let pow = |lhs: Expr, rhs: Expr| lhs.apply(BinaryOp::Pow, rhs);
    check(pow(a(), pow(b(), c())), "a ^ b ^ c");
    check(pow(pow(a(), b()), c()), "(a ^ b) ^ c");
    check(-pow(1.into(), 2.into()), "-1 ^ 2");
    check(pow(-Expr::from(1), 2.into()), "(-1) ^ 2");
    check(pow(a(), -b()), "a ^ -b");
    check(pow(a(), pow(-b(), c())), "a ^ (-b) ^ c");
}

#[test]
fn a_sign_binds_like_a_product() {
    let [a, b] = ["a", "b"].map(|name| move || metric(name));
    check(-(a() * b()), "-(a * b)");
    check(-a() * b(), "-a * b");
    check(a() - -1, "a - -1");
    check(-(-a()), "--a");
    check((-a()).subquery(Duration::from_hours(1), None), "(-a)[1h:]");
}

#[test]
fn names_that_are_no_words_are_quoted() {
    check(
        Selector::metric("http.requests").eq("service.name", "a"),
        r#"{"http.requests","service.name"="a"}"#,
    );
    check(metric("offset"), r#"{"offset"}"#);
    check(
        sum_by(["service.name", "le"], metric("a")),
        r#"sum by (le, "service.name") (a)"#,
    );
}

#[test]
fn two_conditions_on_the_name_stay_in_braces() {
    check(
        Selector::metric("a").re("__name__", "a|b").eq("x", ""),
        r#"{__name__="a",__name__=~"a|b",x=""}"#,
    );
}

#[test]
fn a_hostile_value_stays_a_value() {
    let value = "\"} or vector(1) #\\\n`{{ $labels.x }}`\u{0}\u{2028}é";
    check(
        sum(Selector::metric("up").eq("service", value)),
        r#"sum(up{service="\"} or vector(1) #\\\n`{{ $labels.x }}`\x00\u2028é"})"#,
    );
}

#[test]
fn operators_carry_their_modifiers() {
    let info = || metric("info");
    let no_labels: [Text; 0] = [];
    check(
        info().apply(BinaryOp::Mul.on(["b", "a"]).group_left(["team"]), info()),
        "info * on (a, b) group_left (team) info",
    );
    let many_to_one = BinaryOp::Mul
        .ignoring(no_labels.clone())
        .group_right(no_labels);
    check(
        info().apply(many_to_one, info()),
        "info * ignoring () group_right () info",
    );
    check(
        vector(1).apply(BinaryOp::Less.ignoring(["a"]).returning_bool(), vector(2)),
        "vector(1) < bool ignoring (a) vector(2)",
    );
}

#[test]
fn timing_follows_the_brackets() {
    let selector = Selector::metric("a").at(At::Millis(1_500));
    let mut ahead = selector.clone().at(At::Start);
    ahead.timing.offset = -60_000;
    check(
        selector
            .offset(Duration::from_mins(90))
            .range(Duration::from_mins(5)),
        "a[5m] @ 1.5 offset 1h30m",
    );
    check(ahead, "a @ start() offset -1m");
}
