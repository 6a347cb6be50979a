//! Pictures as files: well formed, the same every time, with everything in them and nothing that could run or hide.

use std::fmt::Write;
use std::time::Instant;

use amends::{Playbook, Source, compile};
use proptest::prelude::*;
use std::sync::Arc;

fn playbook(text: &str) -> Arc<Playbook> {
    of_house([Source::new("p.yaml", text)])
}

fn of_house<const N: usize>(sources: [Source; N]) -> Arc<Playbook> {
    let house = compile(sources).finish().unwrap_or_else(|report| panic!("{}", report.to_text(false)));
    Arc::clone(&house.playbooks()[0])
}

fn shipped(name: &str) -> Arc<Playbook> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks");
    of_house([name, "policy"].map(|name| {
        let text = std::fs::read_to_string(format!("{folder}/{name}.yaml")).unwrap();
        Source::new(format!("{name}.yaml"), text)
    }))
}

/// All that is written in a picture, tooltips included, a line each.
fn written(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let texts = document.descendants().filter(|node| node.has_tag_name("text") || node.has_tag_name("title"));
    texts
        .map(|node| {
            let parts = node.descendants().filter(|part| part.is_text() && !is_in_title(*part, node));
            parts.filter_map(|part| part.text()).collect::<String>()
        })
        .collect()
}

/// Whether a part of a text is its tooltip.
fn is_in_title(part: roxmltree::Node<'_, '_>, text: roxmltree::Node<'_, '_>) -> bool {
    part.ancestors().take_while(|node| *node != text).any(|node| node.has_tag_name("title"))
}

const ALL: &str = r#"playbook: all
version: 2
title: Everything at once
owner: care
facts: { days: int, late: { type: bool, default: false } }
events: { e: [days], f: [days], answer: [days] }
triggers:
  often: { upon: f, count: 3, in: 30d, go: deep-b }
  one: { upon: e, when: days > 1 }
states:
  choosing:
    choose:
      - { when: days > 3, go: [left-a, right-b] }
      - { go: both }
  both:
    together:
      left:
        states:
          left-a: { do: [ { compensation: { amount: 40 EUR * days, within: 7d, because: rule 4 } } ], upon: { step.failed: human }, next: left-z }
          left-z: { end: paid }
      right:
        states:
          right-a: { after: { 2h: right-b } }
          right-b: { upon: { f: { stay: true, when: days < 5 }, answer: { go: right-a, times: 2, else: human } }, after: { 3h20m: right-z } }
          right-z: { end: told }
    after: { 60d: human }
    next: outer
  outer:
    clock: paused
    states:
      deep-a: { after: { 1d: deep-b } }
      deep-b: { upon: { e: human }, after: { 5d: good } }
      back: { history: deep, go: deep-a }
  human:
    do:
      - { escalation: { to: supervisor, within: 4h, because: it failed } }
    upon:
      step.failed: { go: human, times: 3, else: bad }
      f: back
    after: { 30d: bad }
    next: good
  good: { end: recovered }
  bad: { end: unresolved }
"#;

#[test]
fn everything_a_playbook_says_is_in_its_picture() {
    let playbook = playbook(ALL);
    let svg = playbook.picture().to_svg().unwrap();
    let written = written(&svg);
    for expected in [
        "all, version 2",
        "Everything at once",
        "owned by care",
        "often",
        "3 times in 30d",
        "[days > 1]",
        "[days > 3] → left-a + right-b",
        "otherwise",
        "compensation 40 EUR * days within 7d",
        "compensation 40 EUR * days within 7d: rule 4",
        "step.failed → human",
        "after 2h",
        "after 3h20m",
        "f [days < 5]",
        "answer (2 times at most)",
        "left-a: step.failed",
        "right-b: answer after 2 times",
        "after 60d",
        "clock paused",
        "H*",
        "the first time",
        "from often",
        "from choosing",
        "escalation within 4h, to supervisor",
        "step.failed (3 times at most)",
        "step.failed after 3 times",
        "unresolved",
        "paid",
    ] {
        assert!(written.iter().any(|line| line == expected), "`{expected}` is not in\n{}", written.join("\n"));
    }
    let (dot, mermaid) = (playbook.picture().to_dot(), playbook.picture().to_mermaid());
    for expected in ["cluster_", "style=dashed", "lhead=", "ltail=", "after 3h20m", "deep history", "unresolved"] {
        assert!(dot.contains(expected), "`{expected}` is not in\n{dot}");
    }
    assert!(mermaid.lines().any(|line| line.trim() == "--"), "no regions in\n{mermaid}");
    for expected in ["[*] --> s", "--> [*]", "after 3h20m", "deep history", "unresolved"] {
        assert!(mermaid.contains(expected), "`{expected}` is not in\n{mermaid}");
    }
}

#[test]
fn a_picture_says_what_it_is_and_runs_nothing() {
    for name in ["late-parcel", "eu261", "uk261"] {
        let svg = shipped(name).picture().to_svg().unwrap();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"), "{name}");
        let ids: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
        let named: Vec<&str> = root.children().filter_map(|node| node.attribute("id")).collect();
        assert!(ids.iter().all(|id| named.contains(id)), "{name}: {ids:?} {named:?}");
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let tag = node.tag_name().name();
            let known = ["svg", "title", "desc", "style", "marker", "path", "rect", "circle", "text", "tspan"];
            assert!(known.contains(&tag), "{name}: <{tag}>");
            assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on")), "{name}");
        }
        let states =
            shipped(name).graph().node_weights().skip(1).map(|node| node.name().to_owned()).collect::<Vec<_>>();
        let written = written(&svg);
        for state in states {
            assert!(written.contains(&state), "{name}: {state}");
        }
    }
}

