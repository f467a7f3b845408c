//! Sets of moments: sorted stretches of seconds, none touching another. Whether somebody is told at a time
//! when another is not is asked of whole sets, since looking at each minute of years would take minutes.

use std::ops::Range;

/// A set of moments, in seconds since the beginning of 1970 in UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stretches(Vec<Range<i64>>);

impl Stretches {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Range<i64>> {
        self.0.iter()
    }

    /// The moments of this set that are not in the other.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let (mut left, mut passed) = (Vec::new(), 0);
        for whole in &self.0 {
            let mut start = whole.start;
            let cuts = &other.0[passed..];
            passed += cuts.iter().take_while(|cut| cut.end <= start).count();
            let cuts = &other.0[passed..];
            for cut in cuts.iter().take_while(|cut| cut.start < whole.end) {
                left.push(start..cut.start);
                start = cut.end;
            }
            left.push(start..whole.end);
        }
        left.into_iter().collect()
    }

    /// The moments that are in both sets.
    pub(super) fn both(&self, other: &Self) -> Self {
        self.minus(&self.minus(other))
    }
}

/// The moments of all ranges, which may overlap, be empty, and come in any order.
impl FromIterator<Range<i64>> for Stretches {
    fn from_iter<I: IntoIterator<Item = Range<i64>>>(ranges: I) -> Self {
        let mut ranges: Vec<_> = ranges
            .into_iter()
            .filter(|range| !range.is_empty())
            .collect();
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.dedup_by(|next, kept| {
            let touches = next.start <= kept.end;
            if touches {
                kept.end = kept.end.max(next.end);
            }
            touches
        });
        Self(ranges)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn seconds(set: &Stretches) -> BTreeSet<i64> {
        set.iter().cloned().flatten().collect()
    }

    fn ranges() -> impl Strategy<Value = Vec<Range<i64>>> {
        prop::collection::vec((0_i64..60, 0_i64..9), 0..9).prop_map(|all| {
            all.into_iter()
                .map(|(start, length)| start..start + length)
                .collect()
        })
    }

    proptest! {
        #[test]
        fn sets_are_those_of_their_seconds((some, others) in (ranges(), ranges())) {
            let all = |ranges: &[Range<i64>]| ranges.iter().cloned().flatten().collect::<BTreeSet<_>>();
            let (a, b) = (all(&some), all(&others));
            let (some, others): (Stretches, Stretches) =
                (some.into_iter().collect(), others.into_iter().collect());
            prop_assert_eq!(&seconds(&some), &a);
            prop_assert_eq!(seconds(&some.minus(&others)), &a - &b);
            prop_assert_eq!(seconds(&some.both(&others)), &a & &b);
            let apart = some.0.windows(2).all(|pair| pair[0].end < pair[1].start);
            prop_assert!(apart, "{:?}", some);
        }
    }
}
