//! The house rules that no compiler checks, each a plain function over text or metadata.

mod coverage;
mod edges;
mod foreign;
mod layout;
mod rules;
mod rust;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use crate::{metadata, policy};

/// One place where a rule is broken.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// Counted from one; nothing when the whole file is meant.
    line: Option<usize>,
    message: String,
}

impl Finding {
    fn in_line(path: &str, index: usize, message: impl Into<String>) -> Self {
        let line = Some(index.saturating_add(1));
        Self { path: path.to_owned(), line, message: message.into() }
    }

    fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Checks the whole tree and prints what it finds.
pub(crate) fn run(root: &Path) -> Result<()> {
    let (files, found) = check(root)?;
    if found.is_empty() {
        eprintln!("{files} files are tidy");
        return Ok(());
    }
    for finding in &found {
        eprintln!("{finding}");
    }
    bail!("{} to tidy up in {files} files", places(found.len()))
}

/// Returns how many files were read, and the findings in order of their place.
fn check(root: &Path) -> Result<(usize, Vec<Finding>)> {
    let files = tree::read(root)?;
    let graph = metadata::load(root)?;
    let mut found = Vec::new();
    for file in &files {
        found.extend(words::check(&file.path, &file.text));
        if file.path.ends_with(".rs") && !file.is_test_data() {
            found.extend(rust::check(&file.path, &file.text));
            found.extend(foreign::check(&file.path, &file.text));
        }
    }
    found.extend(coverage::check(&files));
    found.extend(rules::check(&files));
    found.extend(edges::check(&graph));
    found.extend(layout::check(&files, &graph, root));
    let policy = policy::findings(root, &graph)?;
    found.extend(policy.into_iter().map(|message| Finding::in_file("Cargo.lock", message)));
    found.sort();
    Ok((files.len(), found))
}

fn places(count: usize) -> String {
    match count {
        1 => "1 place".to_owned(),
        _ => format!("{count} places"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The house rules hold for this tree; a plain test run shows it, too.
    #[test]
    fn the_workspace_is_tidy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let (files, found) = check(root).unwrap();
        assert!(files > 20, "only {files} files were found");
        let list: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}", list.join("\n"));
    }

    #[test]
    fn a_finding_reads_like_a_compiler_message() {
        let finding = Finding::in_line("src/lib.rs", 6, "is too long");
        assert_eq!(finding.to_string(), "src/lib.rs:7: is too long");
        assert_eq!(Finding::in_file("a.md", "is empty").to_string(), "a.md: is empty");
    }
}
