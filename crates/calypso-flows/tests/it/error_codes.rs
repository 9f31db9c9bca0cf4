//! The documented table of error codes, row by row against what errors really say.

use calypso_flows::{Client, Error, Outcome, RetryPolicy};
use calypso_model::{ErrorCode, InvoiceId, NewCustomer};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};

use crate::worlds::fixed_credentials;

const TABLE: &str = include_str!("../../error-codes.md");
const CUSTOMER: &str = "/api/v1/customer-purse/customer/create";

/// Every status that a server is likely to answer an error with, and some that it is not.
const STATUSES: std::ops::Range<u16> = 300..600;

struct Row {
    code: String,
    status: String,
    outcome: Outcome,
    retryable: bool,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| line.starts_with("| ")).skip(2);
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
    let &[code, status, meaning, outcome, again] = cells.as_slice() else { panic!("{line}") };
    assert!(!meaning.is_empty(), "{line}");
    let outcome = match outcome {
        "not applied" => Outcome::NotApplied,
        "unknown" => Outcome::Unknown,
        _ => panic!("{line}"),
    };
    let retryable = match again {
        "yes" => true,
        "no" => false,
        _ => panic!("{line}"),
    };
    Row { code: code.replace('`', ""), status: status.to_owned(), outcome, retryable }
}

impl Row {
    fn fits(&self, code: Option<&ErrorCode>, status: u16) -> bool {
        let fits_code = match (&*self.code, code) {
            ("none", found) => found.is_none(),
            (_, None) => false,
            ("any", Some(_)) => true,
            ("another", Some(found)) => matches!(found, ErrorCode::Unknown(_)),
            (listed, Some(found)) => listed == found.as_str(),
        };
        let fits_status = |word: &str| match word {
            "any" => true,
            "5xx" => (500..600).contains(&status),
            _ => word.parse::<u16>().unwrap() == status,
        };
        fits_code && self.status.split(", ").any(fits_status)
    }
}

fn client(step: Step) -> Client {
    let mut policy = RetryPolicy::default();
    policy.attempts_max = 1;
    Client::builder(fixed_credentials(), ScriptedTransport::new([step]))
        .with_clock(ManualClock::new(Timestamp::from_millis(1_751_754_669_255)))
        .with_entropy(CountingEntropy::new())
        .with_retry_policy(policy)
        .build()
}

fn body(code: Option<&ErrorCode>) -> String {
    code.map_or_else(String::new, |code| format!(r#"{{"errorCode":"{code}","message":"no"}}"#))
}

/// Returns the error of a creation that no key can settle.
async fn declined(code: Option<&ErrorCode>, status: u16) -> Error {
    let client = client(Step::post(CUSTOMER).reply(status, body(code)));
    client.customers().create(&NewCustomer::new()).await.unwrap_err()
}

#[test]
fn every_code_has_one_row_in_order() {
    let listed: Vec<_> = rows().into_iter().map(|row| row.code).collect();
    let listed: Vec<_> = listed.iter().filter(|code| code.parse::<u16>().is_ok()).collect();
    let known: Vec<_> = ErrorCode::KNOWN.iter().map(ErrorCode::as_str).collect();
    assert_eq!(listed, known);
}

#[tokio::test]
async fn the_table_says_what_errors_say() {
    let rows = rows();
    let mut used = vec![false; rows.len()];
    let mut codes: Vec<Option<ErrorCode>> = ErrorCode::KNOWN.iter().cloned().map(Some).collect();
    codes.extend([Some(ErrorCode::parse("777")), None]);
    for code in &codes {
        for status in STATUSES {
            let index = rows.iter().position(|row| row.fits(code.as_ref(), status)).unwrap();
            used[index] = true;
            let row = &rows[index];
            let error = declined(code.as_ref(), status).await;
            let found = (error.outcome(), error.is_retryable(), error.code(), error.status());
            let expected = (row.outcome, row.retryable, code.as_ref(), Some(status));
            assert_eq!(found, expected, "code {code:?} with status {status}");
        }
    }
    assert!(used.iter().all(|used| *used), "a row that never counts: {used:?}");
}

#[tokio::test]
async fn a_read_was_never_applied_whatever_the_code() {
    for code in ErrorCode::KNOWN {
        let client = client(Step::post("/api/v1/invoice").reply(400, body(Some(code))));
        let id = InvoiceId::parse("88213").unwrap();
        let error = client.invoices().get(id).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotApplied, "{code}");
    }
}
