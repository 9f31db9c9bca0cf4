//! Licence expressions, as packages write them: `MIT OR Apache-2.0`, `(MIT OR ISC) AND Zlib`.

/// Tells whether a list of licences is enough to satisfy an expression.
///
/// `AND` binds tighter than `OR`; the older `MIT/Apache-2.0` means `OR`. An expression that cannot
/// be read is not satisfied.
pub(crate) fn is_satisfied(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut reader = Reader { words: spaced.split_whitespace().collect(), next: 0, allowed };
    let verdict = reader.any();
    verdict == Some(true) && reader.next == reader.words.len()
}

struct Reader<'a> {
    words: Vec<&'a str>,
    next: usize,
    allowed: &'a [String],
}

impl<'a> Reader<'a> {
    fn any(&mut self) -> Option<bool> {
        let mut verdict = self.all()?;
        while self.takes("OR") {
            let right = self.all()?;
            verdict = verdict || right;
        }
        Some(verdict)
    }

    fn all(&mut self) -> Option<bool> {
        let mut verdict = self.one()?;
        while self.takes("AND") {
            let right = self.one()?;
            verdict = verdict && right;
        }
        Some(verdict)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let verdict = self.any()?;
            return self.takes(")").then_some(verdict);
        }
        let mut name = self.word()?.to_owned();
        if self.takes("WITH") {
            name = format!("{name} WITH {}", self.word()?);
        }
        Some(self.allowed.contains(&name))
    }

    fn word(&mut self) -> Option<&'a str> {
        let word = *self.words.get(self.next)?;
        if matches!(word, "AND" | "OR" | "WITH" | "(" | ")") {
            return None;
        }
        self.next = self.next.saturating_add(1);
        Some(word)
    }

    fn takes(&mut self, expected: &str) -> bool {
        let found = self.words.get(self.next) == Some(&expected);
        if found {
            self.next = self.next.saturating_add(1);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, expected: bool) {
        let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
        assert_eq!(is_satisfied(expression, &allowed), expected, "{expression}");
    }

    #[test]
    fn one_allowed_licence_of_a_choice_is_enough() {
        check("MIT", true);
        check("GPL-3.0", false);
        check("GPL-3.0 OR MIT", true);
        check("GPL-3.0/MIT", true);
        check("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true);
    }

    #[test]
    fn every_part_of_a_conjunction_is_needed() {
        check("MIT AND ISC", true);
        check("MIT AND GPL-3.0", false);
        check("ISC AND (GPL-3.0 OR MIT)", true);
        check("GPL-3.0 OR MIT AND GPL-2.0", false);
        check("Apache-2.0", false);
    }

    #[test]
    fn nonsense_is_refused() {
        for expression in ["", "(MIT", "MIT)", "MIT OR", "AND MIT", "MIT ISC", "MIT WITH", "()"] {
            check(expression, false);
        }
    }
}
