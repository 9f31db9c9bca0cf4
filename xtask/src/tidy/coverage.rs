//! The table of docs/API.md: every endpoint × model, flow, sandbox, golden file, no cell empty.

use std::collections::BTreeMap;

use super::Finding;
use super::tree::SourceFile;

const TABLE: &str = "docs/API.md";
const ENDPOINTS: &str = "crates/calypso-model/src/endpoint.rs";
const MODEL: &str = "crates/calypso-model/src/";
const FLOWS: &str = "crates/calypso-flows/src/";
const SANDBOX: &str = "crates/calypso-sandbox/tests/it/operations/";
const GOLDEN: &str = "crates/calypso-model/tests/data/";

/// The tests that each operation of the sandbox has.
const TESTS: [&str; 3] = ["succeeds", "is_refused", "keeps_accounts_apart"];

/// One line of the endpoint table in the code.
#[derive(Debug, PartialEq, Eq)]
struct Endpoint<'a> {
    name: &'a str,
    path: &'a str,
    provenance: &'a str,
}

/// Compares the table with the code.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let text = |path: &str| {
        files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str())
    };
    let rows: BTreeMap<_, _> = rows(text(TABLE)).collect();
    let endpoints = endpoints(text(ENDPOINTS));
    let mut found = Vec::new();
    if endpoints.is_empty() {
        found.push(Finding::in_file(ENDPOINTS, "no endpoint was found in the table"));
    }
    for endpoint in &endpoints {
        match rows.get(endpoint.name) {
            Some(cells) => found.extend(check_row(endpoint, cells, files)),
            None => found.push(at(endpoint, "has no row")),
        }
    }
    let known = |name: &str| endpoints.iter().any(|endpoint| endpoint.name == name);
    for name in rows.keys().filter(|name| !known(name)) {
        found.push(Finding::in_file(TABLE, format!("{name} is no endpoint")));
    }
    found
}

/// Returns the lines of the endpoint table: `Name = Method "path" Effect scope Provenance;`.
fn endpoints(code: &str) -> Vec<Endpoint<'_>> {
    let table = code.split_once("endpoints! {\n").map_or("", |(_, table)| table);
    let table = table.split_once("\n}").map_or("", |(table, _)| table);
    let lines = table.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let joined: Vec<&str> = lines.collect();
    // A line that was too long continues on the next.
    let mut endpoints = Vec::new();
    let mut rest = joined.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        let (second, after) = match (first.ends_with(';'), tail.split_first()) {
            (false, Some((second, after))) => (*second, after),
            _ => ("", tail),
        };
        rest = after;
        let words: Vec<&str> = first.split(' ').chain(second.split(' ')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if let [name, "=", _, path, .., provenance] = words.as_slice() {
            endpoints.push(Endpoint {
                name,
                path: path.trim_matches('"'),
                provenance: provenance.trim_end_matches(';'),
            });
        }
    }
    endpoints
}

/// Returns the rows that begin with the name of an endpoint, each with its other cells.
fn rows(table: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    table.lines().filter_map(|line| {
        let cells = line.strip_prefix("| `")?.strip_suffix(" |")?;
        let (name, rest) = cells.split_once("` | ")?;
        // Other tables of the page begin with paths.
        name.starts_with(|first: char| first.is_ascii_uppercase()).then_some(())?;
        Some((name, rest.split(" | ").map(str::trim).collect()))
    })
}

fn check_row(endpoint: &Endpoint<'_>, cells: &[&str], files: &[SourceFile]) -> Vec<Finding> {
    let [path, model, flow, sandbox, golden, provenance, section] = cells else {
        return vec![at(endpoint, "needs eight cells")];
    };
    let mut found = Vec::new();
    let mut expect = |holds: bool, message: String| {
        if !holds {
            found.push(at(endpoint, &message));
        }
    };
    let documented = endpoint.path.strip_prefix("/api/v1").unwrap_or(endpoint.path);
    expect(*path == format!("`{documented}`"), format!("has the path {documented}"));
    expect(!quoted(model).is_empty(), "names no type of the model".to_owned());
    for name in quoted(model) {
        let is_there = ["struct", "enum", "type"]
            .iter()
            .any(|kind| holds(files, MODEL, &format!("pub {kind} {name}"), |next| !is_word(next)));
        expect(is_there, format!("names {name}, which the model does not have"));
    }
    expect(!quoted(flow).is_empty(), "names no flow".to_owned());
    for name in quoted(flow) {
        let method = name.rsplit('.').next().unwrap_or(name);
        let is_there = ["pub fn ", "pub async fn "]
            .iter()
            .any(|start| holds(files, FLOWS, &format!("{start}{method}"), |next| !is_word(next)));
        expect(is_there, format!("names {name}, which the flows do not have"));
    }
    let [file] = quoted(sandbox)[..] else {
        expect(false, "names no file of the sandbox's tests".to_owned());
        return found;
    };
    let tests = files.iter().find(|one| one.path == format!("{SANDBOX}{file}"));
    let module = kebab(endpoint.name).replace('-', "_");
    for test in TESTS {
        let is_there = tests.is_some_and(|tests| has_test(&tests.text, &module, test));
        expect(is_there, format!("has no test {module}::{test} in {file}"));
    }
    let name = kebab(endpoint.name);
    expect(quoted(golden) == [name.as_str()], format!("has the golden messages `{name}`"));
    for kind in ["requests", "replies"] {
        let path = format!("{GOLDEN}{kind}/{name}.json");
        let is_there = files.iter().any(|file| file.path == path);
        let has_none = kind == "replies" && golden.contains("no reply");
        expect(is_there != has_none, format!("needs {kind}/{name}.json, or has one too many"));
    }
    let word = kebab(endpoint.provenance).replace('-', " ");
    expect(*provenance == word, format!("has the provenance {word}"));
    let is_section = section.starts_with(|first: char| first.is_ascii_digit());
    expect(is_section, "names no section of docs/API-FACTS.md".to_owned());
    found
}

