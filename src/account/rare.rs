//! What few accounts and cases have, and lists that leave little room.

use std::ops::Deref;

/// Something that is nearly always as it was at the beginning, and then takes a word only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rare<T>(Option<Box<T>>);

/// A type whose beginning can be borrowed.
pub(crate) trait Usual: PartialEq + 'static {
    const USUAL: &'static Self;
}

impl<T: Usual> Rare<T> {
    pub(crate) fn new(value: T) -> Self {
        Self((value != *T::USUAL).then(|| Box::new(value)))
    }
}

impl<T: Usual + Default> Rare<T> {
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut T)) {
        let mut value = self.0.take().unwrap_or_default();
        change(&mut value);
        // Equal things are stored equally, so that equality can be derived.
        self.0 = (*value != *T::USUAL).then_some(value);
    }
}

impl<T: Usual> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::USUAL)
    }
}

/// Adds to a list that grows by a quarter at a time: a million accounts keep little room for what may never come. While an
/// input runs it serves for what is large and seldom many: a list makes room for four when it first grows, and of what is as
/// large as a step that is more than a kilobyte, which takes an allocator much longer to find.
pub(crate) fn push_snug<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 4);
    }
    list.push(item);
}
