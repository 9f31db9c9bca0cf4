//! What holds for every answer about customers, their addresses, deposits, and errors.

use calypso_model::{Customer, ErrorBody, Page, PurseAddress, PurseTransaction, TransactionState};
use proptest::prelude::*;

use crate::wire_text::{
    code, date, flag, id, keeps, list, number, object, optional, required, scale, text, word,
};

fn transaction() -> BoxedStrategy<String> {
    let states = &["MEM_POOL_FOUND", "PENDING_COMPLIANCE_CHECK", "DECLINED", "CONFIRMED"];
    object(vec![
        required("id", id()),
        required("amount", number()),
        optional("addressFrom", id()),
        required("currency", code()),
        optional("transactionHash", id()),
        required("transactionState", word(states)),
        required("complianceState", word(&["UNCHECKED", "IN_PROGRESS", "DECLINE", "CHECKED"])),
        optional("translationToAccountCompleted", flag()),
        required("createdDate", date()),
    ])
}

fn address() -> BoxedStrategy<String> {
    object(vec![
        optional("id", id()),
        required("address", id()),
        optional("currency", code()),
        optional("state", word(&["PENDING_PAYMENT", "ARCHIVED", "ARCHIEVED", "DECLINED"])),
        optional("createdDate", date()),
    ])
}

/// A page, its list bare or within another as in one sample.
pub(crate) fn page(items: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let nested = list(list(items.clone()));
    let bare = list(items);
    let wrapped = object(vec![
        required("result", prop_oneof![bare.clone(), nested]),
        optional("page", scale()),
        optional("size", scale()),
        optional("total", scale()),
        optional("totalElements", scale()),
    ]);
    prop_oneof![wrapped, bare].boxed()
}

proptest! {
    #[test]
    fn customers_and_errors_are_kept(
        customer in object(vec![
            required("id", id()),
            optional("email", text()),
            optional("description", text()),
            optional("blocked", flag()),
        ]),
        error in object(vec![
            required("errorCode", word(&["000", "001", "004", "011", "016", "028"])),
            optional("message", text()),
            optional("traceId", id()),
        ]),
    ) {
        keeps::<Customer>(&customer);
        keeps::<ErrorBody>(&error);
    }

    #[test]
    fn deposits_to_purses_are_kept(json in transaction()) {
        let transaction: PurseTransaction = keeps(&json);
        if matches!(transaction.transaction_state, TransactionState::Unknown(_)) {
            prop_assert!(!transaction.transaction_state.is_confirmed());
        }
    }

    #[test]
    fn lists_are_kept(addresses in page(address()), deposits in page(transaction())) {
        keeps::<Page<PurseAddress>>(&addresses);
        keeps::<Page<PurseTransaction>>(&deposits);
    }
}
