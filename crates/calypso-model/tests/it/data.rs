//! The golden messages in `tests/data`, and the table that says where each comes from.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Returns the text of a golden message, without the line break at its end.
#[track_caller]
pub(crate) fn golden(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}")).unwrap();
    text.trim_end_matches('\n').to_owned()
}

/// Returns the names of the golden messages of a kind.
pub(crate) fn names(kind: &str) -> Vec<String> {
    let entries = fs::read_dir(folder().join(kind)).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| format!("{kind}/{}", name.strip_suffix(".json").unwrap()))
        .collect();
    names.sort();
    names
}

#[test]
fn the_table_names_every_golden_message_and_no_other() {
    let table = fs::read_to_string(folder().join("README.md")).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(".json` | "));
    let listed: BTreeSet<_> = rows
        .map(|(name, rest)| {
            assert!(rest.starts_with(|first: char| first.is_ascii_digit()), "{name}: no section");
            name.to_owned()
        })
        .collect();
    let present = ["requests", "replies", "events"].map(names).concat();
    assert_eq!(listed, BTreeSet::from_iter(present));
}
