//! [`Method`]: the HTTP methods the API uses.

/// An HTTP method. The API uses POST for nearly everything, reads included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Method {
    /// `DELETE`, with a signed body.
    Delete,
    /// `POST`.
    Post,
}

impl Method {
    /// Returns the method as HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Post => "POST",
        }
    }
}
