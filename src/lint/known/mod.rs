//! Facts that are read where they may be unknown: definite assignment over all ways.
//!
//! A forward analysis over the states proves that a fact is known wherever it is read. What it can't prove is tried: the
//! engine runs on events, receipts and time until the place errs, which refutes the claim with the way that led there;
//! or until the budget is spent, which leaves it open.

mod claims;
mod demand;
mod facts;
mod flow;
mod ways;

use crate::check::{FACT_MAY_BE_UNKNOWN, fact_may_be_unknown};
use crate::house::Places;
use crate::playbook::Playbook;

use self::claims::Claims;
pub(super) use self::claims::{By, Claim};
use self::demand::{Demands, Via};
use self::flow::Flow;
pub(super) use self::ways::entered;
use super::happening::told;
use super::question::Found;
use super::search::Ways;
use super::verdict::{Proof, Verdict, Witness};

/// Every read of a fact in a playbook; none where the ways are too many to follow, which is said.
pub(super) fn claims(playbook: &Playbook, places: &Places, found: &mut Found) -> Vec<Claim> {
    let demands = Demands::new(playbook);
    let mut claims = Claims::new(playbook, places, &demands);
    let followed = Flow::new(playbook, &demands).and_then(|flow| flow.visit(&mut claims));
    if followed.is_err() {
        let claim = "every fact is known where it is read".to_owned();
        let proof = Proof::Unknown("the playbook is too large to follow all its ways".to_owned());
        found.verdicts.push(Verdict { code: FACT_MAY_BE_UNKNOWN.code, claim, span: places.name, proof });
        return Vec::new();
    }
    claims.into_claims()
}

/// Judges the reads by what was proved and what was found.
pub(super) fn judge(playbook: &Playbook, claims: &[Claim], ways: &Ways, found: &mut Found) {
    for (at, claim) in claims.iter().enumerate() {
        let proof = match ways.unknown.get(&at) {
            _ if claim.proved => Proof::Proved,
            Some(way) => {
                let fact = name(playbook, claim);
                let witness = Witness::new(None, vec![(fact.clone(), None)]).after(way.clone());
                let via = via(playbook, claim);
                found.findings.push(fact_may_be_unknown(claim.span, &fact, via.as_deref(), &told(way)));
                Proof::Refuted(witness)
            }
            None if ways.exhausted => Proof::Unknown("no event that was tried leads there with it unknown".to_owned()),
            None => {
                Proof::Unknown("no way that was tried leads there with it unknown, and not all were tried".to_owned())
            }
        };
        let words = format!("`{}` is known in {}", name(playbook, claim), claim.place);
        found.verdicts.push(Verdict { code: FACT_MAY_BE_UNKNOWN.code, claim: words, span: claim.span, proof });
    }
}

fn name(playbook: &Playbook, claim: &Claim) -> crate::value::Name {
    playbook.fact(claim.slot).map_or_else(|| crate::value::Name::from("?"), |fact| fact.name.clone())
}

/// What reads the fact, in words, where that is not its own name.
fn via(playbook: &Playbook, claim: &Claim) -> Option<String> {
    match claim.via {
        Via::Itself => None,
        Via::Derived(at) => playbook.derived.get(usize::from(at)).map(|(name, _)| format!("`{name}`")),
        Via::Message(at) => {
            playbook.messages.get(usize::from(at)).map(|message| format!("the message `{}`", message.name))
        }
        Via::Text => Some("a text of this step".to_owned()),
    }
}
