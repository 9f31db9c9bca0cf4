//! [`PageNumbers`]: how the numbers in a service's answers relate to those that are asked for.

/// What a list has told about its page numbers so far.
///
/// Pages presumably count from 0. A first answer that calls itself page 1 leaves two readings: the
/// service counts from 1 and took page 0 for it, or it counts from 0 and names pages one higher.
/// The answer to page 1 tells which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PageNumbers {
    #[default]
    Unknown,
    /// The answer to page 0 called itself page 1.
    Doubtful,
    /// Pages count from 0, and answers name them as asked.
    FromZero,
    /// Pages count from 1, and answers name them as asked.
    FromOne,
    /// Pages count from 0, and answers name them one higher.
    OneAhead,
}

/// The answer is about another page than the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OtherPage {
    pub(crate) wanted: u64,
    pub(crate) answered: u64,
}

impl PageNumbers {
    /// Takes notice of an answer; `is_same` if it equals the one before.
    pub(crate) fn learn(
        self,
        asked: u32,
        answered: Option<u64>,
        is_same: bool,
    ) -> Result<Self, OtherPage> {
        let asked = u64::from(asked);
        let next = asked.saturating_add(1);
        match (self, answered) {
            (Self::Unknown, None | Some(0)) if asked == 0 => Ok(Self::FromZero),
            (Self::Unknown, Some(1)) if asked == 0 => Ok(Self::Doubtful),
            // Whoever begins in the middle rather asks for one page too many.
            (Self::Unknown, None) => Ok(Self::FromOne),
            (Self::Doubtful, None) => Ok(if is_same { Self::FromOne } else { Self::OneAhead }),
            (Self::Unknown | Self::Doubtful, Some(number)) if number == asked => Ok(Self::FromOne),
            (Self::Unknown | Self::Doubtful, Some(number)) if number == next => Ok(Self::OneAhead),
            (known, None) => Ok(known),
            (known, Some(answered)) => {
                let wanted = if known == Self::OneAhead { next } else { asked };
                if answered == wanted { Ok(known) } else { Err(OtherPage { wanted, answered }) }
            }
        }
    }

    /// Returns how many pages there are up to this one.
    pub(crate) fn pages_until(self, asked: u32) -> u64 {
        let asked = u64::from(asked);
        if self == Self::FromOne { asked } else { asked.saturating_add(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks for pages from `start` on; each answer tells its number.
    #[track_caller]
    fn check(start: u32, answers: &[Option<u64>], expected: Result<PageNumbers, OtherPage>) {
        let learnt =
            answers.iter().zip(start..).try_fold(PageNumbers::Unknown, |known, (answer, asked)| {
                known.learn(asked, *answer, false)
            });
        assert_eq!(learnt, expected, "{answers:?}");
    }

    #[test]
    fn the_first_two_answers_tell_how_pages_are_numbered() {
        check(0, &[Some(0), Some(1), None, Some(3)], Ok(PageNumbers::FromZero));
        check(0, &[None, None], Ok(PageNumbers::FromZero));
        check(0, &[Some(1)], Ok(PageNumbers::Doubtful));
        check(0, &[Some(1), Some(1), Some(2)], Ok(PageNumbers::FromOne));
        check(0, &[Some(1), Some(2), Some(3)], Ok(PageNumbers::OneAhead));
        check(0, &[Some(1), None], Ok(PageNumbers::OneAhead));
        assert_eq!(PageNumbers::Doubtful.learn(1, None, true), Ok(PageNumbers::FromOne));
        check(8, &[Some(8)], Ok(PageNumbers::FromOne));
        check(8, &[Some(9), Some(10)], Ok(PageNumbers::OneAhead));
        check(8, &[None, Some(9)], Ok(PageNumbers::FromOne));
    }

    #[test]
    fn any_other_number_is_about_another_page() {
        let other = |wanted, answered| Err(OtherPage { wanted, answered });
        check(0, &[Some(2)], other(0, 2));
        check(0, &[Some(1), Some(3)], other(1, 3));
        check(0, &[Some(0), Some(0)], other(1, 0));
        check(0, &[Some(0), Some(2)], other(1, 2));
        check(0, &[Some(1), Some(2), Some(2)], other(3, 2));
        check(8, &[Some(0)], other(8, 0));
    }

    #[test]
    fn pages_are_counted_from_the_first() {
        assert_eq!(PageNumbers::FromZero.pages_until(1), 2);
        assert_eq!(PageNumbers::FromOne.pages_until(1), 1);
        assert_eq!(PageNumbers::OneAhead.pages_until(1), 2);
        assert_eq!(PageNumbers::Doubtful.pages_until(0), 1);
    }
}
