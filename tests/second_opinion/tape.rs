//! Choices read off a tape of numbers, so that a shorter tape of smaller numbers makes a simpler playbook: proptest
//! shrinks the tape.

pub struct Tape<'t> {
    numbers: &'t [u16],
    at: usize,
}

impl<'t> Tape<'t> {
    pub fn new(numbers: &'t [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// 0, the simplest choice, once the tape has ended.
    pub fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % n
    }

    /// Once in so many times; never at the end of the tape.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}
