fn main() {
    for p in std::env::args().skip(1) {
        let t = std::fs::read_to_string(&p).unwrap();
        println!("{}", amends::compile([amends::Source::new(p, t)]).report().to_text(false));
    }
}
