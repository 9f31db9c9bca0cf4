//! The calypso command: a demo from nothing, and the sandbox server.
