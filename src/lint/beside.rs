//! Which states may be active beside one: what nesting and regions allow, whether or not a case ever comes there.

use crate::expression::{Boxes, Region};
use crate::playbook::{Kind, On, Playbook, StateId, Transition};

/// Where the states of which conditions ask are active as they may be where a transition is tried.
pub(super) struct Beside {
    /// Whatever else goes on.
    pub(super) at_all: Region,
    /// Of a `next`, where its state has just become complete and nothing came between; else the same.
    pub(super) usually: Region,
}

impl Beside {
    pub(super) fn new(boxes: &mut Boxes<'_>, playbook: &Playbook, transition: &Transition) -> Self {
        let asked: Vec<StateId> = boxes.states().map(StateId).collect();
        let source = transition.source;
        let at_all =
            Way { playbook, asked: &asked, source, completes: false }.active(boxes, crate::playbook::ROOT, false);
        let usually = match transition.on {
            On::Complete => {
                Way { playbook, asked: &asked, source, completes: true }.active(boxes, crate::playbook::ROOT, false)
            }
            _ => at_all,
        };
        Self { at_all, usually }
    }
}

struct Way<'a> {
    playbook: &'a Playbook,
    /// The states of which conditions ask.
    asked: &'a [StateId],
    /// The state that is surely active.
    source: StateId,
    /// Whether it is complete.
    completes: bool,
}

impl Way<'_> {
    /// Where a state is active with what may be active in it; a complete one with one of its ends. As deep as the document,
    /// which is limited.
    fn active(&self, boxes: &mut Boxes<'_>, id: StateId, is_complete: bool) -> Region {
        let playbook = self.playbook;
        let state = playbook.state(id);
        let is_complete = is_complete || self.completes && id == self.source;
        let mut region = if self.asked.contains(&id) { boxes.is_active(id.0) } else { Region::TRUE };
        if self.asked.iter().all(|asked| !playbook.is_inside(*asked, id)) {
            return region;
        }
        let children = state.children.iter().copied().filter(|child| !playbook.state(*child).is_history());
        match &state.kind {
            Kind::Together => {
                for child in children {
                    let inside = self.active(boxes, child, is_complete);
                    region = boxes.both(region, inside);
                }
            }
            Kind::Compound(_) => {
                let towards = |child: &StateId| *child == self.source || playbook.is_inside(self.source, *child);
                let on_the_way = playbook.is_inside(self.source, id);
                let mut one_of = Region::FALSE;
                for child in children {
                    let may_be =
                        if on_the_way { towards(&child) } else { !is_complete || playbook.state(child).is_final() };
                    if may_be {
                        let mut alone = self.active(boxes, child, false);
                        let others = self.asked.iter().filter(|asked| {
                            playbook.is_inside(**asked, id) && **asked != child && !playbook.is_inside(**asked, child)
                        });
                        for other in others {
                            let other = boxes.is_active(other.0);
                            alone = boxes.without(alone, other);
                        }
                        one_of = boxes.either(one_of, alone);
                    }
                }
                region = boxes.both(region, one_of);
            }
            Kind::Atomic | Kind::End(_) | Kind::History { .. } => {}
        }
        region
    }
}
