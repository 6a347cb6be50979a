//! One condition on a fresh event: each engine binds the same event's data, then evaluates.
//!
//! A peer binds twice: as its documentation shows (zen-expression and datalogic-rs by way of a JSON value, cel a variable
//! at a time), and by hand, in the fewest steps that its interface allows.

use std::borrow::Cow;
use std::sync::Arc;

use amends::{Condition, Datum, Event, Type};
use cel::common::types::{CelDouble, CelInt, CelString};
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::{Context, Env, Program};
use datalogic_rs::{DataValue, EvalInput, Logic, Session};
use rust_decimal::Decimal;
use zen_expression::expression::Standard;
use zen_expression::variable::VariableMap;
use zen_expression::vm::VM;
use zen_expression::{Expression, Variable, compile_expression};

use crate::late::{self, Late};
use crate::table::{Row, Table};
use crate::timing::{Job, medians};

/// What events say of a parcel, and whether the condition holds. Unknown facts and errors are left aside: each engine
/// takes them in its own way.
const EVENTS: [(Late, bool); 6] = [
    (late(3, 4000, 2, "gold"), true),
    (late(1, 4000, 2, "gold"), false),
    (late(3, 1000, 2, "gold"), false),
    (late(3, 1002, 2, "gold"), true),
    (late(4, 4000, 2, "blue"), false),
    (late(5, 4000, 2, "blue"), true),
];

const fn late(days_late: i64, order_total: i64, parcels: i64, tier: &'static str) -> Late {
    Late { days_late: Some(days_late), order_total: Some(order_total), parcels: Some(parcels), tier: Some(tier) }
}

const AS_DOCUMENTED: &str = "one condition on a fresh event; the peer binds as its documentation does";
const BY_HAND: &str = "one condition on a fresh event; the peer binds by hand, in the fewest steps";

pub fn add(table: &mut Table) {
    let (ours, mut zen, cel, mut datalogic) = (Ours::new(), Zen::new(), Cel::new(), Datalogic::new());
    for (late, holds) in EVENTS {
        let event = Event::from_json(&late.event()).unwrap();
        let answers = [ours.holds(&event), zen.holds(zen_by_hand(&event)), zen.holds(json(&event).into())];
        assert_eq!(answers, [holds; 3], "{}", late.data());
        let answers = [cel.holds(cel.by_hand(&ByName(&event))), cel.holds(cel.as_documented(&event))];
        assert_eq!(answers, [holds; 2], "{}", late.data());
        let answers = [datalogic.holds(DataValue::Object(&datalogic_by_hand(&event))), datalogic.holds(&json(&event))];
        assert_eq!(answers, [holds; 2], "{}", late.data());
    }

    let event = Event::from_json(&EVENTS[0].0.event()).unwrap();
    let (mut zen_again, mut datalogic_again) = (Zen::new(), Datalogic::new());
    let [ours, zen, zen_lean, cel, cel_lean, datalogic, datalogic_lean] = medians([
        Job::new(|| ours.holds(&event)),
        Job::new(|| zen.holds(json(&event).into())),
        Job::new(|| zen_again.holds(zen_by_hand(&event))),
        Job::new(|| cel.holds(cel.as_documented(&event))),
        Job::new(|| cel.holds(cel.by_hand(&ByName(&event)))),
        Job::new(|| datalogic.holds(&json(&event))),
        Job::new(|| datalogic_again.holds(DataValue::Object(&datalogic_by_hand(&event)))),
    ]);
    let peers =
        [("zen-expression", zen, zen_lean), ("cel", cel, cel_lean), ("datalogic-rs", datalogic, datalogic_lean)];
    for (peer, as_documented, by_hand) in peers {
        for (what, theirs) in [(AS_DOCUMENTED, as_documented), (BY_HAND, by_hand)] {
            table.0.push(Row { what: what.to_owned(), ours, peer, theirs });
        }
    }
}

fn text<'a>(event: &'a Event, name: &str) -> &'a str {
    match event.get(name) {
        Some(Datum::Number(Cow::Borrowed(text)) | Datum::Text(Cow::Borrowed(text))) => text,
        other => panic!("{name}: {other:?}"),
    }
}

fn whole(event: &Event, name: &str) -> i64 {
    text(event, name).parse().unwrap()
}

/// The peers have no money: the amount alone.
fn amount(event: &Event) -> &str {
    text(event, "order_total").strip_suffix(" GBP").unwrap()
}

/// The data as the documentation of zen-expression and of datalogic-rs has them.
fn json(event: &Event) -> serde_json::Value {
    serde_json::json!({
        "days_late": whole(event, "days_late"),
        "order_total": amount(event).parse::<f64>().unwrap(),
        "parcels": whole(event, "parcels"),
        "tier": text(event, "tier"),
    })
}

