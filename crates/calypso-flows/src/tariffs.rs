//! [`Tariffs`]: what planned operations would cost.

use calypso_model::{Endpoint, ExtendedFee, ExtendedFeeRequest, ExtendedFees, PlannedOperation};

use crate::{Client, Error, Reply, identity};

/// The calls about service fees.
#[derive(Clone, Copy, Debug)]
pub struct Tariffs<'a> {
    client: &'a Client,
}

impl<'a> Tariffs<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Calculates the fees of planned operations, of which there must be at least one.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn extended_fee(
        &self,
        request: &ExtendedFeeRequest,
    ) -> Result<Reply<ExtendedFees>, Error> {
        self.client.ask(Endpoint::TariffExtendedFee, request).await
    }

    /// Calculates the fee of one planned operation.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is not about this operation alone.
    pub async fn fee(&self, planned: PlannedOperation) -> Result<Reply<ExtendedFee>, Error> {
        let request = ExtendedFeeRequest::new(vec![planned.clone()]);
        identity::of_fee(self.extended_fee(&request).await?, &planned)
    }
}
