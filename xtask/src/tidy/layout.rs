//! What belongs to every crate: the lint table, a README that is its documentation, a changelog.

use std::path::Path;

use super::Finding;
use super::tree::SourceFile;
use crate::metadata::{Metadata, Package};

const INCLUDES_README: &str = "#![doc = include_str!(\"../README.md\")]";

/// Checks every member of the workspace, and the changelog.
pub(super) fn check(files: &[SourceFile], graph: &Metadata, root: &Path) -> Vec<Finding> {
    let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| &*file.text);
    let mut found = Vec::new();
    for member in graph.members() {
        let folder = member.folder.strip_prefix(root).unwrap_or(&member.folder);
        let folder = folder.to_string_lossy().replace('\\', "/");
        let manifest = text(&format!("{folder}/Cargo.toml")).unwrap_or_default();
        found.extend(lints(&folder, manifest));
        if folder.starts_with("crates/") {
            let library = text(&format!("{folder}/src/lib.rs"));
            let readme = text(&format!("{folder}/README.md"));
            found.extend(documentation(&folder, library, readme));
            found.extend(changelog(text("CHANGELOG.md").unwrap_or_default(), member));
        }
    }
    // The versions move together, so each would say the same about the changelog.
    found.sort();
    found.dedup();
    found
}

fn lints(folder: &str, manifest: &str) -> Option<Finding> {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]");
    let inherits = lines.nth(1) == Some("workspace = true");
    (!inherits).then(|| {
        let message = "does not inherit the lint table: add `workspace = true` under [lints]";
        Finding::in_file(&format!("{folder}/Cargo.toml"), message)
    })
}

fn documentation(folder: &str, library: Option<&str>, readme: Option<&str>) -> Option<Finding> {
    if readme.is_none() {
        return Some(Finding::in_file(&format!("{folder}/README.md"), "is missing"));
    }
    // A crate that is only a program has no documentation to keep in step.
    let includes = library?.lines().any(|line| line == INCLUDES_README);
    (!includes).then(|| {
        let message = format!("does not show its README: add `{INCLUDES_README}`");
        Finding::in_file(&format!("{folder}/src/lib.rs"), message)
    })
}

fn changelog(text: &str, member: &Package) -> Option<Finding> {
    let version = format!("## {}", member.version);
    let has_section = text
        .lines()
        .any(|line| line == "## Unreleased" || line == version || is_dated(line, &version));
    (!has_section).then(|| {
        let message = format!("has neither `## Unreleased` nor `{version}`");
        Finding::in_file("CHANGELOG.md", message)
    })
}

/// Tells whether a heading is the version followed by something, such as its date.
fn is_dated(line: &str, version: &str) -> bool {
    line.strip_prefix(version).is_some_and(|rest| rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lint_table_is_inherited() {
        assert_eq!(lints("crates/a", "[package]\n\n[lints]\nworkspace = true\n"), None);
        assert!(lints("crates/a", "[package]\n").is_some());
        assert!(lints("crates/a", "[package]\nworkspace = true\n[lints]\n").is_some());
        assert!(lints("crates/a", "[lints]\n[dependencies]\nworkspace = true\n").is_some());
    }

    #[track_caller]
    fn documents(library: Option<&str>, readme: Option<&str>, expected: Option<&str>) {
        let found = documentation("crates/a", library, readme).map(|found| found.to_string());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn the_readme_is_the_documentation() {
        let library = format!("//! A.\n//!\n{INCLUDES_README}\n");
        documents(Some(&library), Some("# a"), None);
        documents(None, Some("# a"), None);
        documents(Some(&library), None, Some("crates/a/README.md: is missing"));
        let message =
            format!("crates/a/src/lib.rs: does not show its README: add `{INCLUDES_README}`");
        documents(Some("//! A.\n"), Some("# a"), Some(&message));
    }

    #[test]
    fn the_changelog_has_a_section_for_what_is_being_built() {
        let member = Package { version: "0.1.0".to_owned(), ..Package::default() };
        assert_eq!(changelog("# Changes\n\n## Unreleased\n", &member), None);
        assert_eq!(changelog("## 0.1.0\n", &member), None);
        assert_eq!(changelog("## 0.1.0 (2026-01-01)\n", &member), None);
        assert!(changelog("## 0.1.01\n", &member).is_some());
        assert!(changelog("", &member).is_some());
    }
}