#[test]
fn text_is_shown_and_never_obeyed() {
    let text = r#"playbook: p
version: 1
title: "<script>&amp;\"'</script> ]]>"
facts: { note: text }
events: { e: [note] }
triggers: { t: { upon: e, when: "note == '<b>&\"quoted\"\\\\ #59; %%{init}'" } }
states:
  a: { after: { 1d: z } }
  z: { end: done }
"#;
    let picture = playbook(text).picture();
    let svg = picture.to_svg().unwrap();
    assert!(!svg.contains("<script") && !svg.contains("<b>"));
    let written = written(&svg);
    assert!(written.contains(&r#"<script>&amp;"'</script> ]]>"#.to_owned()), "{written:?}");
    let mermaid = picture.to_mermaid();
    assert!(!mermaid.contains('<') || mermaid.replace("<br>", "").find('<').is_none(), "{mermaid}");
    assert!(!mermaid.contains("%%"));
    for line in picture.to_dot().lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "an open quote in {line}");
    }
}

#[test]
fn a_playbook_of_2000_states_is_refused_or_written_in_good_time() {
    let mut text = String::from("playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n");
    for number in 0..2000 {
        writeln!(text, "  s{number}: {{ after: {{ 1d: s{} }} }}", number + 1).unwrap();
    }
    text.push_str("  s2000: { end: done }\n");
    let playbook = playbook(&text);
    let began = Instant::now();
    let picture = playbook.picture();
    let refused = picture.to_svg().unwrap_err();
    assert!(refused.to_string().contains("2002 boxes"), "{refused}");
    assert_eq!(picture.to_dot().matches("after 1d").count(), 2000);
    assert_eq!(picture.to_mermaid().matches("after 1d").count(), 2000);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn what_leads_everywhere_is_drawn_or_refused_in_good_time() {
    for (states, is_drawn) in [(20, true), (60, false)] {
        let mut text =
            String::from("playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n");
        for number in 0..states {
            let goals = (0..states).filter(|to| *to != number);
            let goals: Vec<String> = goals.map(|to| format!("{{ when: now > opened, go: s{to} }}")).collect();
            writeln!(text, "  s{number}: {{ after: {{ 1d: [{}, {{ go: z }}] }} }}", goals.join(", ")).unwrap();
        }
        text.push_str("  z: { end: done }\n");
        let playbook = playbook(&text);
        let began = Instant::now();
        let drawn = playbook.picture().to_svg();
        assert_eq!(drawn.is_ok(), is_drawn, "{states} states");
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    }
}

/// States in a row, each by what it does and where its ways lead; every one can be reached and left.
fn row_of_states(seeds: &[(u8, usize, bool)], prefix: &str, depth: usize, out: &mut String) {
    let space = "  ".repeat(depth * 2 + 1);
    for (number, (kind, other, loops)) in seeds.iter().enumerate() {
        let name =
            |number: usize| if number < seeds.len() { format!("{prefix}{number}") } else { format!("{prefix}z") };
        let next = name(number + 1);
        let elsewhere = name(if *loops { other % (number + 1) } else { number + 1 + other % (seeds.len() - number) });
        writeln!(out, "{space}{}:", name(number)).unwrap();
        let inner: Vec<_> = seeds.iter().skip(1).take(3).copied().collect();
        match kind % 5 {
            0 if depth == 0 && !inner.is_empty() => {
                writeln!(out, "{space}  together:").unwrap();
                for region in ["l", "r"] {
                    writeln!(out, "{space}    {prefix}{number}{region}:\n{space}      states:").unwrap();
                    row_of_states(&inner, &format!("{prefix}{number}{region}"), depth + 2, out);
                }
            }
            1 if depth == 0 && !inner.is_empty() => {
                writeln!(out, "{space}  states:").unwrap();
                row_of_states(&inner, &format!("{prefix}{number}"), depth + 1, out);
            }
            2 => writeln!(
                out,
                "{space}  do: [ {{ task: {{ action: look, within: 1h }} }} ]\n{space}  leave: [ {{ notice: {{ to: supervisor, message: left }} }} ]"
            )
            .unwrap(),
            _ => {}
        }
        writeln!(out, "{space}  upon: {{ f: [ {{ when: days > {number}, go: {elsewhere} }}, {{ stay: true }} ] }}")
            .unwrap();
        writeln!(out, "{space}  after: {{ {}d: {next} }}", number + 1).unwrap();
        writeln!(out, "{space}  next: {next}").unwrap();
    }
    writeln!(out, "{space}{prefix}z: {{ end: over }}").unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_playbooks_have_well_formed_pictures(seeds in prop::collection::vec((any::<u8>(), any::<usize>(), any::<bool>()), 1..9)) {
        let mut text = String::from(
            "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days], f: [days] }\ntriggers: { t: { upon: e } }\nmessages: { left: { en: left } }\nstates:\n",
        );
        row_of_states(&seeds, "s", 0, &mut text);
        let playbook = playbook(&text);
        let svg = playbook.picture().to_svg().unwrap();
        let written = written(&svg);
        for node in playbook.graph().node_weights().skip(1) {
            prop_assert!(written.iter().any(|line| line == node.name()), "{} is missing", node.name());
        }
        prop_assert_eq!(svg, playbook.picture().to_svg().unwrap());
        prop_assert_eq!(playbook.picture().to_dot(), playbook.picture().to_dot());
        prop_assert_eq!(playbook.picture().to_mermaid(), playbook.picture().to_mermaid());
    }
}
