//! A sandbox's journal in a file, from which it goes on after its process ended, however it ended.

mod compare;
mod database;

use std::path::Path;

use thiserror::Error;

use self::compare::differing;
use self::database::Database;
use crate::journal::{Journal, Lines};
use crate::keeper::{Keeper, KeeperEnd, Progress, Write};
use crate::origin::Origin;
use crate::server::{Restored, replay};

pub(crate) use self::compare::Asked;

/// The store cannot be used. It is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has it, most likely a sandbox.
    #[error("another process uses it; end that one, or name another file")]
    Busy,
    /// It is something else than a sandbox's store.
    #[error("it is not the store of a sandbox; name another file")]
    Foreign,
    /// It was started with another value of an option, or a snapshot of a sandbox with another one
    /// was put into it.
    #[error(
        "it was started with another {option}, or holds a snapshot that was; leave that out, or \
         name another file"
    )]
    #[non_exhaustive]
    Differs {
        /// What differs.
        option: &'static str,
    },
    /// What is in it cannot be repeated, most likely because another version wrote it.
    #[error("it cannot be gone on with: {message}; name another file")]
    #[non_exhaustive]
    Unrepeatable {
        /// What was found.
        message: String,
    },
    /// The file cannot be read or written.
    #[error("it cannot be read or written")]
    #[non_exhaustive]
    Io {
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What a sandbox goes on with.
pub(crate) struct Resumed {
    pub(crate) origin: Origin,
    pub(crate) restored: Restored,
    pub(crate) journal: Journal,
    pub(crate) writer: Writer,
}

/// Writes what is to be kept, until nobody has anything to keep any more.
pub(crate) struct Writer {
    database: Database,
    end: KeeperEnd,
}

/// Opens a store; goes on with what is in it, or starts it with what is asked for.
pub(crate) async fn open(path: &Path, asked: Asked) -> Result<Resumed, StoreError> {
    let mut database = Database::open(path).await?;
    let (origin, lines) = match database.read().await? {
        Some((origin, lines)) => match differing(&asked, &origin) {
            Some(option) => return Err(StoreError::Differs { option }),
            None => (origin, lines),
        },
        None => {
            database.replace(&asked.origin, &Lines::new()).await?;
            (asked.origin, Lines::new())
        }
    };
    let restored = replay(&origin, lines.iter().map(AsRef::as_ref)).map_err(|error| {
        let message = error.to_string();
        StoreError::Unrepeatable { message }
    })?;
    let (keeper, end) = Keeper::new();
    let journal = Journal::new(lines, Some(keeper));
    Ok(Resumed { origin, restored, journal, writer: Writer { database, end } })
}

/// How much is written at once, at most.
const BATCH: usize = 4096;

impl Writer {
    /// Writes whatever comes, as much as there is at once, and says how far it has come.
    pub(crate) async fn run(mut self) {
        let mut batch = Vec::new();
        let mut kept: u64 = 0;
        while self.end.writes.recv_many(&mut batch, BATCH).await > 0 {
            let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
            if let Err(error) = self.write(&mut batch).await {
                tracing::error!(%error, "the store cannot be written");
                self.end.progress.send_replace(Progress::Failed(error.to_string()));
                return;
            }
            kept = kept.saturating_add(count);
            self.end.progress.send_replace(Progress::Kept(kept));
        }
        self.database.close().await;
    }

    async fn write(&mut self, batch: &mut Vec<Write>) -> Result<(), sqlx::Error> {
        let mut lines = Lines::new();
        for write in batch.drain(..) {
            match write {
                Write::Append(line) => lines.push(line),
                Write::Replace { origin, lines: others } => {
                    // What was to be appended before is replaced as well.
                    lines.clear();
                    self.database.replace(&origin, &others).await?;
                }
            }
        }
        self.database.append(&lines).await
    }
}
