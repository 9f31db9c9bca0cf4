//! Transitions as documented, and merging of what is reported in any order.

use std::fmt::Debug;

use calypso_model::{
    ComplianceState, EventType, InvoiceState, InvoiceType, PurseState, StateConflict,
    TransactionState,
};
use proptest::prelude::*;

use InvoiceState::{
    Archived, Cancel, Completed, Declined, MemPoolFound, Paid, PendingComplianceCheck,
    PendingIntervention, PendingPayment,
};

/// Steps of an invoice over a fixed amount (docs/API-FACTS.md, section 10.1).
const FIXED: &[(InvoiceState, InvoiceState)] = &[
    (PendingPayment, MemPoolFound),
    (PendingPayment, PendingComplianceCheck),
    (PendingPayment, Paid),
    (PendingPayment, PendingIntervention),
    (PendingPayment, Archived),
    (MemPoolFound, PendingComplianceCheck),
    (MemPoolFound, Paid),
    (MemPoolFound, PendingIntervention),
    (PendingComplianceCheck, Declined),
    (PendingComplianceCheck, Paid),
    (PendingComplianceCheck, PendingIntervention),
    (PendingIntervention, Paid),
    (PendingIntervention, Archived),
    (Paid, Completed),
];

/// Steps of a bound invoice: as above, without interventions (sections 10.3 and 4.12).
const BOUND: &[(InvoiceState, InvoiceState)] = &[
    (PendingPayment, MemPoolFound),
    (PendingPayment, PendingComplianceCheck),
    (PendingPayment, Paid),
    (PendingPayment, Archived),
    (MemPoolFound, PendingComplianceCheck),
    (MemPoolFound, Paid),
    (PendingComplianceCheck, Declined),
    (PendingComplianceCheck, Paid),
    (Paid, Completed),
];

/// Steps of an unlimited invoice (section 10.2).
const UNLIMITED: &[(InvoiceState, InvoiceState)] = &[(PendingPayment, Archived)];

fn invoice_states() -> Vec<InvoiceState> {
    let unknown = ["", "PAID ", "PAUSED"].map(InvoiceState::parse);
    InvoiceState::KNOWN.iter().cloned().chain(unknown).collect()
}

#[track_caller]
fn allows_only(invoice_type: &str, steps: &[(InvoiceState, InvoiceState)]) {
    let invoice_type = InvoiceType::parse(invoice_type);
    for from in invoice_states() {
        for to in invoice_states() {
            let is_documented = steps.contains(&(from.clone(), to.clone()));
            let may = from.may_become(&to, &invoice_type);
            assert_eq!(may, is_documented, "{invoice_type}: {from} -> {to}");
        }
    }
}

#[test]
fn an_invoice_takes_the_documented_steps_and_no_others() {
    allows_only("SINGLE", FIXED);
    allows_only("SINGLE_FIAT", FIXED);
    allows_only("BOUND", BOUND);
    allows_only("UNLIMITED", UNLIMITED);
    allows_only("UNLIMITED_LINKED", UNLIMITED);
    allows_only("RECURRENT", &[]);
}

#[test]
fn a_deposit_its_check_and_its_purse_take_the_documented_steps() {
    let steps = |from: &TransactionState| {
        let next = TransactionState::KNOWN.iter().filter(|to| from.may_become(to));
        next.map(TransactionState::as_str).collect::<Vec<_>>()
    };
    assert_eq!(steps(&TransactionState::MemPoolFound), ["PENDING_COMPLIANCE_CHECK"]);
    assert_eq!(steps(&TransactionState::PendingComplianceCheck), ["DECLINED", "CONFIRMED"]);
    assert_eq!(steps(&TransactionState::Confirmed), [""; 0]);
    assert_eq!(steps(&TransactionState::Declined), [""; 0]);
    assert_eq!(steps(&TransactionState::parse("SEEN")), [""; 0]);

    let steps = |from: &ComplianceState| {
        let next = ComplianceState::KNOWN.iter().filter(|to| from.may_become(to));
        next.map(ComplianceState::as_str).collect::<Vec<_>>()
    };
    assert_eq!(steps(&ComplianceState::Unchecked), ["IN_PROGRESS"]);
    assert_eq!(steps(&ComplianceState::InProgress), ["DECLINE", "CHECKED"]);
    assert_eq!(steps(&ComplianceState::Checked), [""; 0]);
    assert_eq!(steps(&ComplianceState::Decline), [""; 0]);

    assert!(PurseState::PendingPayment.may_become(&PurseState::Archived));
    assert!(PurseState::PendingPayment.may_become(&PurseState::Declined));
    assert!(!PurseState::Archived.may_become(&PurseState::PendingPayment));
}

