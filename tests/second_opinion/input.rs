//! What is handed in, in the interpreter's own terms. Times are minutes since the story begins.

use super::house::Sent;

#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    Event(Outside),
    /// For a step, by its number among all that were decided.
    Receipt(usize, bool),
    Command(Order),
    /// What a pool said, the how manieth of all answers, to an ask.
    Answer {
        at: usize,
        ask: usize,
        fits: bool,
    },
    Wake,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Outside {
    pub id: String,
    pub event: String,
    pub time: i64,
    pub incident: Option<u8>,
    /// By fact.
    pub data: Vec<(usize, Datum)>,
}

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: String,
    pub verb: &'static str,
    pub who: &'static str,
    pub role: &'static str,
    pub reason: &'static str,
    /// As the interpreter calls it.
    pub case: Option<String>,
    pub step: Option<Named>,
    pub to: Option<usize>,
    pub amount: Option<i64>,
    pub outcome: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Named {
    Name(String),
    Number(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Datum {
    Is(i64),
    Null,
    /// Of another type than declared.
    Wrong,
}

/// What one input did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    pub outcome: &'static str,
    pub steps: Vec<Emitted>,
    /// Numbers of steps that were out.
    pub withdrawn: Vec<usize>,
    pub denied: Option<&'static str>,
    /// Payments that are held, or are no longer, and what they are.
    pub held: Vec<(usize, &'static str)>,
    /// Payments about which their pool is asked, the how manieth ask each is, and whether they fit.
    pub asked: Vec<(usize, usize, bool)>,
    /// By case.
    pub unhandled: Vec<(usize, String)>,
    pub opened: Vec<String>,
    pub ended: Vec<(String, String)>,
    pub halted: Vec<String>,
    /// Events of timers, in order.
    pub fired: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Emitted {
    pub number: usize,
    pub name: String,
    pub kind: &'static str,
    pub state: String,
    pub case: String,
    /// Of a step with a message.
    pub text: Option<String>,
    pub amount: Option<i64>,
    pub due: Option<i64>,
    pub attempt: usize,
    pub pays: Option<String>,
    pub sent: Sent,
}
