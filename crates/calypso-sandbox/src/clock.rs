//! The sandbox's clock: it follows the machine's, stands still, or runs at a pace of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use calypso_sign::Timestamp;
use calypso_transport::Clock;
use serde::{Deserialize, Serialize};

/// How the sandbox's clock runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClockMode {
    /// As fast as the clock it was started with; ahead of it once it was advanced.
    #[default]
    Real,
    /// Not at all, until it is advanced.
    Frozen,
    /// At a pace of its own.
    Scaled {
        /// How much faster than the real one: 60 makes a minute of a second.
        factor: u32,
    },
}

/// The time that the clock shows, as a function of the time that the machine shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Course {
    Real { ahead_ms: i64 },
    Frozen { at_ms: i64 },
    Scaled { factor: u32, since_ms: i64, from_ms: i64 },
}

impl Course {
    /// The machine's own time.
    pub(crate) const REAL: Self = Self::Real { ahead_ms: 0 };

    /// Shows `at` when the machine shows `machine`, and goes on in a mode.
    fn from(mode: ClockMode, machine: Timestamp, at: Timestamp) -> Self {
        let (machine, at_ms) = (machine.as_millis(), at.as_millis());
        match mode {
            ClockMode::Real => Self::Real { ahead_ms: at_ms.saturating_sub(machine) },
            ClockMode::Frozen => Self::Frozen { at_ms },
            ClockMode::Scaled { factor } => {
                Self::Scaled { factor, since_ms: machine, from_ms: at_ms }
            }
        }
    }

    /// Begins a course that was asked for before its time was known.
    pub(crate) fn begin(self, machine: Timestamp) -> Self {
        match self {
            Self::Scaled { factor, .. } => {
                let now = machine.as_millis();
                Self::Scaled { factor, since_ms: now, from_ms: now }
            }
            Self::Real { .. } | Self::Frozen { .. } => self,
        }
    }

    /// Tells whether a clock was asked for another course than this one.
    #[cfg(feature = "sqlite")]
    pub(crate) fn is_other_than(self, begun: Self) -> bool {
        match (self, begun) {
            (Self::Real { .. }, _) => false,
            (Self::Scaled { factor: asked, .. }, Self::Scaled { factor, .. }) => asked != factor,
            (Self::Frozen { .. } | Self::Scaled { .. }, _) => self != begun,
        }
    }

    fn mode(self) -> ClockMode {
        match self {
            Self::Real { .. } => ClockMode::Real,
            Self::Frozen { .. } => ClockMode::Frozen,
            Self::Scaled { factor, .. } => ClockMode::Scaled { factor },
        }
    }

    fn at(self, machine: Timestamp) -> Timestamp {
        let machine = machine.as_millis();
        let millis = match self {
            Self::Real { ahead_ms } => machine.saturating_add(ahead_ms),
            Self::Frozen { at_ms } => at_ms,
            Self::Scaled { factor, since_ms, from_ms } => {
                let passed = i128::from(machine).saturating_sub(i128::from(since_ms));
                let passed = passed.saturating_mul(i128::from(factor));
                let shown = passed.saturating_add(i128::from(from_ms));
                i64::try_from(shown).unwrap_or(if shown < 0 { i64::MIN } else { i64::MAX })
            }
        };
        Timestamp::from_millis(millis)
    }
}

/// The one clock of a sandbox, over that of the machine or of a test.
#[derive(Debug)]
pub(crate) struct VirtualClock {
    machine: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    course: Course,
    /// While time is advanced it stands where the advance has come to.
    held: Option<Timestamp>,
}

impl VirtualClock {
    pub(crate) fn new(machine: Arc<dyn Clock>, course: Course) -> Self {
        Self { machine, state: Mutex::new(State { course, held: None }) }
    }

    /// Returns the time that counts for everything that happens.
    pub(crate) fn now(&self) -> Timestamp {
        self.at(self.machine.now())
    }

    /// Returns the time that counts when the clock underneath shows `machine`.
    pub(crate) fn at(&self, machine: Timestamp) -> Timestamp {
        let State { course, held } = *self.lock();
        held.unwrap_or_else(|| course.at(machine))
    }

    /// Returns the time of the clock underneath, by which a merchant may sign.
    pub(crate) fn machine_now(&self) -> Timestamp {
        self.machine.now()
    }

    pub(crate) fn mode(&self) -> ClockMode {
        self.lock().course.mode()
    }

    /// Stands still at a time, until it [follows](Self::follow) a course again.
    pub(crate) fn hold(&self, at: Timestamp) {
        self.lock().held = Some(at);
    }