#[test]
fn only_two_words_are_paid_and_four_are_final() {
    let paid: Vec<_> = invoice_states().into_iter().filter(InvoiceState::is_paid).collect();
    assert_eq!(paid, [Paid, Completed]);
    let finals = InvoiceState::KNOWN.iter().filter(|state| state.is_final() == Some(true));
    assert_eq!(finals.collect::<Vec<_>>(), [&Declined, &Completed, &Archived, &Cancel]);
    assert_eq!(TransactionState::Confirmed.is_final(), Some(true));
    assert_eq!(TransactionState::MemPoolFound.is_final(), Some(false));
    assert_eq!(ComplianceState::Decline.is_final(), Some(true));
    assert_eq!(ComplianceState::parse("LATER").is_final(), None);
    assert_eq!(PurseState::Archived.is_final(), Some(true));
}

#[test]
fn no_step_leads_out_of_a_final_state() {
    for from in InvoiceState::KNOWN.iter().filter(|state| state.is_final() == Some(true)) {
        for invoice_type in InvoiceType::KNOWN {
            assert!(!InvoiceState::KNOWN.iter().any(|to| from.may_become(to, invoice_type)));
        }
    }
}

#[test]
fn a_conflict_is_two_states_that_cannot_follow_each_other() {
    let conflict = Completed.latest(&Declined).unwrap_err();
    let text = "two states of one object, neither of which can follow the other";
    assert_eq!(conflict.to_string(), text);
    assert_eq!(Archived.latest(&Completed), Err(conflict));
    assert_eq!(Cancel.latest(&Archived), Err(conflict));
    assert_eq!(Paid.latest(&Archived), Err(conflict));
    assert_eq!(Completed.latest(&Paid), Ok(Completed));
    assert_eq!(PendingIntervention.latest(&Archived), Ok(Archived));
    assert_eq!(Archived.latest(&PendingPayment), Ok(Archived));
}

#[test]
fn an_unknown_word_never_wins_over_a_known_one() {
    let unknown = InvoiceState::parse("COMPLETED_LATER");
    for known in InvoiceState::KNOWN {
        assert_eq!(unknown.latest(known), Ok(known.clone()));
        assert_eq!(known.latest(&unknown), Ok(known.clone()));
    }
}

#[test]
fn a_documented_step_always_leads_to_the_later_state() {
    for (from, to) in FIXED {
        assert_eq!(to.latest(from), Ok(to.clone()), "{from} -> {to}");
    }
}

/// Checks the laws of merging for every three states.
#[track_caller]
fn obeys_the_laws<S: Clone + PartialEq + Debug>(
    states: &[S],
    latest: fn(&S, &S) -> Result<S, StateConflict>,
) {
    for a in states {
        assert_eq!(latest(a, a), Ok(a.clone()));
        for b in states {
            assert_eq!(latest(a, b), latest(b, a));
            for c in states {
                let left = latest(a, b).and_then(|ab| latest(&ab, c));
                let right = latest(b, c).and_then(|bc| latest(a, &bc));
                assert_eq!(left, right, "{a:?} {b:?} {c:?}");
            }
        }
    }
}

#[test]
fn merging_is_commutative_associative_and_idempotent() {
    let unknown = |parse: fn(&str) -> _| ["", "B", "A", "PAID "].map(parse);
    obeys_the_laws(
        &[InvoiceState::KNOWN, &unknown(InvoiceState::parse)].concat(),
        InvoiceState::latest,
    );
    let unknown = |parse: fn(&str) -> _| ["", "B", "A", "PAID "].map(parse);
    obeys_the_laws(
        &[TransactionState::KNOWN, &unknown(TransactionState::parse)].concat(),
        TransactionState::latest,
    );
    let unknown = |parse: fn(&str) -> _| ["", "B", "A", "PAID "].map(parse);
    obeys_the_laws(
        &[ComplianceState::KNOWN, &unknown(ComplianceState::parse)].concat(),
        ComplianceState::latest,
    );
    let unknown = |parse: fn(&str) -> _| ["", "B", "A", "PAID "].map(parse);
    obeys_the_laws(&[PurseState::KNOWN, &unknown(PurseState::parse)].concat(), PurseState::latest);
}

