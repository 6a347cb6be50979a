//! Turns round the links that close circles.

use super::{Link, at, set};

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Seen {
    #[default]
    Not,
    /// On the path that is being walked.
    Above,
    Done,
}

/// Whether each link is drawn against its direction, so that without their directions no circle is left. Walks from items
/// that nothing leads to, then from the first that was not met.
pub(super) fn turned(items: usize, links: &[Link]) -> Vec<bool> {
    let mut outward: Vec<Vec<usize>> = vec![Vec::new(); items];
    let mut led_to = vec![false; items];
    for (number, link) in links.iter().enumerate() {
        if let Some(outward) = outward.get_mut(link.from) {
            outward.push(number);
        }
        set(&mut led_to, link.to, true);
    }
    let mut turned = vec![false; links.len()];
    let mut seen = vec![Seen::Not; items];
    let sources = (0..items).filter(|item| !at(&led_to, *item)).chain(0..items);
    for source in sources {
        if at(&seen, source) != Seen::Not {
            continue;
        }
        let mut path = vec![(source, 0)];
        set(&mut seen, source, Seen::Above);
        while let Some((item, next)) = path.last_mut() {
            let Some(number) = outward.get(*item).and_then(|outward| outward.get(*next)).copied() else {
                set(&mut seen, *item, Seen::Done);
                path.pop();
                continue;
            };
            *next += 1;
            let to = links.get(number).map_or(0, |link| link.to);
            match at(&seen, to) {
                Seen::Above => set(&mut turned, number, true),
                Seen::Done => {}
                Seen::Not => {
                    set(&mut seen, to, Seen::Above);
                    path.push((to, 0));
                }
            }
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_closes_a_circle_is_turned() {
        let link = |from, to| Link { from, to, label: None };
        type Case<'a> = (usize, &'a [(usize, usize)], &'a [bool]);
        let cases: [Case<'_>; 4] = [
            (2, &[(0, 1), (1, 0)], &[false, true]),
            (3, &[(0, 1), (1, 2), (0, 2)], &[false, false, false]),
            (3, &[(1, 2), (2, 1), (0, 2)], &[true, false, false]),
            (4, &[(0, 1), (1, 2), (2, 3), (3, 1)], &[false, false, false, true]),
        ];
        for (items, links, expected) in cases {
            let links: Vec<Link> = links.iter().map(|(from, to)| link(*from, *to)).collect();
            assert_eq!(turned(items, &links), expected, "{links:?}");
        }
    }
}
