//! Telling what is going on: a moving line on a terminal, plain lines elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::say;

/// How often the moving line turns while nothing else happens.
const TURN: Duration = Duration::from_millis(100);

/// Shows the demo's steps on standard error.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    speaks: bool,
}

impl Progress {
    /// Shows steps if it `speaks`, and the step under way too on a terminal.
    pub(crate) fn new(speaks: bool, on_terminal: bool) -> Self {
        let bar = ProgressBar::new_spinner();
        if speaks && on_terminal {
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} …") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TURN);
        } else {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Self { bar, speaks }
    }

    /// Says what is being done now.
    pub(crate) fn doing(&self, text: &str) {
        self.bar.set_message(text.to_owned());
    }

    /// Says what has been done.
    pub(crate) fn done(&self, text: &str) {
        if self.speaks {
            self.bar.suspend(|| say(&format!("✓ {text}")));
        }
    }

    /// Takes the moving line away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
