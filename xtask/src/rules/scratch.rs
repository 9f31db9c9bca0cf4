//! A copy of the sources that can be spoilt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The copy, below the workspace's own output folder.
#[derive(Debug)]
pub(super) struct Scratch {
    pub(super) sources: PathBuf,
    pub(super) output: PathBuf,
}

impl Scratch {
    /// Makes the copy, or brings an earlier one up to date: what did not change keeps its date, so
    /// that cargo need not build it again.
    pub(super) fn of(root: &Path) -> Result<Self> {
        let folder = root.join("target/rules");
        let scratch = Self { sources: folder.join("sources"), output: folder.join("target") };
        copy(root, &scratch.sources)?;
        Ok(scratch)
    }

    pub(super) fn read(&self, path: &str) -> Result<String> {
        let path = self.sources.join(path);
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    }

    pub(super) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.sources.join(path);
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    let mut names = Vec::new();
    for entry in fs::read_dir(from).with_context(|| format!("no folder {}", from.display()))? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        let (source, copied) = (entry.path(), to.join(&name));
        if kind.is_dir() {
            let is_output = name == "target" || source.join("CACHEDIR.TAG").exists();
            if is_output || name == ".git" {
                continue;
            }
            copy(&source, &copied)?;
        } else if kind.is_file() {
            let bytes = fs::read(&source)?;
            if fs::read(&copied).ok().as_ref() != Some(&bytes) {
                fs::write(&copied, bytes)?;
            }
        } else {
            continue;
        }
        names.push(name);
    }
    // What is gone must go from the copy, too.
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if !names.contains(&entry.file_name()) {
            match entry.file_type()?.is_dir() {
                true => fs::remove_dir_all(entry.path())?,
                false => fs::remove_file(entry.path())?,
            }
        }
    }
    Ok(())
}
