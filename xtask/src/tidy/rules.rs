//! The table of docs/rules/: every statement has a rule or a reason, every test and switch exists.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::SourceFile;
use crate::rules::table::{Remark, Rule, Section};
use crate::rules::{FOLDER, PAGE, Table, facts, page};

const FACTS: &str = "docs/API-FACTS.md";

/// The sections whose statements are rules of the sandbox.
const SECTIONS: [u32; 5] = [3, 4, 6, 10, 11];

/// Compares the table with the facts, the tests, the code and the page.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let tables = files.iter().filter(|file| file.path.starts_with(FOLDER));
    let table = tables.map(|file| (file.path.as_str(), file.text.as_str()));
    let table = match Table::parse(table) {
        Ok(table) => table,
        Err(problem) => return vec![Finding::in_file(FOLDER, format!("{problem:#}"))],
    };
    let mut found = Vec::new();
    let mut ids = BTreeSet::new();
    for section in &table.sections {
        let path = format!("{FOLDER}{}.toml", section.section);
        for rule in &section.rules {
            let problems = check_rule(section, rule, files, ids.insert(&rule.id));
            let named = |problem| Finding::in_file(&path, format!("{}: {problem}", rule.id));
            found.extend(problems.into_iter().map(named));
        }
    }
    found.extend(check_statements(&table, text(files, FACTS).unwrap_or_default()));
    if text(files, PAGE) != Some(page::render(&table).as_str()) {
        found.push(Finding::in_file(PAGE, "is not made of the table: `cargo xtask rules --write`"));
    }
    found
}

fn text<'a>(files: &'a [SourceFile], path: &str) -> Option<&'a str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

fn check_rule(section: &Section, rule: &Rule, files: &[SourceFile], is_new: bool) -> Vec<String> {
    let mut problems = Vec::new();
    let place = rule.place().split('.').next().and_then(|number| number.parse().ok());
    if place != Some(section.section) {
        problems.push(format!("does not begin with a place in section {}", section.section));
    }
    if !is_new {
        problems.push("is the id of another rule as well".to_owned());
    }
    if rule.tests.is_empty() {
        problems.push("has no test".to_owned());
    }
    for test in &rule.tests {
        if !test.is_in(|path| text(files, path)) {
            problems.push(format!("has no test `{test}`"));
        }
    }
    match text(files, &rule.off.file) {
        None => problems.push(format!("is switched off in {}, which is gone", rule.off.file)),
        Some(code) if rule.off.apply(code).is_none() => {
            problems.push(format!("its switch fits no single place of {}", rule.off.file));
        }
        Some(_) => {}
    }
    problems
}

/// Looks for statements without a rule or a reason, and for rules without a statement.
fn check_statements(table: &Table, page: &str) -> Vec<Finding> {
    let statements: Vec<_> = facts::statements(page)
        .into_iter()
        .filter(|statement| SECTIONS.contains(&statement.section))
        .collect();
    let mut found = Vec::new();
    for section in &table.sections {
        let of_section = || statements.iter().filter(|one| one.section == section.section);
        for words in quotes(section) {
            if of_section().filter(|statement| statement.text.contains(words)).count() != 1 {
                let message = format!("“{words}” stands in no single statement of {FACTS}");
                let path = format!("{FOLDER}{}.toml", section.section);
                found.push(Finding::in_file(&path, message));
            }
        }
    }
    for statement in &statements {
        let mut sections = table.sections.iter().filter(|one| one.section == statement.section);
        let is_covered =
            sections.any(|section| quotes(section).any(|words| statement.text.contains(words)));
        if !is_covered {
            let message = format!("has no rule and no reason in {FOLDER}: “{}”", statement.text);
            found.push(Finding::in_file(FACTS, message));
        }
    }
    found
}

/// Returns the words that a section quotes from the facts.
fn quotes(section: &Section) -> impl Iterator<Item = &str> {
    let remarks = section.pending.iter().chain(&section.not_rules);
    let rules = section.rules.iter().map(|rule| rule.facts.as_str());
    rules.chain(remarks.map(|remark: &Remark| remark.facts.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS_TEXT: &str = "## 3. Purses\n\nTakes `id`. A new one is open.\n";
    const TABLE: &str = "section = 3\ntitle = \"Purses\"\n\n[[rule]]\nid = \"3.1-id\"\n\
        says = \"It takes an id.\"\nknown = \"documented\"\nfacts = \"Takes `id`\"\n\
        tests = [\"a it_takes_an_id\"]\noff = { file = \"crates/a/src/lib.rs\", from = \"yes\", \
        to = \"no\" }\n\n[[not-rule]]\nfacts = \"A new one\"\nwhy = \"said of people.\"\n";
    const CODE: &str = "yes\n\n#[test]\nfn it_takes_an_id() {}\n";

    fn finds(facts: &str, table: &str, code: &str) -> Vec<String> {
        let parsed = Table::parse([("docs/rules/3.toml", table)].into_iter()).unwrap();
        let page = page::render(&parsed);
        let files = [
            (FACTS, facts),
            ("docs/rules/3.toml", table),
            ("crates/a/src/lib.rs", code),
            (PAGE, &page),
        ];
        let files = files.map(|(path, text)| SourceFile { path: path.into(), text: text.into() });
        check(&files).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_table_that_is_true_passes() {
        assert_eq!(finds(FACTS_TEXT, TABLE, CODE), Vec::<String>::new());
    }

    #[test]
    fn a_statement_without_a_rule_is_found() {
        let more = FACTS_TEXT.replace("open.", "open. It stays so.");
        let expected = "has no rule and no reason in docs/rules/: “It stays so.”";
        assert_eq!(finds(&more, TABLE, CODE), [expected]);
        let less = FACTS_TEXT.replace(" A new one is open.", "");
        let expected = "“A new one” stands in no single statement of docs/API-FACTS.md";
        assert_eq!(finds(&less, TABLE, CODE), [expected]);
    }

    #[test]
    fn tests_switches_and_ids_must_be_there() {
        let renamed = CODE.replace("takes_an_id", "takes_ids");
        let expected = "3.1-id: has no test `a it_takes_an_id`";
        assert_eq!(finds(FACTS_TEXT, TABLE, &renamed), [expected]);
        let twice = format!("yes\n{CODE}");
        let expected = "3.1-id: its switch fits no single place of crates/a/src/lib.rs";
        assert_eq!(finds(FACTS_TEXT, TABLE, &twice), [expected]);
        let elsewhere = TABLE.replace("3.1-id", "4.1-id");
        let expected = "4.1-id: does not begin with a place in section 3";
        assert_eq!(finds(FACTS_TEXT, &elsewhere, CODE), [expected]);
    }

    #[test]
    fn the_page_must_be_of_the_table() {
        let files = [("docs/rules/3.toml", TABLE), (PAGE, "# Rules\n"), (FACTS, FACTS_TEXT)];
        let files = files.map(|(path, text)| SourceFile { path: path.into(), text: text.into() });
        let found = check(&files);
        let expected = "is not made of the table: `cargo xtask rules --write`";
        assert!(found.iter().any(|finding| finding.message == expected));
    }
}
