//! Lists of what is large and seldom many.

/// Adds to a list that has one entry as a rule. A list makes room for four when it first grows: of what is as large as a
/// step that is more than a kilobyte, which takes an allocator much longer to find.
pub(super) fn push<T>(list: &mut Vec<T>, entry: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 2);
    }
    list.push(entry);
}
