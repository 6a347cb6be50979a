//! What a case is called.

use crate::value::Name;

/// `late-parcel/A1`: the playbook's name and the key, with `/`, `%` and control characters of values escaped.
pub(crate) fn case_id(playbook: &str, key: &[Name]) -> Name {
    let mut id = playbook.to_owned();
    for value in key {
        id.push('/');
        for c in value.chars() {
            if matches!(c, '/' | '%') || c.is_control() {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    id.push_str(&format!("%{byte:02X}"));
                }
            } else {
                id.push(c);
            }
        }
    }
    Name::from(id)
}
