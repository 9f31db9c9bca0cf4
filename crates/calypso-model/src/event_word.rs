//! The words of a webhook event's envelope.

use crate::word::words;

words! {
    /// What a webhook event announces (docs/API-FACTS.md, section 7).
    pub enum EventType {
        /// An invoice was created.
        InvoiceCreateInvoice = "INVOICE_CREATE_INVOICE",
        /// An unlimited invoice was created.
        InvoiceCreateUnlimitedInvoice = "INVOICE_CREATE_UNLIMITED_INVOICE",
        /// A payment was seen on the network.
        InvoiceMempoolFound = "INVOICE_MEMPOOL_FOUND",
        /// A payment to an invoice was confirmed.
        InvoiceFundsReceivedForInvoice = "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
        /// A payment to an invoice is being checked.
        InvoicePendingCompliance = "INVOICE_PENDING_COMPLIANCE" also "INVOICE_COMPLIANCE_CHECK",
        /// The check refused a payment.
        InvoiceComplianceDeclined = "INVOICE_COMPLIANCE_DECLINED",
        /// Enough was received.
        InvoicePaid = "INVOICE_PAID",
        /// Too little or too much was received.
        InvoicePendingIntervention = "INVOICE_PENDING_INTERVENTION",
        /// The money is on the merchant's balance.
        InvoiceTranslationToAccountCompleted = "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        /// The invoice can no longer be paid.
        InvoiceExpired = "INVOICE_EXPIRED",
        /// A deposit address reached the end of its life.
        CustomerPurseExpired = "CUSTOMER_PURSE_EXPIRED",
        /// A deposit was seen on the network.
        CustomerPurseMemPoolFound = "CUSTOMER_PURSE_MEM_POOL_FOUND",
        /// A deposit is being checked.
        CustomerPursePendingCompliance = "CUSTOMER_PURSE_PENDING_COMPLIANCE",
        /// The check refused a deposit.
        CustomerPurseComplianceDeclined = "CUSTOMER_PURSE_COMPLIANCE_DECLINED",
        /// A deposit was confirmed.
        CustomerPurseFundsReceivedForPurse = "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE",
        /// A deposit is on the merchant's balance.
        CustomerPurseTranslationToAccountCompleted =
            "CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        /// A payout changed its state.
        PayoutChangeStatus = "PAYOUT_CHANGE_STATUS",
        /// A payout was approved.
        PayoutConfirmed = "PAYOUT_CONFIRMED",
        /// A payout's chain transaction is known and waits for confirmations.
        PayoutHashReceived = "PAYOUT_HASH_RECEIVED",
        /// A payout failed its validation.
        PayoutValidationError = "PAYOUT_VALIDATION_ERROR",
        /// A top-up is being checked.
        TopUpComplianceCheck = "TOP_UP_COMPLIANCE_CHECK",
        /// The check refused a top-up.
        TopUpComplianceDeclined = "TOP_UP_COMPLIANCE_DECLINED",
        /// A top-up is on the merchant's balance.
        WalletFundsDeliveredAccount = "WALLET_FUNDS_DELIVERED_ACCOUNT",
        /// An order to buy crypto with fiat was created.
        FiatDepositOrderCreated = "FIAT_DEPOSIT_ORDER_CREATED",
        /// A fiat order was confirmed.
        FiatDepositOrderConfirm = "FIAT_DEPOSIT_ORDER_CONFIRM",
        /// The fiat of an order arrived.
        FiatDepositFiatFundsReceived = "FIAT_DEPOSIT_FIAT_FUNDS_RECEIVED",
        /// A fiat order expired.
        FiatDepositOrderExpired = "FIAT_DEPOSIT_ORDER_EXPIRED",
        /// A fiat order failed.
        FiatDepositOrderFailed = "FIAT_DEPOSIT_ORDER_FAILED",
    }
}

words! {
    /// How serious an event is.
    pub enum EventLevel {
        /// Something worked.
        Success = "SUCCESS",
        /// Something happened.
        Info = "INFO",
        /// Something needs attention.
        Warning = "WARNING",
    }
}

words! {
    /// A group of events, as subscriptions and event envelopes name it.
    pub enum EventService {
        /// Invoices.
        Invoice = "INVOICE",
        /// Payouts.
        Payout = "PAYOUT",
        /// Deposit addresses of customers.
        CustomerPurse = "CUSTOMER_PURSE",
        /// Top-ups of the merchant's own balance.
        TopUp = "TOP_UP",
        /// The merchant's wallets.
        Wallet = "WALLET",
        /// Fiat deposits.
        FiatDeposit = "FIAT_DEPOSIT",
        /// Recurrent payments, in older documentation only.
        Recurrent = "RECURRENT",
    }
}