    /// Returns the course that runs on from a time, in the same mode if none is given.
    pub(crate) fn onward(
        &self,
        machine: Timestamp,
        at: Timestamp,
        mode: Option<ClockMode>,
    ) -> Course {
        Course::from(mode.unwrap_or(self.mode()), machine, at)
    }

    /// Runs on a course, and is held no longer.
    pub(crate) fn follow(&self, course: Course) {
        *self.lock() = State { course, held: None };
    }

    /// Follows a course that was kept, and is not behind a time that was reached. A scaled clock
    /// runs on from there: it would leap by all the time that nobody was there.
    pub(crate) fn resume(&self, machine: Timestamp, course: Course, reached: Timestamp) {
        let is_scaled = matches!(course, Course::Scaled { .. });
        let course = match is_scaled || course.at(machine) < reached {
            true => Course::from(course.mode(), machine, reached),
            false => course,
        };
        self.follow(course);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use calypso_testkit::ManualClock;

    use super::*;

    const START: i64 = 1_650_885_468_390;

    fn clock(course: Course) -> (ManualClock, VirtualClock) {
        let machine = ManualClock::new(Timestamp::from_millis(START));
        let clock = VirtualClock::new(Arc::new(machine.clone()), course);
        (machine, clock)
    }

    fn shown(clock: &VirtualClock) -> i64 {
        clock.now().as_millis().checked_sub(START).unwrap()
    }

    #[test]
    fn a_real_clock_follows_the_machine_s_ahead_of_it_once_it_was_advanced() {
        let (machine, clock) = clock(Course::REAL);
        machine.advance(Duration::from_millis(5));
        assert_eq!(shown(&clock), 5);
        let course = clock.onward(clock.machine_now(), Timestamp::from_millis(START + 1_005), None);
        clock.follow(course);
        assert_eq!(course, Course::Real { ahead_ms: 1_000 });
        machine.advance(Duration::from_millis(5));
        assert_eq!(shown(&clock), 1_010);
    }

    #[test]
    fn a_frozen_clock_stands_and_a_scaled_one_runs_at_its_pace() {
        let (machine, clock) = clock(Course::REAL);
        clock.follow(clock.onward(clock.machine_now(), clock.now(), Some(ClockMode::Frozen)));
        machine.advance(Duration::from_secs(60));
        assert_eq!((shown(&clock), clock.mode()), (0, ClockMode::Frozen));
        let mode = ClockMode::Scaled { factor: 60 };
        clock.follow(clock.onward(clock.machine_now(), clock.now(), Some(mode)));
        machine.advance(Duration::from_millis(3));
        assert_eq!((shown(&clock), clock.mode()), (180, mode));
    }

    #[test]
    fn a_held_clock_stands_where_it_is_held() {
        let (machine, clock) = clock(Course::REAL);
        clock.hold(Timestamp::from_millis(START + 7));
        machine.advance(Duration::from_secs(1));
        assert_eq!(shown(&clock), 7);
        clock.follow(clock.onward(clock.machine_now(), Timestamp::from_millis(START + 9), None));
        assert_eq!(shown(&clock), 9);
    }

    #[test]
    fn a_clock_that_is_resumed_is_never_behind_what_was_reached() {
        let (_machine, clock) = clock(Course::REAL);
        let reached = Timestamp::from_millis(START + 50);
        for course in [Course::REAL, Course::Frozen { at_ms: START }] {
            clock.resume(clock.machine_now(), course, reached);
            assert_eq!(clock.now(), reached);
        }
        clock.resume(clock.machine_now(), Course::Real { ahead_ms: 60 }, reached);
        assert_eq!(shown(&clock), 60);
        let long_ago = Course::Scaled { factor: 3_600, since_ms: 0, from_ms: 0 };
        clock.resume(clock.machine_now(), long_ago, reached);
        assert_eq!(clock.now(), reached);
        clock.resume(clock.machine_now(), Course::Real { ahead_ms: 60 }, reached);
        assert_eq!(shown(&clock), 60);
    }

    #[test]
    fn no_course_leaves_the_range_of_time() {
        for machine in [i64::MIN, -1, 0, i64::MAX] {
            for from in [i64::MIN, 0, i64::MAX] {
                let factor = u32::MAX;
                let scaled = Course::Scaled { factor, since_ms: from, from_ms: from };
                for course in [Course::Real { ahead_ms: from }, scaled] {
                    let before = course.at(Timestamp::from_millis(machine.saturating_sub(1)));
                    assert!(before <= course.at(Timestamp::from_millis(machine)));
                }
            }
        }
        let far = Course::Scaled { factor: u32::MAX, since_ms: i64::MIN, from_ms: 0 };
        assert_eq!(far.at(Timestamp::from_millis(i64::MAX)).as_millis(), i64::MAX);
    }
}
