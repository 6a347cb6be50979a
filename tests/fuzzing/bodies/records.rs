//! Texts as trails of records.

use amends::{Account, ReplayError, Replayed, Verifier, Wrong, replay, verify, verify_account};

use super::canonical::is_canonical;
use super::world::{Choices, engine, harmless, secret, trail};

/// Lines verify or the first wrong one is named; what replays verifies too; and a trail of the engine's own with anything
/// in it changed does neither. A text is the lines themselves; other bytes change the engine's.
pub fn record(data: &[u8]) {
    let (lines, is_own) = match data.first() {
        Some(b'{') => (String::from_utf8_lossy(data).lines().map(str::to_owned).collect(), false),
        _ => (changed(&mut Choices(data)), true),
    };
    let texts = || lines.iter().map(String::as_str);
    let verified = verify(texts(), []);
    match &verified {
        Ok(verified) => {
            assert_eq!(verified.records, lines.len() as u64);
            assert!(texts().all(is_canonical), "what verifies is canonical");
            let heads = verified.heads.clone();
            assert!(verify(texts(), heads).unwrap().ends_checked || lines.is_empty());
        }
        Err(error) => {
            harmless(&error.to_string());
            let line = lines.get(usize::try_from(error.line.unwrap()).unwrap() - 1).unwrap();
            assert!(error.wrong == Wrong::NotCanonical || is_canonical(line), "{line:?}");
            // Lines before it hold.
            let mut verifier = Verifier::new();
            let before = usize::try_from(error.line.unwrap()).unwrap() - 1;
            assert!(texts().take(before).all(|line| verifier.line(line).is_ok()));
        }
    }
    let personal = |seq: u64, path: &str| trail().personal(seq, path);
    match replay(engine(), "ana", secret(), texts(), personal) {
        Ok(replayed) => {
            assert!(verified.is_ok(), "what replays verifies");
            assert_eq!(replayed.records, lines.len() as u64);
        }
        Err(error) => harmless(&error.to_string()),
    }
    if is_own {
        let is_start = trail().lines.starts_with(&lines);
        assert_eq!(verified.is_ok(), is_start, "only an unchanged trail, or its beginning, verifies");
    }
}

/// The engine's own lines with up to three things changed.
fn changed(choices: &mut Choices<'_>) -> Vec<String> {
    let mut lines = trail().lines.clone();
    for _ in 0..choices.byte() % 4 {
        if lines.is_empty() {
            break;
        }
        let at = usize::from(choices.byte()) % lines.len();
        let (way, place, other) = (choices.byte(), choices.number(), usize::from(choices.byte()) % lines.len());
        match way % 8 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            3 => lines.truncate(at),
            _ => {
                let mut bytes = lines[at].clone().into_bytes();
                let place = place % (bytes.len() + 1);
                match way % 8 {
                    4 if place < bytes.len() => bytes[place] = choices.byte(),
                    6 if place < bytes.len() => drop(bytes.remove(place)),
                    4..=6 => bytes.insert(place, choices.byte()),
                    _ => bytes.truncate(place),
                }
                lines[at] = String::from_utf8_lossy(&bytes).into_owned();
            }
        }
    }
    lines
}

/// An account held to the records of the world's trail.
pub fn verified(account: &Account) -> Result<Replayed, ReplayError> {
    verify_account(engine(), account, trail().lines(), |seq, path| trail().personal(seq, path))
}