struct Ours(Condition);

impl Ours {
    fn new() -> Self {
        let pounds = Type::Money(Some("GBP".parse().unwrap()));
        let facts = [("days_late", Type::Int), ("order_total", pounds), ("parcels", Type::Int), ("tier", Type::Text)];
        Self(Condition::new(late::TEXT, &facts).unwrap())
    }

    fn holds(&self, event: &Event) -> bool {
        self.0.holds_on(event).unwrap()
    }
}

/// Numbers are decimals.
struct Zen {
    expression: Expression<Standard>,
    vm: VM,
}

impl Zen {
    fn new() -> Self {
        let text = "days_late >= 2 and order_total / parcels > 5.00 and (tier == 'gold' or days_late > 4)";
        Self { expression: compile_expression(text).unwrap(), vm: VM::new() }
    }

    fn holds(&mut self, facts: Variable) -> bool {
        self.expression.evaluate_with(facts, &mut self.vm).unwrap().as_bool().unwrap()
    }
}

fn zen_by_hand(event: &Event) -> Variable {
    let mut facts = VariableMap::with_capacity(4);
    facts.insert(Variable::key("days_late"), Variable::Number(whole(event, "days_late").into()));
    facts.insert(Variable::key("order_total"), Variable::Number(Decimal::from_str_exact(amount(event)).unwrap()));
    facts.insert(Variable::key("parcels"), Variable::Number(whole(event, "parcels").into()));
    facts.insert(Variable::key("tier"), Variable::String(text(event, "tier").into()));
    Variable::from_object(facts)
}

/// Numbers are integers and floats. A float is divided only by a float, so that the number of parcels is one.
struct Cel {
    env: Arc<Env>,
    program: Program,
}

impl Cel {
    fn new() -> Self {
        let env = Arc::new(Env::stdlib());
        let text = "days_late >= 2 && order_total / parcels > 5.00 && (tier == 'gold' || days_late > 4)";
        Self { program: env.compile(text).unwrap(), env }
    }

    fn as_documented(&self, event: &Event) -> Context<'static, 'static> {
        let mut facts = Context::with_env(Arc::clone(&self.env));
        facts.add_variable_from_value("days_late", whole(event, "days_late"));
        facts.add_variable_from_value("order_total", amount(event).parse::<f64>().unwrap());
        facts.add_variable_from_value("parcels", whole(event, "parcels") as f64);
        facts.add_variable_from_value("tier", text(event, "tier").to_owned());
        facts
    }

    fn by_hand<'v>(&self, facts: &'v ByName<'_>) -> Context<'v, 'v> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.set_variable_resolver(facts);
        context
    }

    fn holds(&self, facts: Context<'_, '_>) -> bool {
        self.program.execute(&facts).unwrap() == true.into()
    }
}

/// Nothing is bound: each use of a name asks the event.
struct ByName<'e>(&'e Event);

impl VariableResolver for ByName<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        let event = self.0;
        Some(match name {
            "days_late" => CowVal::owned(CelInt::from(whole(event, name))),
            "order_total" => CowVal::owned(CelDouble::from(amount(event).parse::<f64>().unwrap())),
            "parcels" => CowVal::owned(CelDouble::from(whole(event, name) as f64)),
            "tier" => CowVal::owned(CelString::from(text(event, name))),
            _ => return None,
        })
    }
}

/// Numbers are integers and floats; the arena is used again.
struct Datalogic {
    logic: Logic,
    session: Session<'static>,
}

impl Datalogic {
    fn new() -> Self {
        let rule = r#"{"and": [
            {">=": [{"var": "days_late"}, 2]},
            {">": [{"/": [{"var": "order_total"}, {"var": "parcels"}]}, 5.0]},
            {"or": [{"===": [{"var": "tier"}, "gold"]}, {">": [{"var": "days_late"}, 4]}]}
        ]}"#;
        let engine: &'static _ = Box::leak(Box::new(datalogic_rs::Engine::new()));
        Self { logic: engine.compile(rule).unwrap(), session: engine.session() }
    }

    fn holds<'a>(&'a mut self, facts: impl EvalInput<'a>) -> bool {
        self.session.reset();
        matches!(self.session.eval_borrowed(&self.logic, facts), Ok(DataValue::Bool(true)))
    }
}

fn datalogic_by_hand(event: &Event) -> [(&str, DataValue<'_>); 4] {
    [
        ("days_late", DataValue::from_i64(whole(event, "days_late"))),
        ("order_total", DataValue::from_f64(amount(event).parse().unwrap())),
        ("parcels", DataValue::from_i64(whole(event, "parcels"))),
        ("tier", DataValue::String(text(event, "tier"))),
    ]
}
