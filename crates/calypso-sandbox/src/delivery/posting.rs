//! What is posted in one attempt, and how the attempt ends: as a planned fault wants it.

use calypso_sign::{SecretKey, Signature, Signer};

use super::tampering;
use crate::faults::WebhookFault;
use crate::rules::{AttemptResult, Job, Silence};
use crate::wire::event_body;

/// How an attempt ends that the receiver took.
const TAKEN: AttemptResult = AttemptResult::Status(200);

/// How an attempt ends whose event cannot be written.
pub(crate) const UNWRITTEN: AttemptResult = AttemptResult::NoAnswer(Silence::Unwritten);

/// A body with its signature.
#[derive(Clone, Debug)]
pub(crate) struct Posting {
    pub(crate) body: Vec<u8>,
    pub(crate) signature: Signature,
    /// Whether the receiver's answer to it matters.
    pub(crate) counts: bool,
}

/// Returns what is posted, one after the other; nothing if it gets lost.
pub(crate) fn postings(job: &Job) -> Result<Vec<Posting>, serde_json::Error> {
    let body = event_body(&job.event, &job.subscription)?;
    let signature = job.signer.sign(&body);
    let whole = Posting { body, signature, counts: true };
    Ok(match job.fault {
        Some(WebhookFault::Lost) => Vec::new(),
        Some(WebhookFault::Corrupted) => {
            vec![Posting { body: tampering::corrupted(&whole.body), ..whole }]
        }
        Some(WebhookFault::Duplicated) => vec![whole.clone(), whole],
        Some(WebhookFault::Forged) => forged(&whole.body).into_iter().chain([whole]).collect(),
        Some(WebhookFault::Reordered | WebhookFault::Delayed(_)) | None => vec![whole],
    })
}

fn forged(body: &[u8]) -> Option<Posting> {
    let stranger = SecretKey::new("a secret of nobody's").ok()?;
    let body = tampering::forged(body);
    let signature = Signer::new(&stranger).sign(&body);
    Some(Posting { body, signature, counts: false })
}

/// Returns how an attempt ends by the answers that matter: one success is enough. What got lost
/// counts as delivered.
pub(crate) fn outcome(answers: &[AttemptResult]) -> AttemptResult {
    match answers {
        [] => TAKEN,
        answers if answers.contains(&TAKEN) => TAKEN,
        [first, ..] => *first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_success_is_enough_and_what_got_lost_counts_as_one() {
        let (failed, silent) =
            (AttemptResult::Status(500), AttemptResult::NoAnswer(Silence::TimedOut));
        assert_eq!(outcome(&[]), TAKEN);
        assert_eq!(outcome(&[failed, silent]), failed);
        assert_eq!(outcome(&[silent, failed]), silent);
        assert_eq!(outcome(&[failed, TAKEN]), TAKEN);
        assert_eq!(outcome(&[TAKEN, failed]), TAKEN);
    }
}
