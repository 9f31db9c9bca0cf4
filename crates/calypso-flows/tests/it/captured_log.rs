//! A subscriber that writes spans, as they close, and events into lines that a test can compare.
//!
//! There is one for the process, since tracing asks a thread without a subscriber of its own once
//! only whether anybody listens, and would keep the answer for all threads. Each thread keeps its
//! own lines.

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// What the flows wrote, line by line, while the guard lives.
#[derive(Clone, Default)]
pub(crate) struct CapturedLog(Arc<Mutex<Vec<String>>>);

/// The fields of a span so far.
struct Fields(String);

thread_local! {
    static LISTENING: RefCell<Option<CapturedLog>> = const { RefCell::new(None) };
}

static SUBSCRIBED: Once = Once::new();

impl CapturedLog {
    /// Listens to what this thread logs.
    pub(crate) fn listen(&self) -> Listening {
        SUBSCRIBED.call_once(|| {
            let subscriber = tracing_subscriber::registry().with(Lines);
            tracing::subscriber::set_global_default(subscriber).unwrap();
            // What was asked for before may have been told that nobody listens.
            tracing::callsite::rebuild_interest_cache();
        });
        LISTENING.set(Some(self.clone()));
        Listening
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Ends the listening of this thread.
pub(crate) struct Listening;

impl Drop for Listening {
    fn drop(&mut self) {
        LISTENING.set(None);
    }
}

/// Hands each line to whoever listens on the thread.
struct Lines;

impl Lines {
    fn push(line: String) {
        LISTENING.with_borrow(|listening| {
            if let Some(log) = listening {
                log.0.lock().unwrap().push(line);
            }
        });
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => write!(self.0, " {value:?}").unwrap(),
            name => write!(self.0, " {name}={value:?}").unwrap(),
        }
    }
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("calypso_flows")
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields(String::new());
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        values.record(span.extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        if is_ours(span.metadata()) {
            let path: Vec<_> = span.scope().from_root().map(|span| span.name()).collect();
            let extensions = span.extensions();
            let Fields(fields) = extensions.get().unwrap();
            let line = format!("{} {}:{fields}", span.metadata().level(), path.join(">"));
            Self::push(line);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if is_ours(event.metadata()) {
            let scope = context.event_scope(event).into_iter().flatten();
            let path: Vec<_> = scope.map(|span| span.name()).collect();
            let depth = path.len();
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            let line = format!("{} in {depth}:{}", event.metadata().level(), fields.0);
            Self::push(line);
        }
    }
}
