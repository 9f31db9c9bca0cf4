//! The file: an SQLite database of one sandbox.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};

use super::StoreError;
use crate::journal::Lines;
use crate::origin::Origin;

/// Marks the file as a sandbox's: "CLPS" in ASCII.
const APPLICATION: i32 = 0x434C_5053;

/// How long somebody else may still be about to let the file go.
const PATIENCE: Duration = Duration::from_secs(1);

/// SQLite's codes for a file that somebody else has.
const BUSY: [&str; 2] = ["5", "261"];
/// SQLite's code for a file that is no database.
const NO_DATABASE: &str = "26";

#[derive(Debug)]
pub(super) struct Database {
    connection: SqliteConnection,
}

impl Database {
    /// Opens the file for this process alone, or makes it.
    ///
    /// What was committed outlives the process. A computer that loses its power may lose the last
    /// moments, and nothing but those.
    pub(super) async fn open(path: &Path) -> Result<Self, StoreError> {
        make(path).map_err(|error| StoreError::Io { source: error.into() })?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .locking_mode(SqliteLockingMode::Exclusive)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(PATIENCE)
            .disable_statement_logging();
        let connection = options.connect().await.map_err(problem)?;
        let mut database = Self { connection };
        database.claim().await?;
        Ok(database)
    }

    /// Makes the tables, unless the file is somebody else's.
    async fn claim(&mut self) -> Result<(), StoreError> {
        let mark: i32 = sqlx::query_scalar("PRAGMA application_id")
            .fetch_one(&mut self.connection)
            .await
            .map_err(problem)?;
        let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&mut self.connection)
            .await
            .map_err(problem)?;
        if mark != APPLICATION && (mark, tables) != (0, 0) {
            return Err(StoreError::Foreign);
        }
        let mut claim = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(problem)?;
        for statement in [
            "PRAGMA application_id = 0x434C5053",
            "CREATE TABLE IF NOT EXISTS origin (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                origin TEXT NOT NULL
            ) STRICT",
            "CREATE TABLE IF NOT EXISTS journal (
                number INTEGER PRIMARY KEY,
                entry TEXT NOT NULL
            ) STRICT",
        ] {
            sqlx::query(statement).execute(&mut *claim).await.map_err(problem)?;
        }
        claim.commit().await.map_err(problem)
    }

    /// Reads all that is kept; nothing if the file was just made.
    pub(super) async fn read(&mut self) -> Result<Option<(Origin, Lines)>, StoreError> {
        let origin: Option<String> = sqlx::query_scalar("SELECT origin FROM origin")
            .fetch_optional(&mut self.connection)
            .await
            .map_err(problem)?;
        let Some(origin) = origin else { return Ok(None) };
        let origin = serde_json::from_str(&origin).map_err(|error| {
            let message = format!("how it was started cannot be read: {error}");
            StoreError::Unrepeatable { message }
        })?;
        let rows = sqlx::query("SELECT entry FROM journal ORDER BY number")
            .fetch_all(&mut self.connection)
            .await
            .map_err(problem)?;
        let line = |row: sqlx::sqlite::SqliteRow| row.try_get(0).map(String::into_boxed_str);
        let lines: Result<Lines, sqlx::Error> = rows.into_iter().map(line).collect();
        Ok(Some((origin, lines.map_err(problem)?)))
    }

    /// Adds entries, all or none.
    pub(super) async fn append(&mut self, lines: &Lines) -> Result<(), sqlx::Error> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut transaction = self.connection.begin().await?;
        insert(&mut transaction, lines).await?;
        transaction.commit().await
    }

    /// Puts another sandbox in the place of the one that is kept.
    pub(super) async fn replace(
        &mut self,
        origin: &Origin,
        lines: &Lines,
    ) -> Result<(), sqlx::Error> {
        let origin =
            serde_json::to_string(origin).map_err(|error| sqlx::Error::Encode(error.into()))?;
        let mut transaction = self.connection.begin().await?;
        sqlx::query("DELETE FROM journal").execute(&mut *transaction).await?;
        sqlx::query("INSERT OR REPLACE INTO origin (one, origin) VALUES (1, ?)")
            .bind(origin)
            .execute(&mut *transaction)
            .await?;
        insert(&mut transaction, lines).await?;
        transaction.commit().await
    }

    pub(super) async fn close(self) {
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the store was not closed in good order");
        }
    }
}

/// Adds entries in one statement: each statement is a way to another thread and back.
async fn insert(connection: &mut SqliteConnection, lines: &Lines) -> Result<(), sqlx::Error> {
    let all = format!("[{}]", lines.join(","));
    sqlx::query(
        "INSERT INTO journal (number, entry)
         SELECT (SELECT coalesce(max(number), 0) FROM journal) + 1 + key, value FROM json_each(?)
         ORDER BY key",
    )
    .bind(all)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes the file, for its owner alone: it holds the sandbox's secrets.
fn make(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn problem(error: sqlx::Error) -> StoreError {
    let code = error.as_database_error().and_then(|error| error.code());
    match code.as_deref() {
        Some(code) if BUSY.contains(&code) => StoreError::Busy,
        Some(NO_DATABASE) => StoreError::Foreign,
        _ => StoreError::Io { source: error.into() },
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        problem(error)
    }
}
