//! The runner of stories itself: what it must not let pass.

use super::story::check;

const PLAYBOOK: &str = "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a: { do: [task: { action: x }], upon: { e: z } }
  z: { end: done }
";

macro_rules! fails {
        ($($name:ident: $story:literal, $why:literal;)*) => {
            $(#[test]
            #[should_panic(expected = $why)]
            fn $name() {
                check(PLAYBOOK, $story);
            })*
        };
    }

fails! {
    a_story_without_inputs: "at 2026-03-02T09:00:00Z", "the story says nothing";
    an_input_without_expectation: "event e", "expects nothing";
    an_empty_expectation: "event e ->", "expects nothing";
    an_empty_item: "event e -> applied; ; a.task", "expects nothing";
    another_outcome: "event e -> counted", "the outcome is `applied`";
    a_step_left_out: "event e -> applied", "the steps are";
    a_step_too_many: "event e -> applied; a.task; a.task", "the steps are";
    another_field: "event e -> applied; a.task due=never", "`due` is `none`";
    a_field_that_no_step_has: "event e -> applied; a.task dew=none", "steps have no `dew`";
    another_state: "event e -> applied; a.task; in z", "`in` is";
    an_end_left_out: "event e -> applied; a.task\nevent e -> applied", "`ended` is";
}
