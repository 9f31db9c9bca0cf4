//! How many decimals an amount is sent with.

use calypso_model::{Amount, Currency};

use crate::build_error::BuildError;

/// Writes `amount` with the decimals that `currency` allows; an unknown code allows any.
pub(crate) fn fit(amount: Amount, currency: &Currency) -> Result<Amount, BuildError> {
    let Some(known) = currency.known() else {
        return Ok(amount);
    };
    amount
        .fit_scale(known.scale)
        .map_err(|source| BuildError::Scale { currency: currency.clone(), source })
}
