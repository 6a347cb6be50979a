//! What a random playbook may not say without sense.

use super::playbook::*;

/// Leaves out what speaks of steps and errors that there are not, and lets somebody hear what is raised.
pub fn tidy(playbook: &mut Playbook) {
    let all: Vec<Action> = playbook.states.iter().flat_map(actions_of).cloned().collect();
    let named = |name: &str, promise: bool| {
        all.iter().any(|action| match action {
            Action::Step(step) => {
                step.named.as_deref() == Some(name) && (!promise || matches!(step.kind, StepKind::Promise { .. }))
            }
            _ => false,
        })
    };
    let is_paid = |name: &str| {
        let pays =
            |step: &Step| step.named.as_deref() == Some(name) && matches!(step.kind, StepKind::Compensation { .. });
        all.iter().any(|action| matches!(action, Action::Step(step) if pays(step)))
    };
    let speaks = |action: &Action| match action {
        Action::Step(Step { reverses: Some(name), .. }) => is_paid(name),
        Action::Cancel(name) | Action::Resend(name) => named(name, false),
        Action::Keep(name) | Action::Waive(name) => named(name, true),
        _ => true,
    };
    let happens = |pattern: &str| match pattern.split('.').collect::<Vec<_>>().as_slice() {
        ["step", _, name] => named(name, false),
        ["promise", _] => {
            all.iter().any(|action| matches!(action, Action::Step(Step { kind: StepKind::Promise { .. }, .. })))
        }
        ["promise", _, name] => named(name, true),
        ["approval"] | ["approval", _] => all.iter().any(|action| matches!(action, Action::Step(_))),
        ["approval", _, name] => named(name, false),
        ["error", "set", fact] => all.iter().any(|action| match action {
            Action::Set(Set::Days(_)) => *fact == "days",
            Action::Set(Set::Total(_)) => *fact == "total",
            _ => false,
        }),
        _ => true,
    };
    for state in &mut playbook.states {
        state.enter.retain(&speaks);
        state.leave.retain(&speaks);
        transitions_mut(state).for_each(|transition| {
            transition.actions.retain(&speaks);
            if let Some((_, Some(otherwise))) = &mut transition.times {
                otherwise.actions.retain(&speaks);
            }
        });
        state.upon.retain(|(pattern, _)| happens(pattern));
    }
    for event in RAISED.map(|event| EVENTS[event]) {
        let raised = all.iter().any(|action| matches!(action, Action::Raise(name) if *name == event));
        let heard = playbook.states.iter().any(|state| state.upon.iter().any(|(pattern, _)| pattern == event));
        if raised && !heard {
            let transition = Transition { when: None, way: Way::Stay, actions: Vec::new(), times: None };
            playbook.states[1].upon.push((event.to_owned(), vec![transition]));
        }
    }
}

fn transitions_mut(state: &mut State) -> impl Iterator<Item = &mut Transition> {
    let timed = state.after.iter_mut().chain(&mut state.at).flat_map(|(_, list)| list);
    let heard = state.upon.iter_mut().flat_map(|(_, list)| list);
    heard.chain(&mut state.choose).chain(&mut state.next).chain(timed)
}

fn actions_of(state: &State) -> impl Iterator<Item = &Action> {
    let timed = state.after.iter().chain(&state.at).flat_map(|(_, list)| list);
    let transitions = state.upon.iter().flat_map(|(_, list)| list).chain(&state.choose).chain(&state.next).chain(timed);
    let in_transitions = transitions.flat_map(|transition| {
        let otherwise = transition.times.iter().filter_map(|(_, otherwise)| otherwise.as_deref());
        transition.actions.iter().chain(otherwise.flat_map(|otherwise| &otherwise.actions))
    });
    state.enter.iter().chain(&state.leave).chain(in_transitions)
}
