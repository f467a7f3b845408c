//! Blocks of code in Markdown, whose lines mean nothing else: in comes a line, out goes whether a block is open
//! behind it.

/// The beginning of a block of code.
#[derive(Debug, Clone, Copy)]
pub struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    /// The line that closes it.
    pub fn closing(self) -> String {
        self.mark.to_string().repeat(self.length)
    }

    /// The fence that is open behind a line.
    pub fn after(open: Option<Self>, line: &str) -> Option<Self> {
        let text = line.trim_start();
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let Some(mark) = mark else {
            return open;
        };
        let rest = text.trim_start_matches(mark);
        let length = text.len() - rest.len();
        match open {
            Some(fence) => {
                let closes = mark == fence.mark && length >= fence.length && rest.trim().is_empty();
                (!closes).then_some(fence)
            }
            None if length >= 3 && !(mark == '`' && rest.contains('`')) => {
                Some(Self { mark, length })
            }
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fence;

    fn is_open_behind(text: &str) -> bool {
        text.lines().fold(None, Fence::after).is_some()
    }

    #[test]
    fn a_block_ends_with_its_own_mark_and_no_shorter_one() {
        for open in [
            "```",
            "````\n```",
            "```\n~~~",
            "~~~\n```",
            "```sh\n```x",
            "  ```",
        ] {
            assert!(is_open_behind(open), "{open}");
        }
        for closed in [
            "",
            "``",
            "``` `x` ```",
            "```\n````",
            "```sh\n```  ",
            "~~~\n~~~",
        ] {
            assert!(!is_open_behind(closed), "{closed}");
        }
    }
}
