//! The way of the journal to where it outlives the process, and how far it has come.

#![cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "only a store keeps journals"))]

use thiserror::Error;
use tokio::sync::{mpsc, watch};

use crate::journal::Lines;
use crate::origin::Origin;

/// Something to keep.
pub(crate) enum Write {
    Append(Box<str>),
    /// Another state in the place of all before.
    Replace {
        origin: Box<Origin>,
        lines: Lines,
    },
}

/// How far whoever keeps the journal has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Kept(u64),
    Failed(String),
}

/// What happened cannot be kept, so nobody knows whether it outlives the process.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the store cannot be written, so this may be lost; free space and start again: {0}")]
pub(crate) struct KeeperFailed(String);

/// Hands on what is to be kept, without waiting.
#[derive(Debug)]
pub(crate) struct Keeper {
    /// Nothing once it is closed.
    writes: Option<mpsc::UnboundedSender<Write>>,
    handed_on: u64,
    progress: watch::Receiver<Progress>,
}

/// The other end of a [`Keeper`].
#[derive(Debug)]
pub(crate) struct KeeperEnd {
    pub(crate) writes: mpsc::UnboundedReceiver<Write>,
    pub(crate) progress: watch::Sender<Progress>,
}

/// A place in what was handed on.
#[derive(Debug)]
pub(crate) struct SoFar {
    handed_on: u64,
    progress: watch::Receiver<Progress>,
}

impl Keeper {
    pub(crate) fn new() -> (Self, KeeperEnd) {
        let (writes, received) = mpsc::unbounded_channel();
        let (progress, seen) = watch::channel(Progress::Kept(0));
        let keeper = Self { writes: Some(writes), handed_on: 0, progress: seen };
        (keeper, KeeperEnd { writes: received, progress })
    }

    pub(crate) fn keep(&mut self, write: Write) {
        self.handed_on = self.handed_on.saturating_add(1);
        // Whoever waits for it learns that nobody takes it any more.
        let _gone = self.writes.as_ref().map(|writes| writes.send(write));
    }

    /// Hands nothing on from now on, so that the other end can come to its own.
    pub(crate) fn close(&mut self) {
        self.writes = None;
    }

    pub(crate) fn so_far(&self) -> SoFar {
        SoFar { handed_on: self.handed_on, progress: self.progress.clone() }
    }
}

impl SoFar {
    pub(crate) async fn wait(mut self) -> Result<(), KeeperFailed> {
        let is_decided = |progress: &Progress| match progress {
            Progress::Kept(count) => *count >= self.handed_on,
            Progress::Failed(_) => true,
        };
        match self.progress.wait_for(is_decided).await.as_deref() {
            Ok(Progress::Kept(_)) => Ok(()),
            Ok(Progress::Failed(problem)) => Err(KeeperFailed(problem.clone())),
            Err(_gone) => Err(KeeperFailed(String::from("nobody writes it any more"))),
        }
    }
}
