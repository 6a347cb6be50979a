//! Duties: whatever anybody does, no case goes without them.

use serde_json::Value;

use amends::Input;
use amends::chrono::TimeDelta;

use super::auditor::{Case, Judged, Seen, Sent, each, ensure, text};
use super::house::{Duty, Rule};

/// Takes note of what went out for a case, as its record tells it, and of its end.
pub fn judge(seen: &Seen<'_>, case: &mut Case, told: &Value) -> Judged {
    let book = seen.book(case);
    let kind = |name: &str| book.steps.get(name).map_or("", |step| step.kind.as_str()).to_owned();
    // What another step does, or what no channel takes in time, was decided all the same; the record says so.
    let excused = each(&told["already_done"]).map(|done| text(&done["step"]));
    let unsaid = each(&told["failed"]).filter(|failed| matches!(text(&failed["why"]), "no_channel" | "contact_cap"));
    for name in excused.chain(unsaid.map(|failed| text(&failed["at"]))) {
        case.sent.push(Sent { step: None, kind: kind(name), is_gone: false });
    }
    for told_step in each(&told["steps"]) {
        let step = seen.decision.steps.iter().find(|step| step.id.to_string() == text(&told_step["id"]));
        let Some(step) = step else { return Err(format!("the record has a step that is not out: {told_step}")) };
        let is_owed = step.ground.is_some_and(|ground| ground != amends::Ground::Goodwill);
        let is_ordered = matches!(seen.input, Input::Command(_)) && !seen.fired();
        // Sent again it is no other step.
        if case.sent.iter().any(|sent| sent.step == Some(step.id)) {
            case.sent.iter_mut().filter(|sent| sent.step == Some(step.id)).for_each(|sent| sent.is_gone = false);
            continue;
        }
        if !(is_owed && case.overridden && !is_ordered) {
            before_step(&book.duties, case, step.kind.as_str(), &step.name)?;
        }
        case.sent.push(Sent { step: Some(step.id), kind: step.kind.as_str().to_owned(), is_gone: false });
    }
    for id in each(&told["withdrawn"]).chain(each(&told["skipped"])) {
        let is_it = |sent: &&mut Sent| sent.step.is_some_and(|step| step.to_string() == text(id));
        case.sent.iter_mut().filter(is_it).for_each(|sent| sent.is_gone = true);
    }
    if let Input::Command(command) = seen.input {
        let is_override = matches!(command.verb().as_str(), "move" | "skip");
        case.overridden |= is_override && seen.record["concerns"]["case"] == case.id.as_str();
    }
    let owing = book.duties.iter().filter(|duty| !matches!(duty.rule, Rule::Before(..)) && is_undone(duty, case));
    match (&case.ended, owing.into_iter().next()) {
        (Some(end), Some(duty)) if end != "erased" => {
            Err(format!("the case {} ended as {end} without its duty {duty:?}", case.id))
        }
        _ => Ok(()),
    }
}

fn before_step(duties: &[Duty], case: &Case, kind: &str, name: &str) -> Judged {
    for duty in duties {
        let Rule::Before(other, nth) = &duty.rule else { continue };
        let before = case.sent.iter().filter(|sent| sent.kind == *other && !sent.is_gone).count();
        let is_due = other == kind && before + 1 >= *nth;
        ensure(!(is_due && is_undone(duty, case)), || format!("{name} of {} goes out against {duty:?}", case.id))?;
    }
    Ok(())
}

fn is_undone(duty: &Duty, case: &Case) -> bool {
    duty.binds(&case.known) && !case.sent.iter().any(|sent| sent.kind == duty.kind && !sent.is_gone)
}

/// Nothing that has a time is undone after it, unless the host slept or the case stands still.
pub fn mind_time(seen: &Seen<'_>, cases: &[Case]) -> Judged {
    for case in cases.iter().filter(|case| case.ended.is_none() && !case.was_late && !case.halted) {
        for duty in &seen.book(case).duties {
            let Rule::Within(seconds) = duty.rule else { continue };
            let is_over = seen.now() > case.opened + TimeDelta::seconds(seconds);
            ensure(!(is_over && is_undone(duty, case)), || format!("{} goes on without its duty {duty:?}", case.id))?;
        }
    }
    Ok(())
}
