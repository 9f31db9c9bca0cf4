//! Connections that can be closed without a word: what a fault does that cuts.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::{Connected, IntoMakeServiceWithConnectInfo};
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Says of an answer that the connection is to be closed in its place.
///
/// It goes among the answer's extensions, so that whoever answers needs no socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

/// Says of an answer that its body breaks off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Torn;

/// Says of an answer how long it waits before it is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late(pub(crate) Duration);

/// Listens for connections that can be cut.
#[derive(Debug)]
pub(crate) struct Door(pub(crate) TcpListener);

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Small answers should not wait for company; without this they only come later.
        let _slower = stream.set_nodelay(true);
        (Line { stream, is_cut: Arc::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that fails once it is cut, which closes it.
#[derive(Debug)]
pub(crate) struct Line {
    stream: TcpStream,
    is_cut: Arc<AtomicBool>,
}

impl Line {
    fn whole(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        match self.is_cut.load(Ordering::Relaxed) {
            true => Err(io::ErrorKind::ConnectionAborted.into()),
            false => Ok(Pin::new(&mut self.stream)),
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.whole() {
            Ok(stream) => stream.poll_read(context, buffer),
            Err(cut) => Poll::Ready(Err(cut)),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.whole() {
            Ok(stream) => stream.poll_write(context, bytes),
            Err(cut) => Poll::Ready(Err(cut)),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.whole() {
            Ok(stream) => stream.poll_write_vectored(context, slices),
            Err(cut) => Poll::Ready(Err(cut)),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.whole() {
            Ok(stream) => stream.poll_flush(context),
            Err(cut) => Poll::Ready(Err(cut)),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Who is at the other end, and the way to hang up.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    address: SocketAddr,
    is_cut: Arc<AtomicBool>,
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self { address: *stream.remote_addr(), is_cut: Arc::clone(&stream.io().is_cut) }
    }
}

/// Serves on connections that can be cut.
pub(crate) fn on_lines(router: Router) -> IntoMakeServiceWithConnectInfo<Router, Peer> {
    router.layer(from_fn(cut)).layer(from_fn(wait)).into_make_service_with_connect_info::<Peer>()
}

/// Lets an answer wait that is to be late.
async fn wait(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(Late(wait)) = response.extensions().get() {
        tokio::time::sleep(*wait).await;
    }
    response
}

/// Cuts the connection where the answer says so.
async fn cut(ConnectInfo(peer): ConnectInfo<Peer>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(ConnectInfo(peer.address));
    let response = next.run(request).await;
    if response.extensions().get::<Cut>().is_some() {
        peer.is_cut.store(true, Ordering::Relaxed);
    }
    response
}
