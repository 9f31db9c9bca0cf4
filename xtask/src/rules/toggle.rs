//! Switches that are decided when a test runs, so that one build serves for many of them.

use super::table::Switch;

/// The environment variable that names the rule to switch off.
pub(super) const VARIABLE: &str = "SWITCHED_OFF";

/// What a crate needs in its root for [`toggled`] code.
pub(super) const MODULE: &str = r#"
/// Which rule this run does without.
pub(crate) mod switched {
    pub(crate) fn off(rule: &str) -> bool {
        static NAME: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
        let name = NAME.get_or_init(|| std::env::var("SWITCHED_OFF").ok());
        name.as_deref() == Some(rule)
    }
}
"#;

/// Returns code that takes the place of what a switch changes and holds both, or nothing if the
/// change is of another kind than those known here. Whether it can be built, the compiler says.
pub(super) fn toggled(id: &str, switch: &Switch) -> Option<String> {
    let from: Vec<&str> = switch.from.lines().collect();
    let to: Vec<&str> = switch.to.lines().collect();
    let before = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let (from_rest, to_rest) = (from.get(before..)?, to.get(before..)?);
    let pairs = from_rest.iter().rev().zip(to_rest.iter().rev());
    let after = pairs.take_while(|(one, other)| one == other).count();
    let middle = |lines: &[&str]| {
        let kept = lines.get(..lines.len().checked_sub(after)?)?;
        Some(kept.join("\n").trim().to_owned())
    };
    let inner = toggled_code(id, &middle(from_rest)?, &middle(to_rest)?)?;
    let tail = from_rest.len().checked_sub(after)?;
    let head = from.get(..before)?.iter().copied();
    let lines: Vec<&str> =
        head.chain([inner.as_str()]).chain(from_rest.get(tail..)?.iter().copied()).collect();
    let ends = if switch.from.ends_with('\n') { "\n" } else { "" };
    Some(format!("{}{ends}", lines.join("\n")))
}

fn toggled_code(id: &str, from: &str, to: &str) -> Option<String> {
    let off = format!("crate::switched::off(\"{id}\")");
    let either = |from: &str, to: &str| format!("if {off} {{ {to} }} else {{ {from} }}");
    if let Some((head, from, to, tail)) = one_literal(from, to) {
        // Braces, since some of our macros take any single token here.
        return Some(format!("{head}{{ {} }}{tail}", either(from, to)));
    }
    let condition = |code: &str| {
        let inner = code.strip_prefix("if ")?.strip_suffix('{')?.trim();
        (!inner.contains('{') && !inner.starts_with("let ")).then(|| inner.to_owned())
    };
    if let (Some(from), Some(to)) = (condition(from), condition(to)) {
        return Some(format!("if ({}) {{", either(&from, &to)));
    }
    if from.contains("const ") || from.starts_with('.') {
        return None;
    }
    if from.is_empty() {
        return to.ends_with([';', '}']).then(|| format!("if {off} {{ {to} }}"));
    }
    if from.starts_with("let ") {
        let (left, from) = from.strip_suffix(';')?.split_once(" = ")?;
        let (same, to) = to.strip_suffix(';')?.split_once(" = ")?;
        let is_one = left == same && !from.contains(';') && !to.contains(';');
        return is_one.then(|| format!("{left} = {};", either(from, to)));
    }
    if from.ends_with(';') && (to.is_empty() || to.ends_with([';', '}'])) {
        return Some(either(from, to));
    }
    for mark in [" => ", ": "] {
        let parts = (from.split_once(mark), to.split_once(mark));
        if let (Some((left, from)), Some((same, to))) = parts
            && let (Some(from), Some(to)) = (from.strip_suffix(','), to.strip_suffix(','))
            && left == same
        {
            return Some(format!("{left}{mark}{},", either(from, to)));
        }
    }
    let is_whole = !from.ends_with([',', '{', ';']) && !to.is_empty();
    is_whole.then(|| format!("({})", either(from, to)))
}

/// Takes two texts apart that differ within one literal only: what is before it, the two literals,
/// and what is behind.
fn one_literal<'a>(from: &'a str, to: &'a str) -> Option<(&'a str, &'a str, &'a str, &'a str)> {
    let (from_parts, to_parts): (Vec<_>, Vec<_>) =
        (from.split('"').collect(), to.split('"').collect());
    if from_parts.len() != to_parts.len() || from_parts.len() % 2 == 0 {
        return None;
    }
    let mut differ = from_parts.iter().zip(&to_parts).enumerate().filter(|(_, (a, b))| a != b);
    let (index, (_, new)) = differ.next()?;
    if differ.next().is_some() || index % 2 == 0 {
        return None;
    }
    let start: usize =
        from_parts.get(..index)?.iter().map(|part| part.len().saturating_add(1)).sum();
    let start = start.checked_sub(1)?;
    let old = from.get(start..)?;
    let length = old.get(1..)?.find('"')?.saturating_add(2);
    let new_end = start.saturating_add(new.len()).saturating_add(2);
    Some((from.get(..start)?, old.get(..length)?, to.get(start..new_end)?, old.get(length..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, expected: Option<&str>) {
        let (file, from, to) = (String::new(), from.to_owned(), to.to_owned());
        let found = toggled("1-a", &Switch { file, from, to });
        let off = r#"crate::switched::off("1-a")"#;
        assert_eq!(found, expected.map(|text| text.replace("OFF", off)));
    }

    #[test]
    fn code_that_changes_holds_both() {
        check(r#"= "a","#, r#"= "b","#, Some(r#"= { if OFF { "b" } else { "a" } },"#));
        check("if x > 1 {", "if false {", Some("if (if OFF { false } else { x > 1 }) {"));
        check("go();", "", Some("if OFF {  } else { go(); }"));
        check("go();", "go();\n    stop();", Some("go();\nif OFF { stop(); }"));
        check("a();\nb();", "a();", Some("a();\nif OFF {  } else { b(); }"));
        check("let a = 1;", "let a = 2;", Some("let a = if OFF { 2 } else { 1 };"));
        check("a: x,", "a: None,", Some("a: if OFF { None } else { x },"));
        check("A => x,", "A => y,", Some("A => if OFF { y } else { x },"));
        check("Ok(x)", "Ok(y)", Some("(if OFF { Ok(y) } else { Ok(x) })"));
    }

    #[test]
    fn what_must_be_built_is_left_alone() {
        check("const A: u8 = 1;", "const A: u8 = 2;", None);
        check(".or(x)", ".or(y)", None);
        check("let (a, b) = x;\n", "let a = x;\n", None);
    }
}
