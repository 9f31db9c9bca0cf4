//! Words that must not stay in any text file: leftovers, and names that mean nothing to outsiders.

use super::Finding;

/// A banned text and what to do instead. Each is put together so that this file does not hold it.
const BANNED: &[(&str, &str)] = &[
    (concat!("todo", "!("), "finish it, or return an error that says so"),
    (concat!("FIX", "ME"), "fix it, or open an issue"),
    (concat!("XX", "X"), "fix it, or open an issue"),
    (concat!("/wo", "rk/"), NOT_OURS),
    (concat!("/tmp/", "plan"), NOT_OURS),
    (concat!("../", "shared"), NOT_OURS),
    (concat!("REFER", "ENCE"), "cite docs/API-FACTS.md and a section"),
    (concat!("STYLE-", "ANCHORS"), NOT_OURS),
    (concat!("INTER", "FACES.md"), NOT_OURS),
    (concat!("PE", "ERS.md"), NOT_OURS),
    (concat!("CHECK", "OUT.md"), NOT_OURS),
    (concat!("DES", "IGN"), "cite docs/decisions/ or ARCHITECTURE.md"),
];

const NOT_OURS: &str = "a reader of this repository has no such file";

/// Finds banned words and references to issues by small numbers.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (word, advice) in BANNED {
            if contains_word(line, word) {
                found.push(Finding::in_line(path, index, format!("`{word}`: {advice}")));
            }
        }
        if names_issue(line) {
            let message = "an issue by its number: say what it is about instead";
            found.push(Finding::in_line(path, index, message));
        }
    }
    found
}

/// Finds a text that does not continue a longer word on either side.
fn contains_word(line: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let starts_inside = word.starts_with(is_part);
    let ends_inside = word.ends_with(is_part);
    line.match_indices(word).any(|(start, _)| {
        let (before, rest) = line.split_at(start);
        let after = rest.strip_prefix(word).unwrap_or_default();
        !(starts_inside && before.ends_with(is_part) || ends_inside && after.starts_with(is_part))
    })
}

/// Finds "issue" followed by a number; a full link to somebody else's tracker is fine.
fn names_issue(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.split(concat!("iss", "ue ")).skip(1).any(|rest| {
        let rest = rest.strip_prefix('#').unwrap_or(rest);
        rest.starts_with(|character: char| character.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(line: &str, count: usize) {
        let found = check("a.md", line);
        assert_eq!(found.len(), count, "{line}: {found:?}");
    }

    #[test]
    fn every_banned_word_is_found_with_its_line() {
        for (word, advice) in BANNED {
            let text = format!("fine\nsee {word} there\n");
            let expected = Finding::in_line("a.md", 1, format!("`{word}`: {advice}"));
            assert_eq!(check("a.md", &text), [expected], "{word}");
        }
    }

    #[test]
    fn longer_words_are_left_alone() {
        finds(concat!("REFER", "ENCES and DES", "IGNED and XX", "XL"), 0);
        finds("network/works and a todo list", 0);
    }

    #[test]
    fn issues_are_told_by_what_they_are_about() {
        finds(concat!("see Iss", "ue 2"), 1);
        finds(concat!("see iss", "ue #17"), 1);
        finds("an issue is a place to report, issues 2 is not", 0);
    }
}
