//! Which of our crates may use which: every arrow points to a lower level.

use super::Finding;
use crate::metadata::{Metadata, Package};

/// One of our crates, and what it may use of ours.
#[derive(Debug)]
struct Rule {
    name: &'static str,
    uses: &'static [&'static str],
    /// Its tests may use these, too, beside the testkit.
    tests_use: &'static [&'static str],
}

/// The map of ARCHITECTURE.md, lowest level first.
const RULES: &[Rule] = &[
    Rule { name: "calypso-sign", uses: &[], tests_use: &[] },
    Rule { name: "calypso-model", uses: &[], tests_use: &[] },
    Rule { name: "calypso-transport", uses: &["calypso-sign"], tests_use: &[] },
    Rule { name: "calypso-webhooks", uses: &["calypso-sign", "calypso-model"], tests_use: &[] },
    Rule { name: "calypso-testkit", uses: &["calypso-transport", "calypso-sign"], tests_use: &[] },
    Rule {
        name: "calypso-flows",
        uses: &["calypso-model", "calypso-transport", "calypso-sign"],
        tests_use: &["calypso-sandbox", "calypso-webhooks"],
    },
    Rule {
        name: "calypso-sandbox",
        uses: &["calypso-model", "calypso-sign", "calypso-transport"],
        tests_use: &[],
    },
    Rule { name: "calypso-cli", uses: LIBRARIES, tests_use: LIBRARIES },
    Rule { name: "calypso-examples", uses: LIBRARIES, tests_use: LIBRARIES },
    Rule {
        name: "calypso-examples-actix",
        uses: &["calypso-examples", "calypso-model", "calypso-webhooks"],
        tests_use: &[],
    },
    Rule { name: "xtask", uses: &[], tests_use: &[] },
];

const LIBRARIES: &[&str] = &[
    "calypso-sign",
    "calypso-model",
    "calypso-transport",
    "calypso-webhooks",
    "calypso-flows",
    "calypso-sandbox",
];

/// Tests of every crate may use the doubles.
const TESTKIT: &str = "calypso-testkit";

/// Compares the manifests with the map.
pub(super) fn check(graph: &Metadata) -> Vec<Finding> {
    let mut found = Vec::new();
    let ours: Vec<&str> = graph.members().map(|member| member.name.as_str()).collect();
    for member in graph.members() {
        match RULES.iter().find(|rule| rule.name == member.name) {
            Some(rule) => found.extend(check_member(member, rule, &ours)),
            None => found.push(at(member, "is not on the map: give it a level first")),
        }
    }
    for rule in RULES.iter().filter(|rule| !ours.contains(&rule.name)) {
        let message = format!("{} is on the map but not in the workspace", rule.name);
        found.push(Finding::in_file("xtask/src/tidy/edges.rs", message));
    }
    found
}

fn check_member(member: &Package, rule: &Rule, ours: &[&str]) -> Vec<Finding> {
    let mut found = Vec::new();
    let level = |name: &str| RULES.iter().position(|rule| rule.name == name);
    for line in &member.dependencies {
        let name = line.name.as_str();
        if !ours.contains(&name) || name == member.name || rule.uses.contains(&name) {
            continue;
        }
        if !line.is_for_tests {
            found.push(at(member, &format!("uses {name}, which the map does not allow")));
        } else if name != TESTKIT && !rule.tests_use.contains(&name) {
            found.push(at(member, &format!("tests with {name}, which the map does not allow")));
        } else if level(name) > level(rule.name) && line.version != "*" {
            // Upwards, a version would make a release of each wait for a release of the other.
            found.push(at(member, &format!("tests with {name} by version: give a path only")));
        }
    }
    found
}

fn at(member: &Package, message: &str) -> Finding {
    Finding::in_file("Cargo.toml", format!("{} {message}", member.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;

    fn member(name: &str, uses: &[(&str, bool, &str)]) -> Package {
        let dependencies = uses.iter().map(|&(name, is_for_tests, version)| Dependency {
            name: name.to_owned(),
            is_for_tests,
            version: version.to_owned(),
        });
        Package {
            name: name.to_owned(),
            is_member: true,
            dependencies: dependencies.collect(),
            ..Package::default()
        }
    }

    /// Adds one manifest line to a crate of a workspace that is in order.
    #[track_caller]
    fn finds(name: &str, line: (&str, bool, &str), expected: &[&str]) {
        let mut packages: Vec<_> = RULES.iter().map(|rule| member(rule.name, &[])).collect();
        packages.retain(|package| package.name != name);
        packages.push(member(name, &[line]));
        let graph = Metadata { packages, ..Metadata::default() };
        let found: Vec<_> = check(&graph).iter().map(|finding| finding.message.clone()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn arrows_point_down() {
        finds("calypso-flows", ("calypso-sign", false, "^0.1.0"), &[]);
        finds("calypso-sign", ("serde", false, "^1.0"), &[]);
        let message = "calypso-sign uses calypso-model, which the map does not allow";
        finds("calypso-sign", ("calypso-model", false, "^0.1.0"), &[message]);
        let message = "calypso-model uses calypso-testkit, which the map does not allow";
        finds("calypso-model", (TESTKIT, false, "*"), &[message]);
    }

    #[test]
    fn tests_may_look_up_by_path_only() {
        finds("calypso-transport", (TESTKIT, true, "*"), &[]);
        finds("calypso-flows", ("calypso-sandbox", true, "*"), &[]);
        finds("calypso-flows", ("calypso-webhooks", true, "^0.1.0"), &[]);
        let message = "calypso-transport tests with calypso-testkit by version: give a path only";
        finds("calypso-transport", (TESTKIT, true, "^0.1.0"), &[message]);
        let message = "calypso-sign tests with calypso-sandbox, which the map does not allow";
        finds("calypso-sign", ("calypso-sandbox", true, "*"), &[message]);
    }

    #[test]
    fn a_crate_without_a_level_is_found() {
        finds(
            "calypso-new",
            ("serde", false, "^1"),
            &["calypso-new is not on the map: give it a level first"],
        );
    }

    #[test]
    fn the_map_has_no_way_round_in_a_circle() {
        let level = |name: &str| RULES.iter().position(|rule| rule.name == name);
        for rule in RULES {
            for used in rule.uses {
                assert!(level(used) < level(rule.name), "{} uses {used}", rule.name);
            }
        }
    }
}
