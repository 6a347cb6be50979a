//! How much memory an engine of one small playbook keeps, as its host sees it: bytes requested from the allocator and
//! not given back.

use std::hint::black_box;

use allocation_counter::measure;
use amends::{Engine, House, Source, compile};

/// So many that what all share, if anything, weighs nothing.
const HOUSES: usize = 100;

fn main() {
    let engine = kept(|at| Engine::new(house(at)).unwrap());
    let both = kept(|at| {
        let house = house(at);
        (Engine::new(house.clone()).unwrap(), house)
    });
    let yaml = kept(|at| serde_yaml::from_str::<serde_yaml::Value>(&text(at)).unwrap());
    let texts = kept(text);
    println!("kept for one playbook of {} lines, in bytes and allocations", text(0).lines().count());
    for (what, (bytes, allocations)) in
        [("its text", texts), ("bare YAML values", yaml), ("an engine", engine), ("an engine and its house", both)]
    {
        println!("{what:<24} {bytes:>8} {allocations:>6}");
    }
}

/// A playbook of fifty lines, each by another name.
fn text(at: usize) -> String {
    include_str!("fifty_lines.yaml").replacen("late-order", &format!("late-order-{at}"), 1)
}

fn house(at: usize) -> House {
    compile([Source::new("house.yaml", text(at))]).finish().unwrap()
}

/// Bytes and allocations that are still there for one of them, once all are made.
fn kept<T>(make: impl Fn(usize) -> T) -> (i64, i64) {
    // What is made once for all, such as the table of time zones, counts for none.
    let first = make(HOUSES);
    let mut all = Vec::with_capacity(HOUSES);
    let measured = measure(|| all.extend((0..HOUSES).map(&make)));
    black_box((&first, &all));
    let houses = i64::try_from(HOUSES).unwrap();
    (measured.bytes_current / houses, measured.count_current / houses)
}
