//! Which crates of others may show in our public signatures: a backend that does could not be
//! replaced without breaking callers.

use super::Finding;

/// Crates that we use, and whose types stay inside.
const FOREIGN: &[&str] = &[
    "axum",
    "base64",
    "bech32",
    "bs58",
    "bytes",
    "const_hex",
    "ethnum",
    "futures_timer",
    "getrandom",
    "hmac",
    "http",
    "http_body",
    "httpdate",
    "hyper",
    "jiff",
    "reqwest",
    "rust_decimal",
    "rustls",
    "serde_json",
    "sha2",
    "sha3",
    "subtle",
    "tokio",
    "tower",
    "tower_service",
    "tracing",
    "url",
    "zeroize",
];

/// Where a crate of others is our own vocabulary: the start of a path, and the crate.
const ALLOWED: &[(&str, &str)] = &[
    ("crates/calypso-transport/", "bytes"),
    ("crates/calypso-transport/", "http"),
    ("crates/calypso-testkit/", "bytes"),
    ("crates/calypso-testkit/", "http"),
    ("crates/calypso-webhooks/", "bytes"),
    ("crates/calypso-webhooks/", "http"),
    // Behind the feature of the same name.
    ("crates/calypso-transport/src/tower_adapters/", "http_body"),
    ("crates/calypso-transport/src/tower_adapters/", "tower_service"),
    ("crates/calypso-webhooks/src/extract.rs", "axum"),
];

/// Checks the public functions and fields of a library's file.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    if !path.starts_with("crates/") || !path.contains("/src/") {
        return Vec::new();
    }
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut hidden: Vec<&str> = FOREIGN.to_vec();
    hidden.retain(|name| !ALLOWED.iter().any(|(start, of)| path.starts_with(start) && of == name));
    let imports = imports(code, &hidden);
    let mut found = Vec::new();
    for (index, signature) in signatures(code) {
        let shown = shown(&signature, &hidden, &imports);
        found.extend(shown.map(|origin| {
            Finding::in_line(path, index, format!("shows a type of `{origin}` to callers"))
        }));
    }
    found
}

/// Returns the types that a file imports from any of the crates, each with its crate.
fn imports<'a>(code: &'a str, hidden: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut imports = Vec::new();
    for statement in code.split(';') {
        let Some((_, names)) = statement.rsplit_once("\nuse ") else { continue };
        let Some((origin, names)) = names.split_once("::") else { continue };
        if hidden.contains(&origin) {
            let types = words(names).filter(|name| name.starts_with(char::is_uppercase));
            imports.extend(types.map(|name| (name, origin)));
        }
    }
    imports
}

/// Returns the public functions and fields, each with the index of its first line.
fn signatures(code: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.trim_start();
        let Some(rest) = line.strip_prefix("pub ") else { continue };
        let is_function = words(rest).take(3).any(|word| word == "fn");
        let is_field = !is_function && rest.split_once(": ").is_some_and(|(name, _)| is_word(name));
        if is_field {
            found.push((index, rest.to_owned()));
        } else if is_function {
            let mut signature = String::new();
            for line in lines.iter().skip(index) {
                signature.push_str(line);
                signature.push('\n');
                if line.contains('{') || line.trim_end().ends_with(';') {
                    break;
                }
            }
            found.push((index, signature));
        }
    }
    found
}

/// Returns the crate whose type a signature shows, if it does.
fn shown<'a>(
    signature: &str,
    hidden: &[&'a str],
    imports: &[(&'a str, &'a str)],
) -> Option<&'a str> {
    let imported = imports.iter().find(|(name, _)| words(signature).any(|word| word == *name));
    let spelt_out = || {
        let with_path = |name: &&&str| {
            let prefix = format!("{name}::");
            let mut rest = signature.split(&prefix);
            // What stands before must end the previous word.
            let before = rest.next().unwrap_or_default();
            rest.next().is_some() && !before.ends_with(is_word_character)
        };
        hidden.iter().find(with_path).copied()
    };
    imported.map(|(_, origin)| *origin).or_else(spelt_out)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character| !is_word_character(character)).filter(|word| !word.is_empty())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_word_character)
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn finds(path: &str, text: &str, expected: &[&str]) {
        let found: Vec<_> = check(path, text).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    const FLOWS: &str = "crates/calypso-flows/src/error.rs";

    #[test]
    fn an_imported_type_in_a_public_function_is_found() {
        let text = "//! A.\nuse http::{Method, StatusCode};\n\npub fn status() -> StatusCode {\n";
        finds(FLOWS, text, &[&format!("{FLOWS}:4: shows a type of `http` to callers")]);
        let transport = "crates/calypso-transport/src/error.rs";
        finds(transport, text, &[]);
    }

    #[test]
    fn a_type_named_by_its_path_and_a_field_are_found() {
        let text = "//! A.\n    pub async fn a(\n        b: &jiff::Timestamp,\n    ) -> u8 {\n";
        finds(FLOWS, text, &[&format!("{FLOWS}:2: shows a type of `jiff` to callers")]);
        let text = "//! A.\n    pub amount: rust_decimal::Decimal,\n";
        finds(FLOWS, text, &[&format!("{FLOWS}:2: shows a type of `rust_decimal` to callers")]);
    }

    #[test]
    fn what_callers_do_not_see_may_use_anything() {
        finds(FLOWS, "//! A.\nuse http::Method;\npub(crate) fn a() -> Method {\n", &[]);
        finds(FLOWS, "//! A.\nuse http::Method;\nfn a() -> Method {\n", &[]);
        finds(FLOWS, "//! A.\nuse http::Method;\npub fn a() -> u8 {\n    Method::GET\n", &[]);
        finds(FLOWS, "//! A.\nuse crate::Method;\npub fn a() -> Method {\n", &[]);
        finds(FLOWS, "//! A.\npub fn my_http::a() -> u8 {\n", &[]);
        finds("crates/a/tests/it/main.rs", "//! A.\npub fn a() -> http::Method {\n", &[]);
    }
}
