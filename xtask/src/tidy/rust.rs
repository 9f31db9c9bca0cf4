//! Rules for single Rust files: the opening sentence, widths, lengths, floats, ignored tests.

use super::Finding;

const COLUMNS_MAX: usize = 100;
const LINES_MAX: usize = 500;

/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[];

/// Checks one Rust file.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(opening(path, text));
    found.extend(width(path, text));
    found.extend(length(path, text));
    found.extend(floats(path, text));
    found.extend(ignored_tests(path, text));
    found
}

fn opening(path: &str, text: &str) -> Option<Finding> {
    let first = text.lines().next().unwrap_or_default();
    let says_something = first.strip_prefix("//! ").is_some_and(|rest| !rest.trim().is_empty());
    (!says_something)
        .then(|| Finding::in_file(path, "opens without a `//!` sentence that says what it is for"))
}

fn width(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let columns = line.chars().count();
        // An address cannot be broken.
        if columns > COLUMNS_MAX && !line.contains("://") {
            let message = format!("{columns} columns, more than {COLUMNS_MAX}");
            found.push(Finding::in_line(path, index, message));
        }
    }
    found
}

fn length(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    let is_allowed = LONG_FILES.iter().any(|(long, _)| *long == path);
    (lines > LINES_MAX && !is_allowed).then(|| {
        Finding::in_file(path, format!("{lines} lines: look for the second idea inside it"))
    })
}

/// Clippy bans the float types by name; this also sees conversions that never name them.
fn floats(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    // Figures are floats, and nothing else there is a sum of money.
    if path.starts_with("benches/") {
        return found;
    }
    if text.contains("clippy::disallowed_types") || text.contains("clippy::float_arithmetic") {
        return found;
    }
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        if words.any(|word| word.ends_with("f32") || word.ends_with("f64")) {
            let message = "a float: money is exact; other uses need a local #[expect]";
            found.push(Finding::in_line(path, index, message));
        }
    }
    found
}

/// A test that is always left out proves nothing, and nobody notices.
fn ignored_tests(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("#[ignore") {
            found.push(Finding::in_line(path, index, "an ignored test: make it run, or drop it"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(text: &str, expected: &[&str]) {
        let found: Vec<_> = check("a.rs", text).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_says_first_what_it_is_for() {
        finds("//! Adds numbers.\n\nfn main() {}\n", &[]);
        let message = "a.rs: opens without a `//!` sentence that says what it is for";
        finds("fn main() {}\n", &[message]);
        finds("//!\n//! Adds numbers.\n", &[message]);
        finds("", &[message]);
    }

    #[test]
    fn a_line_has_at_most_100_columns_whatever_its_bytes() {
        let line = "é".repeat(97);
        finds(&format!("//! A.\n// {line}\n"), &[]);
        finds(&format!("//! A.\n// {line}x\n"), &["a.rs:2: 101 columns, more than 100"]);
        finds(&format!("//! A.\n// https://{line}\n"), &[]);
    }

    #[test]
    fn a_file_has_at_most_500_lines() {
        finds(&format!("//! A.\n{}", "\n".repeat(499)), &[]);
        let found = ["a.rs: 501 lines: look for the second idea inside it"];
        finds(&format!("//! A.\n{}", "\n".repeat(500)), &found);
    }

    #[test]
    fn floats_need_a_reason() {
        let (narrow, wide) = (concat!("f", "32"), concat!("f", "64"));
        let message = "a float: money is exact; other uses need a local #[expect]";
        finds(&format!("//! A.\nlet a: {wide} = 1;\n"), &[&format!("a.rs:2: {message}")]);
        finds(&format!("//! A.\nlet a = b.as_{narrow}();\n"), &[&format!("a.rs:2: {message}")]);
        finds(&format!("//! A.\nlet a = 1; // Not {wide}.\n"), &[]);
        let reason = "#[expect(clippy::disallowed_types, reason = \"a ratio\")]";
        finds(&format!("//! A.\n{reason}\nlet a: {wide} = 1;\n"), &[]);
    }

    #[test]
    fn no_test_is_left_out() {
        let attribute = concat!("    #[", "ignore = \"slow\"]");
        let found = ["a.rs:2: an ignored test: make it run, or drop it"];
        finds(&format!("//! A.\n{attribute}\n"), &found);
    }
}
