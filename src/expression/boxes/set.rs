//! Sets of values of one fact.

/// Values of one fact as spans of ordinals, and whether *unknown* is among them.
///
/// Every type is a row of points that are counted (see [`Domain`](super::domain::Domain)), so that spans need no open ends:
/// more than three hours is three hours and a nanosecond, or more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Set {
    /// Whether the fact may be unknown.
    pub(super) absent: bool,
    /// First and last point of each; in order, apart from one another.
    spans: Vec<(i128, i128)>,
}

impl Set {
    pub(super) const ABSENT: Self = Self { absent: true, spans: Vec::new() };

    /// The points from one to another; none where that one lies before it.
    pub(super) fn span(first: i128, last: i128) -> Self {
        Self { absent: false, spans: if first <= last { vec![(first, last)] } else { Vec::new() } }
    }

    pub(super) fn point(at: i128) -> Self {
        Self::span(at, at)
    }

    pub(super) fn points(points: impl IntoIterator<Item = i128>) -> Self {
        Self::joined(points.into_iter().map(|at| (at, at)).collect(), false)
    }

    pub(super) fn or_absent(self, absent: bool) -> Self {
        Self { absent, ..self }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.absent && self.spans.is_empty()
    }

    pub(super) fn spans(&self) -> &[(i128, i128)] {
        &self.spans
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        let mut spans = Vec::new();
        let (mut left, mut right) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                spans.push((first, last));
            }
            if a.1 < b.1 {
                left.next()
            } else {
                right.next()
            };
        }
        Self { absent: self.absent && other.absent, spans }
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        let spans = self.spans.iter().chain(&other.spans).copied().collect();
        Self::joined(spans, self.absent || other.absent)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        let mut spans = Vec::new();
        let mut cuts = other.spans.iter().peekable();
        for (first, last) in &self.spans {
            let mut first = *first;
            while let Some(cut) = cuts.peek().filter(|cut| cut.0 <= *last) {
                if cut.0 > first {
                    spans.push((first, cut.0 - 1));
                }
                first = first.max(cut.1.saturating_add(1));
                if cut.1 >= *last {
                    break;
                }
                cuts.next();
            }
            let covered = cuts.peek().is_some_and(|cut| cut.0 <= first && cut.1 >= *last);
            if first <= *last && !covered {
                spans.push((first, *last));
            }
        }
        Self { absent: self.absent && !other.absent, spans }
    }

    /// The points, if there are no more than so many.
    pub(super) fn few(&self, limit: i128) -> Option<Vec<i128>> {
        let mut left = limit;
        for (first, last) in &self.spans {
            left = left.checked_sub(last.checked_sub(*first)?.checked_add(1)?)?;
            if left < 0 {
                return None;
            }
        }
        Some(self.spans.iter().flat_map(|(first, last)| *first..=*last).collect())
    }

    /// Sorts spans, and makes one of those that touch.
    fn joined(mut spans: Vec<(i128, i128)>, absent: bool) -> Self {
        spans.sort_unstable();
        let mut joined: Vec<(i128, i128)> = Vec::with_capacity(spans.len());
        for (first, last) in spans {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        Self { absent, spans: joined }
    }
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn spans_meet_and_join() {
        let (low, high) = (Set::span(0, 5), Set::span(4, 9));
        assert_eq!(low.and(&high), Set::span(4, 5));
        assert_eq!(low.or(&high), Set::span(0, 9));
        assert_eq!(Set::points([3, 1, 2, 7]), Set::span(1, 3).or(&Set::point(7)));
        assert_eq!(Set::span(0, 9).without(&Set::points([0, 4, 5, 9])), Set::span(1, 3).or(&Set::span(6, 8)));
        assert_eq!(Set::points([1, 5]).or(&Set::ABSENT).without(&Set::span(4, 9)), Set::point(1).or(&Set::ABSENT));
        assert_eq!(Set::span(0, 9).without(&Set::span(-3, i128::MAX)), Set::default());
        assert!(Set::span(2, 1).is_empty() && !Set::ABSENT.is_empty());
        assert!(Set::ABSENT.and(&low).is_empty());
        assert_eq!(Set::points([1, 2, 9]).few(3), Some(vec![1, 2, 9]));
        assert_eq!(Set::span(i128::MIN, i128::MAX).few(1000), None);
    }
}
