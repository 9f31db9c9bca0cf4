//! A figure, its bound, and how both are printed.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// A ratio, and what it may be.
pub struct Figure {
    pub name: &'static str,
    /// What is divided by what.
    pub about: &'static str,
    pub ratio: f64,
    pub bound: Option<Bound>,
    /// The absolute values behind it, which are this machine's own.
    pub detail: String,
}

#[derive(Clone, Copy)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Figure {
    pub fn holds(&self) -> bool {
        match self.bound {
            Some(Bound::AtLeast(bound)) => self.ratio >= bound,
            Some(Bound::AtMost(bound)) => self.ratio <= bound,
            None => true,
        }
    }

    fn verdict(&self) -> &'static str {
        match (self.bound, self.holds()) {
            (None, _) => "",
            (Some(_), true) => "holds",
            (Some(_), false) => "BROKEN",
        }
    }
}

impl Bound {
    fn text(bound: Option<Self>) -> String {
        match bound {
            Some(Self::AtLeast(bound)) => format!(">= {bound}"),
            Some(Self::AtMost(bound)) => format!("<= {bound}"),
            None => String::new(),
        }
    }
}

pub fn table(figures: &[Figure]) -> String {
    let width = figures.iter().map(|figure| figure.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for figure in figures {
        let (bound, verdict) = (Bound::text(figure.bound), figure.verdict());
        let (name, ratio) = (figure.name, figure.ratio);
        let line = format!("{name:<width$} {ratio:>7.2}  {bound:<7} {verdict:<7}");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line} {} ({})", figure.about, figure.detail);
    }
    text
}

pub fn json(figures: &[Figure]) -> Value {
    let figure = |figure: &Figure| {
        json!({
            "name": figure.name,
            "about": figure.about,
            "ratio": figure.ratio,
            "bound": figure.bound.map(|bound| Bound::text(Some(bound))),
            "holds": figure.holds(),
            "detail": figure.detail,
        })
    };
    json!({"figures": figures.iter().map(figure).collect::<Vec<_>>()})
}
