//! The names of tests, as cargo-nextest prints them, and where they stand in the sources.

use std::fmt;

use serde::Deserialize;

/// A test: `calypso-sandbox rules::tests::bound::name`, or `calypso-sandbox::it module::name`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(try_from = "String")]
pub(crate) struct TestName {
    pub(crate) binary: Binary,
    /// Its path within the binary.
    pub(crate) path: String,
}

/// What cargo builds of a package for its tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Binary {
    pub(crate) package: String,
    /// The name of the integration test; nothing for the tests within the library.
    pub(crate) target: Option<String>,
}

impl TryFrom<String> for TestName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` does not name a package, maybe a target, and a path");
        let (binary, path) = text.split_once(' ').ok_or_else(wrong)?;
        let (package, target) = match binary.split_once("::") {
            Some((package, target)) => (package, Some(target.to_owned())),
            None => (binary, None),
        };
        let binary = Binary { package: package.to_owned(), target };
        Ok(Self { binary, path: path.to_owned() })
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.package)?;
        self.target.as_ref().map_or(Ok(()), |target| write!(f, "::{target}"))
    }
}

impl fmt::Display for TestName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.binary, self.path)
    }
}

impl Binary {
    /// Returns the folder that its modules lie in.
    fn folder(&self) -> String {
        match &self.target {
            Some(target) => format!("crates/{}/tests/{target}/", self.package),
            None => format!("crates/{}/src/", self.package),
        }
    }

    /// Returns the file of its first module.
    fn root(&self) -> &'static str {
        if self.target.is_some() { "main.rs" } else { "lib.rs" }
    }
}

impl TestName {
    /// Tells whether the sources have such a test, in the module that its path names.
    pub(crate) fn is_in<'a>(&self, text_of: impl Fn(&str) -> Option<&'a str>) -> bool {
        let mut modules: Vec<&str> = self.path.split("::").collect();
        let Some(name) = modules.pop() else { return false };
        // The outer modules are files; the others stand in the innermost of those.
        (0..=modules.len()).rev().any(|files| {
            let (files, inline) = modules.split_at(files);
            let file = match files {
                [] => self.binary.root().to_owned(),
                _ => format!("{}.rs", files.join("/")),
            };
            let path = format!("{}{file}", self.binary.folder());
            text_of(&path).is_some_and(|text| has_test(text, inline, name))
        })
    }
}

/// Tells whether a file has a test in modules within it.
fn has_test(text: &str, modules: &[&str], name: &str) -> bool {
    let within = modules.iter().try_fold(text, |text, module| {
        let (_, rest) = text.split_once(&format!("mod {module} {{\n"))?;
        Some(rest)
    });
    within.is_some_and(|text| {
        let function = format!("fn {name}(");
        text.match_indices(&function).any(|(start, _)| {
            let before = text.get(..start).unwrap_or_default();
            // A property stands within `proptest!`, a test below its attribute.
            before.trim_end_matches("async ").trim_end().ends_with("test]")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> TestName {
        TestName::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn a_name_is_read_and_written_as_nextest_does() {
        for text in ["calypso-model money::tests::adds", "calypso-sandbox::it time::turns"] {
            assert_eq!(name(text).to_string(), text);
        }
        assert!(TestName::try_from("time::turns".to_owned()).is_err());
    }

    #[test]
    fn a_test_is_found_in_its_file_and_in_a_module_of_it() {
        let text_of = |path: &str| match path {
            "crates/a/src/lib.rs" => Some("#[test]\nfn at_the_top() {}"),
            "crates/a/src/money.rs" => Some("mod tests {\n    #[test]\n    fn adds() {}\n}"),
            "crates/a/tests/it/time.rs" => Some("#[tokio::test]\nasync fn turns() {}"),
            _ => None,
        };
        for found in ["a at_the_top", "a money::tests::adds", "a::it time::turns"] {
            assert!(name(found).is_in(text_of), "{found}");
        }
        for missing in ["a money::adds::adds", "a money::tests::add", "a::it money::turns", "a x"] {
            assert!(!name(missing).is_in(text_of), "{missing}");
        }
    }
}
