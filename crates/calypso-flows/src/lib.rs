//! What a merchant does with Calypso Pay: invoices, customer purses, webhooks and rates.