fn at(endpoint: &Endpoint<'_>, message: &str) -> Finding {
    Finding::in_file(TABLE, format!("{} {message}", endpoint.name))
}

/// Returns what stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Tells whether a file of a folder has a text that goes on as wished.
fn holds(files: &[SourceFile], folder: &str, text: &str, goes_on: fn(char) -> bool) -> bool {
    files.iter().filter(|file| file.path.starts_with(folder)).any(|file| {
        file.text.match_indices(text).any(|(start, _)| {
            let rest = file.text.get(start..).and_then(|rest| rest.strip_prefix(text));
            rest.and_then(|rest| rest.chars().next()).is_some_and(goes_on)
        })
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Tells whether a module holds a test.
fn has_test(text: &str, module: &str, test: &str) -> bool {
    let Some((_, rest)) = text.split_once(&format!("\nmod {module} {{\n")) else { return false };
    let body = rest.split_once("\n}").map_or(rest, |(body, _)| body);
    body.contains(&format!("#[tokio::test]\n    async fn {test}()"))
}

/// `InvoiceSingleCreate` → `invoice-single-create`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "endpoints! {\n    /// Reads.\n    InvoiceGet = Post \"/api/v1/invoice\" \
                        Read account Documented;\n}\n";
    const ROW: &str = "| `InvoiceGet` | `/invoice` | `Ref` → `Invoice` | `invoices().get` | \
                       `invoices.rs` | `invoice-get` | documented | 4.6 |\n";
    const TESTS_TEXT: &str = "//! T.\n\nmod invoice_get {\n    #[tokio::test]\n    async fn \
                              succeeds() {}\n    #[tokio::test]\n    async fn is_refused() {}\n    \
                              #[tokio::test]\n    async fn keeps_accounts_apart() {}\n}\n";

    fn files(row: &str, tests: &str) -> Vec<SourceFile> {
        [
            (TABLE, row),
            (ENDPOINTS, CODE),
            ("crates/calypso-model/src/a.rs", "pub struct Invoice {\npub enum Ref {\n"),
            ("crates/calypso-flows/src/a.rs", "pub async fn get(&self)"),
            ("crates/calypso-sandbox/tests/it/operations/invoices.rs", tests),
            ("crates/calypso-model/tests/data/requests/invoice-get.json", "{}"),
            ("crates/calypso-model/tests/data/replies/invoice-get.json", "{}"),
        ]
        .map(|(path, text)| SourceFile { path: path.to_owned(), text: text.to_owned() })
        .into()
    }

    #[track_caller]
    fn finds(row: &str, tests: &str, expected: &[&str]) {
        let found: Vec<_> =
            check(&files(row, tests)).into_iter().map(|finding| finding.message).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_row_that_is_true_passes() {
        finds(ROW, TESTS_TEXT, &[]);
    }

    #[test]
    fn a_missing_row_and_a_row_of_nothing_are_found() {
        finds("", TESTS_TEXT, &["InvoiceGet has no row"]);
        let other = ROW.replace("InvoiceGet", "InvoiceGone");
        finds(&other, TESTS_TEXT, &["InvoiceGet has no row", "InvoiceGone is no endpoint"]);
    }

    #[test]
    fn each_cell_is_checked() {
        let finds_one = |from: &str, to: &str, expected: &str| {
            finds(&ROW.replace(from, to), TESTS_TEXT, &[expected]);
        };
        finds_one("`/invoice`", "`/bill`", "InvoiceGet has the path /invoice");
        let unknown = "InvoiceGet names Bill, which the model does not have";
        finds_one("`Invoice` ", "`Bill` ", unknown);
        finds_one("`Invoice` ", "`Invoic` ", &unknown.replace("Bill", "Invoic"));
        let unknown = "InvoiceGet names invoices().fetch, which the flows do not have";
        finds_one("().get", "().fetch", unknown);
        finds_one("documented", "inferred", "InvoiceGet has the provenance documented");
        finds_one("4.6", "?", "InvoiceGet names no section of docs/API-FACTS.md");
        let golden = "InvoiceGet has the golden messages `invoice-get`";
        finds_one("`invoice-get`", "`invoice`", golden);
    }

    #[test]
    fn each_of_the_three_tests_must_be_there() {
        let without = TESTS_TEXT.replace("is_refused", "is_odd");
        finds(ROW, &without, &["InvoiceGet has no test invoice_get::is_refused in invoices.rs"]);
        let elsewhere = TESTS_TEXT.replace("mod invoice_get", "mod invoice_set");
        let expected =
            TESTS.map(|test| format!("InvoiceGet has no test invoice_get::{test} in invoices.rs"));
        finds(ROW, &elsewhere, &expected.each_ref().map(String::as_str));
    }
}
