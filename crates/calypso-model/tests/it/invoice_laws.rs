//! What holds for every invoice, deposit to one, and list of them.

use calypso_model::{Deposit, Invoice, InvoiceState, Page};
use proptest::prelude::*;

use crate::purse_laws::page;
use crate::wire_text::{
    code, date, flag, id, keeps, number, object, optional, required, text, word,
};

fn invoice() -> BoxedStrategy<String> {
    let states = &[
        "PENDING_PAYMENT",
        "MEM_POOL_FOUND",
        "PENDING_COMPLIANCE_CHECK",
        "DECLINED",
        "PAID",
        "PENDING_INTERVENTION",
        "COMPLETED",
        "ARCHIVED",
        "CANCEL",
    ];
    let types = &["SINGLE", "SINGLE_FIAT", "BOUND", "UNLIMITED", "UNLIMITED_LINKED"];
    let key = "\"[0-9a-fA-F]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}\"";
    let conversion = vec![required("targetCurrency", code()), required("amount", number())];
    object(vec![
        required("id", id()),
        optional("invoiceAddress", id()),
        required("type", word(types)),
        optional("amount", number()),
        optional("fee", number()),
        required("totalDebitAmount", number()),
        required("currency", code()),
        required("state", word(states)),
        optional("lastDepositHash", id()),
        optional("description", text()),
        required("createdDate", date()),
        required("idempotencyKey", key.prop_map(|key| key)),
        optional("expiration", date()),
        optional("fiatAmount", number()),
        optional("fiatCurrency", code()),
        optional("lastFiatUpdated", date()),
        optional("interventionType", word(&["OVERPAY", "UNDERPAY"])),
        optional("isInterventionResolved", flag()),
        optional("subscriptionEnabled", flag()),
        optional("returnUrl", text()),
        optional("externalId", id()),
        optional("lowerBound", number()),
        optional("autoconversion", object(conversion)),
        optional("fiatAvailable", flag()),
    ])
}

fn deposit() -> BoxedStrategy<String> {
    let states = &["MEM_POOL_FOUND", "PENDING_COMPLIANCE_CHECK", "DECLINED", "CONFIRMED"];
    object(vec![
        optional("transactionId", id()),
        optional("id", id()),
        required("amount", number()),
        required("currency", code()),
        optional("transactionHash", id()),
        required("createdDate", date()),
        optional("paymentDate", date()),
        optional("addressFrom", id()),
        optional("senderAddress", id()),
        optional("transactionState", word(states)),
        optional("complianceState", word(&["UNCHECKED", "CHECKED"])),
        optional("translationToAccountCompleted", flag()),
        optional("fee", number()),
    ])
}

proptest! {
    #[test]
    fn invoices_are_kept(json in invoice()) {
        let invoice: Invoice = keeps(&json);
        if matches!(invoice.state, InvoiceState::Unknown(_)) {
            prop_assert!(!invoice.state.is_paid());
            prop_assert_eq!(invoice.state.is_final(), None);
        }
    }

    #[test]
    fn deposits_and_lists_are_kept(
        json in deposit(),
        deposits in page(deposit()),
        invoices in page(invoice()),
    ) {
        keeps::<Deposit>(&json);
        keeps::<Page<Deposit>>(&deposits);
        keeps::<Page<Invoice>>(&invoices);
    }
}
