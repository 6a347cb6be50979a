//! The members of a record's line that every version of the form has.

use crate::canon::{Hash, members};

/// A record's place in its chain.
pub(super) struct Link {
    pub(super) account: String,
    pub(super) seq: u64,
    pub(super) prev: Hash,
    /// As the line says.
    pub(super) hash: Hash,
    /// As it is: of the line without the member `hash`.
    pub(super) computed: Hash,
}

/// Reads a line; nothing where it is not the canonical form of a record.
pub(super) fn link(line: &str) -> Option<Link> {
    let members = members(line)?;
    let find = |key: &str| members.iter().position(|member| member.key == key);
    let value = |key: &str| line.get(members.get(find(key)?)?.value.clone());
    let text = |key: &str| serde_json::from_str::<String>(value(key)?).ok();
    let at = find("hash")?;
    let range = members.get(at)?.range.clone();
    // The comma that goes with it: the one behind it or, for the last member, the one before.
    let (start, end) = if at + 1 < members.len() { (range.start, range.end + 1) } else { (range.start - 1, range.end) };
    let body = [line.get(..start)?, line.get(end..)?].concat();
    let hash = text("hash")?.parse().ok()?;
    let seq = value("seq")?.parse().ok()?;
    Some(Link {
        account: text("account")?,
        seq,
        prev: text("prev")?.parse().ok()?,
        hash,
        computed: Hash::of(body.as_bytes()),
    })
}
