//! Waiting for Ctrl-C or SIGTERM.

/// Returns when the process is asked to end.
///
/// # Errors
///
/// An I/O error if the process cannot listen for signals.
#[cfg(unix)]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

/// Returns when the process is asked to end.
///
/// # Errors
///
/// An I/O error if the process cannot listen for signals.
#[cfg(not(unix))]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
