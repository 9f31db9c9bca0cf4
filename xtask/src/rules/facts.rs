//! docs/API-FACTS.md, taken apart into statements: a sentence, a row of a table, a diagram, a path.

/// One statement, with the number of its section.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) section: u32,
    pub(crate) text: String,
}

/// What the lines read so far belong to.
#[derive(Default)]
struct Reader {
    section: Option<u32>,
    /// The paragraph that is being read.
    lines: Vec<String>,
    /// The diagram that is being read.
    diagram: Option<Vec<String>>,
    found: Vec<Statement>,
}

/// Returns the statements of numbered sections, in their order.
pub(crate) fn statements(page: &str) -> Vec<Statement> {
    let mut reader = Reader::default();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let is_header = lines.peek().is_some_and(|next| next.trim().starts_with("| ---"));
        reader.read(line, is_header);
    }
    reader.end_paragraph();
    reader.found
}

impl Reader {
    fn read(&mut self, line: &str, is_header: bool) {
        let text = line.trim();
        if text.starts_with("```") {
            self.end_paragraph();
            match self.diagram.take() {
                Some(lines) => self.add(&lines.join(" ")),
                None => self.diagram = Some(Vec::new()),
            }
        } else if let Some(diagram) = &mut self.diagram {
            diagram.push(text.to_owned());
        } else if let Some(title) = line.strip_prefix("## ") {
            self.end_paragraph();
            self.section = title.split_once('.').and_then(|(number, _)| number.parse().ok());
        } else if text.is_empty() || line.starts_with("### ") {
            self.end_paragraph();
            // A heading that names a method and a path says what is served there.
            if let Some((_, call)) = text.split_once(" `POST ") {
                self.add(&format!("`POST {call}"));
            }
        } else if text.starts_with('|') {
            self.end_paragraph();
            if !is_header && !text.starts_with("| ---") {
                self.add(text);
            }
        } else if let Some(item) = text.strip_prefix("- ") {
            self.end_paragraph();
            self.lines.push(item.to_owned());
        } else {
            self.lines.push(text.to_owned());
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.lines).join(" ");
        for sentence in sentences(&paragraph) {
            self.add(sentence);
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(section) = self.section {
            self.found.push(Statement { section, text: text.to_owned() });
        }
    }
}

/// Splits a paragraph behind each full stop that stands outside of code and parentheses.
fn sentences(paragraph: &str) -> Vec<&str> {
    let (mut depth, mut in_code) = (0_usize, false);
    let mut found = Vec::new();
    let mut rest = paragraph;
    let mut start = 0;
    let mut characters = paragraph.char_indices().peekable();
    while let Some((_, character)) = characters.next() {
        match character {
            '`' => in_code = !in_code,
            '(' if !in_code => depth = depth.saturating_add(1),
            ')' if !in_code => depth = depth.saturating_sub(1),
            '.' if !in_code && depth == 0 => {
                if let Some((next, ' ')) = characters.peek().copied() {
                    let (sentence, after) = rest.split_at(next.saturating_sub(start));
                    found.push(sentence.trim());
                    (rest, start) = (after, next);
                }
            }
            _ => {}
        }
    }
    if !rest.trim().is_empty() {
        found.push(rest.trim());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Facts

No section.

## 3. Purses

One (V. G). Two `a. b` (see 12.3)
and more.

### 3.1 `POST /rows`

| a | b |
| --- | --- |
| c | d |

- Item:
- another.

```text
A ──► B
  │
```

## Last

Nothing.
";

    #[test]
    fn a_page_is_taken_apart_into_sentences_rows_and_diagrams() {
        let found: Vec<_> = statements(PAGE).into_iter().map(|one| one.text).collect();
        let expected = [
            "One (V. G).",
            "Two `a. b` (see 12.3) and more.",
            "`POST /rows`",
            "| c | d |",
            "Item:",
            "another.",
            "A ──► B │",
        ];
        assert_eq!(found, expected);
        assert!(statements(PAGE).iter().all(|one| one.section == 3));
    }
}
