use proptest::strategy::{Strategy, ValueTree};
#[test]
fn dump() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = super::strategy::vector();
    let mut yaml = String::from("groups:\n- name: a\n  rules:\n");
    let mut lines = String::new();
    for i in 0..6000 {
        let e = strategy.new_tree(&mut runner).unwrap().current();
        for t in [e.to_string(), e.pretty(40)] {
            yaml += &format!(
                "  - record: r{i}\n    expr: {}\n",
                serde_json::to_string(&t).unwrap()
            );
        }
        if i < 700 {
            lines += &serde_json::to_string(&e.to_string()).unwrap();
            lines += "\n";
        }
    }
    for line in include_str!("corpus.promql")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let e = crate::promql::parse(line).unwrap();
        yaml += &format!(
            "  - record: c\n    expr: {}\n",
            serde_json::to_string(&e.pretty(100)).unwrap()
        );
        lines += &serde_json::to_string(&e.to_string()).unwrap();
        lines += "\n";
    }
    std::fs::write("/tmp/dump.yml", yaml).unwrap();
    std::fs::write("/tmp/dump.jsonl", lines).unwrap();
}
#[test]
fn compare() {
    let Ok(text) = std::fs::read_to_string("/tmp/formatted.jsonl") else {
        return;
    };
    let (mut same, mut bad) = (0, 0);
    for line in text.lines() {
        let (ours, theirs): (String, String) = serde_json::from_str(line).unwrap();
        let a = crate::promql::parse(&ours).unwrap();
        match crate::promql::parse(&theirs) {
            Ok(b) if a == b => same += 1,
            other => {
                bad += 1;
                eprintln!(
                    "OURS {ours}\nTHEIRS {theirs}\n{:?}\n",
                    other.map(|e| e.to_string())
                );
            }
        }
    }
    eprintln!("{same} same, {bad} differ");
}