#[test]
fn events_say_in_which_state_they_leave_an_invoice() {
    let single = |word: &str| EventType::parse(word).invoice_state(&InvoiceType::SingleFiat);
    assert_eq!(single("INVOICE_CREATE_INVOICE"), Some(PendingPayment));
    assert_eq!(single("INVOICE_MEMPOOL_FOUND"), Some(MemPoolFound));
    assert_eq!(single("INVOICE_PENDING_COMPLIANCE"), Some(PendingComplianceCheck));
    assert_eq!(single("INVOICE_COMPLIANCE_CHECK"), Some(PendingComplianceCheck));
    assert_eq!(single("INVOICE_COMPLIANCE_DECLINED"), Some(Declined));
    assert_eq!(single("INVOICE_FUNDS_RECEIVED_FOR_INVOICE"), None);
    assert_eq!(single("INVOICE_PAID"), Some(Paid));
    assert_eq!(single("INVOICE_PENDING_INTERVENTION"), Some(PendingIntervention));
    assert_eq!(single("INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED"), Some(Completed));
    assert_eq!(single("INVOICE_EXPIRED"), Some(Archived));
    assert_eq!(single("PAYOUT_CONFIRMED"), None);
    assert_eq!(single("INVOICE_PAID_TWICE"), None);
    for event_type in EventType::KNOWN {
        let state = event_type.invoice_state(&InvoiceType::Unlimited);
        assert!(matches!(state, None | Some(PendingPayment | Archived)), "{event_type}");
        assert_eq!(event_type.invoice_state(&InvoiceType::parse("NEW")), None);
    }
}

/// What is told of an invoice over a fixed amount, for each way it can go.
fn histories() -> impl Strategy<Value = (Vec<EventType>, InvoiceState)> {
    use EventType::{
        InvoiceComplianceDeclined, InvoiceCreateInvoice, InvoiceExpired,
        InvoiceFundsReceivedForInvoice, InvoiceMempoolFound, InvoicePaid, InvoicePendingCompliance,
        InvoicePendingIntervention, InvoiceTranslationToAccountCompleted,
    };
    let seen = vec![InvoiceCreateInvoice, InvoiceMempoolFound, InvoicePendingCompliance];
    let with = |more: Vec<EventType>| [seen.clone(), more].concat();
    let settled = with(vec![
        InvoiceFundsReceivedForInvoice,
        InvoicePaid,
        InvoiceTranslationToAccountCompleted,
    ]);
    let accepted = with(vec![
        InvoiceFundsReceivedForInvoice,
        InvoicePendingIntervention,
        InvoicePaid,
        InvoiceTranslationToAccountCompleted,
    ]);
    prop_oneof![
        Just((settled, Completed)),
        Just((accepted, Completed)),
        Just((with(vec![InvoiceFundsReceivedForInvoice, InvoicePaid]), Paid)),
        Just((with(vec![InvoicePendingIntervention]), PendingIntervention)),
        Just((with(vec![InvoiceComplianceDeclined]), Declined)),
        Just((vec![InvoiceCreateInvoice, InvoiceExpired], Archived)),
        Just((seen, PendingComplianceCheck)),
    ]
}

proptest! {
    #[test]
    fn any_order_and_number_of_events_merges_to_the_same_state(
        (mut events, expected) in histories(),
        repeats in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        order in prop::collection::vec(any::<prop::sample::Index>(), 20),
    ) {
        for index in repeats {
            events.push(index.get(&events).clone());
        }
        for (place, index) in order.iter().enumerate().take(events.len()) {
            let other = index.index(events.len());
            events.swap(place, other);
        }
        let states = events.iter().filter_map(|event| event.invoice_state(&InvoiceType::Single));
        let merged = states.map(Ok).reduce(|one, other| one?.latest(&other?));
        prop_assert_eq!(merged, Some(Ok(expected)));
    }

    #[test]
    fn any_order_and_number_of_reports_of_a_deposit_merges_to_the_same_state(
        reports in prop::collection::vec(0_usize..3, 1..12), ends_well in any::<bool>(),
    ) {
        let end = if ends_well { TransactionState::Confirmed } else { TransactionState::Declined };
        let path = [TransactionState::MemPoolFound, TransactionState::PendingComplianceCheck, end];
        let states = reports.iter().map(|&step| Ok(path[step].clone()));
        let merged = states.reduce(|one, other| one?.latest(&other?));
        let furthest = reports.iter().max().map(|&step| Ok(path[step].clone()));
        prop_assert_eq!(merged, furthest);
    }
}
