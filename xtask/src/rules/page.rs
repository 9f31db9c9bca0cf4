//! The page that people read: docs/RULES.md.

use super::table::{Remark, Rule, Section, Table};
use super::test_name::TestName;

const HEAD: &str = "\
# The rules of the sandbox, and the test of each

Each sentence of sections 3, 4, 6, 10 and 11 of [API-FACTS.md](API-FACTS.md) that says what the \
service does is a rule of the sandbox.
A rule has tests that name it, and a switch: a place in the code, and what to put there to take \
this one rule away.
`cargo xtask rules` copies the sources, switches the rules off one after the other, and expects a \
test of the rule to fail each time.

The table is kept in [rules/](rules/), and this page is made of it by `cargo xtask rules --write`.
`cargo xtask tidy` compares the two, and sees to it that no sentence is forgotten, that every test \
exists, and that every switch still fits.
";

/// Writes the page.
pub(crate) fn render(table: &Table) -> String {
    let mut page = String::from(HEAD);
    if let Some(shown) = &table.shown {
        let (on, rules) = (&shown.on, shown.rules);
        let line = format!(
            "\nOn {on} each of the {rules} rules of that day was switched off once, and each time \
             a test of it failed.\n"
        );
        page.push_str(&line);
    }
    for section in &table.sections {
        render_section(&mut page, section);
    }
    page
}

fn render_section(page: &mut String, section: &Section) {
    page.push_str(&format!("\n## {}. {}\n\n", section.section, section.title));
    page.push_str("| rule | source | test |\n| --- | --- | --- |\n");
    for rule in &section.rules {
        page.push_str(&row(rule));
    }
    list(page, "Not built yet", &section.pending);
    list(page, "No rules of a server", &section.not_rules);
}

fn row(rule: &Rule) -> String {
    let tests: Vec<_> = rule.tests.iter().map(short).collect();
    let (says, place, known) = (cell(&rule.says), rule.place(), rule.known);
    format!("| {says} | {place}, {known} | {} |\n", tests.join("<br>"))
}

/// A test's name, with the crate's only if it is not the sandbox.
fn short(test: &TestName) -> String {
    let whole = test.to_string();
    let name = whole.strip_prefix("calypso-sandbox ").unwrap_or(&whole);
    format!("`{}`", name.strip_prefix("calypso-sandbox::").unwrap_or(name))
}

fn list(page: &mut String, title: &str, remarks: &[Remark]) {
    if remarks.is_empty() {
        return;
    }
    page.push_str(&format!("\n{title}:\n\n"));
    for remark in remarks {
        page.push_str(&format!("- “{}”: {}\n", quote(&remark.facts), remark.why));
    }
}

/// A row of a table is quoted without its bars.
fn quote(facts: &str) -> String {
    let cells = facts.split('|').map(str::trim).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join(", ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
