//! The rules of the sandbox: a table of them, the page made of it, and the proof by switching off.

pub(crate) mod facts;
mod mutate;
pub(crate) mod page;
mod round;
mod scratch;
pub(crate) mod table;
pub(crate) mod test_name;
mod toggle;
mod trial;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

pub(crate) use self::table::Table;

/// The folder of the table, one file for each section of docs/API-FACTS.md.
pub(crate) const FOLDER: &str = "docs/rules/";

/// The page made of the table.
pub(crate) const PAGE: &str = "docs/RULES.md";

/// What is to be done with the rules.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Switch off these rules only, by their ids.
    pub(crate) only: Vec<String>,
    /// Begin with this rule.
    pub(crate) from: Option<String>,
    /// Write the page and stop.
    pub(crate) write: bool,
}

/// Writes the page, or switches the rules off one by one.
pub(crate) fn run(root: &Path, choice: &Choice) -> Result<()> {
    let table = load(root)?;
    if choice.write {
        fs::write(root.join(PAGE), page::render(&table)).context("the page cannot be written")?;
        eprintln!("{PAGE} has {} rules", table.rules().count());
        return Ok(());
    }
    mutate::run(root, &table, choice)
}

fn load(root: &Path) -> Result<Table> {
    let folder = root.join(FOLDER);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).context("the folder of the rules cannot be read")? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).with_context(|| format!("{name} cannot be read"))?;
        files.push((format!("{FOLDER}{name}"), text));
    }
    Table::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}
