//! Reading what a lookup says: found, definitely absent, or not known.

use calypso_model::ErrorCode;

use crate::{Error, Reply};

/// Turns the API's definite *not found* into nothing; any other failure stays one.
pub(crate) fn found<T>(result: Result<Reply<T>, Error>) -> Result<Option<Reply<T>>, Error> {
    match result {
        Ok(reply) => Ok(Some(reply)),
        Err(Error::Declined(declined)) if *declined.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
