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
    Known {
        /// What to ask for to get the first page.
        first: u64,
        /// How much higher than asked for the answers are numbered.
        ahead: u64,
    },
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
            (Self::Unknown, None | Some(0)) if asked == 0 => Ok(Self::FROM_ZERO),
            (Self::Unknown, Some(1)) if asked == 0 => Ok(Self::Doubtful),
            // Whoever begins in the middle rather asks for one page too many.
            (Self::Unknown, None) => Ok(Self::FROM_ONE),
            (Self::Unknown, Some(answered)) if answered == asked => Ok(Self::FROM_ONE),
            (Self::Unknown, Some(answered)) if answered == next => Ok(Self::ONE_AHEAD),
            (Self::Doubtful, Some(answered)) if answered == asked => Ok(Self::FROM_ONE),
            (Self::Doubtful, None) if is_same => Ok(Self::FROM_ONE),
            (Self::Doubtful, None) => Ok(Self::ONE_AHEAD),
            (Self::Doubtful, Some(answered)) if answered == next => Ok(Self::ONE_AHEAD),
            (Self::Known { .. }, None) => Ok(self),
            (Self::Known { ahead, .. }, Some(answered))
                if answered == asked.saturating_add(ahead) =>
            {
                Ok(self)
            }
            (Self::Unknown | Self::Doubtful, Some(answered)) => {
                Err(OtherPage { wanted: asked, answered })
            }
            (Self::Known { ahead, .. }, Some(answered)) => {
                Err(OtherPage { wanted: asked.saturating_add(ahead), answered })
            }
        }
    }

    const FROM_ZERO: Self = Self::Known { first: 0, ahead: 0 };
    const FROM_ONE: Self = Self::Known { first: 1, ahead: 0 };
    const ONE_AHEAD: Self = Self::Known { first: 0, ahead: 1 };

    /// Returns how many pages there are up to this one.
    pub(crate) fn pages_until(self, asked: u32) -> u64 {
        let first = match self {
            Self::Known { first, .. } => first,
            Self::Unknown | Self::Doubtful => 0,
        };
        u64::from(asked).saturating_add(1).saturating_sub(first)
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
        check(0, &[Some(0), Some(1), None, Some(3)], Ok(PageNumbers::FROM_ZERO));
        check(0, &[None, None], Ok(PageNumbers::FROM_ZERO));
        check(0, &[Some(1)], Ok(PageNumbers::Doubtful));
        check(0, &[Some(1), Some(1), Some(2)], Ok(PageNumbers::FROM_ONE));
        check(0, &[Some(1), Some(2), Some(3)], Ok(PageNumbers::ONE_AHEAD));
        check(0, &[Some(1), None], Ok(PageNumbers::ONE_AHEAD));
        assert_eq!(PageNumbers::Doubtful.learn(1, None, true), Ok(PageNumbers::FROM_ONE));
        check(8, &[Some(8)], Ok(PageNumbers::FROM_ONE));
        check(8, &[Some(9), Some(10)], Ok(PageNumbers::ONE_AHEAD));
        check(8, &[None, Some(9)], Ok(PageNumbers::FROM_ONE));
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
        assert_eq!(PageNumbers::FROM_ZERO.pages_until(1), 2);
        assert_eq!(PageNumbers::FROM_ONE.pages_until(1), 1);
        assert_eq!(PageNumbers::ONE_AHEAD.pages_until(1), 2);
        assert_eq!(PageNumbers::Doubtful.pages_until(0), 1);
    }
}
