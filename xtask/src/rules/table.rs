//! The table itself: what a server does, how surely that is known, its test, and its switch.

use std::fmt;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::test_name::TestName;

/// All sections, in their order.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) sections: Vec<Section>,
    /// The last time when all rules were switched off one by one.
    pub(crate) shown: Option<Shown>,
}

/// The rules of one section of docs/API-FACTS.md.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Section {
    pub(crate) section: u32,
    pub(crate) title: String,
    #[serde(default, rename = "rule")]
    pub(crate) rules: Vec<Rule>,
    /// What is not built yet.
    #[serde(default, rename = "pending")]
    pub(crate) pending: Vec<Remark>,
    /// Statements that no server can keep or break.
    #[serde(default, rename = "not-rule")]
    pub(crate) not_rules: Vec<Remark>,
}

/// Something that the server does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// The subsection and a few words.
    pub(crate) id: String,
    /// The rule in one sentence.
    pub(crate) says: String,
    pub(crate) known: Known,
    /// Words of the statement in docs/API-FACTS.md that it comes from.
    pub(crate) facts: String,
    pub(crate) tests: Vec<TestName>,
    pub(crate) off: Switch,
}

/// How surely a rule is known.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Known {
    Documented,
    CarriedOver,
    Inferred,
}

/// Switches one rule off: a text of a source file, and what to put in its place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switch {
    pub(crate) file: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// A statement without a test, and the reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remark {
    pub(crate) facts: String,
    pub(crate) why: String,
}

/// When every rule was switched off, and how many there were.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    pub(crate) on: String,
    pub(crate) rules: usize,
}

impl Table {
    /// Reads the files of the table, each with its path.
    pub(crate) fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut table = Self::default();
        for (path, text) in files {
            if path.ends_with("/shown.toml") {
                table.shown = Some(toml::from_str(text).with_context(|| path.to_owned())?);
            } else {
                table.sections.push(toml::from_str(text).with_context(|| path.to_owned())?);
            }
        }
        table.sections.sort_by_key(|section| section.section);
        Ok(table)
    }

    /// Returns every rule, section by section.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.sections.iter().flat_map(|section| &section.rules)
    }
}

impl Switch {
    /// Returns a file's text with the rule switched off.
    pub(crate) fn apply(&self, text: &str) -> Option<String> {
        let mut parts = text.split(&self.from);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(before), Some(after), None) => Some(format!("{before}{}{after}", self.to)),
            _ => None,
        }
    }
}

impl Rule {
    /// Returns the subsection that the rule belongs to.
    pub(crate) fn place(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::CarriedOver => "carried over",
            Self::Inferred => "inferred",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switch(from: &str) -> Switch {
        Switch { file: String::new(), from: from.to_owned(), to: "false".to_owned() }
    }

    #[test]
    fn a_switch_changes_the_one_place_that_it_names() {
        assert_eq!(switch("true").apply("if true {}"), Some("if false {}".to_owned()));
        assert_eq!(switch("true").apply("true && true"), None);
        assert_eq!(switch("true").apply("maybe"), None);
    }

    #[test]
    fn sections_come_in_their_order() {
        let files = [
            ("docs/rules/10.toml", "section = 10\ntitle = \"Ten\""),
            ("docs/rules/4.toml", "section = 4\ntitle = \"Four\""),
            ("docs/rules/shown.toml", "on = \"2026-01-01\"\nrules = 7"),
        ];
        let table = Table::parse(files.into_iter()).unwrap();
        let sections: Vec<_> = table.sections.iter().map(|section| section.section).collect();
        assert_eq!((sections, table.shown.unwrap().rules), (vec![4, 10], 7));
        assert!(Table::parse([("a.toml", "section = 1")].into_iter()).is_err());
    }
}
