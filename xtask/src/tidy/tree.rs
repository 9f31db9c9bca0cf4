//! The text files of the workspace.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// One text file.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// The path from the root of the workspace, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    /// Tells whether the file is input or expected output of a test rather than our own prose.
    pub(super) fn is_test_data(&self) -> bool {
        self.path.contains("/tests/data/")
    }
}

/// Reads every text file below `root`, in order, leaving out version control and build outputs.
pub(super) fn read(root: &Path) -> Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    collect(root, "", &mut files)?;
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<()> {
    let entries = fs::read_dir(folder)
        .with_context(|| format!("folder {} cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let (here, path) = (entry.path(), format!("{prefix}{name}"));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !is_left_out(&here, &name) {
                collect(&here, &format!("{path}/"), files)?;
            }
        } else if kind.is_file() && name != "Cargo.lock" {
            let bytes =
                fs::read(&here).with_context(|| format!("{} cannot be read", here.display()))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(SourceFile { path, text });
            }
        }
    }
    Ok(())
}

fn is_left_out(folder: &Path, name: &str) -> bool {
    // Cargo marks its output folders, whatever they are called.
    matches!(name, ".git" | "target") || folder.join("CACHEDIR.TAG").exists()
}
