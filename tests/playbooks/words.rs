//! What the shipped playbooks say: in two languages at least, and with the same facts in each.

use std::collections::BTreeSet;

use serde_yaml::Value;
use sha2::{Digest, Sha256};

use crate::table::{playbooks, read};

/// The names in braces.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

#[test]
fn every_message_says_the_same_in_two_languages() {
    let mut messages = 0;
    for name in playbooks() {
        let playbook: Value = serde_yaml::from_str(&read(&format!("playbooks/{name}"))).unwrap();
        let of_playbook = playbook["messages"].as_mapping().unwrap_or_else(|| panic!("{name} says nothing"));
        let mut languages: BTreeSet<BTreeSet<String>> = BTreeSet::new();
        for (message, texts) in of_playbook {
            let texts = texts.as_mapping().unwrap();
            let text = |(_, text): (_, &Value)| text.as_str().unwrap().to_owned();
            let texts_only: Vec<String> = texts.iter().map(text).collect();
            let named: BTreeSet<_> = texts_only.iter().map(|text| placeholders(text)).collect();
            assert_eq!(named.len(), 1, "{name}: {message:?} names other values in another language: {named:?}");
            assert!(
                texts_only.iter().collect::<BTreeSet<_>>().len() == texts.len(),
                "{name}: {message:?} is not translated"
            );
            languages.insert(texts.keys().map(|language| language.as_str().unwrap().to_owned()).collect());
            messages += 1;
        }
        assert_eq!(languages.len(), 1, "{name} has messages in some languages only: {languages:?}");
        let languages = languages.pop_first().unwrap();
        assert!(languages.contains("en") && languages.len() >= 2, "{name}: {languages:?}");
    }
    assert!(messages > 90, "{messages}");
}

/// `late-parcel.yaml` is the whole playbook that the description of the language shows (its section 1), word for word: what
/// authors read is what is tested. Who changes one changes the other, and then this digest.
#[test]
fn late_parcel_is_the_sample_of_the_language() {
    let text = read("playbooks/late-parcel.yaml");
    let digest: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "ed390bf617226649545a52941fa89ed2edaf008d1f8c9d18c3e25fe94f9f7535");
}
