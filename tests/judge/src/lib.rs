//! What both judges share: expressions made from a list of choices, which proptest can shrink.

/// A source of decisions; when it runs dry every decision is the first, which generators keep for the simplest thing.
pub struct Choices<'a> {
    choices: &'a [u16],
}

impl<'a> Choices<'a> {
    /// Decisions from that list.
    pub fn new(choices: &'a [u16]) -> Self {
        Self { choices }
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        match self.choices.split_first() {
            Some((first, rest)) => {
                self.choices = rest;
                usize::from(*first) % bound
            }
            None => 0,
        }
    }

    /// One of these.
    pub fn one_of<T: Copy>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())]
    }
}
