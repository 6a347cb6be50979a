//! What the shipped playbooks say, and in which language.

use std::collections::BTreeSet;

use amends::Step;
use serde_yaml::Value;
use sha2::{Digest, Sha256};

use crate::owed::ALL;
use crate::table::{Host, playbooks, read, rule_events};

/// The languages of a playbook's messages; that all of them have all, and name the same values, is what `check` proves.
fn languages(name: &str) -> BTreeSet<String> {
    let playbook: Value = serde_yaml::from_str(&read(&format!("playbooks/{name}"))).unwrap();
    let messages = playbook["messages"].as_mapping().unwrap_or_else(|| panic!("{name} says nothing"));
    let locales = messages.values().flat_map(|message| message.as_mapping().unwrap().keys());
    locales.map(|locale| locale.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_playbook_speaks_english_and_another_language() {
    for name in playbooks() {
        let languages = languages(&name);
        assert!(languages.contains("en") && languages.len() >= 2, "{name}: {languages:?}");
    }
}

/// Every case of the tables, for a customer who speaks the other language, and one whose language nobody has.
#[test]
fn customers_hear_their_own_language() {
    let texts = |steps: &[Step]| -> Vec<(String, String)> {
        let said = steps.iter().filter_map(|step| Some((step.locale.as_ref()?, step.text.clone()?)));
        said.map(|(locale, text)| (locale.to_string(), text)).collect()
    };
    for rules in &ALL {
        let file = format!("{}.yaml", rules.name);
        let languages = languages(&file);
        let own = languages.iter().find(|language| *language != "en").unwrap();
        let table = format!("tests/data/{}.tsv", rules.name);
        let hosts = || Host::new(&[&file], |_| None);
        let (mut unsaid, mut spoken, mut unknown) = (hosts(), hosts(), hosts());
        let mut said = 0;
        for (event, _) in rule_events(&table) {
            let subject = event.subject().to_owned();
            let english = texts(&unsaid.take(event.clone()).steps);
            let theirs = texts(&spoken.take(event.clone().with("language", own.as_str())).steps);
            let fallen_back = texts(&unknown.take(event.with("language", "cy")).steps);
            assert_eq!(fallen_back, english, "{subject}");
            assert!(english.iter().all(|(locale, _)| locale == "en"), "{subject}: {english:?}");
            assert!(theirs.iter().all(|(locale, _)| locale == own), "{subject}: {theirs:?}");
            assert_eq!(english.len(), theirs.len(), "{subject}");
            assert!(english.iter().zip(&theirs).all(|(one, other)| one.1 != other.1), "{subject}: {theirs:?}");
            said += theirs.len();
        }
        assert!(said > 100, "{}: {said}", rules.name);
    }
}

/// `late-parcel.yaml` is the whole playbook that the description of the language shows (its section 1), word for word: what
/// authors read is what is tested. Who changes one changes the other, and then this digest.
#[test]
fn late_parcel_is_the_sample_of_the_language() {
    let text = read("playbooks/late-parcel.yaml");
    let digest: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, "ed390bf617226649545a52941fa89ed2edaf008d1f8c9d18c3e25fe94f9f7535");
}
