//! Applies the hunks of a unified diff, as `patch` does, and trusts nothing that they say.

/// The text that hunks make of another. Panics where they do not fit.
pub(crate) fn apply(old: &str, hunks: &str) -> String {
    let mut rest = old.split_inclusive('\n');
    let (mut new, mut at) = (String::new(), 0);
    for line in hunks.split_inclusive('\n') {
        let (sign, text) = line.split_at(1);
        match sign {
            "@" => {
                // `@@ -386,9 +386,9 @@ section`: without a number of lines there is one.
                let range = text.split(' ').nth(1).expect("the old range");
                let (start, length) = range.split_once(',').unwrap_or((range, "1"));
                let start: usize = start.trim_start_matches('-').parse().expect("a line");
                let above = if length == "0" { start } else { start - 1 };
                new.extend(rest.by_ref().take(above - at));
                at = above;
            }
            "+" => new.push_str(text),
            sign => {
                assert_eq!(rest.next(), Some(text), "the hunk does not fit");
                at += 1;
                if sign == " " {
                    new.push_str(text);
                }
            }
        }
    }
    new.extend(rest);
    new
}
