//! The situations that prove burn alerts, and how they are spread over tests.

use std::iter;

use super::traffic::Traffic;

/// What happens before an instant, and whether the alert fires at it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Situation {
    /// What it is, in a word or two.
    pub(super) what: &'static str,
    /// What happens.
    pub(super) traffic: Traffic,
    /// Whether the alert fires.
    pub(super) fires: bool,
}

/// The situations of an alert, each in a place that is the same for all alerts, if it can be.
#[derive(Debug)]
pub(super) struct Situations {
    /// The one in which the alert is compared to the letter.
    pub(super) above: Option<Situation>,
    /// Those in which it is silent.
    pub(super) silent: [Option<Situation>; 8],
    /// The others in which it fires.
    pub(super) firing: [Option<Situation>; 3],
}

/// What an instant of a test is for. Alerts go by their numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Slot<'s> {
    /// The alert is compared to the letter.
    Compared(usize, &'s Situation),
    /// The alert fires, or it does not.
    Judged(usize, &'s Situation),
    /// An alert may outlast the situation before.
    Outlasting,
    /// What has this place cannot be.
    Empty,
}

impl Situations {
    /// What each place is for, and whether the alert fires there.
    fn places(&self, alert: usize) -> Vec<(Slot<'_>, bool)> {
        let silent = self.silent.iter().zip(iter::repeat(false));
        let firing = self.firing.iter().zip(iter::repeat(true));
        let judged = silent.chain(firing).map(|(situation, fires)| {
            let slot = situation.as_ref().map(|it| Slot::Judged(alert, it));
            (slot.unwrap_or(Slot::Empty), fires)
        });
        let compared = self.above.as_ref().map(|it| Slot::Compared(alert, it));
        let first = (compared.unwrap_or(Slot::Empty), true);
        iter::once(first).chain(judged).collect()
    }
}

/// The situations of some alerts, and at how many instants those outlast what makes them fire, in tests of at
/// most so many instants: place by place, so that traffic of short and of long windows alternates. What is compared to the
/// letter comes first, since what was before may show in its texts.
pub(super) fn rows(alerts: &[(Situations, usize)], instants: usize) -> Vec<Vec<Slot<'_>>> {
    let numbered = alerts.iter().enumerate();
    let places: Vec<_> = numbered
        .map(|(alert, (all, _))| all.places(alert))
        .collect();
    let mut rows: Vec<Vec<_>> = Vec::new();
    let mut add = |slot| match rows.last_mut() {
        Some(row) if row.len() < instants => row.push(slot),
        // A test ends what outlasts the one before.
        _ if slot == Slot::Outlasting => {}
        _ => rows.push(vec![slot]),
    };
    for place in 0..places.first().map_or(0, Vec::len) {
        for (places, (_, outlasting)) in places.iter().zip(alerts) {
            let (slot, fires) = places[place];
            add(slot);
            if fires {
                iter::repeat_n(Slot::Outlasting, *outlasting).for_each(&mut add);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Situations {
        /// Those that can be.
        pub(crate) fn into_iter(self) -> impl Iterator<Item = Situation> {
            let all = iter::once(self.above).chain(self.silent).chain(self.firing);
            all.flatten()
        }
    }

    /// Only those that make an alert fire, in rows of so many instants; without the places of others.
    fn loud(outlasting: &[usize], instants: usize) -> Vec<String> {
        let fires = || {
            Some(Situation {
                what: "fires",
                traffic: Traffic::default(),
                fires: true,
            })
        };
        let situations = |outlasting: &usize| {
            let all = Situations {
                above: fires(),
                silent: Default::default(),
                firing: [fires(), None, fires()],
            };
            (all, *outlasting)
        };
        let alerts: Vec<_> = outlasting.iter().map(situations).collect();
        let rows = rows(&alerts, instants).into_iter();
        let told = |slot| match slot {
            Slot::Compared(alert, _) | Slot::Judged(alert, _) => alert.to_string(),
            Slot::Outlasting => "~".to_owned(),
            Slot::Empty => "-".to_owned(),
        };
        rows.map(|row| row.into_iter().map(told).collect())
            .collect()
    }

    #[test]
    fn alerts_that_are_compared_come_first_and_those_that_fire_last() {
        assert_eq!(loud(&[0], 20), ["0--------0-0"]);
        assert_eq!(loud(&[0], 5), ["0----", "----0", "-0"]);
        assert_eq!(loud(&[0, 0], 100), ["01----------------01--01"]);
    }

    #[test]
    fn instants_are_left_to_an_alert_that_outlasts_a_situation() {
        assert_eq!(loud(&[1], 20), ["0~--------0~-~0~"]);
        assert_eq!(loud(&[2], 20), ["0~~--------0~~-~~0~~"]);
        // At the end of a test nothing comes after.
        assert_eq!(loud(&[1], 5), ["0~---", "-----", "0~-~0"]);
        assert_eq!(loud(&[1], 1).concat(), "0--------0-0");
    }
}
