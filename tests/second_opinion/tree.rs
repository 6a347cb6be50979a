//! Random trees of states, that do nothing yet.

use super::playbook::*;
use super::tape::Tape;

const MOST_STATES: usize = 14;

pub fn tree(name: &str, tape: &mut Tape) -> Playbook {
    let key = tape.pick(&[Key::Order, Key::Account, Key::Order, Key::EachEvent]);
    let mut playbook = Playbook {
        name: name.to_owned(),
        key,
        start: None,
        language: None,
        spoken: Vec::new(),
        declared: Vec::new(),
        triggers: Vec::new(),
        seen: Vec::new(),
        states: vec![blank(ROOT, Kind::Compound)],
    };
    for _ in 0..1 + tape.below(3) {
        grow(&mut playbook, ROOT, 0, tape);
    }
    let end = playbook.states.len();
    playbook.states.push(blank(ROOT, Kind::End("over")));
    playbook.states[ROOT].children.push(end);
    for id in 1..end {
        if let Kind::History { deep, .. } = playbook.states[id].kind {
            let parent = playbook.states[id].parent;
            let fits = |state: &StateId| {
                !playbook.is_history(*state)
                    && if deep {
                        playbook.is_descendant(*state, parent)
                    } else {
                        playbook.states[*state].parent == parent
                    }
            };
            let fitting: Vec<StateId> = (1..end).filter(fits).collect();
            playbook.states[id].kind = Kind::History { deep, default: tape.pick(&fitting) };
        } else if playbook.states[id].kind == Kind::Compound && tape.once_in(3) {
            let children = playbook.children(id);
            playbook.states[id].start = Some(tape.pick(&children));
        }
    }
    if tape.once_in(3) {
        let children = playbook.children(ROOT);
        playbook.start = Some(tape.pick(&children));
    }
    playbook
}

fn blank(parent: StateId, kind: Kind) -> State {
    State {
        parent,
        kind,
        children: Vec::new(),
        start: None,
        enter: Vec::new(),
        leave: Vec::new(),
        upon: Vec::new(),
        choose: Vec::new(),
        next: Vec::new(),
        after: Vec::new(),
        at: Vec::new(),
        paused: None,
        times: None,
    }
}

fn grow(playbook: &mut Playbook, parent: StateId, depth: usize, tape: &mut Tape) {
    let id = playbook.states.len();
    let kind = match tape.below(if depth < 3 && id < MOST_STATES { 6 } else { 1 }) {
        0..=2 => Kind::Atomic,
        3 | 4 => Kind::Compound,
        _ => Kind::Parallel,
    };
    playbook.states.push(blank(parent, kind.clone()));
    playbook.states[parent].children.push(id);
    if kind == Kind::Atomic {
        return;
    }
    for _ in 0..1 + tape.below(3) {
        grow(playbook, id, depth + 1, tape);
    }
    let mut add = |kind: Kind| {
        let child = playbook.states.len();
        playbook.states.push(blank(id, kind));
        playbook.states[id].children.push(child);
    };
    if kind == Kind::Compound && tape.once_in(2) {
        add(Kind::End(tape.pick(&["well", "badly"])));
    }
    if tape.once_in(3) {
        add(Kind::History { deep: tape.once_in(2), default: 0 });
    }
}
